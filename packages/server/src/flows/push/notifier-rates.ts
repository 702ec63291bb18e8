// Keeping notifiers' rates: whoever has pushes for a notifier with a rate takes turns at its moments (domain/send-rate.ts). Alone, a process
// makes the moments itself; where several share a record, each takes stretches of them from the notifier's row, as long as what waits
// needs and a quarter of a second at most, so that together they keep the rate and one alone may use all of it. What the record says of the
// notifier then holds too: one that rests gives no turns. One timer per notifier.
import type { Clock } from '../../base/clock.ts'
import { causeOf, type Log } from '../../base/log.ts'
import { type Notifier, restsUntil } from '../../domain/notifier.ts'
import { RecordClock } from '../../domain/record-clock.ts'
import { clockErrorMsMax, lateMsMax, type Moments, momentsOf } from '../../domain/send-rate.ts'
import type { PaceStretch } from '../../ports/notifier-paces.ts'
import type { Store } from '../../ports/store.ts'

/** Deals out turns. */
export interface NotifierRates {
  /** Resolves when some of `count` pushes may leave, with how many: now, and not later. 0 once `signal` aborts, or where the notifier rests. */
  turn(notifier: PacedNotifier, count: number, signal: AbortSignal): Promise<number>
}

/** A notifier that has a rate. */
export type PacedNotifier = Pick<Notifier, 'appId' | 'uuid'> & { readonly pushesPerSecond: number }

/** What rates use. */
export interface NotifierRateDeps {
  readonly clock: Pick<Clock, 'now' | 'monotonic' | 'after'>
  readonly log: Log
  /** Where other processes take theirs; absent: this one is alone. */
  readonly shared?: Pick<Store, 'commit' | 'tables'> | undefined
}

/** The longest stretch that is taken at once: so long others wait for theirs. */
const stretchUsMax = 250_000
/** How long nothing leaves where the record cannot be asked, ms. */
const failedWaitMs = 500
/** Whoever knows the record's clock no better than this, after a long silence, asks for it first: else that much time would be left free. */
const askErrorMs = 50
/** Notifiers remembered that nobody waits for. */
const quietMax = 1_000

/** Rates of all notifiers of this process. */
export function createNotifierRates(deps: NotifierRateDeps): NotifierRates {
  const queues = new Map<string, RateQueue>()
  const recordClock = new RecordClock()
  return {
    turn({ appId, uuid, pushesPerSecond }, count, signal) {
      const key = `${appId} ${uuid}`
      let queue = queues.get(key)
      if (!queue) {
        if (queues.size >= quietMax) for (const [old, { isQuiet }] of queues) if (isQuiet) queues.delete(old)
        queue = new RateQueue({ ...deps, recordClock }, { appId, uuid })
        queues.set(key, queue)
      }
      return queue.turn(momentsOf(pushesPerSecond), count, signal)
    },
  }
}

interface Waiting {
  readonly count: number
  readonly go: (allowed: number) => void
}

/** Moments that are this process's. */
interface Stretch {
  readonly moments: Moments
  /** The next one, monotonic ms. */
  nextMs: number
  left: number
}

interface RateQueueDeps extends NotifierRateDeps {
  readonly recordClock: RecordClock
}

class RateQueue {
  readonly #deps: RateQueueDeps
  readonly #notifier: Pick<Notifier, 'appId' | 'uuid'>
  readonly #waiting: Waiting[] = []
  #moments: Moments = momentsOf(1)
  #stretch: Stretch | undefined
  /** Up to when time is given away, where this process is alone, monotonic ms. */
  #takenUntilMs = Number.NEGATIVE_INFINITY
  #isRunning = false

  constructor(deps: RateQueueDeps, notifier: Pick<Notifier, 'appId' | 'uuid'>) {
    this.#deps = deps
    this.#notifier = notifier
  }

  /** Whether forgetting it would lose nothing: what was taken is over. */
  get isQuiet(): boolean {
    return !this.#isRunning && this.#takenUntilMs < this.#deps.clock.monotonic()
  }

  turn(moments: Moments, count: number, signal: AbortSignal): Promise<number> {
    this.#moments = moments
    if (signal.aborted) return Promise.resolve(0)
    return new Promise(resolve => {
      const leave = (): void => {
        const place = this.#waiting.indexOf(waiting)
        if (place >= 0) this.#waiting.splice(place, 1)
        resolve(0)
      }
      const waiting: Waiting = {
        count,
        go(allowed) {
          signal.removeEventListener('abort', leave)
          resolve(allowed)
        },
      }
      signal.addEventListener('abort', leave, { once: true })
      this.#waiting.push(waiting)
      if (!this.#isRunning) this.#run()
    })
  }

  /** One moment after another for as long as somebody waits. */
  #run(): void {
    this.#isRunning = true
    if (this.#waiting.length === 0) {
      this.#isRunning = false
      return
    }
    const { clock } = this.#deps
    const stretch = this.#stretch
    // A rate that was changed holds from the next moment on.
    if (!stretch || stretch.left === 0 || stretch.moments.everyUs !== this.#moments.everyUs) {
      this.#takeStretch()
      return
    }
    const waitMs = stretch.nextMs - clock.monotonic()
    if (waitMs > 0) {
      clock.after(Math.ceil(waitMs), () => this.#run())
      return
    }
    stretch.left -= 1
    stretch.nextMs += stretch.moments.everyUs / 1_000
    if (-waitMs <= lateMsMax) this.#release(stretch.moments.pushes)
    // Whoever was let go comes back for more in the same turn.
    clock.after(0, () => this.#run())
  }

  #release(pushes: number): void {
    for (let left = pushes; left > 0; ) {
      const first = this.#waiting.shift()
      if (!first) return
      const allowed = Math.min(first.count, left)
      left -= allowed
      first.go(allowed)
    }
  }

  #takeStretch(): void {
    const moments = this.#moments
    const wanted = this.#waiting.reduce((sum, { count }) => sum + count, 0)
    const most = Math.max(1, Math.floor(stretchUsMax / moments.everyUs))
    const left = Math.min(most, Math.ceil(wanted / moments.pushes))
    this.#begin(left * moments.everyUs)
      .then(startsMs => {
        this.#stretch = startsMs === undefined ? undefined : { moments, nextMs: startsMs, left }
        if (startsMs === undefined) for (const { go } of this.#waiting.splice(0)) go(0)
        this.#run()
      })
      .catch(cause => {
        // Nothing leaves unless it is known that it may.
        this.#deps.log.warn('notifier.rate_unknown', { notifier: this.#notifier.uuid, ...causeOf(cause) })
        this.#deps.clock.after(failedWaitMs, () => this.#run())
      })
  }

  /** When the next stretch begins, monotonic ms; undefined where the notifier rests. */
  async #begin(stretchUs: number): Promise<number | undefined> {
    const { clock, shared } = this.#deps
    if (shared) return await this.#beginShared(shared, stretchUs)
    const startsMs = Math.max(clock.monotonic(), this.#takenUntilMs)
    this.#takenUntilMs = startsMs + stretchUs / 1_000
    return startsMs
  }

  /** What is not known of the record's clock is left free before the stretch and after it. */
  async #beginShared(shared: Pick<Store, 'commit' | 'tables'>, stretchUs: number): Promise<number | undefined> {
    const { clock, recordClock } = this.#deps
    if (recordClock.errorMs(clock.monotonic()) > askErrorMs) await this.#take(shared, 0)
    const freeMs = Math.max(0, recordClock.errorMs(clock.monotonic()) - clockErrorMsMax)
    const { startsUs, state } = await this.#take(shared, stretchUs + Math.ceil(2_000 * freeMs))
    const mayLeave = !state || state.kind === 'enabled' || isRested(state, clock.now())
    return mayLeave ? recordClock.localMs(startsUs) + freeMs : undefined
  }

  async #take(shared: Pick<Store, 'commit' | 'tables'>, stretchUs: number): Promise<PaceStretch> {
    const { clock, recordClock } = this.#deps
    const { appId, uuid } = this.#notifier
    const askedMs = clock.monotonic()
    const [stretch] = await shared.commit([shared.tables.notifierPaces.take(appId, uuid, stretchUs)])
    recordClock.heard(stretch.nowUs, askedMs, clock.monotonic())
    return stretch
  }
}

/** Whether a pause is over. */
function isRested(state: Notifier['state'], nowMs: number): boolean {
  return state.kind === 'paused' && restsUntil({ state }, nowMs) === undefined
}

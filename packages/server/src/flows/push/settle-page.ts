// Settling a page: what its vendor accepted ends in the page; every other delivery leaves it for a row of its own, with its
// attempt, as the step of its state machine says. One fenced unit for all.
import { failpoint } from '../../base/failpoint.ts'
import { idTimeMs } from '../../base/ids.ts'
import { answerBucket, minuteNumberOf } from '../../domain/answer-time.ts'
import type { Delivery } from '../../domain/delivery.ts'
import { type PageEnd, pageAttempt, pageOutcome } from '../../domain/page.ts'
import type { Push } from '../../domain/push.ts'
import { type AttemptResult, attemptEndOf, stepDelivery } from '../../domain/step.ts'
import type { FencedWrites, Write } from '../../ports/store.ts'
import { announceSettled } from './begin.ts'
import type { PageInFlight } from './in-flight.ts'
import { type OnlineWay, openOnlineWay } from './online-way.ts'
import { type PreparedEmitter, Tally } from './outcome-writes.ts'
import { contextOf, effectWrites, type SettleDeps } from './settle.ts'

/**
 * Settles a page; resolves once it is durable. `results` has one entry per delivery, in their order. A page whose lease was lost is
 * left as its new owner has it (I2, F43).
 */
export async function settlePage(
  deps: SettleDeps,
  inFlight: PageInFlight,
  results: readonly AttemptResult[],
): Promise<void> {
  const emitter = await deps.callbacks.prepare([inFlight.page.appId])
  const online = await openOnlineWay(deps, leaving(inFlight, results))
  const settling = new PageSettling(deps, emitter, online, inFlight)
  const [held] = await deps.store.commitFenced([settling.unit(results)])
  failpoint('outcome.committed')
  emitter.announce()
  online.announce()
  if (!held) {
    deps.log.warn('page.lease_lost', { page: String(inFlight.page.id) })
    return
  }
  if (settling.goOn) deps.bus.publish({ kind: 'delivery.due' })
  // Nobody waits for a task's pushes.
  if (inFlight.page.taskId !== undefined) return
  for (const index of inFlight.page.deliveries.keys()) announceSettled(deps.bus, inFlight.pushOf(index))
}

/** One page on its way into its unit. */
class PageSettling {
  /** Whether some delivery is to be tried again. */
  goOn = false
  readonly #deps: SettleDeps
  readonly #emitter: PreparedEmitter
  readonly #online: OnlineWay
  readonly #inFlight: PageInFlight
  readonly #nowMs: number
  readonly #isHeard: boolean
  /** Whether what is accepted can be counted together: nobody hears of each, and all count as one. */
  readonly #isCountedTogether: boolean
  #acceptedTogether = 0
  readonly #tally = new Tally()
  readonly #writes: Write<unknown>[] = []

  constructor(deps: SettleDeps, emitter: PreparedEmitter, online: OnlineWay, inFlight: PageInFlight) {
    this.#deps = deps
    this.#emitter = emitter
    this.#online = online
    this.#inFlight = inFlight
    this.#nowMs = deps.clock.now()
    this.#isHeard = emitter.hears(inFlight.page.appId)
    this.#isCountedTogether = !this.#isHeard && isCountedAsOne(inFlight.page, this.#nowMs)
  }

  unit(results: readonly AttemptResult[]): FencedWrites {
    const { page, epoch, notifier } = this.#inFlight
    const { guards, store } = this.#deps
    let observed: AttemptResult['kind'] | undefined
    const ends = page.deliveries.map((delivery, index): PageEnd | undefined => {
      const result = results[index] ?? missingResult
      // What was just said of the notifier need not be said again.
      if (result.kind !== 'accepted' || observed !== 'accepted') guards.observe(notifier.uuid, notifier.version, result)
      observed = result.kind
      if (result.kind !== 'accepted') {
        this.#leave(index, delivery, result)
        return undefined
      }
      const end: PageEnd = { code: result.vendorId ?? '', answer: result.answer }
      this.#accepted(index, delivery, end)
      return end
    })
    const shipped = this.#shipped(ends)
    if (this.#acceptedTogether > 0) {
      this.#tally.accepted(this.#inFlight.pushOf(0), page.provider, this.#nowMs, this.#acceptedTogether)
    }
    const isEmpty = ends.every(end => end === undefined)
    const fence = isEmpty
      ? store.tables.pages.takenApart(page.id, epoch)
      : store.tables.pages.settled(page, epoch, this.#nowMs, ends)
    const writes = [...this.#writes, ...shipped, ...this.#tally.writes(store)]
    return { fence, writes, done: () => this.#tally.meter() }
  }

  /** The ids that receipts of a task's deliveries will name, where the vendor sends any. */
  #shipped(ends: readonly (PageEnd | undefined)[]): readonly Write[] {
    const { taskId, appId, provider } = this.#inFlight.page
    if (taskId === undefined || !this.#deps.channels.vendorOf(provider)?.receipts) return []
    const ids = new Set<string>()
    for (const end of ends) if (end && end.code !== '') ids.add(end.code)
    if (ids.size === 0) return []
    const shipped = { provider, vendorIds: [...ids], madeAtMs: this.#nowMs }
    return [this.#deps.store.tables.taskReports.insertShipments(appId, taskId, shipped)]
  }

  #accepted(index: number, delivery: Delivery, end: PageEnd): void {
    if (this.#isCountedTogether) {
      this.#acceptedTogether += 1
      return
    }
    const push = this.#inFlight.pushOf(index)
    this.#tally.accepted(push, this.#inFlight.page.provider, this.#nowMs)
    if (!this.#isHeard) return
    const outcome = pageOutcome(delivery, end, this.#nowMs)
    this.#writes.push(...this.#emitter.writes(push, { ...delivery, attemptOpen: false }, outcome))
  }

  /** Writes the delivery's row as it is after this attempt, and the attempt's. */
  #leave(index: number, delivery: Delivery, result: AttemptResult): void {
    const { page, notifier } = this.#inFlight
    const { deliveries, attempts } = this.#deps.store.tables
    const push = this.#inFlight.pushOf(index)
    const context = contextOf(this.#deps, { push, notifier, startedAtMs: page.startedAtMs }, this.#nowMs)
    const decided = stepDelivery(delivery, result, context)
    if (decided.next.kind === 'again') {
      const { delivery: next, dueAtMs } = decided.next
      this.goOn = true
      this.#writes.push(deliveries.insertWaiting(next, page.startedAtMs, dueAtMs))
      this.#tally.moved(push, delivery.ways[0], next.ways[0])
    } else {
      const closed = { ...delivery, attemptOpen: false }
      const { outcome, writes } = this.#online.settle(push, decided.next.outcome)
      this.#writes.push(deliveries.insertDone(closed, page.startedAtMs, outcome), ...writes)
      this.#tally.settled(push, delivery.ways[0], outcome)
      this.#writes.push(...this.#emitter.writes(push, closed, outcome))
    }
    if (push.taskId !== undefined) this.#writes.push(this.#deps.store.tables.pushes.insertOfTask(push))
    this.#writes.push(
      attempts.started(page.appId, pageAttempt(page, delivery, undefined)),
      attempts.ended(push.id, delivery.deviceId, 1, attemptEndOf(result, this.#nowMs)),
      ...effectWrites(this.#deps, { push, notifier }, decided),
    )
  }
}

/** The pushes of deliveries that leave the page. */
function* leaving(inFlight: PageInFlight, results: readonly AttemptResult[]): Iterable<Push> {
  for (const index of inFlight.page.deliveries.keys()) {
    if (results[index]?.kind !== 'accepted') yield inFlight.pushOf(index)
  }
}

/**
 * Whether the page's pushes belong to a task, and all of them count in one minute and waited as long, as far as that is counted: when a
 * push was accepted is in its id, and ids are in order.
 */
function isCountedAsOne({ taskId, deliveries }: PageInFlight['page'], nowMs: number): boolean {
  const [first, last] = [deliveries[0], deliveries.at(-1)]
  if (taskId === undefined || !first || !last) return false
  const [firstMs, lastMs] = [idTimeMs(first.pushId), idTimeMs(last.pushId)]
  if (minuteNumberOf(firstMs) !== minuteNumberOf(lastMs)) return false
  return answerBucket(nowMs - firstMs) === answerBucket(nowMs - lastMs)
}

/** A channel that answers too few results has broken its contract; whether the vendor has the rest is not known. */
const missingResult: AttemptResult = { kind: 'unknown', cause: 'the channel gave no result' }

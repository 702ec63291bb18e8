// The callback lane: finds the rules that have due callbacks and lets each one's queue work, under one budget for all. Wakes on the
// hint `callback.waiting`, and by itself at least once a second, because hints may get lost.
import { type AppId, second } from '@posthouse/protocol'
import type { Clock } from '../base/clock.ts'
import { causeOf, type Log } from '../base/log.ts'
import type { Random } from '../base/random.ts'
import type { RuleBook } from '../flows/callback/rule-book.ts'
import type { Bus } from '../ports/bus.ts'
import type { Egress } from '../ports/egress.ts'
import type { Roster } from '../ports/nodes.ts'
import type { Store } from '../ports/store.ts'
import { type EndpointLane, type EndpointParts, EndpointQueue } from './endpoint-queue.ts'
import { FencedRecorder } from './fenced-recorder.ts'

/** What the lane uses; it closes none of it. */
export interface CallbackLaneParts {
  readonly store: Pick<Store, 'commit' | 'commitFenced'> & {
    readonly tables: Pick<Store['tables'], 'callbacks' | 'callbackDesk' | 'rules'>
  }
  readonly egress: Egress
  readonly rules: RuleBook
  readonly bus: Pick<Bus, 'publish' | 'subscribe'>
  /** Who else posts; absent: nobody. */
  readonly roster?: Pick<Roster, 'countOf'> | undefined
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
}

/** Limits of the lane. */
export interface CallbackLaneOptions {
  /** Posts to one rule's endpoint at once, by all processes together; 32 by default. */
  readonly perRuleMax?: number
  /** Posts to all endpoints at once; 1024 by default. */
  readonly inFlightMax?: number
  /** How long closing waits for posts under way before it aborts them; 5 s by default. */
  readonly graceMs?: number
  /** Shortens leases; 1 but in tests. */
  readonly leaseDivisor?: number
}

/** The running lane. Closing releases what was claimed, waits for posts under way, and records what they came to. */
export interface CallbackLane extends AsyncDisposable {
  /** Starts working; called once. */
  start(): void
}

/** Rules looked at in one poll. Rows of a resting endpoint stay due, so this must exceed the number of such endpoints. */
const rulesMax = 10_000
const pollMs = second

/** Makes a lane. Close it before the store, the egress and the rule book. */
export function createCallbackLane(parts: CallbackLaneParts, options: CallbackLaneOptions = {}): CallbackLane {
  return new Lane(parts, options)
}

class Lane implements CallbackLane, EndpointLane {
  readonly #parts: EndpointParts
  readonly #bus: Pick<Bus, 'subscribe'>
  readonly #perRuleMax: number
  readonly #workers: () => number
  readonly #inFlightMax: number
  readonly #graceMs: number
  readonly #queues = new Map<bigint, EndpointQueue>()
  readonly #hungry = new Set<EndpointQueue>()
  readonly #aborter = new AbortController()
  readonly #cancels: (() => void)[] = []
  #cancelPoll: () => void = () => undefined
  #running = 0
  #onDrained: () => void = () => undefined
  #closed: Promise<void> | undefined
  stopping = false

  constructor(parts: CallbackLaneParts, options: CallbackLaneOptions) {
    const recorder = new FencedRecorder(parts.store, parts.log)
    this.#workers = () => parts.roster?.countOf('worker') ?? 1
    this.#parts = { ...parts, recorder, leaseDivisor: options.leaseDivisor ?? 1, workers: this.#workers }
    this.#bus = parts.bus
    this.#perRuleMax = options.perRuleMax ?? 32
    this.#inFlightMax = options.inFlightMax ?? 1_024
    this.#graceMs = options.graceMs ?? 5 * second
  }

  get signal(): AbortSignal {
    return this.#aborter.signal
  }

  start(): void {
    const wakeAll = (ruleIds: readonly bigint[]) => {
      for (const ruleId of ruleIds) this.#queueOf(ruleId).wake()
    }
    this.#cancels.push(this.#bus.subscribe('callback.waiting', hint => wakeAll(hint.ruleIds)))
    this.#cancels.push(this.#bus.subscribe('callback.released', ({ ruleId }) => this.#queueOf(ruleId).release()))
    const stopHearing = this.#bus.subscribe('callback.resting', ({ ruleId, forMs, opened }) =>
      this.#queues.get(ruleId)?.heard(forMs, opened ?? 1),
    )
    this.#cancels.push(stopHearing)
    const tellAll = (appId: AppId) => {
      for (const queue of this.#queues.values()) queue.appChanged(appId)
    }
    this.#cancels.push(this.#bus.subscribe('app.changed', hint => tellAll(hint.appId as AppId)))
    this.#poll(wakeAll)
  }

  /**
   * A rule may use a quarter of what is free, up to its own cap. However many slow endpoints there are, they leave some of the
   * budget free for the next one ("dynamic threshold" of shared-memory switches), which a fixed cap would not. The cap is shared by all
   * processes alike: a slow endpoint has as many posts to bear as from one.
   */
  share(): number {
    const cap = Math.max(1, Math.floor(this.#perRuleMax / this.#workers()))
    return Math.min(cap, Math.ceil((this.#inFlightMax - this.#running) / 4))
  }

  began(): void {
    this.#running += 1
  }

  ended(queue: EndpointQueue): void {
    this.#running -= 1
    queue.pump()
    this.#feedOne()
    if (this.#running === 0) this.#onDrained()
  }

  hungry(queue: EndpointQueue): void {
    this.#hungry.add(queue)
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  /** Who has been waiting for the shared budget longest goes next. */
  #feedOne(): void {
    for (const queue of this.#hungry) {
      this.#hungry.delete(queue)
      queue.pump()
      return
    }
  }

  #queueOf(ruleId: bigint): EndpointQueue {
    const known = this.#queues.get(ruleId)
    if (known) return known
    if (this.#queues.size >= rulesMax) this.#forgetIdle()
    const queue = new EndpointQueue(this.#parts, this, ruleId)
    this.#queues.set(ruleId, queue)
    return queue
  }

  #forgetIdle(): void {
    for (const [ruleId, queue] of this.#queues) if (queue.isIdle) this.#queues.delete(ruleId)
  }

  /** Looks, then waits, then looks again; a failing look is repeated like any other. */
  #poll(wakeAll: (ruleIds: readonly bigint[]) => void): void {
    const { store, clock, log } = this.#parts
    this.began()
    store.tables.callbacks
      .rulesDue(clock.now(), rulesMax)
      .then(wakeAll)
      .catch(error => log.error('callback.poll_failed', causeOf(error)))
      .finally(() => {
        if (!this.stopping) this.#cancelPoll = clock.after(pollMs, () => this.#poll(wakeAll))
        this.#running -= 1
        if (this.#running === 0) this.#onDrained()
      })
  }

  async #close(): Promise<void> {
    this.stopping = true
    this.#cancelPoll()
    for (const cancel of this.#cancels) cancel()
    for (const queue of this.#queues.values()) queue.releaseQueued()
    const cancelGrace = this.#parts.clock.after(this.#graceMs, () => this.#aborter.abort())
    if (this.#running > 0) {
      await new Promise<void>(resolve => {
        this.#onDrained = resolve
      })
    }
    cancelGrace()
    await this.#parts.recorder.drained()
  }
}

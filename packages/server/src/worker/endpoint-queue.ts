// One rule's way to its endpoint: claim a few rows, post them within this rule's own budget, record the tries. It has its own
// breaker and its own queue, so a dead or slow endpoint holds up nobody else (I13).
//
//   store (due) ──claim──▶ queue ──post──▶ in flight ──▶ recorder ──▶ store (delivered, due later, dead)
//        ▲                   │ the breaker opened, the rule was switched off, or the lease is nearly over
//        └──────release──────┘
//
// `held` counts rows from claim to record. A new claim waits until half of the budget is free, so claims come in batches.
import { type AppId, second } from '@posthouse/protocol'
import type { Clock } from '../base/clock.ts'
import { failpoint } from '../base/failpoint.ts'
import { causeOf, type Log } from '../base/log.ts'
import { isHeldBack } from '../domain/callback-policy.ts'
import type { Callback, CallbackState } from '../domain/callback-rule.ts'
import { type Delivered, type DeliverParts, deliver } from '../flows/callback/deliver.ts'
import type { ReadyRule, RuleBook } from '../flows/callback/rule-book.ts'
import type { Bus } from '../ports/bus.ts'
import { meters } from '../ports/meters.ts'
import type { FencedWrites, Store } from '../ports/store.ts'
import { BanWatch } from './ban-watch.ts'
import { EndpointBreaker, type EndpointBreakerParts } from './endpoint-breaker.ts'
import type { FencedRecorder, RecordOwner } from './fenced-recorder.ts'

/** What all endpoint queues of a lane share. */
export interface EndpointParts extends DeliverParts, EndpointBreakerParts {
  readonly clock: Clock
  readonly store: Pick<Store, 'commit' | 'commitFenced'> & {
    readonly tables: Pick<Store['tables'], 'callbacks' | 'callbackDesk' | 'rules'>
  }
  readonly rules: RuleBook
  readonly bus: Pick<Bus, 'publish'>
  readonly log: Log
  readonly recorder: FencedRecorder
  /** Shortens leases; 1 but in tests. */
  readonly leaseDivisor: number
  /** Processes that post, this one included. */
  workers(): number
}

/** What a queue asks of its lane. */
export interface EndpointLane {
  /** How many posts this queue may have in flight at once, as things stand. */
  share(): number
  /** Aborts posts when the server has waited long enough for them. */
  readonly signal: AbortSignal
  /** True once nothing new may begin. */
  readonly stopping: boolean
  began(): void
  ended(queue: EndpointQueue): void
  /** There is work, but {@link share} was in the way. */
  hungry(queue: EndpointQueue): void
}

/** How long a claimed row is ours: six times the longest request. What a slow endpoint keeps queued for longer is given back. */
const leaseMs: number = 90 * second
/** A row whose lease ends sooner than this is given back rather than posted. */
const leaseReserveMs: number = 20 * second
/** Rows claimed for each post in flight: enough to keep posting while the next claim commits (4 gave 0.5×, 8 gives 0.6–1× of bare undici). */
const rowsPerPost = 8

interface Held {
  readonly callback: Callback
  readonly epoch: number
  /** Monotonic ms. */
  readonly leaseEndsMs: number
}

/** See the head of the file. */
export class EndpointQueue implements RecordOwner {
  readonly #parts: EndpointParts
  readonly #lane: EndpointLane
  readonly #ruleId: bigint
  readonly #leaseMs: number
  readonly #bans: BanWatch
  readonly #breaker: EndpointBreaker
  #appId: AppId | undefined
  /** Where the last post went. */
  #url: string | undefined
  readonly #queue: Held[] = []
  /** Owns records of rows that are due again at once. */
  readonly #wakesUp: RecordOwner = {
    recorded: held => {
      this.#wanted = true
      this.recorded(held)
    },
  }
  #inFlight = 0
  #held = 0
  #claiming = false
  #wanted = false

  constructor(parts: EndpointParts, lane: EndpointLane, ruleId: bigint) {
    this.#parts = parts
    this.#lane = lane
    this.#ruleId = ruleId
    this.#leaseMs = Math.ceil(leaseMs / parts.leaseDivisor)
    this.#bans = new BanWatch(parts)
    this.#breaker = new EndpointBreaker(parts, ruleId)
  }

  /** True when forgetting this queue would lose nothing. */
  get isIdle(): boolean {
    return this.#held === 0 && !this.#claiming && !this.#wanted && this.#breaker.isNew
  }

  /** There may be due rows. */
  wake(): void {
    this.#wanted = true
    this.pump()
  }

  /** An operator has it that the endpoint may be asked again. */
  release(): void {
    this.#breaker.reset()
    this.wake()
  }

  /** It was said that the endpoint rests for so long, or, without a time, works again. */
  heard(forMs: number | undefined, opened: number): void {
    const wasOpen = this.#breaker.isOpen
    this.#breaker.heard(forMs, opened)
    if (this.#breaker.isOpen) this.releaseQueued()
    else if (wasOpen) this.wake()
  }

  /** Starts what may start. */
  pump(): void {
    if (this.#lane.stopping) {
      this.releaseQueued()
      return
    }
    // What was being claimed when the endpoint was found to be dead.
    if (this.#breaker.isOpen) this.releaseQueued()
    const share = this.#lane.share()
    while (this.#queue.length > 0 && this.#inFlight < share) this.#start()
    if (this.#queue.length > 0 || (share === 0 && this.#wanted)) this.#lane.hungry(this)
    this.#claimIfRoom(share)
  }

  /** What was learnt about one endpoint says nothing about the next: a new URL starts with a new breaker. */
  appChanged(appId: AppId): void {
    if (this.#appId !== appId || this.#breaker.isNew || this.#lane.stopping) return
    this.#lane.began()
    this.#ready(appId)
      .then(ready => {
        if (ready?.rule.url !== this.#url || ready?.rule.policy === 'easemob') this.#breaker.reset()
      })
      .catch(error => this.#complain('callback.rule_unreadable', error))
      .finally(() => this.#lane.ended(this))
  }

  /** Gives back what was claimed and not begun. */
  releaseQueued(): void {
    for (const held of this.#queue.splice(0)) this.#release(held)
  }

  recorded(_held: boolean): void {
    failpoint('callback.recorded')
    this.#held -= 1
    this.pump()
  }

  #claimIfRoom(share: number): void {
    const allowed = this.#breaker.allows(share * rowsPerPost)
    if (!this.#wanted || this.#claiming || allowed === 0 || this.#held > allowed / 2) return
    this.#claiming = true
    this.#wanted = false
    this.#lane.began()
    this.#claim(allowed - this.#held)
      .catch(error => this.#complain('callback.claim_failed', error))
      .finally(() => {
        this.#claiming = false
        if (this.#queue.length === 0 && this.#inFlight === 0) this.#breaker.probeNotMade()
        this.#lane.ended(this)
      })
  }

  async #claim(limit: number): Promise<void> {
    const { store, clock } = this.#parts
    // A rule that is switched off keeps its rows due and untouched.
    if (this.#appId !== undefined && (await this.#ready(this.#appId))?.rule.enabled === false) return
    this.#breaker.started()
    const leaseEndsMs = clock.monotonic() + this.#leaseMs
    const nowMs = clock.now()
    const write = store.tables.callbacks.claim(this.#ruleId, nowMs, nowMs + this.#leaseMs, limit)
    const [rows] = await store.commit([write])
    if (rows.length > 0) failpoint('callback.claimed')
    for (const { item, epoch } of rows) {
      this.#appId = item.appId
      this.#held += 1
      this.#queue.push({ callback: item, epoch, leaseEndsMs })
    }
    if (rows.length === limit) this.#wanted = true
  }

  #start(): void {
    const held = this.#queue.shift()
    if (!held) return
    if (held.leaseEndsMs - this.#parts.clock.monotonic() < leaseReserveMs / this.#parts.leaseDivisor) {
      this.#breaker.probeNotMade()
      this.#release(held)
      return
    }
    this.#inFlight += 1
    this.#lane.began()
    this.#post(held)
      .catch(error => {
        // The rule could not be read or switched off; the row is tried again when its lease ends.
        this.#complain('callback.post_failed', error)
        this.#held -= 1
      })
      .finally(() => {
        this.#inFlight -= 1
        this.#breaker.probeNotMade()
        this.#lane.ended(this)
      })
  }

  async #post(held: Held): Promise<void> {
    const ready = await this.#ready(held.callback.appId)
    if (!ready) return this.#bury(held, 'not sent: the callback rule was deleted')
    const { rule } = ready
    if (!rule.enabled) return this.#release(held)
    const isOwnUrl = held.callback.targetUrl === undefined
    if (isOwnUrl && isHeldBack(rule, this.#parts.clock.now())) return this.#bury(held, 'not sent: the rule is banned')
    if (isOwnUrl) this.#url = rule.url
    const delivered = await deliver(this.#parts, ready, held.callback, this.#lane.signal)
    if (!delivered) return this.#release(held)
    failpoint('callback.answered')
    const { made, next } = delivered
    // What another URL answers says nothing about the rule's own.
    if (isOwnUrl) await this.#learn(ready, delivered)
    const fence = this.#parts.store.tables.callbacks.tried(held.callback, held.epoch, made, next)
    const isDueAgain = next.dueAtMs !== undefined && next.dueAtMs <= this.#parts.clock.now()
    this.#recordTried(fence, next.state, isDueAgain ? this.#wakesUp : this)
    if (next.state === 'dead') {
      this.#parts.log.warn('callback.dead', { callbackId: String(made.callbackId), ruleId: String(this.#ruleId) })
    }
  }

  async #learn(ready: ReadyRule, { end, isTaken, next }: Delivered): Promise<void> {
    if (ready.rule.policy === 'easemob') {
      // It may have opened under the other policy.
      this.#breaker.reset()
      if (!isTaken) await this.#bans.failed(ready.rule)
      return
    }
    this.#breaker.ended(end)
    if (this.#breaker.isOpen) this.releaseQueued()
    if (next.gone) await this.#switchOff(ready)
  }

  /** 410: nobody lives there any more. The operator is told; the rule stays, switched off, with the reason. */
  async #switchOff({ rule }: ReadyRule): Promise<void> {
    const { store, bus, log } = this.#parts
    log.error('callback.rule_disabled', { ruleId: String(rule.id), app: rule.appId, because: '410' })
    await store.commit([store.tables.rules.update(rule.appId, rule.id, { enabled: false, disabledBecause: '410' })])
    bus.publish({ kind: 'app.changed', appId: rule.appId })
  }

  /** Keeps what may not be sent as a dead letter: its rule was deleted, or is banned. */
  #bury({ callback, epoch }: Held, error: string): void {
    const { clock, store } = this.#parts
    const made = {
      callbackId: callback.id,
      number: callback.tries + 1,
      atMs: clock.now(),
      durationMs: 0,
      httpStatus: undefined,
      error,
      excerpt: undefined,
    }
    this.#recordTried(
      store.tables.callbacks.tried(callback, epoch, made, { state: 'dead', dueAtMs: undefined }),
      'dead',
    )
  }

  #release({ callback, epoch }: Held): void {
    const fence = this.#parts.store.tables.callbacks.release(callback.id, epoch, this.#parts.clock.now())
    this.#parts.recorder.add({ fence, writes: [] }, this)
  }

  #recordTried(fence: FencedWrites['fence'], state: CallbackState, owner: RecordOwner = this): void {
    const meter = meters.callbacks.of(state === 'waiting' ? 'retried' : state)
    this.#parts.recorder.add({ fence, writes: [], done: () => meter.add(1) }, owner)
  }

  #complain(event: string, error: unknown): void {
    this.#parts.log.error(event, { ruleId: String(this.#ruleId), ...causeOf(error) })
  }

  #ready(appId: AppId): Promise<ReadyRule | undefined> {
    return this.#parts.rules.ruleOf(appId, this.#ruleId)
  }
}

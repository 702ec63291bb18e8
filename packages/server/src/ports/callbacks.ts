// Callback rules and callbacks, as upper floors see the record; part of the store's tables.
import type { AppId, MsgId, PushStatus } from '@posthouse/protocol'
import type { BeforeDelivery } from '../domain/before-delivery.ts'
import type { Ban } from '../domain/callback-ban.ts'
import type {
  Callback,
  CallbackFilter,
  CallbackRule,
  CallbackState,
  CallbackTry,
  ChannelNames,
  DeliveryPolicy,
} from '../domain/callback-rule.ts'
import type { CallbackEvent } from '../domain/chat-event.ts'
import type { Leased } from './lease.ts'
import type { Sealed } from './sealed.ts'
import type { Write } from './write.ts'

/** A rule's signing secrets, sealed: the present one, and the one before it while both sign (F87). */
export interface RuleSecrets {
  readonly secret: Sealed
  readonly previous: Sealed | undefined
  readonly previousUntilMs: number | undefined
}

/** Callback rules. */
export interface RuleTable {
  ofApp(appId: AppId): Promise<readonly CallbackRule[]>
  find(appId: AppId, id: bigint): Promise<CallbackRule | undefined>
  secrets(appId: AppId, id: bigint): Promise<RuleSecrets | undefined>
  insert(rule: CallbackRule, secrets: RuleSecrets): Write<boolean>
  update(
    appId: AppId,
    id: bigint,
    change: {
      readonly url?: string
      readonly enabled?: boolean
      readonly disabledBecause?: string | undefined
      readonly filter?: CallbackFilter
      readonly policy?: DeliveryPolicy
      readonly channelNames?: ChannelNames
      readonly ban?: Ban
      readonly before?: BeforeDelivery
      readonly secrets?: RuleSecrets
    },
  ): Write<boolean>
  /** Bans a rule that is not banned at the instant; false when it is. */
  ban(appId: AppId, id: bigint, ban: Ban, nowMs: number): Write<boolean>
  delete(appId: AppId, id: bigint): Write<boolean>
}

/** A callback with where it stands, for lists and traces. */
export interface CallbackRecord {
  readonly callback: Callback
  readonly state: CallbackState
  readonly dueAtMs: number | undefined
  readonly tries: readonly CallbackTry[]
}

/** Which callbacks a replay or a list means; every given member must match. */
export interface CallbackSelection {
  readonly ruleId?: bigint
  readonly pushId?: MsgId
  /** Ids at or above, below: a window. */
  readonly fromId?: bigint
  readonly belowId?: bigint
  /** At most a hundred. */
  readonly pushIds?: readonly MsgId[]
  readonly events?: readonly CallbackEvent[]
  readonly statuses?: readonly PushStatus[]
  readonly states?: readonly CallbackState[]
  /** Created at or after, before; epoch ms. */
  readonly fromMs?: number
  readonly untilMs?: number
}

/** Callbacks: the outbox. An undelivered callback waits in its own row: the row is the job. */
export interface CallbackTable {
  ofPush(appId: AppId, pushId: MsgId): Promise<readonly CallbackRecord[]>
  /** Newest first, those with an id below `before`. */
  list(
    appId: AppId,
    selection: CallbackSelection,
    before: bigint | undefined,
    limit: number,
  ): Promise<readonly CallbackRecord[]>
  /** Rules that have a callback due at or before the instant, found without reading every waiting row. */
  rulesDue(nowMs: number, limit: number): Promise<readonly bigint[]>
  insert(callback: Callback, dueAtMs: number): Write
  claim(ruleId: bigint, nowMs: number, leaseUntilMs: number, limit: number): Write<readonly Leased<Callback>[]>
  /** Records a try and where it leaves the callback; a fence. The store numbers the tries itself: `made.number` is not kept. */
  tried(
    callback: Callback,
    epoch: number,
    made: CallbackTry,
    next: { readonly state: CallbackState; readonly dueAtMs: number | undefined },
  ): Write<boolean>
  /** Gives a lease back untried; a fence. */
  release(id: bigint, epoch: number, dueAtMs: number): Write<boolean>
  /** Makes the selected ones due again with all their tries before them, as the replay `id`; reports how many. */
  replay(
    appId: AppId,
    selection: CallbackSelection,
    as: { readonly id: bigint; readonly nowMs: number; readonly limit: number },
  ): Write<number>
}

/** How many callbacks a selection means. */
export interface CallbackCount {
  /** Of those looked at. */
  readonly counted: number
  /** Whether others were left out: there are at least so many. */
  readonly isMore: boolean
}

/** What became of the callbacks of a replay. */
export interface ReplayProgress {
  /** Not tried since. */
  readonly waiting: number
  /** Tried in vain, and to be tried again. */
  readonly retrying: number
  readonly delivered: number
  readonly dead: number
  /** Put back to what they were before. */
  readonly putBack: number
}

/** What an operator asks of callbacks. */
export interface CallbackDeskTable {
  /** Looks at the newest `lookedMax` of a window, of the dead ones where only they are wanted, and no further. */
  count(appId: AppId, selection: CallbackSelection, lookedMax: number): Promise<CallbackCount>
  /** The lowest id among the app's newest `lookedMax` below `before`; undefined where there are fewer. */
  windowBelow(appId: AppId, before: bigint | undefined, lookedMax: number): Promise<bigint | undefined>
  /** Where a window of the oldest `lookedMax` that an index finds for a selection ends: above their highest id; undefined: fewer are left. */
  windowAbove(appId: AppId, selection: CallbackSelection, lookedMax: number): Promise<bigint | undefined>
  /** A rule's tries since the instant, the latest first. */
  triesOf(ruleId: bigint, sinceMs: number, limit: number): Promise<readonly RuleTry[]>
  /** What waits for a rule, counted up to `max`. */
  waitingOf(appId: AppId, ruleId: bigint, max: number): Promise<number>
  /** Undefined where there is no such replay. */
  replayed(appId: AppId, replayId: bigint): Promise<ReplayProgress | undefined>
  /** What waits since a replay is what it was before, `limit` of it; reports how many. A try under way is refused. */
  cancelReplay(appId: AppId, replayId: bigint, as: { readonly nowMs: number; readonly limit: number }): Write<number>
}

/** A try, as far as a rule's health goes. */
export interface RuleTry {
  readonly durationMs: number
  readonly httpStatus: number | undefined
  readonly isTaken: boolean
}

/** What one window of the exception storage holds (spec/easemob.md §9.3). */
export interface StoredWindow {
  /** Epoch ms. */
  readonly startMs: number
  readonly size: number
  /** How often callbacks of this window were sent again. */
  readonly resends: number
}

/** The exception storage: callbacks that were given up, by the time when that first happened. */
export interface CallbackStorageTable {
  /** Windows of `windowMs` that are not empty, oldest first; `shiftMs` is what they are ahead of multiples of `windowMs`. */
  windows(
    appId: AppId,
    fromMs: number,
    grid: { readonly windowMs: number; readonly shiftMs: number },
  ): Promise<readonly StoredWindow[]>
  /**
   * Makes those due again that were stored from `fromMs` until before `untilMs` under one of the rules, and were sent again fewer than
   * `resendsMax` times: with all their tries before them, to `targetUrl` where there is one. Reports how many, at most `limit`.
   */
  resend(
    appId: AppId,
    selection: {
      readonly ruleIds: readonly bigint[]
      readonly fromMs: number
      readonly untilMs: number
      readonly resendsMax: number
    },
    targetUrl: string | undefined,
    limit: number,
  ): Write<number>
  /** Forgets at most `limit` that were stored before the instant, with their tries; reports how many. */
  deleteBefore(storedBeforeMs: number, limit: number): Write<number>
}

// Where outcomes are reported: an app's callback rules (spec/easemob.md §9.1) and the callbacks made from them.
import type { AppId, DeviceId, MsgId, PushStatus } from '@posthouse/protocol'
import type { BeforeDelivery } from './before-delivery.ts'
import type { Ban } from './callback-ban.ts'
import type { CallbackEvent, ContentKind, MessageSource } from './chat-event.ts'

/** Which events a rule wants. Absent lists stand for everything; values of one list are alternatives, the lists must all match. */
export interface CallbackFilter {
  /** Of push outcomes. */
  readonly statuses: readonly PushStatus[]
  /** Whether results of REST pushes are reported, besides those of messages. */
  readonly restPushes: boolean
  /** Absent = `push` alone. */
  readonly events?: readonly CallbackEvent[]
  /** Where messages come from. */
  readonly sources?: readonly MessageSource[]
  /** Of messages. */
  readonly messageTypes?: readonly ContentKind[]
  /** User ids of senders. */
  readonly from?: readonly string[]
  /** Ids of receivers, which are users or groups. */
  readonly to?: readonly string[]
  /** Ids of groups and rooms. */
  readonly groups?: readonly string[]
  /** Keys of a message's or notification's `ext`, of which it has one at least. */
  readonly extKeys?: readonly string[]
}

/** Most values of each list of ids and keys in a filter (spec/easemob.md §9.1). */
export const filterValuesMax = 50

/**
 * What becomes of callbacks that are not taken. `durable`: tried for 75 hours, then kept (callback-schedule.ts). `easemob`: as the
 * original does it, one retry at once, and a ban after many failures (callback-policy.ts).
 */
export type DeliveryPolicy = 'durable' | 'easemob'

/** How push callbacks spell `channel` (spec/easemob.md §12 row 5): `VIVOPUSH` as the sample, or `VIVO` as the field table. */
export type ChannelNames = 'provider' | 'plain'

/** One rule without its secret. */
export interface CallbackRule {
  /** Positive, unique over all apps. */
  readonly id: bigint
  readonly appId: AppId
  /** Unique within the app; ≤ 32 characters: letters, digits, `_`, and Chinese ones where it asks before delivery. */
  readonly name: string
  readonly url: string
  readonly enabled: boolean
  /** Why it was disabled, where the system did it (`410`). */
  readonly disabledBecause: string | undefined
  readonly filter: CallbackFilter
  readonly policy: DeliveryPolicy
  readonly channelNames: ChannelNames
  /** The latest bans, under the policy `easemob`. */
  readonly ban: Ban | undefined
  /** Present: this rule is asked before messages are delivered, and makes no callbacks. */
  readonly before: BeforeDelivery | undefined
  readonly createdAtMs: number
}

/** Most rules of one app, those that ask before delivery included (spec/easemob.md §9.1). */
export const rulesPerAppMax = 4

/** A callback: fixed id, fixed bytes, sent until answered (I3). */
export interface Callback {
  /** Also the `webhook-id`, as `msg_{id}`. */
  readonly id: bigint
  readonly ruleId: bigint
  readonly appId: AppId
  readonly event: CallbackEvent
  /** The push, or the message that it tells of; 0 where it tells of neither. */
  readonly pushId: MsgId
  /** Empty where it tells of no device. */
  readonly deviceId: DeviceId
  /** Of pushes; what tells of anything else is a `success`. */
  readonly status: PushStatus
  /** The exact bytes, UTF-8. */
  readonly body: string
  readonly createdAtMs: number
  readonly tries: number
  /** Where it goes instead of the rule's URL, for one that was sent again from the storage. */
  readonly targetUrl: string | undefined
}

/** What became of a callback so far. */
export type CallbackState = 'waiting' | 'delivered' | 'dead'

/** One try to deliver a callback. */
export interface CallbackTry {
  readonly callbackId: bigint
  readonly number: number
  readonly atMs: number
  readonly durationMs: number
  /** HTTP status; absent where none came. */
  readonly httpStatus: number | undefined
  /** Why it failed, where it did. */
  readonly error: string | undefined
  /** At most 4 KiB of the answer. */
  readonly excerpt: string | undefined
}

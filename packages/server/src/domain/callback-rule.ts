// Where outcomes are reported: an app's callback rules (spec/easemob.md §9.1) and the callbacks made from them.
import type { AppId, DeviceId, MsgId, PushStatus } from '@posthouse/protocol'

/** Which outcomes a rule wants. */
export interface CallbackFilter {
  readonly statuses: readonly PushStatus[]
  /** Whether results of REST pushes are reported, besides those of messages. */
  readonly restPushes: boolean
}

/** One rule without its secret. */
export interface CallbackRule {
  /** Positive, unique over all apps. */
  readonly id: bigint
  readonly appId: AppId
  /** Unique within the app: letters, digits, `_`; ≤ 32. */
  readonly name: string
  readonly url: string
  readonly enabled: boolean
  /** Why it was disabled, where the system did it (`410`). */
  readonly disabledBecause: string | undefined
  readonly filter: CallbackFilter
  readonly createdAtMs: number
}

/** Most rules of one app (spec/easemob.md §9.1). */
export const rulesPerAppMax = 4

/** A callback: fixed id, fixed bytes, sent until answered (I3). */
export interface Callback {
  /** Also the `webhook-id`, as `msg_{id}`. */
  readonly id: bigint
  readonly ruleId: bigint
  readonly appId: AppId
  readonly pushId: MsgId
  readonly deviceId: DeviceId
  readonly status: PushStatus
  /** The exact bytes, UTF-8. */
  readonly body: string
  readonly createdAtMs: number
  readonly tries: number
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

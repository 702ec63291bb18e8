// Finding deliveries that failed, in the order of their pushes; part of the store's tables.
import type { AppId, DeviceId, MsgId, PushStatus, UserId } from '@posthouse/protocol'
import type { ReasonCode } from '../domain/reason.ts'

/** A delivery, as lists name it. */
export interface DeliveryPlace {
  readonly pushId: MsgId
  readonly deviceId: DeviceId
}

/** A delivery that failed. */
export interface Failure extends DeliveryPlace {
  readonly target: UserId
  readonly status: Exclude<PushStatus, 'success'>
  readonly reason: ReasonCode
  /** Empty where no vendor was involved. */
  readonly provider: string
  readonly notifierName: string
  readonly settledAtMs: number
  /** The task whose page it was left in. */
  readonly taskId?: bigint
}

/** What tasks skipped, as far as was looked. */
export interface SkippedByTasks {
  readonly failures: readonly Failure[]
  /** All of pushes with at least this id are among them. */
  readonly sinceId: bigint
}

/** See the head of the file. Reads a bounded part, whatever there is. */
export interface FailureTable {
  /** Deliveries in rows that ended for the reason: newest first, those before a place, of pushes with at least `fromId`. */
  ofReason(
    appId: AppId,
    reason: ReasonCode,
    range: { readonly before: DeliveryPlace; readonly fromId: bigint },
    limit: number,
  ): Promise<readonly Failure[]>
  /** How many of them there are, counted up to `max`; both ends belong to the range. */
  countOf(
    appId: AppId,
    reason: ReasonCode,
    range: { readonly fromId: bigint; readonly untilId: bigint },
    max: number,
  ): Promise<number>
  /** Deliveries that a task skipped for one of the reasons, which lie in its pages; in no order. */
  skippedByTasks(
    appId: AppId,
    reasons: readonly ReasonCode[],
    range: { readonly beforeId: bigint; readonly fromId: bigint },
  ): Promise<SkippedByTasks>
}

// Hand-overs in the record; part of the store's tables.
import type { AppId, JsonObject, UserId } from '@posthouse/protocol'
import type { PushConfig } from '@posthouse/protocol/frames'
import type { ConversationId } from '../domain/chat/conversation.ts'
import type { Leased } from './lease.ts'
import type { Write } from './write.ts'

/**
 * An entry that is pushed to those devices of its receivers which are not connected, or do not acknowledge it in time: one pass when it is
 * made, and one more when the wait is over.
 */
export interface Handover {
  readonly id: bigint
  readonly appId: AppId
  /** A device that acknowledged this position needs no push. */
  readonly position: number
  readonly from: UserId
  /** The receivers; undefined: all members of the conversation but `from`. */
  readonly users: readonly UserId[] | undefined
  readonly conversation: ConversationId | undefined
  readonly what: 'message' | 'call' | 'recall' | 'call-end'
  /** Of the message or call, decimal digits. */
  readonly subjectId: string
  readonly push: PushConfig | undefined
  /** Users who are pushed to although they muted the conversation; `all`: everybody. */
  readonly mentioned: readonly UserId[] | 'all'
  /** Of a message that came over REST: its body and `ext`, from which the notification is made (spec/easemob.md §8, §10). */
  readonly easemob: JsonObject | undefined
  /** Nothing is pushed after this instant, epoch ms. */
  readonly deadlineMs: number
  readonly createdAtMs: number
  /** Devices that were connected at the first pass; undefined before it. */
  readonly awaited: Readonly<Record<string, readonly string[]>> | undefined
}

/** See the head of the file. */
export interface HandoverTable {
  insert(handover: Handover, dueAtMs: number): Write
  claim(nowMs: number, leaseUntilMs: number, limit: number): Write<readonly Leased<Handover>[]>
  /** The first pass is over; the second is due at the instant. A fence. */
  awaiting(handover: Handover, epoch: number, dueAtMs: number): Write<boolean>
  /** It is over. A fence. */
  done(id: bigint, epoch: number): Write<boolean>
}

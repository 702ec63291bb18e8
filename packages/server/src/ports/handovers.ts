// Hand-overs in the record, and the options that an app's vendors have by name; part of the store's tables.
import type { AppId, JsonObject, UserId } from '@posthouse/protocol'
import type { PushConfig } from '@posthouse/protocol/frames'
import type { ConversationId } from '../domain/chat/conversation.ts'
import type { HandoverEnds } from '../domain/handover/ends.ts'
import type { PushResource, ResourceOptions } from '../domain/handover/resource.ts'
import type { Leased } from './lease.ts'
import type { Write } from './write.ts'

/**
 * An entry that is pushed to those devices of its receivers which are not connected, or do not acknowledge it in time: one pass when it is
 * made, and one more when the wait is over.
 */
export interface Handover {
  readonly id: bigint
  readonly appId: AppId
  /**
   * A device that acknowledged this position needs no push. 0 when it is inserted: that of the entry which the same commit appended
   * before it.
   */
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
  /** Devices that were connected at the first pass, by user; undefined before it. */
  readonly awaited: Readonly<Record<string, readonly string[]>> | undefined
}

/** A hand-over with what came of it so far; what a trace shows. */
export interface HandoverRecord {
  readonly handover: Handover
  readonly ends: HandoverEnds | undefined
  /** When its next pass is; undefined: it is over. */
  readonly dueAtMs: number | undefined
}

/** Hand-overs. One that is over stays for the trace until it is deleted by age. */
export interface HandoverTable {
  /** Publish `handover.due` once it is durable. */
  insert(handover: Handover, dueAtMs: number): Write
  claim(nowMs: number, leaseUntilMs: number, limit: number): Write<readonly Leased<HandoverRecord>[]>
  /** The first pass is over; the second is due at the instant, for `handover.awaited`. A fence. */
  awaiting(handover: Handover, epoch: number, dueAtMs: number, ends: HandoverEnds): Write<boolean>
  /** It is over. A fence. */
  done(id: bigint, epoch: number, ends: HandoverEnds): Write<boolean>
  /** To be claimed again at the instant, as it is. A fence. */
  release(id: bigint, epoch: number, dueAtMs: number): Write<boolean>
  /** In order of id; of a message that was recalled, and of a call, there are several. */
  ofSubject(appId: AppId, subjectId: string, limit: number): Promise<readonly HandoverRecord[]>
  /** Deletes at most `limit` that are over and were made before the instant; reports how many. */
  deleteBefore(createdBeforeMs: number, limit: number): Write<number>
}

/** Push resources: vendors' options by name (spec/zego.md §6.3). */
export interface PushResourceTable {
  find(appId: AppId, id: string): Promise<PushResource | undefined>
  /** In order of id. */
  list(appId: AppId): Promise<readonly PushResource[]>
  /** Inserts or replaces; false where it would be one more than `resourcesMax`. */
  put(appId: AppId, id: string, options: ResourceOptions, atMs: number, resourcesMax: number): Write<boolean>
  delete(appId: AppId, id: string): Write<boolean>
}

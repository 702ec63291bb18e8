// Call invitations in the record; part of the store's tables.
import type { AppId, UserId } from '@posthouse/protocol'
import type { Call, CallId } from '../domain/call/call.ts'
import type { Leased } from './lease.ts'
import type { Write } from './write.ts'

/** A call as it was read; a change names the revision that it began from. */
export interface StoredCall {
  readonly appId: AppId
  readonly call: Call
  readonly revision: number
}

/** Calls. One that waits for a deadline is claimed when it is due. */
export interface CallTable {
  /** With its users' places in their lists. Publish `call.due` once it is durable. */
  insert(appId: AppId, call: Call): Write
  /** Puts the call in the place of what was read; false when somebody else changed it since. A fence. */
  replace(appId: AppId, call: Call, revision: number): Write<boolean>
  /** Gives users who came later their places; nobody minds one who has it. */
  addUsers(appId: AppId, id: CallId, users: readonly UserId[]): Write
  find(appId: AppId, id: CallId): Promise<StoredCall | undefined>
  findMany(appId: AppId, ids: readonly CallId[]): Promise<readonly StoredCall[]>
  /** Calls that the user made, was called into or joined, the newest first, those older than `before`. */
  list(appId: AppId, user: UserId, before: CallId | undefined, limit: number): Promise<readonly StoredCall[]>
  /** The same of several users, those that are not over, made at or after an id; a call of two of them may come twice. */
  open(appId: AppId, users: readonly UserId[], from: bigint, limit: number): Promise<readonly StoredCall[]>
  claim(nowMs: number, leaseUntilMs: number, limit: number): Write<readonly Leased<StoredCall>[]>
  /** Deletes at most `limit` that were made before the instant and are over; reports how many rows went. */
  deleteBefore(createdBeforeMs: number, limit: number): Write<number>
}

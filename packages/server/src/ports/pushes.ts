// Pushes, their deliveries and attempts, and the requests that made them, as upper floors see the record; part of the store's tables.
import type { AppId, DeviceId, MsgId, UserId } from '@posthouse/protocol'
import type { Attempt, AttemptEnd, Delivery, Outcome } from '../domain/delivery.ts'
import type { Push } from '../domain/push.ts'
import type { Leased } from './lease.ts'
import type { FencedWrites, Write } from './write.ts'

/** Pushes that one claim leased together; the lease is theirs in common. */
export interface PushBatch {
  readonly id: bigint
  readonly epoch: number
  /** In order. */
  readonly pushIds: readonly MsgId[]
}

/** Pushes. A push waits, by its id, until it is planned. */
export interface PushTable {
  find(appId: AppId, id: MsgId): Promise<Push | undefined>
  /** Several at once; missing ones are left out. Pushes with the same notification may share its object. */
  findMany(ids: readonly MsgId[]): Promise<readonly Push[]>
  /** Waits to be planned. Rendering of JSON happens here. */
  insert(push: Push): Write
  /**
   * Leases waiting pushes until `leaseUntilMs`: at most `limit`, the lowest ids first, as the batch `batchId` of epoch 1; and a few
   * batches whose lease ran out.
   */
  claim(batchId: bigint, nowMs: number, leaseUntilMs: number, limit: number): Write<readonly PushBatch[]>
  /** The pushes of a batch are planned and wait no more; a fence. */
  planned(batch: PushBatch): Write<boolean>
  /** Makes each push of a batch a batch of its own, due at once, so that one that cannot be planned holds up no other (I20). */
  takenApart(batch: PushBatch, nowMs: number): FencedWrites
  /** The push of a task's delivery that left its page; not planned any more. A push that is there already stays. */
  insertOfTask(push: Push): Write
  /** Latest pushes of a user, newest first. Those of tasks are there only where a delivery left its page. */
  ofUser(appId: AppId, target: UserId, before: MsgId | undefined, limit: number): Promise<readonly Push[]>
  /** The pushes of a message or call, those of one user where `target` is given; in order of user and id. */
  ofSubject(appId: AppId, subject: string, target: UserId | undefined, limit: number): Promise<readonly Push[]>
}

/** Where a delivery stands: waiting for its (next) attempt, in an attempt, or done. */
export interface DeliveryRecord {
  readonly delivery: Delivery
  readonly plannedAtMs: number
  /** When it is next looked at, epoch ms; absent when done. */
  readonly dueAtMs: number | undefined
  readonly outcome: Outcome | undefined
}

/** Deliveries. An unfinished delivery waits in its own row, or in its page: the row is the job. */
export interface DeliveryTable {
  /** In rows and in pages, in order of device. */
  ofPush(appId: AppId, pushId: MsgId): Promise<readonly DeliveryRecord[]>
  /** Starts a delivery under a lease of epoch 1 until `leaseUntilMs`. Fails as `conflict` when it exists (I2). */
  insertLeased(delivery: Delivery, plannedAtMs: number, leaseUntilMs: number): Write
  /** A delivery that ended while planning. */
  insertDone(delivery: Delivery, plannedAtMs: number, outcome: Outcome): Write
  /** A delivery whose first attempt is later (its notifier is paused). */
  insertWaiting(delivery: Delivery, plannedAtMs: number, dueAtMs: number): Write
  claim(nowMs: number, leaseUntilMs: number, limit: number): Write<readonly Leased<Delivery>[]>
  /** The next attempt begins: stores ways, attempts, ambiguous and the new lease end; a fence that keeps the epoch. */
  started(delivery: Delivery, epoch: number, leaseUntilMs: number): Write<boolean>
  /** To be tried again at the instant, with these ways and counts; a fence. */
  waiting(delivery: Delivery, epoch: number, dueAtMs: number): Write<boolean>
  /** The final word; a fence. */
  done(delivery: Delivery, epoch: number, outcome: Outcome): Write<boolean>
}

/** Attempts. */
export interface AttemptTable {
  /** Of deliveries in rows and in pages, in order of device and number. */
  ofPush(appId: AppId, pushId: MsgId): Promise<readonly Attempt[]>
  started(appId: AppId, attempt: Attempt): Write
  ended(pushId: MsgId, deviceId: DeviceId, number: number, end: AttemptEnd): Write
}

/** A remembered request (S43). */
export interface IdempotencyRecord {
  readonly bodyDigest: Uint8Array
  /** The pushes that the first request made. */
  readonly pushIds: readonly MsgId[]
  readonly createdAtMs: number
}

/** Idempotency keys, by app, route and the SHA-256 of the key. */
export interface IdempotencyTable {
  find(appId: AppId, route: string, keyHash: Uint8Array): Promise<IdempotencyRecord | undefined>
  /** False when the key is known already; usable as a fence. */
  insert(appId: AppId, route: string, keyHash: Uint8Array, record: IdempotencyRecord): Write<boolean>
  /** Forgets a key where there is no such task: its request was refused after all. Within the commit that would have made the task. */
  deleteUnlessTask(appId: AppId, route: string, keyHash: Uint8Array, taskId: bigint): Write<boolean>
  deleteBefore(createdBeforeMs: number, limit: number): Write<number>
}

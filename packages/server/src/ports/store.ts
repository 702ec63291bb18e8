// The record, as upper floors see it: tables with a few named functions each, and commits. No SQL, no engine.
import type { AppId, DeviceId, MsgId, NotifierName, UserId } from '@posthouse/protocol'
import type { App, AppSettings } from '../domain/app.ts'
import type { Attempt, AttemptEnd, Delivery, Outcome } from '../domain/delivery.ts'
import type { Binding } from '../domain/device.ts'
import type { Notifier, NotifierState } from '../domain/notifier.ts'
import type { Push } from '../domain/push.ts'
import type { User } from '../domain/user.ts'
import type { CallbackStorageTable, CallbackTable, RuleTable } from './callbacks.ts'
import type { LabelTable } from './labels.ts'
import type { Leased, LeaseTable } from './lease.ts'
import type { PageTable } from './pages.ts'
import type { QuotaTable } from './quotas.ts'
import type { ReceiptTable } from './receipts.ts'
import type { Sealed, SealedTable } from './sealed.ts'
import type { StoredMessageTable, TaskReportTable, TaskTable } from './tasks.ts'
import type { TemplateTable } from './templates.ts'
import type { UserSettingTable } from './user-settings.ts'
import type { Write } from './write.ts'

export type {
  CallbackRecord,
  CallbackSelection,
  CallbackStorageTable,
  CallbackTable,
  RuleSecrets,
  RuleTable,
  StoredWindow,
} from './callbacks.ts'
export type { Leased, LeaseTable } from './lease.ts'
export type { PageTable } from './pages.ts'
export type { ReceiptCall, ReceiptTable, SoughtReceipt } from './receipts.ts'
export type { Sealed, SealedTable, SealedValue } from './sealed.ts'
export type { Advance, AudiencePage, StoredMessage, StoredMessageTable, TaskReportTable, TaskTable } from './tasks.ts'
export type { ConversationChange, KeptConversation, UserSettingTable } from './user-settings.ts'
export type { Write } from './write.ts'

/** What a list of writes reports back. */
export type Results<W extends readonly Write<unknown>[]> = { [K in keyof W]: W[K] extends Write<infer R> ? R : never }

/** Writes that hold only while a lease does: when `fence` reports false, nothing of `writes` happens. */
export interface FencedWrites {
  readonly fence: Write<boolean>
  readonly writes: readonly Write<unknown>[]
}

/**
 * The system of record. Writes that arrive together share one transaction (group commit); a commit resolves once it is durable.
 *
 * A commit rejects with {@link StoreError}: `conflict` and `full` changed nothing; `unknown` may have happened or not. The embedded
 * engine has then failed for good (`failed` aborts), so the process must stop acknowledging and end (I15, I16); a cluster's database
 * goes on with a new connection, and `failed` aborts only where it reports damaged data (F44).
 */
export interface Store extends AsyncDisposable {
  readonly tables: Tables
  /** Carries out all writes or none, in order; resolves with what each reports. */
  commit<const W extends readonly Write<unknown>[]>(writes: W): Promise<Results<W>>
  /** Carries out several independent fenced units; true where the fence held. */
  commitFenced(units: readonly FencedWrites[]): Promise<readonly boolean[]>
  /** Aborts when the store can no longer be trusted. */
  readonly failed: AbortSignal
  /** A number below 1024 for this process's ids. */
  readonly node: number
  /** Writes a consistent copy to a new file (embedded mode); rejects where the engine has its own tools. */
  backup(path: string): Promise<void>
}

/**
 * Why a commit was refused. `conflict`: a key was taken, or a value not storable; the same commit will fail again. `full`: no space,
 * too much waiting, or the database locked or out of reach; the same commit may succeed later. `unknown`: see {@link Store}.
 * A read rejects with `full`, or with `unknown` where the disk gave an error (F28).
 */
export class StoreError extends Error {
  override readonly name = 'StoreError'
  readonly kind: 'conflict' | 'full' | 'unknown'
  constructor(kind: 'conflict' | 'full' | 'unknown', message: string, options?: ErrorOptions) {
    super(message, options)
    this.kind = kind
  }
}

/** Every table. */
export interface Tables {
  readonly apps: AppTable
  readonly tokens: TokenTable
  readonly users: UserTable
  readonly userSettings: UserSettingTable
  readonly bindings: BindingTable
  readonly notifiers: NotifierTable
  readonly pushes: PushTable
  readonly deliveries: DeliveryTable
  readonly pages: PageTable
  readonly attempts: AttemptTable
  readonly idempotency: IdempotencyTable
  readonly rules: RuleTable
  readonly callbacks: CallbackTable
  readonly callbackStorage: CallbackStorageTable
  readonly counters: CounterTable
  readonly sealed: SealedTable
  readonly labels: LabelTable
  readonly templates: TemplateTable
  readonly leases: LeaseTable
  readonly receipts: ReceiptTable
  readonly quotas: QuotaTable
  readonly tasks: TaskTable
  readonly taskReports: TaskReportTable
  readonly storedMessages: StoredMessageTable
}

/** An app's secrets, sealed. */
export interface AppSecrets {
  readonly clientSecret: Sealed
  /** ZEGO's AppSign and ServerSecret. */
  readonly appSign: Sealed
  readonly serverSecret: Sealed
}

/** Apps. */
export interface AppTable {
  byName(org: string, name: string): Promise<App | undefined>
  byId(id: AppId): Promise<App | undefined>
  /** In order of id, those after `after`. */
  list(after: AppId | undefined, limit: number): Promise<readonly App[]>
  secrets(id: AppId): Promise<AppSecrets | undefined>
  /** False when org and name, or the id, are taken. */
  insert(app: App, secrets: AppSecrets): Write<boolean>
  setSettings(id: AppId, settings: AppSettings): Write<boolean>
}

/** What an opaque token stands for (S02, S04): kinds never mix. */
export interface TokenRecord {
  readonly appId: AppId
  readonly kind: 'app' | 'user'
  readonly username: UserId | undefined
  readonly expiresAtMs: number
}

/** Issued tokens, by the SHA-256 of their text. */
export interface TokenTable {
  find(hash: Uint8Array): Promise<TokenRecord | undefined>
  insert(hash: Uint8Array, token: TokenRecord): Write
  deleteOfUser(appId: AppId, username: UserId): Write
  /** Deletes at most `limit` that expired before the instant; reports how many. */
  deleteExpired(beforeMs: number, limit: number): Write<number>
}

/** Users. Names are already folded to lower case. */
export interface UserTable {
  find(appId: AppId, username: UserId): Promise<User | undefined>
  findMany(appId: AppId, usernames: readonly UserId[]): Promise<readonly User[]>
  passwordHash(appId: AppId, username: UserId): Promise<string | undefined>
  /** In order of name, those after `after`. */
  list(appId: AppId, after: UserId | undefined, limit: number): Promise<readonly User[]>
  /** False when the name is taken. */
  insert(user: User, passwordHash: string): Write<boolean>
  /** Changes only the given members; false when there is no such user. */
  update(
    appId: AppId,
    username: UserId,
    change: {
      readonly passwordHash?: string
      readonly nickname?: string
      readonly activated?: boolean
      readonly modifiedAtMs: number
    },
  ): Write<boolean>
  /** Deletes the user with settings, bindings, tokens and places in labels; false when there is none. */
  delete(appId: AppId, username: UserId): Write<boolean>
}

/** Bindings. A device token belongs to one user of an app at most (I6). */
export interface BindingTable {
  /**
   * Counts the commits that changed bindings; undefined where other processes change them unseen. While it stands, what was read
   * after it was asked for stands too.
   */
  revision(): number | undefined
  ofUser(appId: AppId, username: UserId): Promise<readonly Binding[]>
  /** Of those of the users that exist; in no order but per user by device and notifier. */
  ofUsers(appId: AppId, usernames: readonly UserId[]): Promise<readonly Binding[]>
  /** Of the users after `after` up to and including `last`, in order of user and device. */
  between(appId: AppId, after: UserId | undefined, last: UserId): Promise<readonly Binding[]>
  /** Inserts or replaces (user, device, notifier), and removes the same token from every other user and device of the app's notifier. */
  put(binding: Binding): Write
  /** Removes one; false when there was none. */
  delete(appId: AppId, username: UserId, deviceId: DeviceId, notifierName: NotifierName): Write<boolean>
  deleteDevice(appId: AppId, username: UserId, deviceId: DeviceId): Write
  /** Removes a dead token, unless it was bound again after `diedAtMs` (F70); true when it was removed. */
  deleteToken(appId: AppId, notifierName: NotifierName, deviceToken: string, diedAtMs: number): Write<boolean>
}

/** Notifiers and their sealed credentials. */
export interface NotifierTable {
  byName(appId: AppId, name: NotifierName): Promise<Notifier | undefined>
  byNames(appId: AppId, names: readonly NotifierName[]): Promise<readonly Notifier[]>
  byUuid(appId: AppId, uuid: string): Promise<Notifier | undefined>
  list(appId: AppId): Promise<readonly Notifier[]>
  credential(appId: AppId, uuid: string): Promise<Sealed | undefined>
  /** False when the name is taken. */
  insert(notifier: Notifier, credential: Sealed): Write<boolean>
  /** Replaces everything but uuid, app and creation; false when it is gone or the new name is taken. */
  update(notifier: Notifier, credential: Sealed): Write<boolean>
  /**
   * Pauses the given version; false when it was changed, disabled or banned meanwhile, as an operator's word is not undone, or is
   * paused for at least as long: of answers that crossed, the longest wait counts.
   */
  pause(appId: AppId, uuid: string, version: number, pause: Extract<NotifierState, { kind: 'paused' }>): Write<boolean>
  delete(appId: AppId, uuid: string): Write<boolean>
}

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
  /** Forgets a key, because its request was refused after all. */
  delete(appId: AppId, route: string, keyHash: Uint8Array): Write<boolean>
  deleteBefore(createdBeforeMs: number, limit: number): Write<number>
}

/** What is counted per app and UTC day and provider (I17: targeted = success + fail + error + open). */
export interface Counters {
  readonly targeted: number
  readonly success: number
  readonly fail: number
  readonly error: number
}

/** One day of a provider, with what its vendor reported since; these days are those of the reports. */
export interface CountedDay extends Counters {
  readonly day: string
  readonly provider: string
  readonly arrived: number
  readonly clicked: number
}

/** Counters. What was reported is counted by {@link ReceiptTable.record}. */
export interface CounterTable {
  /** Adds; `day` is `yyyy-mm-dd` in UTC, `provider` empty where no vendor was involved. */
  add(appId: AppId, day: string, provider: string, counters: Partial<Counters>): Write
  /** Both days included, in order of day and provider. */
  ofApp(appId: AppId, fromDay: string, untilDay: string): Promise<readonly CountedDay[]>
}

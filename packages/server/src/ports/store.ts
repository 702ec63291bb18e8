// The record, as upper floors see it: tables with a few named functions each, and commits. No SQL, no engine.
import type { AccessLinkTable, AccountTable, ApiKeyTable, AuditTable, ConsoleSessionTable } from './access.ts'
import type { BacklogTable } from './backlog.ts'
import type { CallbackDeskTable, CallbackStorageTable, CallbackTable, RuleTable } from './callbacks.ts'
import type { CallTable } from './calls.ts'
import type { ChatDeviceTable, ChatUserTable } from './chat-devices.ts'
import type { CounterTable } from './counters.ts'
import type { FailureTable } from './failures.ts'
import type { GroupTable } from './groups.ts'
import type { HandoverTable, PushResourceTable } from './handovers.ts'
import type { History } from './history.ts'
import type { HoldTable } from './holds.ts'
import type { LabelTable } from './labels.ts'
import type { LeaseTable } from './lease.ts'
import type { LookupTable } from './lookups.ts'
import type { MinuteTable } from './minutes.ts'
import type { HeldNumber, NodeTable } from './nodes.ts'
import type { NotifierHealthTable } from './notifier-health.ts'
import type { NotifierPaceTable } from './notifier-paces.ts'
import type { OverviewTable } from './overview.ts'
import type { PageTable } from './pages.ts'
import type { PeopleTable } from './people.ts'
import type { AttemptTable, DeliveryTable, IdempotencyTable, PushTable } from './pushes.ts'
import type { QuotaTable } from './quotas.ts'
import type { RateCallTable } from './rate-calls.ts'
import type { ReceiptTable } from './receipts.ts'
import type { AppTable, BindingTable, NotifierTable, TokenTable, UserTable } from './registry.ts'
import type { SealedTable } from './sealed.ts'
import type { TaskPartTable } from './task-parts.ts'
import type { AudienceTable, StoredMessageTable, TaskReportTable, TaskTable } from './tasks.ts'
import type { TemplateTable } from './templates.ts'
import type { ConversationTable, TimelineTable } from './timeline.ts'
import type { UserSettingTable } from './user-settings.ts'
import type { FencedWrites, Write } from './write.ts'

export type {
  CallbackCount,
  CallbackDeskTable,
  CallbackRecord,
  CallbackSelection,
  CallbackStorageTable,
  CallbackTable,
  ReplayProgress,
  RuleSecrets,
  RuleTable,
  RuleTry,
  StoredWindow,
} from './callbacks.ts'
export type { CountedDay, Counters, CounterTable, DayCount } from './counters.ts'
export type { DeliveryPlace, Failure, FailureTable } from './failures.ts'
export type { Leased, LeaseTable } from './lease.ts'
export type { NotifierCheck, NotifierHealth, NotifierHealthTable } from './notifier-health.ts'
export type { PageTable } from './pages.ts'
export type { PeopleTable, UserAge } from './people.ts'
export type {
  AttemptTable,
  DeliveryRecord,
  DeliveryTable,
  IdempotencyRecord,
  IdempotencyTable,
  PushBatch,
  PushTable,
} from './pushes.ts'
export type { ReceiptCall, ReceiptTable, SoughtReceipt } from './receipts.ts'
export type {
  AppTable,
  BindingTable,
  BoundRange,
  NotifierTable,
  TokenRecord,
  TokenTable,
  UserTable,
} from './registry.ts'
export type { Sealed, SealedTable, SealedValue } from './sealed.ts'
export type { TaskPart, TaskPartTable } from './task-parts.ts'
export type { AudienceTable, StoredMessageTable, TaskReportTable, TaskTable } from './tasks.ts'
export type { ConversationChange, KeptConversation, UserSettingTable } from './user-settings.ts'
export type { FencedWrites, Write } from './write.ts'

/** What a list of writes reports back. */
export type Results<W extends readonly Write<unknown>[]> = { [K in keyof W]: W[K] extends Write<infer R> ? R : never }

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
  /**
   * The same record by connections of their own, for work that no request waits for: neither way can starve the other (F41). An
   * embedded record has one way.
   */
  readonly forWork: Store
  /** What a commit survives, for people. */
  readonly durability: string
  /** Whether a newer program changed the record so that this one may not work with it any more (F113). */
  isOutdated(): Promise<boolean>
  /** Aborts when the store can no longer be trusted. */
  readonly failed: AbortSignal
  /** Ends the store for good: nothing is committed any more, and `failed` aborts. */
  fail(message: string): void
  /** A number below 1024 for this process's ids. */
  readonly node: number
  /** The same, with what proves that it is still this process's. */
  readonly held: HeldNumber
  /** What is kept of the past. */
  readonly history: History
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
  readonly notifierHealth: NotifierHealthTable
  readonly notifierPaces: NotifierPaceTable
  readonly pushes: PushTable
  readonly deliveries: DeliveryTable
  readonly pages: PageTable
  readonly failures: FailureTable
  readonly people: PeopleTable
  readonly attempts: AttemptTable
  readonly idempotency: IdempotencyTable
  readonly rules: RuleTable
  readonly callbacks: CallbackTable
  readonly callbackStorage: CallbackStorageTable
  readonly callbackDesk: CallbackDeskTable
  readonly counters: CounterTable
  readonly sealed: SealedTable
  readonly labels: LabelTable
  readonly templates: TemplateTable
  readonly leases: LeaseTable
  readonly receipts: ReceiptTable
  readonly quotas: QuotaTable
  readonly rateCalls: RateCallTable
  readonly tasks: TaskTable
  readonly taskParts: TaskPartTable
  readonly taskReports: TaskReportTable
  readonly storedMessages: StoredMessageTable
  readonly audiences: AudienceTable
  readonly timeline: TimelineTable
  readonly conversations: ConversationTable
  readonly groups: GroupTable
  readonly handovers: HandoverTable
  readonly chatDevices: ChatDeviceTable
  readonly holds: HoldTable
  readonly chatUsers: ChatUserTable
  readonly pushResources: PushResourceTable
  readonly calls: CallTable
  readonly accounts: AccountTable
  readonly consoleSessions: ConsoleSessionTable
  readonly accessLinks: AccessLinkTable
  readonly apiKeys: ApiKeyTable
  readonly audit: AuditTable
  readonly backlog: BacklogTable
  readonly minutes: MinuteTable
  readonly nodes: NodeTable
  readonly overview: OverviewTable
  readonly lookups: LookupTable
}

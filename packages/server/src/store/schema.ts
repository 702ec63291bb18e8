// The columns as the query builder sees them, the same in both engines. How a row becomes a domain value is the tables' business.
import type { Int } from './int.ts'
import type {
  AccessLinkRow,
  AccountRoleRow,
  AccountRow,
  ApiKeyRow,
  AuditRow,
  ConsoleSessionRow,
} from './schema-access.ts'
import type { CallRow, CallUserRow } from './schema-calls.ts'
import type { ChatDeviceRow, ChatUserRow } from './schema-chat-devices.ts'
import type { GroupRow } from './schema-groups.ts'
import type { HandoverRow, PushResourceRow } from './schema-handovers.ts'
import type { LabelMemberRow, LabelRow, TemplateRow } from './schema-labels.ts'
import type { MinuteSumRow } from './schema-minutes.ts'
import type { NodeRow } from './schema-nodes.ts'
import type { NotifierHealthRow } from './schema-notifier-health.ts'
import type { AttemptRow, DeliveryRow, PageRow, PushBatchRow, PushRow, PushWaitingRow } from './schema-pushes.ts'
import type {
  CallbackRow,
  CallbackTryRow,
  CounterReasonRow,
  CounterRow,
  ReceiptRow,
  RuleRow,
} from './schema-reports.ts'
import type {
  StoredMessageRow,
  TaskCountRow,
  TaskExampleRow,
  TaskPartRow,
  TaskRow,
  TaskShipmentRow,
  TaskTargetRow,
} from './schema-tasks.ts'
import type {
  ConversationMemberRow,
  ConversationRow,
  EntryRow,
  HiddenMessageRow,
  MessageKeyRow,
  TimelineRow,
} from './schema-timeline.ts'
import type { ConversationSettingRow, UserSettingRow } from './schema-user-settings.ts'

/** Every table. */
export interface Database {
  readonly app: AppRow
  readonly token: TokenRow
  readonly app_user: UserRow
  readonly user_setting: UserSettingRow
  readonly conversation_setting: ConversationSettingRow
  readonly binding: BindingRow
  readonly notifier: NotifierRow
  readonly notifier_pace: NotifierPaceRow
  readonly rate_call: RateCallRow
  readonly notifier_health: NotifierHealthRow
  readonly push: PushRow
  readonly push_waiting: PushWaitingRow
  readonly push_batch: PushBatchRow
  readonly delivery: DeliveryRow
  readonly delivery_page: PageRow
  readonly attempt: AttemptRow
  readonly idempotency: IdempotencyRow
  readonly callback_rule: RuleRow
  readonly callback: CallbackRow
  readonly callback_try: CallbackTryRow
  readonly counter: CounterRow
  readonly counter_reason: CounterReasonRow
  readonly minute_sum: MinuteSumRow
  readonly node: NodeRow
  readonly receipt: ReceiptRow
  readonly canary: CanaryRow
  readonly label: LabelRow
  readonly label_member: LabelMemberRow
  readonly template: TemplateRow
  readonly task: TaskRow
  readonly task_part: TaskPartRow
  readonly task_target: TaskTargetRow
  readonly task_count: TaskCountRow
  readonly task_example: TaskExampleRow
  readonly task_shipment: TaskShipmentRow
  readonly stored_message: StoredMessageRow
  readonly timeline: TimelineRow
  readonly entry: EntryRow
  readonly message_key: MessageKeyRow
  readonly conversation: ConversationRow
  readonly conversation_member: ConversationMemberRow
  readonly hidden_message: HiddenMessageRow
  readonly chat_group: GroupRow
  readonly handover: HandoverRow
  readonly push_resource: PushResourceRow
  readonly call: CallRow
  readonly call_user: CallUserRow
  readonly chat_device: ChatDeviceRow
  readonly chat_user: ChatUserRow
  readonly account: AccountRow
  readonly account_role: AccountRoleRow
  readonly console_session: ConsoleSessionRow
  readonly access_link: AccessLinkRow
  readonly api_key: ApiKeyRow
  readonly audit: AuditRow
}

/** One tenant; `client_secret`, `app_sign` and `server_secret` are sealed. */
export interface AppRow {
  readonly id: Int
  readonly org: string
  readonly name: string
  readonly uuid: string
  readonly client_id: string
  /** JSON. */
  readonly settings: string
  readonly client_secret: Uint8Array
  readonly app_sign: Uint8Array
  readonly server_secret: Uint8Array
  readonly created_at: Int
}

/** An issued token; `hash` is the SHA-256 of its text (S04). */
export interface TokenRow {
  readonly hash: Uint8Array
  readonly app_id: Int
  readonly kind: string
  readonly username: string | null
  readonly expires_at: Int
}

/** A user. */
export interface UserRow {
  readonly app_id: Int
  readonly username: string
  readonly uuid: string
  readonly password_hash: string
  readonly nickname: string | null
  /** 0 or 1. */
  readonly activated: Int
  readonly created_at: Int
  readonly modified_at: Int
}

/** A binding. */
export interface BindingRow {
  readonly app_id: Int
  readonly username: string
  readonly device_id: string
  readonly notifier_name: string
  readonly device_token: string
  readonly bound_at: Int
}

/** When a call was let through. */
export interface RateCallRow {
  readonly app_id: Int
  readonly name: string
  /** 0, 1, … below the number of calls that are allowed. */
  readonly place: Int
  /** Epoch ms by the record's clock. */
  readonly taken_at: Int
}

/** A notifier's time. */
export interface NotifierPaceRow {
  readonly app_id: Int
  readonly uuid: string
  /** Epoch µs by the record's clock: what is before is given away. */
  readonly taken_until: Int
}

/** A notifier; `credential` is sealed. */
export interface NotifierRow {
  readonly uuid: string
  readonly app_id: Int
  readonly name: string
  readonly vendor: string
  readonly provider: string
  readonly environment: string
  readonly package_name: string | null
  /** JSON. */
  readonly settings: string
  /** JSON. */
  readonly state: string
  readonly version: Int
  readonly credential: Uint8Array
  readonly created_at: Int
  readonly modified_at: Int
  /** Null: as many as go. */
  readonly pushes_per_second: Int | null
}

/** A remembered request (S43). */
export interface IdempotencyRow {
  readonly app_id: Int
  readonly route: string
  readonly key_hash: Uint8Array
  readonly body_digest: Uint8Array
  /** Decimal ids, separated by commas. */
  readonly push_ids: string
  readonly created_at: Int
}

/** The sealed value that proves the master key (S48); one row at most. */
export interface CanaryRow {
  /** Always 1. */
  readonly id: Int
  readonly sealed: Uint8Array
}

// The columns of tasks.
import type { Int } from './int.ts'

/** A task; `due_at` is null while it is not to be worked on. */
export interface TaskRow {
  readonly id: Int
  readonly app_id: Int
  readonly kind: string
  readonly state: string
  readonly strategy: Int
  /** JSON. */
  readonly notification: string
  /** A JSON list of names. */
  readonly labels: string
  /** Deliveries per minute. */
  readonly pace: Int | null
  readonly created_at: Int
  readonly start_at: Int
  readonly started_at: Int | null
  readonly finished_at: Int | null
  readonly audience: Int | null
  readonly walked: Int
  readonly cursor: string | null
  readonly due_at: Int | null
  readonly epoch: Int
  /** 0 or 1; 1: `due_at` is the end of a lease. */
  readonly leased: Int
  /** How many parts it was cut into; null while it is walked by one. */
  readonly parts: Int | null
}

/** Some users in a row of a task that several processes walk; `due_at` is null once it has ended. */
export interface TaskPartRow {
  readonly app_id: Int
  readonly task_id: Int
  readonly part: Int
  /** Empty: before everybody. */
  readonly cursor: string
  /** Null: behind everybody. */
  readonly last: string | null
  readonly walked: Int
  readonly due_at: Int | null
  readonly epoch: Int
  /** 0 or 1; 1: `due_at` is the end of a lease. */
  readonly leased: Int
}

/** A user of a task's list. */
export interface TaskTargetRow {
  readonly app_id: Int
  readonly task_id: Int
  readonly username: string
}

/** What is counted of a task, per provider. */
export interface TaskCountRow {
  readonly app_id: Int
  readonly task_id: Int
  readonly provider: string
  readonly measure: string
  readonly counted: Int
}

/** A message for which a reason was the end. */
export interface TaskExampleRow {
  readonly app_id: Int
  readonly task_id: Int
  readonly reason: string
  /** 0 to 4. */
  readonly slot: Int
  readonly push_id: Int
}

/** An id under which a vendor may report of a task's deliveries. */
export interface TaskShipmentRow {
  readonly app_id: Int
  readonly vendor_id: string
  readonly task_id: Int
  readonly made_at: Int
}

/** A notification stored for later. */
export interface StoredMessageRow {
  readonly id: Int
  readonly app_id: Int
  /** JSON. */
  readonly message: string
  readonly created_at: Int
}

// The columns of pushes, of what becomes of them per device, and of the pages and batches in which they are worked on.
import type { Int } from './int.ts'

/** A push; written once. */
export interface PushRow {
  readonly id: Int
  readonly app_id: Int
  readonly target: string
  readonly source: string
  readonly strategy: Int
  /** JSON. */
  readonly notification: string
  readonly accepted_at: Int
  readonly expires_at: Int
  /** JSON: which devices it is for; null: all of the user's. */
  readonly devices: string | null
  /** The message or call that it is of. */
  readonly subject: string | null
  /** The task that it belongs to, whose notification is this push's; `notification` is then empty. */
  readonly task_id: Int | null
  /** No longer used since step 4, like `epoch` and `leased`. */
  readonly due_at: Int | null
  readonly epoch: Int
  readonly leased: Int
}

/** A push that nobody has taken yet. */
export interface PushWaitingRow {
  readonly push_id: Int
}

/** Pushes that were taken together, until they are planned. */
export interface PushBatchRow {
  readonly id: Int
  /** A JSON list of integers. */
  readonly push_ids: string
  readonly due_at: Int
  readonly epoch: Int
  /** 0 or 1; 1: `due_at` is the end of a lease. */
  readonly leased: Int
}

/** A page; `due_at` is null, and `settled_at` and `ends` are there, once it is settled. */
export interface PageRow {
  readonly id: Int
  readonly app_id: Int
  readonly notifier_name: string
  readonly provider: string
  readonly first_push_id: Int
  readonly last_push_id: Int
  readonly started_at: Int
  /** JSON (page-codec.ts). */
  readonly entries: string
  readonly due_at: Int | null
  readonly epoch: Int
  /** 0 or 1; 1: `due_at` is the end of a lease. Means nothing once the row is finished. */
  readonly leased: Int
  readonly settled_at: Int | null
  /** JSON (page-codec.ts). */
  readonly ends: string | null
  /** The task whose deliveries these are; the columns after it are null where there is none. */
  readonly task_id: Int | null
  readonly first_target: string | null
  readonly last_target: string | null
  /** 0 or 1; 0: its attempts have not begun. */
  readonly begun: Int
  /** How many there are; null: the page is older than step 18. */
  readonly deliveries: Int | null
}

/** A delivery; `due_at` is null, and `status` and the columns after it are there, once it is done. */
export interface DeliveryRow {
  readonly push_id: Int
  readonly device_id: string
  readonly app_id: Int
  readonly target: string
  /** JSON. */
  readonly ways: string
  readonly shipment_id: string
  readonly attempts: Int
  /** 0 or 1. */
  readonly attempt_open: Int
  readonly ambiguous: Int
  readonly planned_at: Int
  readonly due_at: Int | null
  readonly epoch: Int
  /** 0 or 1; 1: `due_at` is the end of a lease. Means nothing once the row is finished. */
  readonly leased: Int
  readonly status: string | null
  readonly reason: string | null
  readonly notifier_name: string | null
  readonly provider: string | null
  readonly device_token: string | null
  readonly answer: string | null
  readonly error_message: string | null
  /** 0 or 1. */
  readonly possible_duplicate: Int | null
  /** 0 or 1. */
  readonly unbound: Int | null
  readonly settled_at: Int | null
}

/** An attempt; the columns from `ended_at` on are null while it is open. */
export interface AttemptRow {
  readonly push_id: Int
  readonly device_id: string
  readonly number: Int
  readonly app_id: Int
  readonly notifier_name: string
  readonly provider: string
  readonly started_at: Int
  readonly ended_at: Int | null
  readonly kind: string | null
  readonly code: string | null
  readonly answer: string | null
}

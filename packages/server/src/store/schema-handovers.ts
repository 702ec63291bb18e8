// The columns of hand-overs and push resources.
import type { Int } from './int.ts'

/** A hand-over; `due_at` is null once it is over. */
export interface HandoverRow {
  readonly id: Int
  readonly app_id: Int
  /** Of its entry. */
  readonly position: Int
  /** Of the message or call. */
  readonly subject: string
  /** JSON: what does not change. */
  readonly body: string
  /** JSON: devices by user; null before the first pass. */
  readonly awaited: string | null
  /** JSON: what came of it for whom; null before the first pass. */
  readonly ends: string | null
  readonly created_at: Int
  readonly due_at: Int | null
  readonly epoch: Int
  /** 0 or 1; 1: `due_at` is the end of a lease. Means nothing once the row is finished. */
  readonly leased: Int
}

/** Vendors' options under a name. */
export interface PushResourceRow {
  readonly app_id: Int
  readonly id: string
  /** JSON. */
  readonly options: string
  readonly updated_at: Int
}

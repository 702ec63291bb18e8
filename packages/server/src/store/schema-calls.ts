// The columns of calls.
import type { Int } from './int.ts'

/** A call; `due_at` is null once it is over. */
export interface CallRow {
  readonly id: Int
  readonly app_id: Int
  /** JSON: everything but its id. */
  readonly body: string
  /** Counts the changes. */
  readonly revision: Int
  readonly created_at: Int
  readonly ended_at: Int | null
  /** The nearest of its deadlines, or the end of a lease. */
  readonly due_at: Int | null
  readonly epoch: Int
  /** 0 or 1; 1: `due_at` is the end of a lease. Means nothing once the row is finished. */
  readonly leased: Int
}

/** A call's place in a user's list. */
export interface CallUserRow {
  readonly app_id: Int
  readonly username: string
  readonly call_id: Int
}

// The columns of groups.
import type { Int } from './int.ts'

/** A group. */
export interface GroupRow {
  readonly app_id: Int
  readonly id: string
  /** JSON: what its owner decided when it was made. */
  readonly info: string
  readonly owner: string
  readonly member_count: Int
  readonly member_max: Int
  readonly created_at: Int
  readonly dismissed_at: Int | null
  readonly revision: Int
}

// The columns of the processes that share the record.
import type { Int } from './int.ts'

/** The latest process that had a number. */
export interface NodeRow {
  /** 0 to 1023. */
  readonly number: Int
  /** Counts the processes that had the number. */
  readonly epoch: Int
  readonly name: string
  readonly version: string
  /** Separated by commas. */
  readonly roles: string
  readonly connections: Int
  readonly bus: string
  readonly started_at: Int
  readonly seen_at: Int
  readonly left_at: Int | null
}

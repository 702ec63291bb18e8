// The columns of the figures per minute.
import type { Int } from './int.ts'

/** Counts of one app, minute and provider; the answers by their time stand in `answers_0`, `answers_1`, … besides. */
export interface MinuteSumRow {
  readonly app_id: Int
  /** Counted from 1970 in UTC. */
  readonly minute: Int
  readonly provider: string
  readonly targeted: Int
  readonly success: Int
  readonly fail: Int
  readonly error: Int
}

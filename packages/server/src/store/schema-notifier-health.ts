// The columns of what is known of notifiers besides their credentials.
import type { Int } from './int.ts'

/** One notifier; the three columns of a check are null until there was one. */
export interface NotifierHealthRow {
  readonly app_id: Int
  readonly uuid: string
  readonly expires_at: Int | null
  readonly checked_at: Int | null
  /** The notifier's version when it was checked. */
  readonly checked_version: Int | null
  /** JSON. */
  readonly findings: string | null
}

// The columns of the online channel's devices and users.
import type { Int } from './int.ts'

/** A device that has logged in at least once. */
export interface ChatDeviceRow {
  readonly app_id: Int
  readonly username: string
  readonly device_id: string
  /** ZIM's platform number. */
  readonly platform: Int
  readonly acked: Int
  /** `present`, `logged-out` or `kicked`. */
  readonly state: string
  readonly changed_at: Int
  /** The number of the process that holds its connection; null where it has none. */
  readonly held_by: Int | null
  /** The connection's number. */
  readonly held_session: Int | null
  /** `address:port`. */
  readonly held_ip: string | null
  readonly held_sdk: string | null
  /** `disconnected` or `unregistered`: whoever holds the connection has to end it so. */
  readonly sent_away: string | null
}

/** What a user set over the online channel. */
export interface ChatUserRow {
  readonly app_id: Int
  readonly username: string
  readonly avatar_url: string
  readonly extended_data: string
  /** JSON. */
  readonly rule: string
  readonly badge: Int
}

// The columns of what users set about their notifications.
import type { Int } from './int.ts'

/** What a user set; a null was never set. */
export interface UserSettingRow {
  readonly app_id: Int
  readonly username: string
  /** 0 or 1. */
  readonly display_style: Int | null
  /** 0 or 1: whether the hours after it apply. */
  readonly quiet: Int | null
  readonly quiet_from: Int | null
  readonly quiet_until: Int | null
  readonly mode: string | null
  readonly ignore_interval: string | null
  readonly ignore_until: Int | null
  readonly language: string | null
  readonly template: string | null
}

/** What a user set for a conversation. */
export interface ConversationSettingRow {
  readonly app_id: Int
  readonly username: string
  /** `user` or `chatgroup`. */
  readonly chat_type: string
  /** The other user's id, or the group's. */
  readonly peer: string
  readonly mode: string | null
  readonly ignore_interval: string | null
  readonly ignore_until: Int | null
}

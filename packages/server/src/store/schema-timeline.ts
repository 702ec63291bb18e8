// The columns of the timeline and of conversations.
import type { Int } from './int.ts'

/** The last position of an app. */
export interface TimelineRow {
  readonly app_id: Int
  readonly position: Int
}

/** An entry; the columns from `message_id` to `sender` are null where it is not a message. */
export interface EntryRow {
  readonly app_id: Int
  readonly position: Int
  readonly audience: string
  readonly kind: string
  /** JSON: of a message the message without its `seq`, else the entry without its kind and position. */
  readonly body: string
  readonly created_at: Int
  readonly expires_at: Int
  readonly message_id: Int | null
  readonly seq: Int | null
  readonly sender: string | null
  /** 0 or 1: whether it is counted as unread; -1: it was taken back. */
  readonly counted: Int
  /** 0 or 1: whether it mentions anybody. */
  readonly mentions: Int
}

/** A sender's own name for a message. */
export interface MessageKeyRow {
  readonly app_id: Int
  readonly sender: string
  readonly local_id: string
  readonly message_id: Int
  readonly created_at: Int
}

/** A conversation. */
export interface ConversationRow {
  readonly app_id: Int
  readonly id: string
  readonly last_seq: Int
  /** Of the last message. */
  readonly last_position: Int
  /** Of the last entry of any kind. */
  readonly last_entry: Int
  /** Of the last message, epoch ms; 0 where there is none, or it is older than step 27. */
  readonly last_sent_at: Int
}

/** A user's place in a conversation. */
export interface ConversationMemberRow {
  readonly app_id: Int
  readonly conversation: string
  readonly username: string
  readonly joined_position: Int
  readonly joined_seq: Int
  readonly left_position: Int | null
  readonly left_seq: Int | null
  readonly read_seq: Int
  readonly cleared_seq: Int
  /** 0 or 1. */
  readonly is_hidden: Int
  readonly status: Int
  readonly role: Int
  readonly nickname: string
  readonly entered_at: Int
  readonly enter_type: Int
}

/** A message that a user deleted. */
export interface HiddenMessageRow {
  readonly app_id: Int
  readonly username: string
  readonly conversation: string
  readonly seq: Int
  /** When the message itself does. */
  readonly expires_at: Int
}

// The columns of accounts, sessions, links, keys and the audit log.
import type { Int } from './int.ts'

/** An account of the console. */
export interface AccountRow {
  readonly id: Int
  readonly name: string
  readonly password_hash: string
  /** 0 or 1. */
  readonly disabled: Int
  readonly created_at: Int
}

/** What an account was granted on an app; 0: on everything. */
export interface AccountRoleRow {
  readonly account_id: Int
  readonly app_id: Int
  readonly role: string
}

/** A session of the console. */
export interface ConsoleSessionRow {
  readonly hash: Uint8Array
  readonly account_id: Int
  readonly created_at: Int
  readonly seen_at: Int
  readonly address: string
}

/** A link that is used once; account 0: the set-up. */
export interface AccessLinkRow {
  readonly hash: Uint8Array
  readonly account_id: Int
  readonly expires_at: Int | null
}

/** A key of a program; app 0: all of them. */
export interface ApiKeyRow {
  readonly id: Int
  readonly hash: Uint8Array
  readonly name: string
  readonly app_id: Int
  readonly role: string
  readonly created_by: string
  readonly created_at: Int
  readonly last_used_at: Int | null
  readonly expires_at: Int | null
}

/** An entry of the audit log. */
export interface AuditRow {
  readonly seq: Int
  readonly at: Int
  readonly actor_kind: string
  readonly actor_id: Int | null
  readonly actor: string
  readonly address: string
  readonly action: string
  readonly app_id: Int | null
  /** JSON. */
  readonly params: string
  /** JSON. */
  readonly members: string
  readonly outcome: string
  readonly code: string | null
  readonly about: Int | null
  readonly previous: Uint8Array
  readonly hash: Uint8Array
}

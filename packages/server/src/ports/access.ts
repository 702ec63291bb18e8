// Accounts, sessions, links, keys and the audit log in the record; part of the store's tables. None of them belongs to one tenant.
import type { AppId, Role } from '@posthouse/protocol'
import type { Account, ApiKey, Grant } from '../domain/access.ts'
import type { AuditHead, ChainedEntry } from '../domain/audit.ts'
import type { Write } from './write.ts'

/** What may change about an account. */
export interface AccountChange {
  readonly disabled?: boolean
  /** In place of everything that it was granted. */
  readonly grants?: readonly Grant[]
  /** One app's role and no other: set, or taken away. */
  readonly onApp?: { readonly appId: AppId; readonly role: Role | undefined }
}

/** Accounts and what they were granted. */
export interface AccountTable {
  byId(id: bigint): Promise<Account | undefined>
  /** With the password's hash, which may be `noPassword`. */
  byName(name: string): Promise<{ readonly account: Account; readonly passwordHash: string } | undefined>
  /** In order of name, those after `after`; with an app: only who was granted something on that app by itself. */
  list(after: string | undefined, limit: number, appId?: AppId): Promise<readonly Account[]>
  /** False when the name is taken. */
  insert(account: Account, passwordHash: string): Write<boolean>
  setPassword(id: bigint, passwordHash: string): Write<boolean>
  /** Before `change` and `delete` in the same commit: such commits wait for each other, on every node. */
  hold(): Write
  /**
   * Changes the given members; who is disabled has no sessions any more. False when there is no such account, or when nobody would be left who may sign in as admin of the whole
   * server.
   */
  change(id: bigint, change: AccountChange): Write<boolean>
  /** Deletes the account with its sessions and links; false as for `change`. */
  delete(id: bigint): Write<boolean>
}

/** A session of the console, by the SHA-256 of its id (S04). */
export interface ConsoleSession {
  readonly accountId: bigint
  readonly createdAtMs: number
  readonly seenAtMs: number
  readonly address: string
}

/** Sessions of the console. */
export interface ConsoleSessionTable {
  find(hash: Uint8Array): Promise<ConsoleSession | undefined>
  /** The account then has at most `sessionsMax`: those that were not used for longest end. */
  insert(hash: Uint8Array, session: ConsoleSession, sessionsMax: number): Write
  /** Notes that it was used; never goes back. */
  touch(hash: Uint8Array, atMs: number): Write
  delete(hash: Uint8Array): Write<boolean>
  /** Ends the account's sessions, but for the one that is named. */
  deleteOfAccount(accountId: bigint, except?: Uint8Array): Write<number>
  /** Deletes at most `limit` that were last used, or began, before these instants. */
  deleteEnded(seenBeforeMs: number, createdBeforeMs: number, limit: number): Write<number>
}

/** A link that lets somebody in once, by the SHA-256 of its token: an invitation, or the set-up of a new server. */
export interface AccessLink {
  /** Absent: the set-up. */
  readonly accountId: bigint | undefined
  /** Absent: it does not end by itself. */
  readonly expiresAtMs: number | undefined
}

/** Links. */
export interface AccessLinkTable {
  find(hash: Uint8Array): Promise<AccessLink | undefined>
  /** In place of every earlier link of the account, or of the set-up. */
  replace(hash: Uint8Array, link: AccessLink): Write
  /** Takes it away; false when somebody else did. Usable as a fence. */
  use(hash: Uint8Array): Write<boolean>
  /** Takes away the link of the set-up. */
  deleteSetUp(): Write
  /** Deletes at most `limit` that ended before the instant. */
  deleteExpired(beforeMs: number, limit: number): Write<number>
}

/** Keys of programs, by the SHA-256 of their text (S04). */
export interface ApiKeyTable {
  find(hash: Uint8Array): Promise<ApiKey | undefined>
  /** In order of id, those after `after`; with an app: only the keys of that app. */
  list(after: bigint | undefined, limit: number, appId?: AppId): Promise<readonly ApiKey[]>
  /** How many keys there are on the app, or those that are on everything; counted no further than `most`. */
  count(appId: AppId | undefined, most: number): Promise<number>
  insert(hash: Uint8Array, key: ApiKey): Write
  /** Notes that it was used; never goes back. */
  touch(id: bigint, atMs: number): Write
  /** False when there is none; with an app: only a key of that app. */
  delete(id: bigint, appId?: AppId): Write<boolean>
}

/** Which entries to show. */
export interface AuditFilter {
  readonly appId?: AppId
  readonly actor?: string
  readonly action?: string
  /** Epoch ms; from included, until not. */
  readonly fromMs?: number
  readonly untilMs?: number
}

/** The audit log: entries are added, and nothing else. */
export interface AuditTable {
  head(): Promise<AuditHead | undefined>
  /** Adds entries that were chained behind the head, all or none; false when somebody else added to it meanwhile. */
  append(entries: readonly ChainedEntry[]): Write<boolean>
  /** Newest first, those before `before`. */
  page(filter: AuditFilter, before: number | undefined, limit: number): Promise<readonly ChainedEntry[]>
  /** Oldest first, those after `after`. */
  after(seq: number, limit: number): Promise<readonly ChainedEntry[]>
}

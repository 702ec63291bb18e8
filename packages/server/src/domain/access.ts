// Who works at the server, and what a role lets them do: accounts of people, keys of programs, the operator's key. Pure.
import { type AppId, type Role, roles } from '@posthouse/protocol'

/** A role on one app, or on everything. */
export interface Grant {
  /** Absent: every app, and the server itself. */
  readonly appId: AppId | undefined
  readonly role: Role
}

/** A person who signs in to the console. */
export interface Account {
  readonly id: bigint
  /** Folded to lower case; unique. */
  readonly name: string
  readonly disabled: boolean
  /** False until somebody followed the invitation. */
  readonly hasPassword: boolean
  /** In order of app; the one for everything first. */
  readonly grants: readonly Grant[]
  readonly createdAtMs: number
}

/** A key of a program; its text is known to its owner alone (S04). */
export interface ApiKey {
  readonly id: bigint
  readonly name: string
  readonly grant: Grant
  /** Who made it, as the audit log names them. */
  readonly createdBy: string
  readonly createdAtMs: number
  /** To the minute; absent: never. */
  readonly lastUsedAtMs: number | undefined
  /** Absent: it does not end by itself. */
  readonly expiresAtMs: number | undefined
}

/** Who made a request of the operator's interface, once the credential was checked. */
export type Operator =
  | { readonly kind: 'operator' }
  | { readonly kind: 'account'; readonly account: Account; readonly session: Uint8Array }
  | { readonly kind: 'key'; readonly key: ApiKey }

/** Everything, for the holder of the operator's key. */
const everything: readonly Grant[] = [{ appId: undefined, role: 'admin' }]

/** What somebody was granted. */
export function grantsOf(operator: Operator): readonly Grant[] {
  switch (operator.kind) {
    case 'operator':
      return everything
    case 'account':
      return operator.account.grants
    case 'key':
      return [operator.key.grant]
  }
}

/** The highest role on an app, or on the server itself; undefined: none. A role on everything counts on each app. */
export function roleOn(grants: readonly Grant[], appId: AppId | undefined): Role | undefined {
  const held = grants.filter(grant => grant.appId === undefined || grant.appId === appId).map(({ role }) => role)
  return roles.findLast(role => held.includes(role))
}

/** Whether a role lets somebody do what needs another one. */
export function isEnough(held: Role | undefined, needed: Role): boolean {
  return held !== undefined && roles.indexOf(held) >= roles.indexOf(needed)
}

/** How the audit log and a key's list name somebody. */
export function nameOf(operator: Operator): string {
  switch (operator.kind) {
    case 'operator':
      return 'operator key'
    case 'account':
      return operator.account.name
    case 'key':
      return operator.key.name
  }
}

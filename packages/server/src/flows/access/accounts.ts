// Accounts: made by an admin with an invitation for the owner, given roles, disabled and enabled, removed. The last account that can sign
// in as admin of the whole server stays so.
import { PosthouseError } from '../../base/failure.ts'
import type { Ids } from '../../base/ids.ts'
import { noPassword } from '../../base/password.ts'
import type { Account, Grant } from '../../domain/access.ts'
import { accountNameObjection, foldAccountName } from '../../domain/account-rules.ts'
import type { AccountChange } from '../../ports/access.ts'
import type { Write } from '../../ports/store.ts'
import { newInvitation } from './links.ts'
import type { SignInDeps } from './sign-in.ts'

/** What the flows of accounts use. */
export interface AccountDeps extends Pick<SignInDeps, 'store' | 'random' | 'clock' | 'operators'> {
  readonly ids: Ids
}

/** The token of an invitation, for the owner of the account. */
export interface Invitation {
  readonly token: string
  readonly expiresAtMs: number
}

/** Makes an account without a password. Throws `argument_illegal`, and `conflict` for a name that is taken. */
export async function createAccount(
  deps: AccountDeps,
  input: { readonly name: string; readonly grants: readonly Grant[] },
): Promise<{ readonly account: Account; readonly invitation: Invitation }> {
  const name = foldAccountName(input.name)
  const reason = accountNameObjection(name)
  if (reason !== undefined) throw new PosthouseError('argument_illegal', { reason }, { field: 'name' })
  const account: Account = {
    id: deps.ids.next(),
    name,
    disabled: false,
    hasPassword: false,
    grants: input.grants,
    createdAtMs: deps.clock.now(),
  }
  const { write, ...invitation } = newInvitation(deps, account.id)
  const { accounts } = deps.store.tables
  const [done] = await deps.store.commitFenced([{ fence: accounts.insert(account, noPassword), writes: [write] }])
  if (!done) throw new PosthouseError('conflict', { reason: `the account ${name} exists already` }, { field: 'name' })
  return { account, invitation }
}

/** Changes the given members; what ends with them ends at once. Throws `resource_not_found`, and `conflict` for the last admin. */
export async function changeAccount(deps: AccountDeps, id: bigint, change: AccountChange): Promise<Account> {
  const account = await knownAccount(deps, id)
  await hold(deps, account, deps.store.tables.accounts.change(id, change))
  return await knownAccount(deps, id)
}

/** A new invitation in place of every earlier one. Throws `resource_not_found`, and `conflict` for an account that is disabled. */
export async function inviteAgain(
  deps: AccountDeps,
  id: bigint,
): Promise<{ readonly account: Account; readonly invitation: Invitation }> {
  const account = await knownAccount(deps, id)
  if (account.disabled)
    throw new PosthouseError('conflict', { reason: `the account ${account.name} is disabled; enable it first` })
  const { write, ...invitation } = newInvitation(deps, id)
  await deps.store.commit([write])
  return { account, invitation }
}

/** Removes an account with its sessions. Throws `resource_not_found`, and `conflict` for the last admin. */
export async function removeAccount(deps: AccountDeps, id: bigint): Promise<Account> {
  const account = await knownAccount(deps, id)
  await hold(deps, account, deps.store.tables.accounts.delete(id))
  return account
}

/** The account of an id. Throws `resource_not_found`. */
async function knownAccount({ store }: AccountDeps, id: bigint): Promise<Account> {
  const account = await store.tables.accounts.byId(id)
  if (!account) throw new PosthouseError('resource_not_found', { what: `account ${id}` }, { field: 'accountId' })
  return account
}

/** Carries out a change of who is admin. Throws `conflict` for the last one. */
async function hold(deps: AccountDeps, account: Account, change: Write<boolean>): Promise<void> {
  const { accounts } = deps.store.tables
  const [, done] = await deps.store.commit([accounts.hold(), change])
  await deps.operators.forget()
  if (done) return
  const reason = `${account.name} is the last account that can sign in as admin of the whole server`
  throw new PosthouseError('conflict', { reason })
}

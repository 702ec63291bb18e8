// The members of an app, as its own admins see them: accounts with a role on that app by itself. What else an account may do is not theirs
// to see or change.
import type { Role } from '@posthouse/protocol'
import { PosthouseError } from '../../base/failure.ts'
import type { Account, Grant } from '../../domain/access.ts'
import { foldAccountName } from '../../domain/account-rules.ts'
import type { App } from '../../domain/app.ts'
import {
  type AccountDeps,
  changeAccount,
  createAccount,
  type Invitation,
  inviteAgain,
  removeAccount,
} from './accounts.ts'

/**
 * Gives somebody a role on the app; who has no account gets one, and an invitation. Throws `argument_illegal`, and `conflict` for an account
 * that waits for its owner and its first role: an admin of the server made it, and a link for it would open whatever it is given later.
 */
export async function putMember(
  deps: AccountDeps,
  app: App,
  input: { readonly name: string; readonly role: Role },
): Promise<{ readonly account: Account; readonly invitation: Invitation | undefined }> {
  const grant: Grant = { appId: app.id, role: input.role }
  const found = await deps.store.tables.accounts.byName(foldAccountName(input.name))
  if (!found) return await createAccount(deps, { name: input.name, grants: [grant] })
  const { name, grants, hasPassword } = found.account
  if (grants.length === 0 && !hasPassword) {
    const reason = `the account ${name} has no role yet; an admin of the whole server gives it the first one`
    throw new PosthouseError('conflict', { reason }, { field: 'name' })
  }
  const onApp = { appId: app.id, role: input.role }
  const account = await changeAccount(deps, found.account.id, { onApp })
  // An invitation sets a password: only where it can open nothing but this app.
  const isOwn = !account.hasPassword && !account.disabled && account.grants.length === 1
  return { account, invitation: isOwn ? (await inviteAgain(deps, account.id)).invitation : undefined }
}

/**
 * Takes the role on the app away, and with it an account that nobody entered yet and that has no other role. Throws `resource_not_found` for
 * who has none.
 */
export async function removeMember(deps: AccountDeps, app: App, name: string): Promise<Account> {
  const found = await deps.store.tables.accounts.byName(foldAccountName(name))
  if (!found?.account.grants.some(({ appId }) => appId === app.id))
    throw new PosthouseError('resource_not_found', { what: `member ${name}`.slice(0, 100) }, { field: 'name' })
  const { id, grants, hasPassword } = found.account
  if (!hasPassword && grants.length === 1) return await removeAccount(deps, id)
  return await changeAccount(deps, id, { onApp: { appId: app.id, role: undefined } })
}

/** The role of a member on an app by itself. */
export function roleHere({ grants }: Account, app: App): Role {
  return grants.find(({ appId }) => appId === app.id)?.role ?? 'viewer'
}

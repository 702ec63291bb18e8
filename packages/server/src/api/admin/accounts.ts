// Accounts and members. Only translation.
import type { accountEndpoints } from '@posthouse/protocol'
import type { Account } from '../../domain/access.ts'
import {
  type AccountDeps,
  changeAccount,
  createAccount,
  type Invitation,
  inviteAgain,
  removeAccount,
} from '../../flows/access/accounts.ts'
import { putMember, removeMember, roleHere } from '../../flows/access/members.ts'
import type { Handlers } from '../../http/handler.ts'
import { appOf } from './app-of.ts'
import { grantsFrom, idFrom, namedRoles } from './grants.ts'

type Handling = Handlers<typeof accountEndpoints>
type OfMembers = 'memberList' | 'memberPut' | 'memberRemove'

const limitDefault = 50

/** Handlers of the endpoints about accounts. */
export function accountHandlers(deps: AccountDeps): Handling {
  return { ...ofServer(deps), ...ofApp(deps) }
}

function ofServer(deps: AccountDeps): Omit<Handling, OfMembers> {
  const { store } = deps
  const known = (params: { readonly accountId: string }) => idFrom(params.accountId, 'account', 'accountId')
  return {
    async accountList({ query }) {
      const { rows, cursor } = await page(deps, query)
      return { accounts: await Promise.all(rows.map(account => viewOf(deps, account))), ...cursor }
    },
    async accountCreate({ body }) {
      const grants = await grantsFrom(store, body.role, body.roles ?? [])
      return await invitedView(deps, await createAccount(deps, { name: body.name, grants }))
    },
    async accountChange({ params, body }) {
      const id = known(params)
      const { role, roles, disabled } = body
      const isOfRoles = role !== undefined || roles !== undefined
      const now = isOfRoles ? await store.tables.accounts.byId(id) : undefined
      const held = now && (await namedRoles(store, now.grants))
      const grants = await grantsFrom(
        store,
        role === undefined ? held?.role : (role ?? undefined),
        roles ?? held?.roles ?? [],
      )
      const change = { ...(isOfRoles ? { grants } : {}), ...(disabled === undefined ? {} : { disabled }) }
      return { account: await viewOf(deps, await changeAccount(deps, id, change)) }
    },
    accountInvite: async ({ params }) => invitedView(deps, await inviteAgain(deps, known(params))),
    accountRemove: async ({ params }) => ({ account: await viewOf(deps, await removeAccount(deps, known(params))) }),
  }
}

function ofApp(deps: AccountDeps): Pick<Handling, OfMembers> {
  return {
    async memberList({ params, query }) {
      const app = await appOf(deps.store, params)
      const { rows, cursor } = await page(deps, query, app.id)
      const members = rows.map(account => ({
        name: account.name,
        role: roleHere(account, app),
        disabled: account.disabled,
        invited: !account.hasPassword,
      }))
      return { members, ...cursor }
    },
    async memberPut({ params, body }) {
      const app = await appOf(deps.store, params)
      const { account, invitation } = await putMember(deps, app, { name: params.name, role: body.role })
      const invited = invitation ? { invitation: shown(invitation) } : {}
      return { name: account.name, role: body.role, ...invited }
    },
    async memberRemove({ params }) {
      const app = await appOf(deps.store, params)
      const { name } = await removeMember(deps, app, params.name)
      return { name }
    },
  }
}

/** One page, and the name after which the next begins. */
async function page(
  { store }: AccountDeps,
  { limit = limitDefault, cursor }: { readonly limit?: number; readonly cursor?: string },
  appId?: Parameters<AccountDeps['store']['tables']['accounts']['list']>[2],
) {
  const found = await store.tables.accounts.list(cursor, limit + 1, appId)
  const rows = found.slice(0, limit)
  const last = found.length > limit ? rows.at(-1) : undefined
  return { rows, cursor: last ? { cursor: last.name } : {} }
}

async function invitedView(
  deps: AccountDeps,
  { account, invitation }: { readonly account: Account; readonly invitation: Invitation },
) {
  return { account: await viewOf(deps, account), invitation: shown(invitation) }
}

function shown({ token, expiresAtMs }: Invitation) {
  return { token, expiresAt: expiresAtMs }
}

async function viewOf({ store }: Pick<AccountDeps, 'store'>, account: Account) {
  const { id, name, disabled, hasPassword, createdAtMs, grants } = account
  const held = await namedRoles(store, grants)
  return { id: String(id), name, disabled, invited: !hasPassword, ...held, createdAt: createdAtMs }
}

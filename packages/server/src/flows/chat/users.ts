// Users of the online channel as others see them, and what they say about themselves (spec/zego.md §1.3, §3.8). A change is told to the
// user's other devices by an entry of the user's own.
import type { UserId } from '@posthouse/protocol'
import type { FailedUser, Result, WireUser } from '@posthouse/protocol/frames'
import { zimCodes } from '@posthouse/protocol/frames'
import type { App } from '../../domain/app.ts'
import { Refusal } from '../../domain/chat/refusal.ts'
import { nicknameObjection } from '../../domain/username.ts'
import type { ChatDevice, ChatUser } from '../../ports/chat-devices.ts'
import type { SessionCaller } from '../../ports/methods.ts'
import type { ConnectedDevice, Presence } from '../../ports/presence.ts'
import { type TellOwnDeps, tellOwn } from './tell-own.ts'

/** What these flows use. */
export interface UserDeps extends TellOwnDeps {
  readonly presence: Pick<Presence, 'connected'>
}

/** What a user may change about oneself; absent members stay. */
export interface UserChange {
  readonly name?: string
  readonly avatarUrl?: string
  readonly extendedData?: string
}

type Status = Result<'user.status'>['users'][number]

/** Of a user who has set nothing. */
const unset: ChatUser = {
  avatarUrl: '',
  extendedData: '',
  rule: { onlinePlatforms: [], silentPlatforms: [] },
  badge: 0,
}

/** The caller, with what only the caller sees. */
export async function selfOf(
  deps: Pick<UserDeps, 'store'>,
  { app, user }: SessionCaller,
): Promise<Result<'user.self'>> {
  const { rule, badge } = await ownOf(deps, app, user)
  return { user: await userOf(deps, app, user), rule, badge }
}

/** Users as others see them; those that there are not are `failed`. */
export async function findUsers(
  deps: Pick<UserDeps, 'store'>,
  app: App,
  users: readonly UserId[],
): Promise<{ readonly users: readonly WireUser[]; readonly failed: readonly FailedUser[] }> {
  const { tables } = deps.store
  const [found, own] = await Promise.all([
    tables.users.findMany(app.id, users),
    tables.chatUsers.findMany(app.id, users),
  ])
  const known = new Map(found.map(user => [user.username, user]))
  return {
    users: users.flatMap(id => {
      const user = known.get(id)
      if (!user) return []
      const { avatarUrl, extendedData } = own.get(id) ?? unset
      return [{ id, name: user.nickname ?? '', avatarUrl, extendedData }]
    }),
    failed: failedOf(users.filter(id => !known.has(id))),
  }
}

/** Who is online, on which platforms; who was and lost the connection; who logged out, or never logged in. */
export async function statusOf(
  { store: { tables }, presence }: UserDeps,
  app: App,
  users: readonly UserId[],
): Promise<Result<'user.status'>> {
  const [found, connected, devices] = await Promise.all([
    tables.users.findMany(app.id, users),
    presence.connected(app.id, users),
    tables.chatDevices.ofUsers(app.id, users),
  ])
  const known = new Set(found.map(({ username }) => username))
  const byUser = Map.groupBy(devices, ({ username }) => username)
  return {
    users: users.filter(id => known.has(id)).map(id => statusFrom(id, connected.get(id) ?? [], byUser.get(id) ?? [])),
    failed: failedOf(users.filter(id => !known.has(id))),
  }
}

/** Changes what others see of the caller. */
export async function updateUser(
  deps: UserDeps,
  caller: SessionCaller,
  { name, ...own }: UserChange,
): Promise<WireUser> {
  const { app, user } = caller
  if (name !== undefined && nicknameObjection(name))
    throw new Refusal('params-invalid', 'name is too long, or no plain text.')
  // What no database keeps as it is (S33).
  for (const [member, text] of Object.entries(own))
    if (text.includes('\0') || !text.isWellFormed()) throw new Refusal('params-invalid', `${member} is no plain text.`)
  const { users, chatUsers } = deps.store.tables
  const before = await userOf(deps, app, user)
  const changed = { ...before, ...(name === undefined ? {} : { name }), ...own }
  await tellOwn(
    deps,
    caller,
    [
      ...(name === undefined ? [] : [users.update(app.id, user, { nickname: name, modifiedAtMs: deps.clock.now() })]),
      chatUsers.put(app.id, user, own),
    ],
    { kind: 'self', user: changed },
  )
  return changed
}

/** Replaces the caller's rule for pushes (spec/zego.md §1.4, rule 5). */
export async function setRule(deps: UserDeps, caller: SessionCaller, rule: ChatUser['rule']): Promise<void> {
  const { app, user } = caller
  const put = deps.store.tables.chatUsers.put(app.id, user, { rule })
  await tellOwn(deps, caller, [put], { kind: 'rule', ...rule })
}

/** Sets what badge increments are added to. */
export async function setBadge({ store }: UserDeps, { app, user }: SessionCaller, badge: number): Promise<void> {
  await store.commit([store.tables.chatUsers.put(app.id, user, { badge })])
}

async function ownOf({ store }: Pick<UserDeps, 'store'>, app: App, user: UserId): Promise<ChatUser> {
  return (await store.tables.chatUsers.findMany(app.id, [user])).get(user) ?? unset
}

async function userOf(deps: Pick<UserDeps, 'store'>, app: App, user: UserId): Promise<WireUser> {
  const [found] = (await findUsers(deps, app, [user])).users
  if (!found) throw new Refusal('user-unknown')
  return found
}

function statusFrom(id: UserId, connected: readonly ConnectedDevice[], devices: readonly ChatDevice[]): Status {
  const isPresent = devices.some(({ state }) => state === 'present')
  return {
    id,
    status: connected.length > 0 ? 0 : isPresent ? 1 : 2,
    platforms: [...new Set(connected.map(({ platform }) => platform))],
    changedAtMs: devices.reduce((latest, { changedAtMs }) => Math.max(latest, changedAtMs), 0),
  }
}

function failedOf(users: readonly UserId[]): readonly FailedUser[] {
  return users.map(id => ({ id, code: zimCodes['user-unknown'].code }))
}

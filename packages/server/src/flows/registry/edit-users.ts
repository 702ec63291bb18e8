// Changing and deleting users (spec/easemob.md §2.2, §2.4).
import { type UserId, userIdOf } from '@posthouse/protocol'
import type { Clock } from '../../base/clock.ts'
import { PosthouseError } from '../../base/failure.ts'
import type { Passwords } from '../../base/password.ts'
import type { App } from '../../domain/app.ts'
import type { User } from '../../domain/user.ts'
import { passwordObjection } from '../../domain/username.ts'
import type { Store } from '../../ports/store.ts'
import { callerLoggedOut } from '../call/caller.ts'
import type { CallDeps } from '../call/change-call.ts'
import type { GroupDeps } from '../chat/groups/change.ts'
import { leaveAllGroups } from '../chat/groups/leave.ts'

/** What these flows use. */
export interface EditUserDeps {
  readonly store: Pick<Store, 'commit' | 'tables'>
  readonly passwords: Passwords
  readonly clock: Clock
}

/** The user of a path. Throws `user_not_found`. */
export async function knownUser({ store }: Pick<EditUserDeps, 'store'>, app: App, username: string): Promise<User> {
  const user = await store.tables.users.find(app.id, userIdOf(username))
  if (!user) throw new PosthouseError('user_not_found')
  return user
}

/** Sets a password and ends the user's open tokens: whoever knew the old one is out. */
export async function setPassword(deps: EditUserDeps, app: App, username: string, password: string): Promise<void> {
  const objection = passwordObjection(password)
  if (objection) throw new PosthouseError(objection.code, objection.values)
  const user = await knownUser(deps, app, username)
  const passwordHash = await deps.passwords.hash(password)
  const { users, tokens } = deps.store.tables
  const [found] = await deps.store.commit([
    users.update(app.id, user.username, { passwordHash, modifiedAtMs: deps.clock.now() }),
    tokens.deleteOfUser(app.id, user.username),
  ])
  if (!found) throw new PosthouseError('user_not_found')
}

/** Bans a user, or lifts the ban; a ban ends the open tokens. Returns the user as it is then. */
export async function setActivated(deps: EditUserDeps, app: App, username: string, activated: boolean): Promise<User> {
  const user = await knownUser(deps, app, username)
  const modifiedAtMs = deps.clock.now()
  const { users, tokens } = deps.store.tables
  const change = users.update(app.id, user.username, { activated, modifiedAtMs })
  const [found] = await deps.store.commit(activated ? [change] : [change, tokens.deleteOfUser(app.id, user.username)])
  if (!found) throw new PosthouseError('user_not_found')
  return { ...user, activated, modifiedAtMs }
}

/** Sets push nicknames in one commit; reports those of users that exist. */
export async function setNicknames(
  deps: EditUserDeps,
  app: App,
  nicknames: readonly { readonly username: UserId; readonly nickname: string }[],
): Promise<readonly { readonly username: UserId; readonly nickname: string }[]> {
  const modifiedAtMs = deps.clock.now()
  const changed = await deps.store.commit(
    nicknames.map(({ username, nickname }) =>
      deps.store.tables.users.update(app.id, username, { nickname, modifiedAtMs }),
    ),
  )
  return nicknames.filter((_one, index) => changed[index])
}

/**
 * Deletes users with their settings, bindings and tokens, in one commit; reports those that were there. They leave their groups before,
 * each as a member does, so that no group is left without an owner; and what they rang for stops ringing.
 */
export async function deleteUsers(
  deps: Pick<EditUserDeps, 'store'> & GroupDeps & CallDeps,
  app: App,
  users: readonly User[],
): Promise<readonly User[]> {
  for (const { username } of users) {
    await leaveAllGroups(deps, app, username)
    await callerLoggedOut(deps, app.id, username)
  }
  const { store } = deps
  const deleted = await store.commit(users.map(({ username }) => store.tables.users.delete(app.id, username)))
  return users.filter((_user, index) => deleted[index])
}

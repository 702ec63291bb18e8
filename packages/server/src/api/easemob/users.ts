// Users (spec/easemob.md §2.2, §2.4–2.6): who they are, and what stands on the entity of one.
import { type EndpointInput, ignoreGroupPrefix, type userEndpoints, userIdOf } from '@posthouse/protocol'
import { PosthouseError } from '../../base/failure.ts'
import type { App } from '../../domain/app.ts'
import type { User } from '../../domain/user.ts'
import { isPlainText, nicknameCharsMax, nicknameObjection } from '../../domain/username.ts'
import type { CallDeps } from '../../flows/call/change-call.ts'
import type { GroupDeps } from '../../flows/chat/groups/change.ts'
import { createGroupTurns } from '../../flows/chat/groups/turns.ts'
import { type BindDeps, bindDevice } from '../../flows/registry/bind-device.ts'
import { editUser, readEdit, shownSettings, type UserEdit } from '../../flows/registry/edit-user-entity.ts'
import {
  deleteUsers,
  type EditUserDeps,
  knownUser,
  setActivated,
  setNicknames,
  setPassword,
} from '../../flows/registry/edit-users.ts'
import {
  type RegisterDeps,
  type Registration,
  registerUser,
  registerUsers,
} from '../../flows/registry/register-users.ts'
import type { AppCall, Handlers } from '../../http/handler.ts'
import type { Presence } from '../../ports/presence.ts'
import { userEntityOf, wholeUserEntity } from './user-entity.ts'

/** What the user endpoints use. */
export type UserApiDeps = RegisterDeps &
  EditUserDeps &
  BindDeps &
  CallDeps &
  Omit<GroupDeps, 'turns'> & { readonly presence: Pick<Presence, 'disconnect'> }
type UserDeps = UserApiDeps & GroupDeps

const listLimitDefault = 10
const nicknamesMax = 50

/** Handlers of the user endpoints. */
export function userHandlers(parts: UserApiDeps): Handlers<typeof userEndpoints> {
  const deps: UserDeps = { ...parts, turns: createGroupTurns() }
  return {
    ...readingHandlers(deps),
    ...changingHandlers(deps),
  }
}

type Handling = Handlers<typeof userEndpoints>
type Reading = 'userGet' | 'userList'

function readingHandlers(deps: UserApiDeps): Pick<Handling, Reading> {
  return {
    async userGet({ params }, { app }) {
      return { entities: [await wholeEntity(deps, app, params.username)], count: 1 }
    },
    async userList({ query }, { app }) {
      const { users, cursor } = await page(deps, app, query.limit ?? listLimitDefault, query.cursor)
      return { ...pageEntities(await entitiesOf(deps, app, users), query), ...cursor }
    },
  }
}

function changingHandlers(deps: UserDeps): Omit<Handling, Reading> {
  return {
    userRegister: ({ body }, call) => register(deps, call, body),
    async userEdit({ params, body }, { app }) {
      // The binding first, which may still be refused; by then the rest has been read.
      const edit = readEdit(editOf(body))
      await bindInOlderForm(deps, app, params.username, body)
      await editUser(deps, app, params.username, edit)
      return { entities: [await wholeEntity(deps, app, params.username)] }
    },
    async userDelete({ params }, { app }) {
      const user = await knownUser(deps, app, params.username)
      const entities = await entitiesOf(deps, app, [user])
      const deleted = await deleteUsers(deps, app, [user])
      if (deleted.length === 0) throw new PosthouseError('user_not_found')
      await sendAway(deps, deleted)
      return { entities }
    },
    async userDeleteMany({ query }, { app }) {
      const { users, cursor } = await page(deps, app, query.limit, query.cursor)
      const entities = await entitiesOf(deps, app, users)
      const gone = await deleteUsers(deps, app, users)
      await sendAway(deps, gone)
      const deleted = new Set(gone.map(user => user.uuid))
      return {
        ...pageEntities(
          entities.filter(entity => deleted.has(entity.uuid)),
          query,
        ),
        ...cursor,
      }
    },
    async userPassword({ params, body }, { app }) {
      await setPassword(deps, app, params.username, body.newpassword)
      // Whoever knew the old one may be connected by a token of it (F98).
      await deps.presence.disconnect(app.id, userIdOf(params.username), undefined)
      return { action: 'set user password' }
    },
    async userDeactivate({ params }, { app }) {
      const user = await setActivated(deps, app, params.username, false)
      await sendAway(deps, [user])
      return { action: 'Deactivate user', entities: await entitiesOf(deps, app, [user]) }
    },
    async userActivate({ params }, { app }) {
      await setActivated(deps, app, params.username, true)
      return { action: 'activate user' }
    },
    async nicknameBatch({ body }, { app }) {
      const changed = await setNicknames(deps, app, readNicknames(body))
      return { entities: changed.map(({ username, nickname }) => ({ push_nickname: nickname, username })) }
    },
  }
}

/** Users who may not be connected any more. */
async function sendAway({ presence }: Pick<UserApiDeps, 'presence'>, users: readonly User[]): Promise<void> {
  for (const { appId, username } of users) await presence.disconnect(appId, username, undefined, 'unregistered')
}

/** The entity of one user, with everything that is shown of one. */
async function wholeEntity(deps: Pick<UserApiDeps, 'store'>, app: App, username: string) {
  const user = await knownUser(deps, app, username)
  const [bindings, shown] = await Promise.all([
    deps.store.tables.bindings.ofUser(app.id, user.username),
    shownSettings(deps, user),
  ])
  return wholeUserEntity(user, { bindings, ...shown })
}

/** Entities of several users, with their settings. */
async function entitiesOf({ store }: Pick<UserApiDeps, 'store'>, app: App, users: readonly User[]) {
  const names = users.map(user => user.username)
  const settings = await store.tables.userSettings.findMany(app.id, names)
  return users.map(user => userEntityOf(user, settings.get(user.username)))
}

type EditBody = EndpointInput<typeof userEndpoints.userEdit>['body']

/** Members named by a group's id are in no schema; what they hold is looked at here. */
function editOf(body: EditBody): UserEdit {
  const ignoredGroups = new Map<string, boolean>()
  for (const [name, value] of Object.entries(body as Readonly<Record<string, unknown>>)) {
    if (!name.startsWith(ignoreGroupPrefix) || value === null) continue
    if (typeof value !== 'boolean') throw new PosthouseError('parameter_invalid', { field: ignoreGroupPrefix })
    ignoredGroups.set(name.slice(ignoreGroupPrefix.length), value)
  }
  const { nickname, notification_display_style: style, notification_no_disturbing: quiet } = body
  const { notification_no_disturbing_start: quietFrom, notification_no_disturbing_end: quietUntil } = body
  return {
    ...(nickname === undefined ? {} : { nickname }),
    ...(style === undefined ? {} : { displayStyle: Number(style) === 1 ? 1 : 0 }),
    ...(quiet === undefined ? {} : { quiet }),
    ...(quietFrom === undefined ? {} : { quietFrom }),
    ...(quietUntil === undefined ? {} : { quietUntil }),
    ignoredGroups,
  }
}

/** Open registration is for one user at a time; everything else needs the app's token (spec/easemob.md §1.5). */
async function register(deps: RegisterDeps, call: AppCall, body: Registration | readonly Registration[]) {
  const { app, caller } = call
  if (isList(body)) {
    if (caller === undefined) throw call.credentialProblem ?? new PosthouseError('unauthenticated')
    if (caller.kind !== 'app') throw new PosthouseError('token_corrupt')
    const { users, failures } = await registerUsers(deps, app, body)
    return {
      entities: users.map(user => userEntityOf(user)),
      data: failures.map(({ username, reason }) => ({ username, registerUserFailReason: reason })),
    }
  }
  if (caller?.kind !== 'app' && !app.settings.openRegistration)
    throw call.credentialProblem ?? new PosthouseError(caller ? 'token_corrupt' : 'registration_closed')
  return { entities: [userEntityOf(await registerUser(deps, app, body))] }
}

function isList(body: Registration | readonly Registration[]): body is readonly Registration[] {
  return Array.isArray(body)
}

/** `PUT users/{u}` with the three members of a binding; without `device_id` it is no binding request. */
async function bindInOlderForm(
  deps: BindDeps,
  app: App,
  username: string,
  body: { device_id?: string; device_token?: string; notifier_name?: string },
): Promise<void> {
  const { device_id: deviceId, device_token: deviceToken, notifier_name: notifierName } = body
  if (deviceId === undefined && deviceToken === undefined && notifierName === undefined) return
  for (const [field, value] of Object.entries({
    device_id: deviceId,
    device_token: deviceToken,
    notifier_name: notifierName,
  }))
    if (value === undefined) throw new PosthouseError('parameter_invalid', { field }, { field })
  await bindDevice(deps, app, {
    username,
    deviceId: deviceId ?? '',
    deviceToken: deviceToken ?? '',
    notifierName: notifierName ?? '',
  })
}

function readNicknames(body: readonly { readonly username: string; readonly push_nickname: string }[]) {
  const refuse = (reason: string) => new PosthouseError('argument_illegal', { reason })
  if (body.length === 0) throw refuse('put user push nicknames illegal empty request body')
  if (body.length > nicknamesMax) throw refuse('put user push nicknames exceeds the limit')
  return body.map(({ username, push_nickname: nickname }) => {
    const objection = nicknameObjection(nickname)
    if (objection?.code === 'nickname_too_long')
      throw refuse(`${userIdOf(username).slice(0, nicknameCharsMax)} push nickname length exceeds the limit`)
    const field = objection ? 'push_nickname' : isPlainText(username) ? undefined : 'username'
    if (field) throw new PosthouseError('parameter_invalid', { field }, { field })
    return { username: userIdOf(username), nickname }
  })
}

/** One page; the cursor is the last name seen, hidden in base64url so that nobody builds on it. */
async function page(deps: Pick<EditUserDeps, 'store'>, app: App, limit: number, cursor: string | undefined) {
  const after = cursor === undefined ? undefined : userIdOf(Buffer.from(cursor, 'base64url').toString('utf8'))
  if (after !== undefined && !isPlainText(after))
    throw new PosthouseError('parameter_invalid', { field: 'cursor' }, { field: 'cursor' })
  const found = await deps.store.tables.users.list(app.id, after, limit + 1)
  const users = found.slice(0, limit)
  const last = found.length > limit ? users.at(-1) : undefined
  return { users, cursor: last ? { cursor: Buffer.from(last.username).toString('base64url') } : {} }
}

function pageEntities(
  entities: readonly ReturnType<typeof userEntityOf>[],
  query: { readonly limit?: number; readonly cursor?: string },
) {
  const params = Object.fromEntries(Object.entries(query).map(([name, value]) => [name, [String(value)]]))
  const known = Object.fromEntries(Object.entries(params).filter(([name]) => name === 'limit' || name === 'cursor'))
  return { params: known, entities: [...entities], count: entities.length }
}

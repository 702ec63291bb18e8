// Users of an app (spec/easemob.md §2.2, §2.4–2.6).
import { Type } from 'typebox'
import { kibibyte } from '../../units.ts'
import { endpoint } from '../endpoint.ts'
import { userEntity } from './user-entity.ts'

const appParams = { org: Type.String(), app: Type.String() }
const userParams = Type.Object({ ...appParams, username: Type.String() })
const closed = { additionalProperties: false } as const

/** One user to register. Lengths and letters are the server's to check, so that a batch can fail in part. */
const newUser = Type.Object({
  username: Type.String(),
  password: Type.String(),
  nickname: Type.Optional(Type.String()),
})

const listQuery = Type.Object({
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  cursor: Type.Optional(Type.String({ maxLength: 128 })),
})
const params = Type.Optional(Type.Record(Type.String(), Type.Array(Type.String())))
const entityList = Type.Object(
  { entities: Type.Array(userEntity), params, cursor: Type.Optional(Type.String()), count: Type.Integer() },
  closed,
)
const oneEntity = Type.Object({ entities: Type.Array(userEntity), count: Type.Optional(Type.Integer()) }, closed)

const common = { idempotent: false, rate: 'users', query: Type.Object({}), bodyBytesMax: 64 * kibibyte } as const
const reading = { ...common, bodyKind: 'none', body: Type.Object({}) } as const

/** `POST users`: one object, or a list of at most 60. One object needs no token while registration is open. */
const userRegister = endpoint({
  ...common,
  name: 'users.register',
  summary: 'Register one user, or up to 60',
  method: 'POST',
  path: '/:org/:app/users',
  access: 'public',
  envelope: 'platform',
  bodyKind: 'json',
  params: Type.Object(appParams),
  body: Type.Union([Type.Array(newUser), newUser]),
  refusals: {
    username: { missing: 'username_missing', wrong: 'username_illegal' },
    password: { missing: 'password_missing', wrong: 'parameter_invalid' },
  },
  reply: Type.Object(
    {
      entities: Type.Array(userEntity),
      /** Only for lists: those that could not be registered. */
      data: Type.Optional(
        Type.Array(Type.Object({ username: Type.String(), registerUserFailReason: Type.String() }, closed)),
      ),
    },
    closed,
  ),
})

/** `GET users/{username}`. */
const userGet = endpoint({
  ...reading,
  name: 'users.get',
  summary: 'One user',
  method: 'GET',
  path: '/:org/:app/users/:username',
  access: 'user',
  envelope: 'platform',
  params: userParams,
  reply: oneEntity,
})

/** `GET users`: in order of name. */
const userList = endpoint({
  ...reading,
  name: 'users.list',
  summary: 'Users in order of name',
  method: 'GET',
  path: '/:org/:app/users',
  access: 'app',
  envelope: 'platform',
  params: Type.Object(appParams),
  query: listQuery,
  reply: entityList,
})

const oldHour = Type.Optional(Type.Union([Type.Integer(), Type.String()]))

/**
 * `PUT users/{username}`: what stands on the user entity, or a binding in the older form (spec/easemob.md §2.3–2.6, §14). Besides the
 * members here, `notification_ignore_{groupId}` with a boolean mutes a group or lifts that.
 */
const userEdit = endpoint({
  ...common,
  name: 'users.edit',
  summary: 'Set push nickname, display style or older quiet hours, or bind a device in the older form',
  method: 'PUT',
  path: '/:org/:app/users/:username',
  access: 'user',
  envelope: 'platform',
  bodyKind: 'json',
  params: userParams,
  body: Type.Object({
    nickname: Type.Optional(Type.String()),
    notification_display_style: Type.Optional(
      Type.Union([Type.Literal(0), Type.Literal(1), Type.Literal('0'), Type.Literal('1')]),
    ),
    notification_no_disturbing: Type.Optional(Type.Boolean()),
    /** 0 to 23, as number or text. */
    notification_no_disturbing_start: oldHour,
    notification_no_disturbing_end: oldHour,
    device_id: Type.Optional(Type.String()),
    device_token: Type.Optional(Type.String()),
    notifier_name: Type.Optional(Type.String()),
  }),
  reply: oneEntity,
})

/** `DELETE users/{username}`: with bindings and tokens. */
const userDelete = endpoint({
  ...reading,
  name: 'users.delete',
  summary: 'Delete one user',
  method: 'DELETE',
  path: '/:org/:app/users/:username',
  access: 'app',
  envelope: 'platform',
  params: userParams,
  reply: oneEntity,
})

/** `DELETE users?limit=N`: the first N in order of name; without a limit nothing is deleted. */
const userDeleteMany = endpoint({
  ...reading,
  name: 'users.deleteMany',
  rate: 'userBatchDelete',
  summary: 'Delete the first users in order of name',
  method: 'DELETE',
  path: '/:org/:app/users',
  access: 'app',
  envelope: 'platform',
  params: Type.Object(appParams),
  query: Type.Object({
    limit: Type.Integer({ minimum: 1, maximum: 100 }),
    cursor: Type.Optional(Type.String({ maxLength: 128 })),
  }),
  reply: entityList,
})

/** `PUT users/{username}/password`; open tokens of the user end. */
const userPassword = endpoint({
  ...common,
  name: 'users.password',
  summary: "Set a user's password",
  method: 'PUT',
  path: '/:org/:app/users/:username/password',
  access: 'app',
  envelope: 'binding',
  bodyKind: 'json',
  params: userParams,
  body: Type.Object({ newpassword: Type.String() }),
  refusals: { newpassword: { missing: 'password_missing', wrong: 'parameter_invalid' } },
  reply: Type.Object({ action: Type.Literal('set user password') }, closed),
})

/** `POST users/{username}/deactivate`: a ban; open tokens of the user end. */
const userDeactivate = endpoint({
  ...reading,
  name: 'users.deactivate',
  summary: 'Ban a user',
  method: 'POST',
  path: '/:org/:app/users/:username/deactivate',
  access: 'app',
  envelope: 'binding',
  params: userParams,
  reply: Type.Object({ action: Type.Literal('Deactivate user'), entities: Type.Array(userEntity) }, closed),
})

/** `POST users/{username}/activate`. */
const userActivate = endpoint({
  ...reading,
  name: 'users.activate',
  summary: 'Lift the ban of a user',
  method: 'POST',
  path: '/:org/:app/users/:username/activate',
  access: 'app',
  envelope: 'binding',
  params: userParams,
  reply: Type.Object({ action: Type.Literal('activate user') }, closed),
})

/** `PUT push/nickname`: push nicknames of up to 50 users; unknown users are passed over. */
const nicknameBatch = endpoint({
  ...common,
  name: 'users.nicknames',
  rate: 'nicknameBatch',
  summary: 'Set the push nicknames of up to 50 users',
  method: 'PUT',
  path: '/:org/:app/push/nickname',
  access: 'app',
  envelope: 'platform',
  bodyKind: 'json',
  params: Type.Object(appParams),
  body: Type.Array(Type.Object({ username: Type.String(), push_nickname: Type.String() })),
  reply: Type.Object(
    { entities: Type.Array(Type.Object({ push_nickname: Type.String(), username: Type.String() }, closed)) },
    closed,
  ),
})

/** The endpoints of this resource. */
export const userEndpoints = {
  userRegister,
  userGet,
  userList,
  userEdit,
  userDelete,
  userDeleteMany,
  userPassword,
  userDeactivate,
  userActivate,
  nicknameBatch,
}

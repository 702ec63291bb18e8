// Accounts of the console and what they may do: for the server's admins all of them, for an app's admins the members of the app.
import { Type } from 'typebox'
import { kibibyte } from '../../units.ts'
import { endpoint } from '../endpoint.ts'
import { roleName } from './sessions.ts'

const closed = { additionalProperties: false } as const
const reading = {
  access: 'admin',
  role: 'admin',
  envelope: 'bare',
  method: 'GET',
  bodyKind: 'none',
  bodyBytesMax: 0,
  idempotent: false,
  params: Type.Object({}),
  query: Type.Object({}, closed),
  body: Type.Object({}, closed),
} as const
const changing = { ...reading, bodyKind: 'json', bodyBytesMax: 32 * kibibyte } as const
const path = '/admin/v1/accounts'
const one = { params: Type.Object({ accountId: Type.String() }), path: `${path}/:accountId` } as const
const appParams = { org: Type.String(), app: Type.String() }
const members = '/admin/v1/apps/:org/:app/members'
const page = Type.Object(
  {
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
    /** The name of the last account already seen. */
    cursor: Type.Optional(Type.String({ maxLength: 64 })),
  },
  closed,
)

const onApp = Type.Object({ org: Type.String(), app: Type.String(), role: roleName }, closed)
/** Roles on single apps, each app once. */
const roleList = Type.Array(onApp, { maxItems: 100 })

const account = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    /** Cannot sign in. */
    disabled: Type.Boolean(),
    /** Has no password yet: the invitation was not followed. */
    invited: Type.Boolean(),
    /** On every app and on the server itself. */
    role: Type.Optional(roleName),
    roles: Type.Array(onApp),
    /** Epoch ms. */
    createdAt: Type.Integer(),
  },
  closed,
)

/** What lets the owner of an account set a password, once; shown this once. It belongs behind the `#` of `/console/invitation#`. */
const invitation = Type.Object({ token: Type.String(), expiresAt: Type.Integer() }, closed)

/** `GET /admin/v1/accounts`. */
const accountList = endpoint({
  ...reading,
  name: 'accounts.list',
  summary: 'Accounts in order of name',
  path,
  query: page,
  reply: Type.Object({ accounts: Type.Array(account), cursor: Type.Optional(Type.String()) }, closed),
})

/** `POST /admin/v1/accounts`. */
const accountCreate = endpoint({
  ...changing,
  name: 'accounts.create',
  summary: 'Make an account and an invitation for its owner',
  method: 'POST',
  path,
  body: Type.Object(
    { name: Type.String({ maxLength: 64 }), role: Type.Optional(roleName), roles: Type.Optional(roleList) },
    closed,
  ),
  reply: Type.Object({ account, invitation }, closed),
})

/** `PUT /admin/v1/accounts/{accountId}`: members that are absent stay; `role` null takes the one on everything away. */
const accountChange = endpoint({
  ...changing,
  ...one,
  name: 'accounts.change',
  summary: 'Change the roles of an account, disable or enable it',
  method: 'PUT',
  body: Type.Object(
    {
      role: Type.Optional(Type.Union([roleName, Type.Null()])),
      roles: Type.Optional(roleList),
      disabled: Type.Optional(Type.Boolean()),
    },
    closed,
  ),
  reply: Type.Object({ account }, closed),
})

/** `POST /admin/v1/accounts/{accountId}/invitation`. */
const accountInvite = endpoint({
  ...reading,
  ...one,
  name: 'accounts.invite',
  summary: 'A new invitation, for who forgot the password or never followed the first one',
  method: 'POST',
  path: `${path}/:accountId/invitation`,
  reply: Type.Object({ account, invitation }, closed),
})

/** `DELETE /admin/v1/accounts/{accountId}`. */
const accountRemove = endpoint({
  ...reading,
  ...one,
  name: 'accounts.remove',
  summary: 'Remove an account; its sessions end',
  method: 'DELETE',
  reply: Type.Object({ account }, closed),
})

/** `GET /admin/v1/apps/{org}/{app}/members`. */
const memberList = endpoint({
  ...reading,
  name: 'members.list',
  summary: 'Accounts with a role on this app by itself, in order of name',
  path: members,
  params: Type.Object(appParams),
  query: page,
  reply: Type.Object(
    {
      members: Type.Array(
        Type.Object({ name: Type.String(), role: roleName, disabled: Type.Boolean(), invited: Type.Boolean() }, closed),
      ),
      cursor: Type.Optional(Type.String()),
    },
    closed,
  ),
})

/** `PUT /admin/v1/apps/{org}/{app}/members/{name}`. */
const memberPut = endpoint({
  ...changing,
  name: 'members.put',
  summary: 'Give somebody a role on this app; who has no account yet is invited',
  method: 'PUT',
  path: `${members}/:name`,
  params: Type.Object({ ...appParams, name: Type.String() }),
  body: Type.Object({ role: roleName }, closed),
  reply: Type.Object(
    {
      name: Type.String(),
      role: roleName,
      /** Present for an account of this app alone that has no password yet. */
      invitation: Type.Optional(invitation),
    },
    closed,
  ),
})

/** `DELETE /admin/v1/apps/{org}/{app}/members/{name}`. */
const memberRemove = endpoint({
  ...reading,
  name: 'members.remove',
  summary: 'Take the role on this app away; an account that has another one, or that its owner entered, stays',
  method: 'DELETE',
  path: `${members}/:name`,
  params: Type.Object({ ...appParams, name: Type.String() }),
  reply: Type.Object({ name: Type.String() }, closed),
})

/** The endpoints of this resource. */
export const accountEndpoints = {
  accountList,
  accountCreate,
  accountChange,
  accountInvite,
  accountRemove,
  memberList,
  memberPut,
  memberRemove,
}

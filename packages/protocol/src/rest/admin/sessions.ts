// Signing in to the console: the first account of a new server, sessions in a cookie, invitations, one's own password.
import { Type } from 'typebox'
import { kibibyte } from '../../units.ts'
import { endpoint } from '../endpoint.ts'

const closed = { additionalProperties: false } as const
const common = {
  envelope: 'bare',
  bodyKind: 'none',
  bodyBytesMax: 8 * kibibyte,
  idempotent: false,
  params: Type.Object({}),
  query: Type.Object({}, closed),
  body: Type.Object({}, closed),
} as const
const name = Type.String({ maxLength: 64 })
const password = Type.String({ maxLength: 1_024 })
const token = Type.String({ maxLength: 256 })
const path = '/admin/v1/session'

/** A role, as it is written. */
export const roleName = Type.Union([Type.Literal('viewer'), Type.Literal('operator'), Type.Literal('admin')], {
  description: 'viewer reads; operator also sends and does the daily work; admin does everything',
})

/** Who somebody is, what they may do, and what the console needs to know of the server. */
const sessionView = Type.Object(
  {
    kind: Type.Union([Type.Literal('account'), Type.Literal('key'), Type.Literal('operator')]),
    account: Type.Object({ id: Type.String(), name: Type.String() }, closed),
    /** On every app and on the server itself. */
    role: Type.Optional(roleName),
    /** On single apps. */
    roles: Type.Array(Type.Object({ org: Type.String(), app: Type.String(), role: roleName }, closed)),
    server: Type.Object({ version: Type.String(), sandbox: Type.Boolean(), timeZone: Type.String() }, closed),
  },
  closed,
)

/** `GET /admin/v1/set-up`. */
const setUpState = endpoint({
  ...common,
  name: 'session.setUpState',
  summary: 'Whether the server waits for its first account',
  method: 'GET',
  path: '/admin/v1/set-up',
  access: 'open',
  reply: Type.Object({ needed: Type.Boolean() }, closed),
})

/** `POST /admin/v1/set-up`: the token is printed at every start while there is no account; it works once. */
const setUp = endpoint({
  ...common,
  name: 'session.setUp',
  summary: 'Make the first account, and sign in to it',
  method: 'POST',
  path: '/admin/v1/set-up',
  access: 'open',
  bodyKind: 'json',
  body: Type.Object({ token, name, password }, closed),
  reply: sessionView,
})

/** `POST /admin/v1/invitation`. */
const invitationAccept = endpoint({
  ...common,
  name: 'session.acceptInvitation',
  summary: "Set one's password with the token of an invitation, and sign in",
  method: 'POST',
  path: '/admin/v1/invitation',
  access: 'open',
  bodyKind: 'json',
  body: Type.Object({ token, password }, closed),
  reply: sessionView,
})

/** `POST /admin/v1/session`. */
const sessionOpen = endpoint({
  ...common,
  name: 'session.open',
  summary: 'Sign in',
  method: 'POST',
  path,
  access: 'open',
  bodyKind: 'json',
  body: Type.Object({ name, password }, closed),
  reply: sessionView,
})

/** `GET /admin/v1/session`. */
const sessionGet = endpoint({
  ...common,
  name: 'session.get',
  summary: 'Who the caller is and what they may do',
  method: 'GET',
  path,
  access: 'admin',
  role: 'viewer',
  anyApp: true,
  reply: sessionView,
})

/** `DELETE /admin/v1/session`. */
const sessionClose = endpoint({
  ...common,
  name: 'session.close',
  summary: 'Sign out',
  method: 'DELETE',
  path,
  access: 'admin',
  role: 'viewer',
  anyApp: true,
  reply: Type.Object({ signedOut: Type.Boolean() }, closed),
})

/** `PUT /admin/v1/session/password`. */
const sessionPassword = endpoint({
  ...common,
  name: 'session.changePassword',
  summary: "Change one's own password",
  method: 'PUT',
  path: `${path}/password`,
  access: 'admin',
  role: 'viewer',
  anyApp: true,
  bodyKind: 'json',
  body: Type.Object({ oldPassword: password, newPassword: password }, closed),
  /** How many other sessions of the account were ended. */
  reply: Type.Object({ ended: Type.Integer() }, closed),
})

/** The endpoints of this resource. */
export const sessionEndpoints = {
  setUpState,
  setUp,
  invitationAccept,
  sessionOpen,
  sessionGet,
  sessionClose,
  sessionPassword,
}

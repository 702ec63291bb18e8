// Keys with which programs call the operator's interface: one role on one app, or on all of them.
import { Type } from 'typebox'
import { kibibyte } from '../../units.ts'
import { endpoint } from '../endpoint.ts'
import { roleName } from './sessions.ts'

const closed = { additionalProperties: false } as const
const common = {
  access: 'admin',
  role: 'admin',
  envelope: 'bare',
  bodyKind: 'none',
  bodyBytesMax: 4 * kibibyte,
  idempotent: false,
  query: Type.Object({}, closed),
  body: Type.Object({}, closed),
} as const
const path = '/admin/v1/api-keys'
const pathOfApp = '/admin/v1/apps/:org/:app/api-keys'
const appParams = { org: Type.String(), app: Type.String() }
const keyId = { keyId: Type.String() }

const page = Type.Object(
  {
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
    /** The id of the last key already seen. */
    cursor: Type.Optional(Type.String({ maxLength: 20 })),
  },
  closed,
)

const key = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    role: roleName,
    /** Absent: every app, and the server itself. */
    app: Type.Optional(Type.Object({ org: Type.String(), app: Type.String() }, closed)),
    createdBy: Type.String(),
    /** Epoch ms. */
    createdAt: Type.Integer(),
    /** Epoch ms, to the minute; absent: never. */
    lastUsedAt: Type.Optional(Type.Integer()),
    /** Epoch ms; absent: it does not end by itself. */
    expiresAt: Type.Optional(Type.Integer()),
  },
  closed,
)
const listed = Type.Object({ keys: Type.Array(key), cursor: Type.Optional(Type.String()) }, closed)
/** `secret` begins with `phk_` and is shown this once. */
const created = Type.Object({ key, secret: Type.String() }, closed)
const wanted = {
  name: Type.String({ minLength: 1, maxLength: 64 }),
  role: roleName,
  /** Epoch ms. */
  expiresAt: Type.Optional(Type.Integer({ minimum: 0 })),
}

/** `GET /admin/v1/api-keys`. */
const keyList = endpoint({
  ...common,
  name: 'apiKeys.list',
  summary: 'Every key, in order of making',
  method: 'GET',
  path,
  params: Type.Object({}),
  query: page,
  reply: listed,
})

/** `POST /admin/v1/api-keys`. */
const keyCreate = endpoint({
  ...common,
  name: 'apiKeys.create',
  summary: 'Make a key for every app; it is shown this once',
  method: 'POST',
  path,
  bodyKind: 'json',
  params: Type.Object({}),
  body: Type.Object(wanted, closed),
  reply: created,
})

/** `DELETE /admin/v1/api-keys/{keyId}`. */
const keyRevoke = endpoint({
  ...common,
  name: 'apiKeys.revoke',
  summary: 'Revoke a key, of whatever app',
  method: 'DELETE',
  path: `${path}/:keyId`,
  params: Type.Object(keyId),
  reply: Type.Object({ id: Type.String() }, closed),
})

/** `GET /admin/v1/apps/{org}/{app}/api-keys`. */
const appKeyList = endpoint({
  ...common,
  name: 'apiKeys.ofApp',
  summary: "The app's own keys, in order of making",
  method: 'GET',
  path: pathOfApp,
  params: Type.Object(appParams),
  query: page,
  reply: listed,
})

/** `POST /admin/v1/apps/{org}/{app}/api-keys`. */
const appKeyCreate = endpoint({
  ...common,
  name: 'apiKeys.createOfApp',
  summary: 'Make a key for this app; it is shown this once',
  method: 'POST',
  path: pathOfApp,
  bodyKind: 'json',
  params: Type.Object(appParams),
  body: Type.Object(wanted, closed),
  reply: created,
})

/** `DELETE /admin/v1/apps/{org}/{app}/api-keys/{keyId}`. */
const appKeyRevoke = endpoint({
  ...common,
  name: 'apiKeys.revokeOfApp',
  summary: 'Revoke a key of this app',
  method: 'DELETE',
  path: `${pathOfApp}/:keyId`,
  params: Type.Object({ ...appParams, ...keyId }),
  reply: Type.Object({ id: Type.String() }, closed),
})

/** The endpoints of this resource. */
export const apiKeyEndpoints = { keyList, keyCreate, keyRevoke, appKeyList, appKeyCreate, appKeyRevoke }

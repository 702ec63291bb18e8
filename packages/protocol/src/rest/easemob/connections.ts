// Which devices of a user are connected, and what waits for them (spec/easemob.md §2.2).
import { Type } from 'typebox'
import { kibibyte } from '../../units.ts'
import { endpoint } from '../endpoint.ts'

const appParams = { org: Type.String(), app: Type.String() }
const userParams = Type.Object({ ...appParams, username: Type.String() })
const closed = { additionalProperties: false } as const
const nobody = Type.Array(Type.Never(), { maxItems: 0 })
const status = Type.Record(Type.String(), Type.Union([Type.Literal('online'), Type.Literal('offline')]))
const done = Type.Object({ data: Type.Object({ result: Type.Boolean() }, closed) }, closed)

const reading = {
  idempotent: false,
  rate: 'users',
  access: 'app',
  envelope: 'platform',
  bodyKind: 'none',
  bodyBytesMax: 64 * kibibyte,
  query: Type.Object({}),
  body: Type.Object({}),
} as const

/** `GET users/{username}/status`. */
const userStatus = endpoint({
  ...reading,
  name: 'users.status',
  summary: 'Whether a user is connected',
  method: 'GET',
  path: '/:org/:app/users/:username/status',
  params: userParams,
  reply: Type.Object({ data: status }, closed),
})

/** `POST users/batch/status`: unknown users are `offline`. */
const userStatusBatch = endpoint({
  ...reading,
  name: 'users.statusBatch',
  summary: 'Whether up to 100 users are connected',
  method: 'POST',
  path: '/:org/:app/users/batch/status',
  envelope: 'binding',
  bodyKind: 'json',
  params: Type.Object(appParams),
  body: Type.Object({ usernames: Type.Array(Type.String(), { minItems: 1, maxItems: 100 }) }),
  reply: Type.Object({ action: Type.Literal('get batch user status'), data: Type.Array(status) }, closed),
})

/** `GET users/{username}/resources`. */
const userResources = endpoint({
  ...reading,
  name: 'users.resources',
  summary: 'The connected devices of a user',
  method: 'GET',
  path: '/:org/:app/users/:username/resources',
  params: userParams,
  reply: Type.Object(
    {
      entities: nobody,
      data: Type.Array(
        Type.Object({ res: Type.String(), device_uuid: Type.String(), device_name: Type.String() }, closed),
      ),
    },
    closed,
  ),
})

/** `GET users/{username}/disconnect`: a change, and yet the original asks for it by `GET`. */
const userDisconnect = endpoint({
  ...reading,
  name: 'users.disconnect',
  summary: 'Disconnect every device of a user',
  method: 'GET',
  path: '/:org/:app/users/:username/disconnect',
  params: userParams,
  reply: done,
})

/** `DELETE users/{username}/disconnect/{resource}`. */
const deviceDisconnect = endpoint({
  ...reading,
  name: 'users.disconnectDevice',
  summary: 'Disconnect one device of a user',
  method: 'DELETE',
  path: '/:org/:app/users/:username/disconnect/:resource',
  params: Type.Object({ ...appParams, username: Type.String(), resource: Type.String() }),
  reply: done,
})

/** `GET users/{username}/offline_msg_count`. */
const offlineCount = endpoint({
  ...reading,
  name: 'users.offlineCount',
  summary: 'How many messages wait for a user',
  method: 'GET',
  path: '/:org/:app/users/:username/offline_msg_count',
  params: userParams,
  reply: Type.Object(
    { entities: nobody, data: Type.Record(Type.String(), Type.Integer({ minimum: 0 })), count: Type.Literal(0) },
    closed,
  ),
})

/** `GET users/{username}/offline_msg_status/{msg_id}`. */
const offlineStatus = endpoint({
  ...reading,
  name: 'users.offlineStatus',
  summary: 'Whether a message that waited for a user was delivered',
  method: 'GET',
  path: '/:org/:app/users/:username/offline_msg_status/:msgId',
  params: Type.Object({ ...appParams, username: Type.String(), msgId: Type.String() }),
  reply: Type.Object(
    {
      entities: nobody,
      data: Type.Record(Type.String(), Type.Union([Type.Literal('delivered'), Type.Literal('undelivered')])),
      count: Type.Literal(0),
    },
    closed,
  ),
})

/** The endpoints of this resource. */
export const connectionEndpoints = {
  userStatus,
  userStatusBatch,
  userResources,
  userDisconnect,
  deviceDisconnect,
  offlineCount,
  offlineStatus,
}

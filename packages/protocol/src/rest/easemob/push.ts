// Sending to users: sync, async and single (seed 002; spec/easemob.md §6.2–6.4, §7).
import { Type } from 'typebox'
import { kibibyte } from '../../units.ts'
import { endpoint } from '../endpoint.ts'

const appParams = { org: Type.String(), app: Type.String() }

/** `strategy` of seed 002; a number written as a string is read as one. */
const strategy = Type.Optional(Type.Union([Type.Integer(), Type.String()]))
/** The notification; its members are checked by the server's reader, which answers `MessageException` for what is wrong. */
const pushMessage = Type.Record(Type.String(), Type.Unknown())

/** One entry of `data` of a sync push: a device that was tried, or why nothing was. */
const syncResult = Type.Object({
  pushStatus: Type.Union([Type.Literal('SUCCESS'), Type.Literal('FAIL'), Type.Literal('ERROR')]),
  data: Type.Optional(Type.Unknown()),
  desc: Type.Optional(Type.String()),
  statusCode: Type.Optional(Type.Integer()),
})

/** `POST push/sync/{target}`: sends, waits for the vendor, answers 200 even when the push failed. */
const pushSync = endpoint({
  name: 'push.sync',
  rate: 'pushSync',
  summary: 'Send to one user and wait for the result',
  method: 'POST',
  path: '/:org/:app/push/sync/:target',
  access: 'app',
  envelope: 'push',
  bodyKind: 'json',
  bodyBytesMax: 64 * kibibyte,
  idempotent: true,
  params: Type.Object({ ...appParams, target: Type.String() }),
  query: Type.Object({}),
  body: Type.Object({ strategy, pushMessage }),
  reply: Type.Array(syncResult),
})

/** `POST push/async/{target}`: answers once the push is durable. */
const pushAsync = endpoint({
  name: 'push.async',
  rate: 'pushAsync',
  summary: 'Send to one user',
  method: 'POST',
  path: '/:org/:app/push/async/:target',
  access: 'app',
  envelope: 'push',
  bodyKind: 'json',
  bodyBytesMax: 64 * kibibyte,
  idempotent: true,
  params: Type.Object({ ...appParams, target: Type.String() }),
  query: Type.Object({}),
  body: Type.Object({ strategy, pushMessage }),
  reply: Type.Array(
    Type.Object({ pushStatus: Type.Literal('ASYNC_SUCCESS'), data: Type.Literal(''), desc: Type.Literal('success') }),
  ),
})

/** `POST push/single`: one notification for up to 100 users. */
const pushSingle = endpoint({
  name: 'push.single',
  rate: 'pushSingle',
  summary: 'Send to up to 100 users',
  method: 'POST',
  path: '/:org/:app/push/single',
  access: 'app',
  envelope: 'push',
  bodyKind: 'json',
  bodyBytesMax: 64 * kibibyte,
  idempotent: true,
  params: Type.Object(appParams),
  query: Type.Object({}),
  body: Type.Object({
    targets: Type.Array(Type.String()),
    strategy,
    pushMessage,
    async: Type.Optional(Type.Boolean()),
  }),
  reply: Type.Array(
    Type.Object({
      id: Type.String(),
      pushStatus: Type.Union([
        Type.Literal('ASYNC_SUCCESS'),
        Type.Literal('SUCCESS'),
        Type.Literal('FAIL'),
        Type.Literal('ERROR'),
      ]),
      data: Type.Optional(Type.Unknown()),
      desc: Type.Optional(Type.String()),
      statusCode: Type.Optional(Type.Integer()),
    }),
  ),
})

/** The sending endpoints of this resource. */
export const pushEndpoints = { pushSync, pushAsync, pushSingle }

// Messages of an app's server to users and groups (spec/easemob.md §10.7). Which kinds there are, and what a body must have, is the
// server's to say.
import { Type } from 'typebox'
import { kibibyte } from '../../units.ts'
import { endpoint } from '../endpoint.ts'

const params = Type.Object({ org: Type.String(), app: Type.String() })
const closed = { additionalProperties: false } as const
const anyObject = Type.Record(Type.String(), Type.Unknown())
/** By receiver, the id of the message, decimal digits. */
const sent = Type.Object({ data: Type.Record(Type.String(), Type.String()) }, closed)

const message = Type.Object({
  /** `admin` where it is absent. */
  from: Type.Optional(Type.String()),
  to: Type.Array(Type.String()),
  type: Type.String(),
  body: anyObject,
  ext: Type.Optional(anyObject),
  /** `ROUTE_ONLINE`: only for those who are connected. */
  routetype: Type.Optional(Type.String()),
  sync_device: Type.Optional(Type.Boolean()),
  roam_ignore_users: Type.Optional(Type.Array(Type.String())),
  /** Which callback rules hear of it. */
  env: Type.Optional(Type.String({ pattern: '^[0-9A-Za-z]{1,8}$' })),
})

const sending = {
  access: 'app',
  idempotent: false,
  method: 'POST',
  envelope: 'platform',
  bodyKind: 'json',
  bodyBytesMax: 64 * kibibyte,
  params,
  query: Type.Object({}),
} as const

const wrong = 'message_body_invalid'
const needed = { missing: 'message_param_empty', wrong } as const
const sendRefusals = {
  to: needed,
  type: needed,
  body: needed,
  ext: { missing: wrong, wrong: 'message_ext_wrong' },
  '*': { missing: wrong, wrong },
} as const

/** `POST messages/users`. */
const sendToUsers = endpoint({
  ...sending,
  name: 'chat.sendToUsers',
  rate: 'messages',
  summary: 'Send a message to up to 600 users',
  path: '/:org/:app/messages/users',
  body: message,
  refusals: sendRefusals,
  reply: sent,
})

/** `POST messages/chatgroups`. */
const sendToGroups = endpoint({
  ...sending,
  name: 'chat.sendToGroups',
  rate: 'groupMessages',
  summary: 'Send a message to up to 3 groups',
  path: '/:org/:app/messages/chatgroups',
  body: message,
  refusals: sendRefusals,
  reply: sent,
})

const recallNeeded = { missing: 'recall_param_empty', wrong } as const

/** `POST messages/msg_recall`. */
const recall = endpoint({
  ...sending,
  name: 'chat.recall',
  rate: 'messages',
  summary: 'Take a message back',
  path: '/:org/:app/messages/msg_recall',
  body: Type.Object({
    msg_id: Type.String(),
    to: Type.String(),
    chat_type: Type.String(),
    from: Type.Optional(Type.String()),
    force: Type.Boolean(),
    sync_device: Type.Optional(Type.Boolean()),
    recallMessageExtensionInfo: Type.Optional(Type.String({ maxLength: 1_024 })),
  }),
  refusals: {
    msg_id: recallNeeded,
    to: recallNeeded,
    chat_type: recallNeeded,
    force: recallNeeded,
    '*': { missing: wrong, wrong },
  },
  reply: Type.Object(
    {
      data: Type.Object(
        {
          recalled: Type.Literal('yes'),
          chattype: Type.String(),
          from: Type.String(),
          to: Type.String(),
          msg_id: Type.String(),
        },
        closed,
      ),
    },
    closed,
  ),
})

/** The endpoints of this resource. */
export const messageEndpoints = { sendToUsers, sendToGroups, recall }

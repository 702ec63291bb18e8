// Callbacks, for the operator: what was made for the rules, tries, dead letters, replay. Ids are decimal texts, because 63 bits do
// not fit a browser's number (S32). Lists in a query are separated by commas.
import { Type } from 'typebox'
import { kibibyte } from '../../units.ts'
import { endpoint } from '../endpoint.ts'
import { callbackDeskEndpoints, callbackQuery } from './callback-desk.ts'
import { callbackRuleEndpoints } from './callback-rules.ts'

const closed = { additionalProperties: false } as const
const appParams = { org: Type.String(), app: Type.String() }
const id = Type.String({ pattern: '^[1-9][0-9]{0,18}$' })
const status = Type.Union([Type.Literal('success'), Type.Literal('fail'), Type.Literal('error')])
const state = Type.Union([Type.Literal('waiting'), Type.Literal('delivered'), Type.Literal('dead')])
const event = Type.Union([
  Type.Literal('push'),
  Type.Literal('chat'),
  Type.Literal('chat_offline'),
  Type.Literal('presence'),
])
const statuses = Type.Array(status, { minItems: 1, maxItems: 3, uniqueItems: true })
const common = {
  access: 'admin',
  envelope: 'bare',
  bodyBytesMax: 8 * kibibyte,
  idempotent: false,
  query: Type.Object({}, closed),
  body: Type.Object({}, closed),
} as const
const path = '/admin/v1/apps/:org/:app/callbacks'

/** One try. */
const callbackTry = Type.Object({
  number: Type.Integer(),
  at: Type.Integer(),
  durationMs: Type.Integer(),
  httpStatus: Type.Optional(Type.Integer()),
  error: Type.Optional(Type.String()),
  excerpt: Type.Optional(Type.String()),
})

/** A callback without its body: that holds a device token and the message. */
const callbackView = Type.Object({
  id,
  webhookId: Type.String(),
  ruleId: id,
  event,
  /** The push or the message; a login has none. */
  msgId: Type.Optional(id),
  deviceId: Type.Optional(Type.String()),
  /** Of a push. */
  status: Type.Optional(status),
  detail: Type.Optional(Type.String()),
  state,
  createdAt: Type.Integer(),
  /** When it is tried next; absent once it is delivered or dead. */
  dueAt: Type.Optional(Type.Integer()),
  /** Where it goes instead of the rule's URL, for one that was sent again from the storage. */
  targetUrl: Type.Optional(Type.String()),
  tries: Type.Array(callbackTry),
})

/** `GET …/callbacks`: newest first. Dead letters: `states=dead`. */
const callbackList = endpoint({
  ...common,
  name: 'callbacks.list',
  role: 'viewer',
  summary: 'Callbacks and their tries, newest first',
  method: 'GET',
  path,
  bodyKind: 'none',
  params: Type.Object(appParams),
  query: Type.Object(
    {
      ...callbackQuery,
      cursor: Type.Optional(id),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
    },
    closed,
  ),
  reply: Type.Object({ callbacks: Type.Array(callbackView), cursor: Type.Optional(id) }),
})

/** `GET …/callbacks/{callbackId}`. */
const callbackGet = endpoint({
  ...common,
  name: 'callbacks.get',
  role: 'viewer',
  summary: 'One callback and its tries',
  method: 'GET',
  path: `${path}/:callbackId`,
  bodyKind: 'none',
  params: Type.Object({ ...appParams, callbackId: Type.String() }),
  reply: Type.Object({ callback: callbackView }),
})

/** `POST …/callbacks/replay`: dead letters unless `states` says otherwise. */
const callbackReplay = endpoint({
  ...common,
  name: 'callbacks.replay',
  role: 'operator',
  summary: 'Send the selected callbacks again, with the same ids and bytes',
  method: 'POST',
  path: `${path}/replay`,
  bodyKind: 'json',
  params: Type.Object(appParams),
  body: Type.Object(
    {
      ruleId: Type.Optional(id),
      msgId: Type.Optional(id),
      username: callbackQuery.username,
      events: Type.Optional(Type.Array(event, { minItems: 1, maxItems: 4, uniqueItems: true })),
      statuses: Type.Optional(statuses),
      states: Type.Optional(Type.Array(state, { minItems: 1, maxItems: 3, uniqueItems: true })),
      from: callbackQuery.from,
      until: callbackQuery.until,
      cursor: Type.Optional(
        Type.String({
          pattern: '^[1-9][0-9]{0,18}\\.[1-9][0-9]{0,18}$',
          description: 'Of the answer before: goes on with the same replay. All other members stay as they were',
        }),
      ),
    },
    closed,
  ),
  reply: Type.Object({
    replayId: id,
    count: Type.Integer({ description: 'Taken by this call' }),
    more: Type.Boolean({ description: 'There are callbacks that it has not looked at: go on with `cursor`' }),
    cursor: Type.Optional(Type.String()),
  }),
})

/** The endpoints of this resource, rules included. */
export const callbackEndpoints = {
  ...callbackRuleEndpoints,
  callbackList,
  callbackGet,
  callbackReplay,
  ...callbackDeskEndpoints,
}

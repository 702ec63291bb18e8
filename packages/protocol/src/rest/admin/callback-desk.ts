// What an operator asks of callbacks besides their list: how many a replay would mean and what became of one, the body that a receiver
// got, how a rule's endpoint does, and an end by hand to a rest that was imposed on it.
import { type TSchema, Type } from 'typebox'
import { endpoint } from '../endpoint.ts'

const closed = { additionalProperties: false } as const
const appParams = { org: Type.String(), app: Type.String() }
const id = Type.String({ pattern: '^[1-9][0-9]{0,18}$' })
const common = {
  access: 'admin',
  role: 'viewer',
  envelope: 'bare',
  method: 'GET',
  bodyKind: 'none',
  bodyBytesMax: 0,
  idempotent: false,
  query: Type.Object({}, closed),
  body: Type.Object({}, closed),
} as const
const path = '/admin/v1/apps/:org/:app/callbacks'
/** The earliest and the latest that a calendar knows (ECMAScript's time values). */
const instant = Type.Integer({ minimum: 0, maximum: 8_640_000_000_000_000, description: 'Epoch ms' })

/** What a list and a count of callbacks may be asked for; lists are separated by commas. */
export const callbackQuery = {
  ruleId: Type.Optional(id),
  msgId: Type.Optional(id),
  username: Type.Optional(
    Type.String({ minLength: 1, maxLength: 256, description: "Of the user's latest 50 messages" }),
  ),
  events: Type.Optional(Type.String()),
  statuses: Type.Optional(Type.String()),
  states: Type.Optional(Type.String()),
  from: Type.Optional(instant),
  until: Type.Optional(instant),
} satisfies Readonly<Record<string, TSchema>>

/** `GET …/callbacks/count`: what a replay with the same members would send again. */
const callbackCount = endpoint({
  ...common,
  name: 'callbacks.count',
  summary: 'How many callbacks a replay would mean',
  path: `${path}/count`,
  params: Type.Object(appParams),
  query: Type.Object(callbackQuery, closed),
  reply: Type.Object(
    {
      count: Type.Integer(),
      atLeast: Type.Boolean({
        description: 'Only the newest 100,000 of that time were looked at: there may be more',
      }),
    },
    closed,
  ),
})

const bodyReply = Type.Object(
  {
    headers: Type.Record(Type.String(), Type.String(), {
      description:
        'Those that are the same in every try; webhook-timestamp and webhook-signature are made anew for each',
    }),
    body: Type.String(),
  },
  closed,
)
const callbackParams = Type.Object({ ...appParams, callbackId: Type.String() })

/** `GET …/callbacks/{callbackId}/body`. */
const callbackBody = endpoint({
  ...common,
  name: 'callbacks.body',
  summary: 'The body of a callback, its device token masked',
  path: `${path}/:callbackId/body`,
  params: callbackParams,
  reply: bodyReply,
})

/** `GET …/callbacks/{callbackId}/body/exact`. */
const callbackExactBody = endpoint({
  ...common,
  name: 'callbacks.exactBody',
  role: 'admin',
  summary: 'The exact bytes of a callback, its device token included',
  path: `${path}/:callbackId/body/exact`,
  params: callbackParams,
  reply: bodyReply,
})

/** `GET …/callbacks/health`: every rule of the app, as its endpoint answered within the last hour. */
const callbackHealth = endpoint({
  ...common,
  name: 'callbacks.health',
  summary: "How the rules' endpoints have answered within the last hour",
  path: `${path}/health`,
  params: Type.Object(appParams),
  reply: Type.Object(
    {
      rules: Type.Array(
        Type.Object(
          {
            ruleId: id,
            delivered: Type.Integer(),
            failed: Type.Integer(),
            isSample: Type.Boolean({ description: 'Only the latest tries were looked at' }),
            medianMs: Type.Optional(Type.Integer({ description: 'Of the tries that were answered' })),
            p99Ms: Type.Optional(Type.Integer()),
            waiting: Type.Integer({ description: 'Not delivered yet' }),
            waitingAtLeast: Type.Boolean(),
            bannedUntil: Type.Optional(Type.Integer({ description: 'Epoch ms' })),
            restsUntil: Type.Optional(
              Type.Integer({
                description:
                  'Its endpoint failed ten times in a row: it is asked again then. As this node knows; epoch ms',
              }),
            ),
          },
          closed,
        ),
      ),
    },
    closed,
  ),
})

/** `POST …/callbacks/rules/{ruleId}/release`: ends its ban, and asks its endpoint again at once. */
const callbackRelease = endpoint({
  ...common,
  name: 'callbacks.release',
  role: 'operator',
  summary: 'Ends the ban of a rule, and asks its endpoint again at once',
  method: 'POST',
  path: `${path}/rules/:ruleId/release`,
  params: Type.Object({ ...appParams, ruleId: Type.String() }),
  reply: Type.Object({ released: Type.Literal(true) }, closed),
})

/** `GET …/callbacks/samples`: what `rules/{ruleId}/sample` can send an example of. */
const callbackSamples = endpoint({
  ...common,
  name: 'callbacks.samples',
  summary: 'The events and reasons that examples can be sent of',
  path: `${path}/samples`,
  params: Type.Object(appParams),
  reply: Type.Object(
    {
      samples: Type.Array(
        Type.Object(
          {
            event: Type.Union([
              Type.Literal('push'),
              Type.Literal('chat'),
              Type.Literal('chat_offline'),
              Type.Literal('presence'),
            ]),
            reason: Type.Optional(Type.String({ description: 'Of a push' })),
            text: Type.Object({ en: Type.String(), zh: Type.String() }, closed),
          },
          closed,
        ),
      ),
    },
    closed,
  ),
})

const replayParams = Type.Object({ ...appParams, replayId: Type.String() })
const replayReply = Type.Object(
  {
    waiting: Type.Integer({ description: 'Not tried since' }),
    retrying: Type.Integer({ description: 'Tried in vain, and to be tried again' }),
    delivered: Type.Integer(),
    dead: Type.Integer(),
    putBack: Type.Integer({ description: 'What they were before: the replay was cancelled' }),
  },
  closed,
)

/** `GET …/callbacks/replays/{replayId}`. */
const replayGet = endpoint({
  ...common,
  name: 'callbacks.replayed',
  summary: "What became of a replay's callbacks so far",
  path: `${path}/replays/:replayId`,
  params: replayParams,
  reply: replayReply,
})

/** `POST …/callbacks/replays/{replayId}/cancel`. */
const replayCancel = endpoint({
  ...common,
  name: 'callbacks.cancelReplay',
  role: 'operator',
  summary: 'Put back what still waits since a replay',
  method: 'POST',
  path: `${path}/replays/:replayId/cancel`,
  params: replayParams,
  reply: replayReply,
})

/** The endpoints of this resource. */
export const callbackDeskEndpoints = {
  callbackCount,
  callbackBody,
  callbackExactBody,
  callbackHealth,
  callbackRelease,
  callbackSamples,
  replayGet,
  replayCancel,
}

// What failed lately: by reason, and device by device.
import { Type } from 'typebox'
import { endpoint } from '../endpoint.ts'

const closed = { additionalProperties: false } as const
const bilingual = Type.Object({ en: Type.String(), zh: Type.String() }, closed)
const params = Type.Object({ org: Type.String(), app: Type.String() })
const reading = {
  method: 'GET',
  access: 'admin',
  role: 'viewer',
  envelope: 'bare',
  bodyKind: 'none',
  bodyBytesMax: 0,
  idempotent: false,
  params,
  body: Type.Object({}, closed),
} as const

/** A delivery that failed. */
const failure = Type.Object(
  {
    msgId: Type.String(),
    deviceId: Type.String({ description: 'Empty where the push ended before any device' }),
    username: Type.String(),
    title: Type.String(),
    at: Type.Integer({ description: 'When it ended, epoch ms' }),
    status: Type.Union([Type.Literal('fail'), Type.Literal('error')]),
    reason: Type.String(),
    provider: Type.Optional(Type.String()),
    notifier: Type.Optional(Type.String()),
    taskId: Type.Optional(Type.String({ description: 'The task that skipped it' })),
  },
  closed,
)

/** `GET /admin/v1/apps/{org}/{app}/messages`: newest first. */
const failedMessages = endpoint({
  ...reading,
  name: 'messages.failed',
  summary: 'Deliveries that failed, newest first',
  path: '/admin/v1/apps/:org/:app/messages',
  query: Type.Object(
    {
      reason: Type.Optional(Type.String({ maxLength: 40 })),
      provider: Type.Optional(Type.String({ maxLength: 40 })),
      status: Type.Optional(Type.Union([Type.Literal('fail'), Type.Literal('error')])),
      from: Type.Optional(Type.Integer({ minimum: 0, description: 'Of pushes accepted at or after, epoch ms' })),
      until: Type.Optional(Type.Integer({ minimum: 0, description: 'Of pushes accepted before, epoch ms' })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
      cursor: Type.Optional(Type.String({ maxLength: 300 })),
    },
    closed,
  ),
  reply: Type.Object({ failures: Type.Array(failure), cursor: Type.Optional(Type.String()) }, closed),
})

const day = (description: string) => Type.Optional(Type.String({ maxLength: 10, description }))

/** `GET …/messages/reasons`: the most frequent first. */
const failureReasons = endpoint({
  ...reading,
  name: 'messages.reasons',
  summary: 'Why deliveries of some days failed, with the latest example of each reason',
  path: '/admin/v1/apps/:org/:app/messages/reasons',
  query: Type.Object(
    {
      from: day('The first day, yyyy-MM-dd in UTC; absent = the last one'),
      until: day('The last day, yyyy-MM-dd in UTC; absent = today'),
    },
    closed,
  ),
  reply: Type.Object(
    {
      from: Type.String(),
      until: Type.String(),
      reasons: Type.Array(
        Type.Object(
          {
            reason: Type.String(),
            count: Type.Integer(),
            atLeast: Type.Optional(Type.Literal(true, { description: 'There are more than were counted' })),
            text: bilingual,
            cause: bilingual,
            fix: bilingual,
            latest: Type.Optional(failure),
          },
          closed,
        ),
      ),
    },
    closed,
  ),
})

/** The endpoints of this resource. */
export const failureEndpoints = { failedMessages, failureReasons }

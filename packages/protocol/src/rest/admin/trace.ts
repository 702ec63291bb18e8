// Looking up what became of a message: everything recorded about one `msg_id`, in order, in plain words.
import { Type } from 'typebox'
import { endpoint } from '../endpoint.ts'

const bilingual = Type.Object({ en: Type.String(), zh: Type.String() })

/** One line of a trace. */
const traceEvent = Type.Object({
  /** Epoch ms. */
  at: Type.Integer(),
  /**
   * Stable kind: `accepted`, `planned`, `skipped`, `sent`, `answered`, `waiting`, `outcome`, `callback`; and what a vendor reported
   * later: `arrived`, `clicked`, `dropped`, `pending`, `unbound`.
   */
  kind: Type.String(),
  /** Absent on lines about the whole push. */
  deviceId: Type.Optional(Type.String()),
  text: bilingual,
  /** On lines that end a device: `success`, `fail` or `error`. */
  status: Type.Optional(Type.Union([Type.Literal('success'), Type.Literal('fail'), Type.Literal('error')])),
  /** What to do, where something can be done. */
  fix: Type.Optional(bilingual),
  /** The vendor's own answer, a callback's body, … */
  detail: Type.Optional(Type.Unknown()),
})

/** `GET /admin/v1/apps/{org}/{app}/messages/{msgId}/trace`. */
const messageTrace = endpoint({
  name: 'messages.trace',
  role: 'viewer',
  summary: 'Everything recorded about one message, in order',
  method: 'GET',
  path: '/admin/v1/apps/:org/:app/messages/:msgId/trace',
  access: 'admin',
  envelope: 'bare',
  bodyKind: 'none',
  bodyBytesMax: 0,
  idempotent: false,
  params: Type.Object({ org: Type.String(), app: Type.String(), msgId: Type.String() }),
  query: Type.Object({}),
  body: Type.Object({}),
  reply: Type.Object({
    msgId: Type.String(),
    appkey: Type.String(),
    target: Type.String(),
    source: Type.String(),
    taskId: Type.Optional(Type.String({ description: 'The task that it belongs to' })),
    strategy: Type.Integer(),
    title: Type.String(),
    /** True once every device has an outcome. */
    settled: Type.Boolean(),
    events: Type.Array(traceEvent),
  }),
})

/**
 * `GET /admin/v1/apps/{org}/{app}/users/{username}/messages`: a user's latest pushes, newest first; of tasks those of the latest 50
 * that started within 30 days.
 */
const userMessages = endpoint({
  name: 'messages.ofUser',
  role: 'viewer',
  summary: "A user's latest pushes, newest first",
  method: 'GET',
  path: '/admin/v1/apps/:org/:app/users/:username/messages',
  access: 'admin',
  envelope: 'bare',
  bodyKind: 'none',
  bodyBytesMax: 0,
  idempotent: false,
  params: Type.Object({ org: Type.String(), app: Type.String(), username: Type.String() }),
  query: Type.Object({
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
    cursor: Type.Optional(Type.String()),
  }),
  body: Type.Object({}),
  reply: Type.Object({
    messages: Type.Array(
      Type.Object({
        msgId: Type.String(),
        acceptedAt: Type.Integer(),
        source: Type.String(),
        title: Type.String(),
        taskId: Type.Optional(Type.String({ description: 'The task that it belongs to' })),
      }),
    ),
    cursor: Type.Optional(Type.String()),
  }),
})

/** The endpoints of this resource. */
export const traceEndpoints = { messageTrace, userMessages }

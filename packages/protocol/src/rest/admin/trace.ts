// Looking up what became of a message: everything recorded about one `msg_id`, in order, in plain words.
import { Type } from 'typebox'
import { endpoint } from '../endpoint.ts'

const bilingual = Type.Object({ en: Type.String(), zh: Type.String() })

const status = Type.Optional(Type.Union([Type.Literal('success'), Type.Literal('fail'), Type.Literal('error')]))

/** A try at a vendor. */
const tracedAttempt = Type.Object({
  number: Type.Integer(),
  provider: Type.String(),
  notifier: Type.String(),
  end: Type.Optional(Type.String({ description: '`accepted`, `rejected`, `throttled`, `unsent` or `unknown`' })),
  code: Type.Optional(Type.String({ description: "The vendor's code or id, or the cause where no answer came" })),
  durationMs: Type.Optional(Type.Integer()),
})

/** What was sent to a vendor. */
const tracedRequest = Type.Object({
  renderedAgain: Type.Literal(true, {
    description: 'Requests are not kept: this one is rendered again from the stored notification, without credentials',
  }),
  notifierChanged: Type.Optional(
    Type.Literal(true, { description: 'The notifier was changed since; what was sent may have been another' }),
  ),
  headers: Type.Record(Type.String(), Type.String()),
  body: Type.Unknown(),
  bytes: Type.Integer({ description: 'Of the part that the vendor limits' }),
  bytesMax: Type.Integer(),
})

/** A callback, or one try of it. */
const tracedCallback = Type.Object({
  id: Type.String(),
  webhookId: Type.String(),
  ruleId: Type.String(),
  state: Type.Union([Type.Literal('waiting'), Type.Literal('delivered'), Type.Literal('dead')]),
  number: Type.Optional(Type.Integer({ description: 'Of the try; absent on the line that it was made' })),
  durationMs: Type.Optional(Type.Integer()),
  httpStatus: Type.Optional(Type.Integer()),
  error: Type.Optional(Type.String()),
  excerpt: Type.Optional(Type.String({ description: 'The beginning of the answer' })),
})

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
  status,
  reason: Type.Optional(Type.String({ description: 'Stable code of why, on lines that end a device' })),
  cause: Type.Optional(bilingual),
  therefore: Type.Optional(Type.Array(bilingual, { description: 'What followed from it' })),
  /** What to do, where something can be done. */
  fix: Type.Optional(bilingual),
  attempt: Type.Optional(tracedAttempt),
  request: Type.Optional(tracedRequest),
  callback: Type.Optional(tracedCallback),
  pushId: Type.Optional(Type.String({ description: 'A push that has a trace of its own' })),
  /** The vendor's own answer, a callback's body, … */
  detail: Type.Optional(Type.Unknown()),
})

/** The head of a device's lane. */
const tracedDevice = Type.Object({
  deviceId: Type.String(),
  notifier: Type.Optional(Type.String({ description: 'The one that was tried last' })),
  provider: Type.Optional(Type.String()),
  fingerprint: Type.Optional(Type.String({ description: 'Of the device token' })),
  attempts: Type.Integer(),
  status,
  reason: Type.Optional(Type.String()),
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
    content: Type.Optional(Type.String()),
    category: Type.Optional(Type.String()),
    acceptedAt: Type.Optional(Type.Integer({ description: 'Epoch ms' })),
    expiresAt: Type.Optional(Type.Integer({ description: 'Nothing is sent after this instant, epoch ms' })),
    subject: Type.Optional(Type.String({ description: 'The message or call that it was handed over for' })),
    /** True once every device has an outcome. */
    settled: Type.Boolean(),
    devices: Type.Optional(Type.Array(tracedDevice)),
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

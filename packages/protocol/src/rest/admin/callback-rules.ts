// Callback rules, for the operator: where callbacks go, which events they tell of, and how they are delivered
// (spec/easemob.md §9.1). Ids are decimal texts, because 63 bits do not fit a browser's number (S32).
import { Type } from 'typebox'
import { kibibyte } from '../../units.ts'
import { endpoint } from '../endpoint.ts'

const closed = { additionalProperties: false } as const
const appParams = { org: Type.String(), app: Type.String() }
const ruleParams = Type.Object({ ...appParams, ruleId: Type.String() })
const id = Type.String({ pattern: '^[1-9][0-9]{0,18}$' })
const common = {
  access: 'admin',
  envelope: 'bare',
  bodyBytesMax: 8 * kibibyte,
  idempotent: false,
  query: Type.Object({}, closed),
  body: Type.Object({}, closed),
} as const
const path = '/admin/v1/apps/:org/:app/callbacks'

const status = Type.Union([Type.Literal('success'), Type.Literal('fail'), Type.Literal('error')])
const event = Type.Union([
  Type.Literal('push'),
  Type.Literal('chat'),
  Type.Literal('chat_offline'),
  Type.Literal('presence'),
])
const source = Type.Union([Type.Literal('sdk'), Type.Literal('rest')])
const askedKind = [
  Type.Literal('text'),
  Type.Literal('image'),
  Type.Literal('video'),
  Type.Literal('location'),
  Type.Literal('voice'),
  Type.Literal('file'),
  Type.Literal('custom'),
] as const
const kind = Type.Union([...askedKind, Type.Literal('command'), Type.Literal('combined'), Type.Literal('unknown')])
const conversation = Type.Union([
  Type.Literal('chat'),
  Type.Literal('group'),
  Type.Literal('room'),
  Type.Literal('edit'),
])
const policy = Type.Union([Type.Literal('durable'), Type.Literal('easemob')])
const channelNames = Type.Union([Type.Literal('provider'), Type.Literal('plain')])
const onFailure = Type.Union([Type.Literal('pass'), Type.Literal('block')])

/** Ids or keys of a filter, at most 50 (spec/easemob.md §9.1); an empty list stands for no filter. */
const values = Type.Array(Type.String({ minLength: 1, maxLength: 256 }), { maxItems: 50, uniqueItems: true })

/** Which events a rule wants; absent members of a shown rule stand for everything. */
const filter = {
  /** Default: `push` alone. */
  events: Type.Optional(Type.Array(event, { minItems: 1, uniqueItems: true })),
  /** Of push outcomes; default: all three. */
  statuses: Type.Optional(Type.Array(status, { minItems: 1, maxItems: 3, uniqueItems: true })),
  /** Default: true. */
  restPushes: Type.Optional(Type.Boolean()),
  sources: Type.Optional(Type.Array(source, { uniqueItems: true })),
  messageTypes: Type.Optional(Type.Array(kind, { uniqueItems: true })),
  from: Type.Optional(values),
  to: Type.Optional(values),
  groups: Type.Optional(values),
  extKeys: Type.Optional(values),
}
const delivery = { policy: Type.Optional(policy), channelNames: Type.Optional(channelNames) }

/** A question before delivery (spec/easemob.md §9.8) as it is given; what is absent is asked about everything, waits 200 ms and passes. */
const before = Type.Object(
  {
    conversations: Type.Optional(Type.Array(conversation, { minItems: 1, uniqueItems: true })),
    messageTypes: Type.Optional(Type.Array(Type.Union([...askedKind]), { minItems: 1, uniqueItems: true })),
    waitMs: Type.Optional(Type.Integer({ minimum: 50, maximum: 5_000 })),
    onFailure: Type.Optional(onFailure),
    tellSender: Type.Optional(Type.Boolean()),
  },
  closed,
)

/** A rule as it is shown; its secret never is. */
const callbackRule = Type.Object({
  id,
  name: Type.String(),
  url: Type.String(),
  enabled: Type.Boolean(),
  /** Why the system switched it off: `410`. */
  disabledBecause: Type.Optional(Type.String()),
  ...filter,
  events: Type.Array(event),
  statuses: Type.Array(status),
  restPushes: Type.Boolean(),
  policy,
  channelNames,
  /** Present on rules that are asked before delivery and make no callbacks. */
  before: Type.Optional(
    Type.Object({
      conversations: Type.Array(conversation),
      messageTypes: Type.Array(kind),
      waitMs: Type.Integer(),
      onFailure,
      tellSender: Type.Boolean(),
    }),
  ),
  /** Nothing is sent before; present while a rule of the policy `easemob` is banned. Epoch ms. */
  bannedUntil: Type.Optional(Type.Integer()),
  previousSecretUntil: Type.Optional(
    Type.Integer({
      description: 'The secret before the latest signs besides it until then; told of one rule, not in lists. Epoch ms',
    }),
  ),
  /** Epoch ms. */
  createdAt: Type.Integer(),
})

/** The secret that was just set, in both forms; shown this once. */
const secretForms = {
  /** For the legacy `security` member. */
  secret: Type.String(),
  /** For verifiers of Standard Webhooks: `whsec_` and base64. */
  webhookSecret: Type.String(),
}

/** `GET …/callbacks/rules`. */
const callbackRuleList = endpoint({
  ...common,
  name: 'callbackRules.list',
  role: 'viewer',
  summary: "The app's callback rules",
  method: 'GET',
  path: `${path}/rules`,
  bodyKind: 'none',
  params: Type.Object(appParams),
  reply: Type.Object({ rules: Type.Array(callbackRule) }),
})

/** `POST …/callbacks/rules`: at most four per app. */
const callbackRuleCreate = endpoint({
  ...common,
  name: 'callbackRules.create',
  role: 'admin',
  summary: 'Create a callback rule; its secret is shown this once',
  method: 'POST',
  path: `${path}/rules`,
  bodyKind: 'json',
  bodyBytesMax: 128 * kibibyte,
  params: Type.Object(appParams),
  body: Type.Object(
    {
      name: Type.String(),
      url: Type.String(),
      enabled: Type.Optional(Type.Boolean()),
      ...filter,
      ...delivery,
      before: Type.Optional(before),
      secret: Type.Optional(Type.String()),
    },
    closed,
  ),
  reply: Type.Object({ rule: callbackRule, ...secretForms }),
})

/** `GET …/callbacks/rules/{ruleId}`. */
const callbackRuleGet = endpoint({
  ...common,
  name: 'callbackRules.get',
  role: 'viewer',
  summary: 'One callback rule',
  method: 'GET',
  path: `${path}/rules/:ruleId`,
  bodyKind: 'none',
  params: ruleParams,
  reply: Type.Object({ rule: callbackRule }),
})

/** `PUT …/callbacks/rules/{ruleId}`: changes the given members; switched on, or with a new URL, a ban is over. */
const callbackRuleEdit = endpoint({
  ...common,
  name: 'callbackRules.edit',
  role: 'admin',
  summary: 'Change, enable or disable a callback rule',
  method: 'PUT',
  path: `${path}/rules/:ruleId`,
  bodyKind: 'json',
  bodyBytesMax: 128 * kibibyte,
  params: ruleParams,
  body: Type.Object(
    {
      url: Type.Optional(Type.String()),
      enabled: Type.Optional(Type.Boolean()),
      ...filter,
      ...delivery,
      before: Type.Optional(before),
    },
    closed,
  ),
  reply: Type.Object({ rule: callbackRule }),
})

/** `DELETE …/callbacks/rules/{ruleId}`. */
const callbackRuleDelete = endpoint({
  ...common,
  name: 'callbackRules.delete',
  role: 'admin',
  summary: 'Delete a callback rule; what waits for it becomes dead letters',
  method: 'DELETE',
  path: `${path}/rules/:ruleId`,
  bodyKind: 'none',
  params: ruleParams,
  reply: Type.Object({ deleted: Type.Literal(true) }),
})

/** `POST …/callbacks/rules/{ruleId}/rotate`: the old secret signs for another 24 hours. */
const callbackRuleRotate = endpoint({
  ...common,
  name: 'callbackRules.rotate',
  role: 'admin',
  summary: 'Set a new secret; the old one goes on signing for 24 hours',
  method: 'POST',
  path: `${path}/rules/:ruleId/rotate`,
  bodyKind: 'json',
  params: ruleParams,
  body: Type.Object({ secret: Type.Optional(Type.String()) }, closed),
  reply: Type.Object({ ...secretForms, previousUntil: Type.Integer() }),
})

/** `POST …/callbacks/rules/{ruleId}/sample`: posts one example at once; nothing is stored or repeated. */
const callbackRuleSample = endpoint({
  ...common,
  name: 'callbackRules.sample',
  role: 'operator',
  summary: 'Send an example to the endpoint and show its answer',
  method: 'POST',
  path: `${path}/rules/:ruleId/sample`,
  bodyKind: 'json',
  params: ruleParams,
  body: Type.Object(
    {
      event: Type.Optional(event),
      reason: Type.Optional(
        Type.String({ description: 'Of `push`, which is the default event: `delivered`, `no-push-binding`, …' }),
      ),
    },
    closed,
  ),
  reply: Type.Object({
    body: Type.String(),
    delivered: Type.Boolean(),
    durationMs: Type.Integer(),
    httpStatus: Type.Optional(Type.Integer()),
    error: Type.Optional(Type.String()),
    excerpt: Type.Optional(Type.String()),
    /** Of a rule that is asked before delivery: what its answer means for the message. */
    verdict: Type.Optional(Type.Union([Type.Literal('deliver'), Type.Literal('block')])),
  }),
})

/** The endpoints of rules. */
export const callbackRuleEndpoints = {
  callbackRuleList,
  callbackRuleCreate,
  callbackRuleGet,
  callbackRuleEdit,
  callbackRuleDelete,
  callbackRuleRotate,
  callbackRuleSample,
}

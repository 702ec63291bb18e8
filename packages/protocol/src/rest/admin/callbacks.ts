// Callback rules and the callbacks made from them, for the operator: rules, tries, dead letters, replay, samples. Ids are decimal
// texts, because 63 bits do not fit a browser's number (S32). Lists in a query are separated by commas.
import { Type } from 'typebox'
import { kibibyte } from '../../units.ts'
import { endpoint } from '../endpoint.ts'

const closed = { additionalProperties: false } as const
const appParams = { org: Type.String(), app: Type.String() }
const ruleParams = Type.Object({ ...appParams, ruleId: Type.String() })
const id = Type.String({ pattern: '^[1-9][0-9]{0,18}$' })
const status = Type.Union([Type.Literal('success'), Type.Literal('fail'), Type.Literal('error')])
const state = Type.Union([Type.Literal('waiting'), Type.Literal('delivered'), Type.Literal('dead')])
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

/** A rule as it is shown; its secret never is. */
const callbackRule = Type.Object({
  id,
  name: Type.String(),
  url: Type.String(),
  enabled: Type.Boolean(),
  /** Why the system switched it off: `410`. */
  disabledBecause: Type.Optional(Type.String()),
  statuses: Type.Array(status),
  restPushes: Type.Boolean(),
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
  summary: 'Create a callback rule; its secret is shown this once',
  method: 'POST',
  path: `${path}/rules`,
  bodyKind: 'json',
  params: Type.Object(appParams),
  body: Type.Object(
    {
      name: Type.String(),
      url: Type.String(),
      enabled: Type.Optional(Type.Boolean()),
      statuses: Type.Optional(statuses),
      restPushes: Type.Optional(Type.Boolean()),
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
  summary: 'One callback rule',
  method: 'GET',
  path: `${path}/rules/:ruleId`,
  bodyKind: 'none',
  params: ruleParams,
  reply: Type.Object({ rule: callbackRule }),
})

/** `PUT …/callbacks/rules/{ruleId}`: changes the given members. */
const callbackRuleEdit = endpoint({
  ...common,
  name: 'callbackRules.edit',
  summary: 'Change, enable or disable a callback rule',
  method: 'PUT',
  path: `${path}/rules/:ruleId`,
  bodyKind: 'json',
  params: ruleParams,
  body: Type.Object(
    {
      url: Type.Optional(Type.String()),
      enabled: Type.Optional(Type.Boolean()),
      statuses: Type.Optional(statuses),
      restPushes: Type.Optional(Type.Boolean()),
    },
    closed,
  ),
  reply: Type.Object({ rule: callbackRule }),
})

/** `DELETE …/callbacks/rules/{ruleId}`. */
const callbackRuleDelete = endpoint({
  ...common,
  name: 'callbackRules.delete',
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
  summary: 'Send an example of one reason to the endpoint and show its answer',
  method: 'POST',
  path: `${path}/rules/:ruleId/sample`,
  bodyKind: 'json',
  params: ruleParams,
  /** A reason's code (`delivered`, `no-push-binding`, …). */
  body: Type.Object({ reason: Type.String() }, closed),
  reply: Type.Object({
    body: Type.String(),
    delivered: Type.Boolean(),
    durationMs: Type.Integer(),
    httpStatus: Type.Optional(Type.Integer()),
    error: Type.Optional(Type.String()),
    excerpt: Type.Optional(Type.String()),
  }),
})

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
  msgId: id,
  deviceId: Type.Optional(Type.String()),
  status,
  detail: Type.Optional(Type.String()),
  state,
  createdAt: Type.Integer(),
  /** When it is tried next; absent once it is delivered or dead. */
  dueAt: Type.Optional(Type.Integer()),
  tries: Type.Array(callbackTry),
})

/** `GET …/callbacks`: newest first. Dead letters: `states=dead`. */
const callbackList = endpoint({
  ...common,
  name: 'callbacks.list',
  summary: 'Callbacks and their tries, newest first',
  method: 'GET',
  path,
  bodyKind: 'none',
  params: Type.Object(appParams),
  query: Type.Object(
    {
      ruleId: Type.Optional(id),
      msgId: Type.Optional(id),
      statuses: Type.Optional(Type.String()),
      states: Type.Optional(Type.String()),
      from: Type.Optional(Type.Integer()),
      until: Type.Optional(Type.Integer()),
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
  summary: 'Send the selected callbacks again, with the same ids and bytes',
  method: 'POST',
  path: `${path}/replay`,
  bodyKind: 'json',
  params: Type.Object(appParams),
  body: Type.Object(
    {
      ruleId: Type.Optional(id),
      msgId: Type.Optional(id),
      statuses: Type.Optional(statuses),
      states: Type.Optional(Type.Array(state, { minItems: 1, maxItems: 3, uniqueItems: true })),
      from: Type.Optional(Type.Integer()),
      until: Type.Optional(Type.Integer()),
    },
    closed,
  ),
  /** `more`: the limit of one call was reached. */
  reply: Type.Object({ count: Type.Integer(), more: Type.Boolean() }),
})

/** The endpoints of this resource. */
export const callbackEndpoints = {
  callbackRuleList,
  callbackRuleCreate,
  callbackRuleGet,
  callbackRuleEdit,
  callbackRuleDelete,
  callbackRuleRotate,
  callbackRuleSample,
  callbackList,
  callbackGet,
  callbackReplay,
}

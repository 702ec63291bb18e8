// The operator's handlers of callback rules and callbacks. Only translation: texts to ids, rows to what is shown.
import { type AppId, type callbackEndpoints, type MsgId, msgIdOf, type PushStatus } from '@posthouse/protocol'
import { PosthouseError } from '../../base/failure.ts'
import type { App } from '../../domain/app.ts'
import type { CallbackRule, CallbackState } from '../../domain/callback-rule.ts'
import { webhookSecretOf } from '../../domain/callback-signature.ts'
import { type ReasonCode, reasons } from '../../domain/reason.ts'
import type { DeliverParts } from '../../flows/callback/deliver.ts'
import { replay } from '../../flows/callback/replay.ts'
import type { RuleBook } from '../../flows/callback/rule-book.ts'
import { createRule, deleteRule, editRule, findRule, type RuleParts, rotateSecret } from '../../flows/callback/rules.ts'
import { sendSample } from '../../flows/callback/sample.ts'
import type { Handlers } from '../../http/handler.ts'
import type { CallbackRecord, CallbackSelection, CallbackTable, Store } from '../../ports/store.ts'
import { callbackView, present, ruleView } from './callback-view.ts'

/** What these handlers use. */
export interface CallbackHandlerParts
  extends Omit<RuleParts, 'rules' | 'callbacks' | 'store' | 'egress'>,
    DeliverParts {
  readonly store: Pick<Store, 'commit'> & { readonly tables: Pick<Store['tables'], 'apps' | 'rules' | 'callbacks'> }
  readonly ruleBook: RuleBook
}

const pageSize = 50

/** Handlers of the callback endpoints. */
export function callbackHandlers(deps: CallbackHandlerParts): Handlers<typeof callbackEndpoints> {
  const { rules, callbacks, apps } = deps.store.tables
  const parts = { ...deps, rules, callbacks }
  const viewOf = (rule: CallbackRule) => ruleView(rule, deps.clock.now())
  const appOf = async ({ org, app: name }: { readonly org: string; readonly app: string }): Promise<App> => {
    const app = await apps.byName(org, name)
    if (!app) throw new PosthouseError('resource_not_found', { what: `app ${org}#${name}` }, { field: 'app' })
    return app
  }
  return {
    async callbackRuleList({ params }) {
      const app = await appOf(params)
      return { rules: (await rules.ofApp(app.id)).map(viewOf) }
    },
    async callbackRuleCreate({ params, body }) {
      const app = await appOf(params)
      const { rule, secret } = await createRule(parts, app.id, body)
      return { rule: viewOf(rule), secret, webhookSecret: webhookSecretOf(secret) }
    },
    async callbackRuleGet({ params }) {
      const app = await appOf(params)
      return { rule: viewOf(await findRule(parts, app.id, ruleIdOf(params.ruleId))) }
    },
    async callbackRuleEdit({ params, body }) {
      const app = await appOf(params)
      return { rule: viewOf(await editRule(parts, app.id, ruleIdOf(params.ruleId), body)) }
    },
    async callbackRuleDelete({ params }) {
      const app = await appOf(params)
      await deleteRule(parts, app.id, ruleIdOf(params.ruleId))
      return { deleted: true }
    },
    async callbackRuleRotate({ params, body }) {
      const app = await appOf(params)
      const rotated = await rotateSecret(parts, app.id, ruleIdOf(params.ruleId), body.secret)
      const { secret, previousUntilMs } = rotated
      return { secret, webhookSecret: webhookSecretOf(secret), previousUntil: previousUntilMs }
    },
    async callbackRuleSample({ params, body }, call) {
      const app = await appOf(params)
      const reason = reasonCodeOf(body.reason)
      const ready = await deps.ruleBook.ruleOf(app.id, ruleIdOf(params.ruleId))
      if (!ready) throw ruleNotFound()
      const sampled = await sendSample(deps, app, ready, reason, call.signal)
      if (!sampled) throw new PosthouseError('overloaded')
      const { httpStatus, error, excerpt, ...rest } = sampled
      return { ...rest, ...present({ httpStatus, error, excerpt }) }
    },
    async callbackList({ params, query }) {
      const app = await appOf(params)
      const limit = query.limit ?? pageSize
      const selection = selectionOf({
        ...query,
        statuses: listOf(query.statuses, isStatus, 'statuses'),
        states: listOf(query.states, isState, 'states'),
      })
      return await page(callbacks, app.id, selection, query.cursor, limit)
    },
    async callbackGet({ params }) {
      const app = await appOf(params)
      return { callback: callbackView(await findCallback(callbacks, app.id, params.callbackId)) }
    },
    async callbackReplay({ params, body }) {
      const app = await appOf(params)
      return await replay(parts, app.id, selectionOf(body))
    },
  }
}

async function page(
  callbacks: CallbackTable,
  appId: AppId,
  selection: CallbackSelection,
  cursor: string | undefined,
  limit: number,
): Promise<{ callbacks: ReturnType<typeof callbackView>[]; cursor?: string }> {
  const before = cursor === undefined ? undefined : idOf(cursor, 'cursor')
  const records = await callbacks.list(appId, selection, before, limit)
  const last = records.at(-1)
  return {
    callbacks: records.map(callbackView),
    ...(last && records.length === limit ? { cursor: String(last.callback.id) } : {}),
  }
}

/** Ids are unique and pages go downwards, so the first row below `id + 1` is the one, if it is there at all. */
async function findCallback(callbacks: CallbackTable, appId: AppId, text: string): Promise<CallbackRecord> {
  const id = msgIdOf(text)
  const [record] = id === undefined ? [] : await callbacks.list(appId, {}, id + 1n, 1)
  if (!record || record.callback.id !== id) {
    throw new PosthouseError('resource_not_found', { what: `callback ${text}` }, { field: 'callbackId' })
  }
  return record
}

interface SelectionTexts {
  readonly ruleId?: string
  readonly msgId?: string
  readonly statuses?: readonly PushStatus[] | undefined
  readonly states?: readonly CallbackState[] | undefined
  readonly from?: number
  readonly until?: number
}

function selectionOf(texts: SelectionTexts): CallbackSelection {
  const { ruleId, msgId, statuses, states, from, until } = texts
  return present({
    ruleId: ruleId === undefined ? undefined : ruleIdOf(ruleId),
    pushId: msgId === undefined ? undefined : idOf(msgId, 'msgId'),
    statuses,
    states,
    fromMs: from,
    untilMs: until,
  })
}

function listOf<T extends string>(
  text: string | undefined,
  is: (word: string) => word is T,
  field: string,
): readonly T[] | undefined {
  if (text === undefined) return undefined
  const words = text.split(',')
  const known = words.filter(is)
  if (known.length !== words.length) throw illegal(field, `${field} holds a word that is none of its values`)
  return known
}

function isStatus(word: string): word is PushStatus {
  return word === 'success' || word === 'fail' || word === 'error'
}

function isState(word: string): word is CallbackState {
  return word === 'waiting' || word === 'delivered' || word === 'dead'
}

function reasonCodeOf(text: string): ReasonCode {
  if (Object.hasOwn(reasons, text)) return text as ReasonCode
  throw illegal('reason', `reason is none of ${Object.keys(reasons).join(', ')}`)
}

function illegal(field: string, reason: string): PosthouseError {
  return new PosthouseError('argument_illegal', { reason }, { field })
}

function idOf(text: string, field: string): MsgId {
  const id = msgIdOf(text)
  if (id === undefined) throw illegal(field, `${field} is no id`)
  return id
}

function ruleIdOf(text: string): bigint {
  const id = msgIdOf(text)
  if (id === undefined) throw ruleNotFound()
  return id
}

function ruleNotFound(): PosthouseError {
  return new PosthouseError('resource_not_found', { what: 'callback rule' }, { field: 'ruleId' })
}

// The operator's handlers of callback rules and callbacks. Only translation: texts to ids, rows to what is shown.
import type { AppId, callbackEndpoints } from '@posthouse/protocol'
import { PosthouseError } from '../../base/failure.ts'
import type { CallbackRule } from '../../domain/callback-rule.ts'
import { webhookSecretOf } from '../../domain/callback-signature.ts'
import { type ReasonCode, reasons } from '../../domain/reason.ts'
import type { BreakerBook } from '../../flows/callback/breaker-book.ts'
import type { DeliverParts } from '../../flows/callback/deliver.ts'
import { replay } from '../../flows/callback/replay.ts'
import type { RuleBook } from '../../flows/callback/rule-book.ts'
import { createRule, deleteRule, editRule, findRule, type RuleParts, rotateSecret } from '../../flows/callback/rules.ts'
import { sendSample } from '../../flows/callback/sample.ts'
import type { Handlers } from '../../http/handler.ts'
import type { CallbackSelection, Store } from '../../ports/store.ts'
import { appOf as appNamed } from './app-of.ts'
import { callbackDeskHandlers } from './callback-desk.ts'
import {
  findCallback,
  idOf,
  illegal,
  replayCursorOf,
  replayCursorText,
  ruleIdOf,
  ruleNotFound,
  selectionOf,
  textsOf,
} from './callback-selection.ts'
import { callbackView, present, ruleView } from './callback-view.ts'

/** What these handlers use. */
export interface CallbackHandlerParts
  extends Omit<RuleParts, 'rules' | 'callbacks' | 'store' | 'egress'>,
    DeliverParts {
  readonly store: Pick<Store, 'commit' | 'tables'>
  readonly ruleBook: RuleBook
  readonly breakers: Pick<BreakerBook, 'restsUntil'>
}

const pageSize = 50

/** Handlers of the callback endpoints. */
export function callbackHandlers(deps: CallbackHandlerParts): Handlers<typeof callbackEndpoints> {
  const { rules, callbacks, callbackDesk } = deps.store.tables
  const parts = { ...deps, rules, callbacks, callbackDesk }
  const viewOf = (rule: CallbackRule) => ruleView(rule, deps.clock.now())
  const appOf = (params: { readonly org: string; readonly app: string }) => appNamed(deps.store, params)
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
      const rule = await findRule(parts, app.id, ruleIdOf(params.ruleId))
      const { previousUntilMs = 0 } = (await rules.secrets(app.id, rule.id)) ?? {}
      const isOverlapping = previousUntilMs > deps.clock.now()
      return { rule: { ...viewOf(rule), ...(isOverlapping && { previousSecretUntil: previousUntilMs }) } }
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
      const { event = 'push' } = body
      const reason = reasonCodeOf(body.reason ?? 'delivered')
      const ready = await deps.ruleBook.ruleOf(app.id, ruleIdOf(params.ruleId))
      if (!ready) throw ruleNotFound()
      const sampled = await sendSample(deps, app, ready, { event, reason }, call.signal)
      if (!sampled) throw new PosthouseError('overloaded')
      const { httpStatus, error, excerpt, ...rest } = sampled
      return { ...rest, ...present({ httpStatus, error, excerpt }) }
    },
    async callbackList({ params, query }) {
      const app = await appOf(params)
      const limit = query.limit ?? pageSize
      const selection = await selectionOf(deps, app, textsOf(query))
      return await page(deps.store.tables, app.id, selection, query.cursor, limit)
    },
    async callbackGet({ params }) {
      const app = await appOf(params)
      return { callback: callbackView(await findCallback(callbacks, app.id, params.callbackId)) }
    },
    async callbackReplay({ params, body }) {
      const app = await appOf(params)
      const { cursor, ...texts } = body
      const from = cursor === undefined ? undefined : replayCursorOf(cursor)
      const { id, count, next } = await replay(parts, app.id, await selectionOf(deps, app, texts), from)
      return { replayId: String(id), count, more: next !== undefined, ...(next && { cursor: replayCursorText(next) }) }
    },
    ...callbackDeskHandlers(deps),
  }
}

/**
 * A page. Where a filter has no index of its own, no more than a window of callbacks is looked at for it: such a page may be shorter than
 * asked for, even empty, and goes on where its window ended.
 */
async function page(
  { callbacks, callbackDesk }: Pick<Store['tables'], 'callbacks' | 'callbackDesk'>,
  appId: AppId,
  selection: CallbackSelection,
  cursor: string | undefined,
  limit: number,
): Promise<{ callbacks: ReturnType<typeof callbackView>[]; cursor?: string }> {
  const before = cursor === undefined ? undefined : idOf(cursor, 'cursor')
  const lowest = needsWindow(selection)
    ? await callbackDesk.windowBelow(appId, lower(before, selection.belowId), lookedMax)
    : undefined
  const fromId = lowest !== undefined && lowest > (selection.fromId ?? 0n) ? lowest : undefined
  const window = fromId === undefined ? {} : { fromId }
  const records = await callbacks.list(appId, { ...selection, ...window }, before, limit)
  const last = records.length === limit ? records.at(-1)?.callback.id : fromId
  return { callbacks: records.map(callbackView), ...(last === undefined ? {} : { cursor: String(last) }) }
}

function lower(one: bigint | undefined, other: bigint | undefined): bigint | undefined {
  if (one === undefined || other === undefined) return one ?? other
  return one < other ? one : other
}

/** Callbacks that one page looks at: 20 ms or so. */
const lookedMax = 20_000

/** Those of single pushes and dead ones are found by an index; all of them need no filter. */
function needsWindow({ pushId, pushIds, states, ...filters }: CallbackSelection): boolean {
  if (pushId !== undefined || pushIds !== undefined) return false
  if (states?.length === 1 && states[0] === 'dead') return false
  return states !== undefined || Object.keys(filters).length > 0
}

function reasonCodeOf(text: string): ReasonCode {
  if (Object.hasOwn(reasons, text)) return text as ReasonCode
  throw illegal('reason', `reason is none of ${Object.keys(reasons).join(', ')}`)
}

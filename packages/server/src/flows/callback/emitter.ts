// Joins the push journey to callbacks: loads what a batch's apps want to hear of, once, and turns each outcome into writes for
// its own commit.
import type { AppId } from '@posthouse/protocol'
import type { Ids } from '../../base/ids.ts'
import type { App } from '../../domain/app.ts'
import { wantsAnyPush } from '../../domain/callback-filter.ts'
import type { Bus } from '../../ports/bus.ts'
import type { Store } from '../../ports/store.ts'
import type { CallbackEmitter } from '../push/outcome-writes.ts'
import { callbacksFor } from './emit.ts'
import type { ReadyRule, RuleBook } from './rule-book.ts'

/** What the emitter uses. */
export interface EmitterDeps {
  readonly store: Pick<Store, 'tables'>
  readonly rules: Pick<RuleBook, 'rulesOf'>
  readonly bus: Pick<Bus, 'publish'>
  readonly ids: Ids
}

/** The emitter that the push journey is given. */
export function createCallbackEmitter(deps: EmitterDeps): CallbackEmitter {
  const parts = { callbacks: deps.store.tables.callbacks, ids: deps.ids }
  return {
    async prepare(appIds) {
      const loaded = new Map<AppId, { readonly app: App; readonly rules: readonly ReadyRule[] }>()
      for (const appId of appIds) {
        const rules = (await deps.rules.rulesOf(appId)).filter(({ rule }) => wantsAnyPush(rule))
        const app = rules.length > 0 ? await deps.store.tables.apps.byId(appId) : undefined
        if (app) loaded.set(appId, { app, rules })
      }
      const waiting = new Set<bigint>()
      return {
        hears: appId => loaded.has(appId),
        writes(push, delivery, outcome) {
          const known = loaded.get(push.appId)
          if (!known) return []
          const { writes, ruleIds } = callbacksFor(parts, known.rules, { app: known.app, push, delivery, outcome })
          for (const id of ruleIds) waiting.add(id)
          return writes
        },
        announce() {
          if (waiting.size > 0) deps.bus.publish({ kind: 'callback.waiting', ruleIds: [...waiting] })
        },
      }
    },
  }
}

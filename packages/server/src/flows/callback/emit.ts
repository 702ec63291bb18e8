// From an outcome to callbacks: one per rule that wants it, with fixed id and bytes, as writes for the very commit that stores the
// outcome (I3). It commits nothing and sends nothing.

import { md5Hex } from '../../base/crypto.ts'
import type { Ids } from '../../base/ids.ts'
import type { App } from '../../domain/app.ts'
import { callbackText, restSender } from '../../domain/callback-body.ts'
import { type Addressed, wantsPush } from '../../domain/callback-filter.ts'
import type { Delivery, Outcome } from '../../domain/delivery.ts'
import type { Push } from '../../domain/push.ts'
import type { CallbackTable, Write } from '../../ports/store.ts'
import type { ReadyRule } from './rule-book.ts'

/** What emitting uses. */
export interface EmitParts {
  readonly callbacks: Pick<CallbackTable, 'insert'>
  readonly ids: Ids
}

/** An outcome with what it is about. */
export interface Settled {
  readonly app: Pick<App, 'appkey'>
  readonly push: Pick<Push, 'id' | 'appId' | 'target' | 'notification'>
  readonly delivery: Pick<Delivery, 'deviceId'>
  readonly outcome: Outcome
}

/** Writes to commit with the outcome, and the rules to hint at (`callback.waiting`) once that commit is durable. */
export interface Emission {
  readonly writes: readonly Write[]
  readonly ruleIds: readonly bigint[]
}

/** Nobody wants to hear of it. */
export const nothing: Emission = { writes: [], ruleIds: [] }

/** The callbacks for one outcome; `rules` are all rules of the push's app (`RuleBook.rulesOf`). */
export function callbacksFor(parts: EmitParts, rules: readonly ReadyRule[], settled: Settled): Emission {
  const wanted = rules.filter(({ rule }) => wantsPush(rule, settled.outcome.status, () => addressedOf(settled.push)))
  if (wanted.length === 0) return nothing
  return {
    writes: wanted.map(ready => insert(parts, ready, settled)),
    ruleIds: wanted.map(ready => ready.rule.id),
  }
}

function addressedOf({ target, notification }: Settled['push']): Addressed {
  return { from: restSender, to: target, group: undefined, ext: notification.ext }
}

function insert(parts: EmitParts, ready: ReadyRule, { app, push, delivery, outcome }: Settled): Write {
  const body = callbackText(
    { appkey: app.appkey, push, delivery, outcome },
    ready.secret,
    md5Hex,
    ready.rule.channelNames,
  )
  const callback = {
    id: parts.ids.next(),
    ruleId: ready.rule.id,
    appId: push.appId,
    event: 'push' as const,
    pushId: push.id,
    deviceId: delivery.deviceId,
    status: outcome.status,
    body,
    createdAtMs: outcome.settledAtMs,
    tries: 0,
    targetUrl: undefined,
  }
  return parts.callbacks.insert(callback, outcome.settledAtMs)
}

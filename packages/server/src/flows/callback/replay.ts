// Sending callbacks again: the same ids and bytes, with all their tries before them.
import type { AppId } from '@posthouse/protocol'
import type { Clock } from '../../base/clock.ts'
import type { Bus } from '../../ports/bus.ts'
import type { CallbackSelection, CallbackTable, RuleTable, Store } from '../../ports/store.ts'

/** What replaying uses. */
export interface ReplayParts {
  readonly callbacks: Pick<CallbackTable, 'replay'>
  readonly rules: Pick<RuleTable, 'ofApp'>
  readonly store: Pick<Store, 'commit'>
  readonly bus: Pick<Bus, 'publish'>
  readonly clock: Clock
}

/** How many callbacks one call takes at most: one commit, short enough not to hold up the others. */
const replayMax = 10_000

/** What a replay did; `more`: the selection may hold further ones. */
export interface Replayed {
  readonly count: number
  readonly more: boolean
}

/**
 * Makes the selected callbacks due at once. Without `states` it takes dead letters only, so that a careless call repeats nothing
 * that was delivered; a call for delivered ones that reports `more` is continued with a narrower time, not repeated.
 */
export async function replay(parts: ReplayParts, appId: AppId, selection: CallbackSelection): Promise<Replayed> {
  const states = selection.states ?? ['dead']
  const nowMs = parts.clock.now()
  const write = parts.callbacks.replay(appId, { ...selection, states }, nowMs, replayMax)
  const [count] = await parts.store.commit([write])
  if (count > 0) {
    const ruleIds = selection.ruleId === undefined ? await ruleIdsOf(parts, appId) : [selection.ruleId]
    parts.bus.publish({ kind: 'callback.waiting', ruleIds })
  }
  return { count, more: count >= replayMax }
}

async function ruleIdsOf({ rules }: ReplayParts, appId: AppId): Promise<readonly bigint[]> {
  const all = await rules.ofApp(appId)
  return all.map(rule => rule.id)
}

// Sending callbacks again: the same ids and bytes, with all their tries before them.
import type { AppId } from '@posthouse/protocol'
import type { Clock } from '../../base/clock.ts'
import { PosthouseError } from '../../base/failure.ts'
import type { Ids } from '../../base/ids.ts'
import type { Bus } from '../../ports/bus.ts'
import type {
  CallbackCount,
  CallbackDeskTable,
  CallbackSelection,
  CallbackTable,
  ReplayProgress,
  RuleTable,
  Store,
} from '../../ports/store.ts'

/** What replaying uses. */
export interface ReplayParts {
  readonly callbacks: Pick<CallbackTable, 'replay'>
  readonly rules: Pick<RuleTable, 'ofApp'>
  readonly store: Pick<Store, 'commit'>
  readonly bus: Pick<Bus, 'publish'>
  readonly clock: Clock
  readonly ids: Ids
}

/** How many callbacks one call takes at most: one commit, short enough not to hold up the others. */
const replayMax = 10_000

/** What a replay did; `more`: the selection may hold further ones. */
export interface Replayed {
  /** Under which {@link replayProgress} finds it. */
  readonly id: bigint
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
  const id = parts.ids.next()
  const write = parts.callbacks.replay(appId, { ...selection, states }, { id, nowMs, limit: replayMax })
  const [count] = await parts.store.commit([write])
  if (count > 0) {
    const ruleIds = selection.ruleId === undefined ? await ruleIdsOf(parts, appId) : [selection.ruleId]
    parts.bus.publish({ kind: 'callback.waiting', ruleIds })
  }
  return { id, count, more: count >= replayMax }
}

/** What progress and cancelling use. */
export interface ReplayDeskParts {
  readonly callbackDesk: Pick<CallbackDeskTable, 'replayed' | 'cancelReplay' | 'count'>
  readonly store: Pick<Store, 'commit'>
  readonly clock: Clock
}

/** Callbacks that a count looks at: 50 ms or so. */
const countedMax = 100_000

/** How many a replay of the selection would mean: dead letters unless it says otherwise, of the newest hundred thousand. */
export async function countCallbacks(
  { callbackDesk }: Pick<ReplayDeskParts, 'callbackDesk'>,
  appId: AppId,
  selection: CallbackSelection,
): Promise<CallbackCount> {
  return await callbackDesk.count(appId, { ...selection, states: selection.states ?? ['dead'] }, countedMax)
}

/** What became of a replay's callbacks so far. Throws `resource_not_found`. */
export async function replayProgress(
  { callbackDesk }: Pick<ReplayDeskParts, 'callbackDesk'>,
  appId: AppId,
  id: bigint,
): Promise<ReplayProgress> {
  const progress = await callbackDesk.replayed(appId, id)
  if (!progress) throw new PosthouseError('resource_not_found', { what: `replay ${id}` }, { field: 'replayId' })
  return progress
}

/** Puts back what still waits since a replay. Posts under way may arrive all the same. Throws `resource_not_found`. */
export async function cancelReplay(parts: ReplayDeskParts, appId: AppId, id: bigint): Promise<ReplayProgress> {
  await replayProgress(parts, appId, id)
  await parts.store.commit([parts.callbackDesk.cancelReplay(appId, id, parts.clock.now())])
  return await replayProgress(parts, appId, id)
}

async function ruleIdsOf({ rules }: ReplayParts, appId: AppId): Promise<readonly bigint[]> {
  const all = await rules.ofApp(appId)
  return all.map(rule => rule.id)
}

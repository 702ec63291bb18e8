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
  readonly callbackDesk: Pick<CallbackDeskTable, 'windowAbove' | 'replayed'>
  readonly rules: Pick<RuleTable, 'ofApp'>
  readonly store: Pick<Store, 'commit'>
  readonly bus: Pick<Bus, 'publish'>
  readonly clock: Clock
  readonly ids: Ids
}

/** Callbacks that one commit looks at, and takes at most: short enough not to hold up the others. */
const windowMax = 5_000
/** Callbacks that one call takes at most. */
const replayMax = 10_000
/** Windows that one call looks at, 100 ms or so, however few of them fit. */
const looksMax = 20

/** Where a replay that was not finished goes on. */
export interface ReplayCursor {
  readonly id: bigint
  /** The lowest id that was not looked at. */
  readonly fromId: bigint
}

/** What a replay did; `next`: there are callbacks that it has not looked at. */
export interface Replayed {
  /** Under which {@link replayProgress} finds it. */
  readonly id: bigint
  readonly count: number
  readonly next: ReplayCursor | undefined
}

/**
 * Makes the selected callbacks due at once, the oldest first, as many as one call takes; a call with the cursor of the one before goes on
 * from there, so that none is taken twice, and nothing that was made since the first. Without `states` it takes dead letters only, so that a
 * careless call repeats nothing that was delivered. One that was cancelled meanwhile ends.
 */
export async function replay(
  parts: ReplayParts,
  appId: AppId,
  selection: CallbackSelection,
  cursor?: ReplayCursor,
): Promise<Replayed> {
  const id = cursor?.id ?? parts.ids.next()
  if (cursor && (await isCancelled(parts, appId, id))) return { id, count: 0, next: undefined }
  const { states = ['dead'], belowId = id } = selection
  const wanted = { ...selection, states, belowId: belowId < id ? belowId : id }
  let fromId: bigint | undefined = cursor?.fromId ?? selection.fromId ?? 0n
  let count = 0
  for (let looks = 0; fromId !== undefined && looks < looksMax && count <= replayMax - windowMax; looks += 1) {
    const next: bigint | undefined = await parts.callbackDesk.windowAbove(appId, { ...wanted, fromId }, windowMax)
    const window = { ...wanted, fromId, ...(next === undefined ? {} : { belowId: next }) }
    const as = { id, nowMs: parts.clock.now(), limit: windowMax }
    const [taken] = await parts.store.commit([parts.callbacks.replay(appId, window, as)])
    count += taken
    fromId = next
  }
  if (count > 0) await wake(parts, appId, selection)
  return { id, count, next: fromId === undefined ? undefined : { id, fromId } }
}

async function isCancelled({ callbackDesk }: ReplayParts, appId: AppId, id: bigint): Promise<boolean> {
  const progress = await callbackDesk.replayed(appId, id)
  return progress !== undefined && progress.putBack > 0
}

async function wake(parts: ReplayParts, appId: AppId, { ruleId }: CallbackSelection): Promise<void> {
  const ruleIds = ruleId === undefined ? await ruleIdsOf(parts, appId) : [ruleId]
  parts.bus.publish({ kind: 'callback.waiting', ruleIds })
}

/** What progress and cancelling use. */
export interface ReplayDeskParts {
  readonly callbackDesk: Pick<CallbackDeskTable, 'replayed' | 'cancelReplay' | 'count'>
  readonly store: Pick<Store, 'commit'>
  readonly clock: Clock
}

/** Callbacks that a count looks at: 50 ms or so. */
const countedMax = 100_000

/** How many a replay of the selection would mean: dead letters unless it says otherwise, of the newest hundred thousand of its time. */
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
  for (let putBack = windowMax; putBack === windowMax; ) {
    const as = { nowMs: parts.clock.now(), limit: windowMax }
    const [changed] = await parts.store.commit([parts.callbackDesk.cancelReplay(appId, id, as)])
    putBack = changed
  }
  return await replayProgress(parts, appId, id)
}

async function ruleIdsOf({ rules }: ReplayParts, appId: AppId): Promise<readonly bigint[]> {
  const all = await rules.ofApp(appId)
  return all.map(rule => rule.id)
}

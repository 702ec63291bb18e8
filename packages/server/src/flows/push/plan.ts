// Planning: what batches of pushes mean for the devices of their users. Loads with one query per kind and app; decides with
// pure functions; writes nothing.
import type { AppId, MsgId, NotifierName, UserId } from '@posthouse/protocol'
import type { Binding } from '../../domain/device.ts'
import { type DevicePlan, planDevices } from '../../domain/eligibility.ts'
import type { Notifier } from '../../domain/notifier.ts'
import { attemptDeadlineMs, isVoip, type Push } from '../../domain/push.ts'
import type { ReasonCode } from '../../domain/reason.ts'
import { planOffline } from '../../domain/strategy.ts'
import type { PushBatch, Store } from '../../ports/store.ts'

/** What planning uses. */
export interface PlanDeps {
  readonly store: Pick<Store, 'tables'>
}

/** A batch with what is to be done. */
export interface PlannedBatch {
  readonly batch: PushBatch
  /** In order of their ids. */
  readonly pushes: readonly PlannedPush[]
  /** The bindings' revision when they were looked at. */
  readonly revision: number | undefined
}

/** A push with what is to be done. */
export interface PlannedPush {
  readonly push: Push
  readonly decision: Decision
}

/** What was loaded for one app. */
interface Loaded {
  /** Those of the targets that have no binding, and yet exist. */
  readonly unbound: ReadonlySet<UserId>
  readonly bindings: ReadonlyMap<UserId, readonly Binding[]>
  readonly notifiers: ReadonlyMap<NotifierName, Notifier>
}

/** Plans batches, in their order. */
export async function planPushes(
  { store }: PlanDeps,
  batches: readonly PushBatch[],
  nowMs: number,
): Promise<readonly PlannedBatch[]> {
  const pushes = await loadPushes(store, batches)
  // Asked for before the bindings are read, so that what changes meanwhile counts.
  const revision = store.tables.bindings.revision()
  const loaded = new Map<AppId, Loaded>()
  for (const [appId, targets] of targetsOf(pushes.values())) loaded.set(appId, await load(store, appId, [...targets]))
  return batches.map(batch => {
    const planned: PlannedPush[] = []
    for (const id of batch.pushIds) {
      const push = pushes.get(id)
      if (push) planned.push({ push, decision: decide(push, loaded.get(push.appId), nowMs) })
    }
    return { batch, pushes: planned, revision }
  })
}

async function loadPushes(
  store: Pick<Store, 'tables'>,
  batches: readonly PushBatch[],
): Promise<ReadonlyMap<MsgId, Push>> {
  const ids = batches.length === 1 ? batches[0]?.pushIds : batches.flatMap(batch => batch.pushIds)
  const pushes = new Map<MsgId, Push>()
  for (const push of await store.tables.pushes.findMany(ids ?? [])) pushes.set(push.id, push)
  return pushes
}

function targetsOf(pushes: Iterable<Push>): ReadonlyMap<AppId, ReadonlySet<UserId>> {
  const targets = new Map<AppId, Set<UserId>>()
  for (const { appId, target } of pushes) {
    const ofApp = targets.get(appId)
    if (ofApp) ofApp.add(target)
    else targets.set(appId, new Set([target]))
  }
  return targets
}

async function load(store: Pick<Store, 'tables'>, appId: AppId, targets: readonly UserId[]): Promise<Loaded> {
  const { users, bindings, notifiers } = store.tables
  const bound = Map.groupBy(await bindings.ofUsers(appId, targets), binding => binding.username)
  const others = targets.filter(target => !bound.has(target))
  const present = others.length > 0 ? await users.findMany(appId, others) : []
  const names = new Set<NotifierName>()
  for (const ofUser of bound.values()) for (const { notifierName } of ofUser) names.add(notifierName)
  const named = names.size > 0 ? await notifiers.byNames(appId, [...names]) : []
  return {
    unbound: new Set(present.map(user => user.username)),
    bindings: bound,
    notifiers: new Map(named.map(notifier => [notifier.name, notifier])),
  }
}

/** What is to be done with a push. */
export type Decision =
  | { readonly kind: 'end'; readonly reason: ReasonCode }
  | {
      readonly kind: 'devices'
      readonly devices: readonly DevicePlan[]
      readonly notifiers: ReadonlyMap<NotifierName, Notifier>
    }

/** The order of spec/easemob.md §10.4. */
function decide(push: Push, loaded: Loaded | undefined, nowMs: number): Decision {
  const bindings = loaded?.bindings.get(push.target)
  if (!loaded || !(bindings || loaded.unbound.has(push.target))) return { kind: 'end', reason: 'no-user' }
  if (nowMs > attemptDeadlineMs(push)) return { kind: 'end', reason: 'message-expired' }
  const offline = planOffline(push.strategy)
  if (offline.kind === 'end') return { kind: 'end', reason: offline.reason }
  if (!bindings) return { kind: 'end', reason: 'no-push-binding' }
  const planned = { isVoip: isVoip(push.notification), deadlineMs: attemptDeadlineMs(push) }
  const devices = planDevices(bindings, loaded.notifiers, planned, nowMs)
  return { kind: 'devices', devices, notifiers: loaded.notifiers }
}

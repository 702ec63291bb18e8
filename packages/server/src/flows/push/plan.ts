// Planning: what a batch of pushes means for the devices of their users. Loads with one query per kind and app; decides with
// pure functions; writes nothing.
import type { AppId, NotifierName, UserId } from '@posthouse/protocol'
import type { Binding } from '../../domain/device.ts'
import { type DevicePlan, planDevices } from '../../domain/eligibility.ts'
import type { Notifier } from '../../domain/notifier.ts'
import { attemptDeadlineMs, isVoip, type Push } from '../../domain/push.ts'
import type { ReasonCode } from '../../domain/reason.ts'
import { planOffline } from '../../domain/strategy.ts'
import type { Leased, Store } from '../../ports/store.ts'

/** What planning uses. */
export interface PlanDeps {
  readonly store: Pick<Store, 'tables'>
}

/** A push with what is to be done. */
export type PlannedPush = {
  readonly push: Push
  readonly epoch: number
} & (
  | { readonly kind: 'end'; readonly reason: ReasonCode }
  | {
      readonly kind: 'devices'
      readonly devices: readonly DevicePlan[]
      readonly notifiers: ReadonlyMap<NotifierName, Notifier>
    }
)

/** What was loaded for one app. */
interface Loaded {
  readonly users: ReadonlySet<UserId>
  readonly bindings: ReadonlyMap<UserId, readonly Binding[]>
  readonly notifiers: ReadonlyMap<NotifierName, Notifier>
}

/** Plans a batch, in its order. */
export async function planPushes(
  deps: PlanDeps,
  batch: readonly Leased<Push>[],
  nowMs: number,
): Promise<readonly PlannedPush[]> {
  const loaded = new Map<AppId, Loaded>()
  for (const [appId, pushes] of Map.groupBy(batch, leased => leased.item.appId)) {
    const targets = [...new Set(pushes.map(leased => leased.item.target))]
    loaded.set(appId, await load(deps.store, appId, targets))
  }
  return batch.map(({ item, epoch }) => ({ push: item, epoch, ...decide(item, loaded.get(item.appId), nowMs) }))
}

async function load(store: Pick<Store, 'tables'>, appId: AppId, targets: readonly UserId[]): Promise<Loaded> {
  const { users, bindings, notifiers } = store.tables
  const [present, bound] = await Promise.all([users.findMany(appId, targets), bindings.ofUsers(appId, targets)])
  const names = [...new Set(bound.map(binding => binding.notifierName))]
  const named = names.length > 0 ? await notifiers.byNames(appId, names) : []
  return {
    users: new Set(present.map(user => user.username)),
    bindings: Map.groupBy(bound, binding => binding.username),
    notifiers: new Map(named.map(notifier => [notifier.name, notifier])),
  }
}

type Decision =
  | { readonly kind: 'end'; readonly reason: ReasonCode }
  | Pick<Extract<PlannedPush, { kind: 'devices' }>, 'kind' | 'devices' | 'notifiers'>

/** The order of spec/easemob.md §10.4. */
function decide(push: Push, loaded: Loaded | undefined, nowMs: number): Decision {
  if (!loaded?.users.has(push.target)) return { kind: 'end', reason: 'no-user' }
  if (nowMs > attemptDeadlineMs(push)) return { kind: 'end', reason: 'message-expired' }
  const offline = planOffline(push.strategy)
  if (offline.kind === 'end') return { kind: 'end', reason: offline.reason }
  const bindings = loaded.bindings.get(push.target) ?? []
  if (bindings.length === 0) return { kind: 'end', reason: 'no-push-binding' }
  const devices = planDevices(bindings, loaded.notifiers, { isVoip: isVoip(push.notification) }, nowMs)
  return { kind: 'devices', devices, notifiers: loaded.notifiers }
}

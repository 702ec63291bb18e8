// Planning: what batches of pushes mean for the devices of their users. Loads with one query per kind and app; decides with
// pure functions; writes nothing.
import type { AppId, MsgId, NotifierName, UserId } from '@posthouse/protocol'
import type { Binding } from '../../domain/device.ts'
import { deviceFilter } from '../../domain/device-filter.ts'
import type { Notifier } from '../../domain/notifier.ts'
import { type Decision, type Now, planUser } from '../../domain/plan-user.ts'
import { attemptDeadlineMs, isHandedOver, isTransparent, isVoip, type Push } from '../../domain/push.ts'
import { asksPresence } from '../../domain/strategy.ts'
import type { UserSettings } from '../../domain/user-settings.ts'
import type { Presence } from '../../ports/presence.ts'
import type { PushBatch, Store } from '../../ports/store.ts'

/** What planning uses. */
export interface PlanDeps {
  readonly store: Pick<Store, 'tables'>
  readonly presence: Pick<Presence, 'online'>
  /** The zone whose clocks users' quiet hours are read by. */
  readonly timeZone: string
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
  /** Those that pushes over REST heed. */
  readonly settings: ReadonlyMap<UserId, UserSettings>
  /** Those with a connected device, of the targets of pushes that ask. */
  readonly online: ReadonlySet<UserId>
}

/** Plans batches, in their order. */
export async function planPushes(
  deps: PlanDeps,
  batches: readonly PushBatch[],
  nowMs: number,
): Promise<readonly PlannedBatch[]> {
  const { store } = deps
  const pushes = await loadPushes(store, batches)
  // Asked for before the bindings are read, so that what changes meanwhile counts.
  const revision = store.tables.bindings.revision()
  const decisionOf = await decisionsOf(deps, pushes.values(), nowMs)
  return batches.map(batch => {
    const planned: PlannedPush[] = []
    for (const id of batch.pushIds) {
      const push = pushes.get(id)
      if (push) planned.push({ push, decision: decisionOf(push) })
    }
    return { batch, pushes: planned, revision }
  })
}

/** Decides for these pushes and no others, whether they are in the record or only thought of. */
export async function decisionsOf(
  { store, presence, timeZone }: PlanDeps,
  pushes: Iterable<Push>,
  nowMs: number,
): Promise<(push: Push) => Decision> {
  const all = [...pushes]
  const loaded = new Map<AppId, Loaded>()
  const now = { nowMs, timeZone }
  const asking = targetsOf(all, ({ strategy }) => asksPresence(strategy))
  for (const [appId, targets] of targetsOf(all)) {
    const asked = asking.get(appId)
    const online = asked ? await presence.online(appId, [...asked]) : nobody
    loaded.set(appId, { ...(await load(store, appId, [...targets])), online })
  }
  return push => decide(push, loaded.get(push.appId), now)
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

const nobody: ReadonlySet<UserId> = new Set()

function targetsOf(
  pushes: Iterable<Push>,
  counts: (push: Push) => boolean = () => true,
): ReadonlyMap<AppId, ReadonlySet<UserId>> {
  const targets = new Map<AppId, Set<UserId>>()
  for (const push of pushes) {
    if (!counts(push)) continue
    const { appId, target } = push
    const ofApp = targets.get(appId)
    if (ofApp) ofApp.add(target)
    else targets.set(appId, new Set([target]))
  }
  return targets
}

async function load(
  store: Pick<Store, 'tables'>,
  appId: AppId,
  targets: readonly UserId[],
): Promise<Omit<Loaded, 'online'>> {
  const { users, bindings, notifiers } = store.tables
  const [found, settings] = await Promise.all([bindings.ofUsers(appId, targets), heededSettings(store, appId, targets)])
  const bound = Map.groupBy(found, binding => binding.username)
  const others = targets.filter(target => !bound.has(target))
  const present = others.length > 0 ? await users.findMany(appId, others) : []
  const names = new Set<NotifierName>()
  for (const ofUser of bound.values()) for (const { notifierName } of ofUser) names.add(notifierName)
  const named = names.size > 0 ? await notifiers.byNames(appId, [...names]) : []
  return {
    unbound: new Set(present.map(user => user.username)),
    bindings: bound,
    notifiers: new Map(named.map(notifier => [notifier.name, notifier])),
    settings,
  }
}

/** The settings of users, none where the app's pushes over REST go out all the same. Most users set nothing, so the app is asked last. */
async function heededSettings(
  { tables }: Pick<Store, 'tables'>,
  appId: AppId,
  targets: readonly UserId[],
): Promise<ReadonlyMap<UserId, UserSettings>> {
  const settings = await tables.userSettings.findMany(appId, targets)
  if (settings.size === 0) return settings
  const app = await tables.apps.byId(appId)
  return app?.settings.quietForRest === false ? new Map() : settings
}

function decide(push: Push, loaded: Loaded | undefined, now: Now): Decision {
  const { devices } = push
  if (devices?.end) return { kind: 'end', reason: devices.end }
  const all = loaded?.bindings.get(push.target)
  const bindings = devices?.only ? all?.filter(({ deviceId }) => devices.only?.includes(deviceId)) : all
  const isKnown = loaded !== undefined && (all !== undefined || loaded.unbound.has(push.target))
  // Whoever handed it over asked the settings, which a message may override.
  const settings = isHandedOver(push) ? undefined : loaded?.settings.get(push.target)
  const user = isKnown ? { bindings, settings, isOnline: loaded.online.has(push.target) } : undefined
  const facts = {
    strategy: push.strategy,
    isVoip: isVoip(push.notification),
    isTransparent: isTransparent(push.notification),
    deadlineMs: attemptDeadlineMs(push),
    ...(devices?.filter ? { filter: deviceFilter(devices.filter) } : {}),
  }
  return planUser(facts, user, loaded?.notifiers ?? new Map(), now)
}

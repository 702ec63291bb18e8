// Pushes of what a client sent: its push configuration for everybody, and the rules of spec/zego.md §1.4.

import type { Notification } from '@posthouse/vendors'
import type { Log } from '../../base/log.ts'
import type { App } from '../../domain/app.ts'
import { decideHandover, isMentioned } from '../../domain/handover/decide.ts'
import { configNotification, payloadUnitsMax } from '../../domain/handover/notification.ts'
import type { ResourceOptions } from '../../domain/handover/resource.ts'
import { mutes } from '../../domain/quiet-hours.ts'
import type { UserSettings } from '../../domain/user-settings.ts'
import type { Handover } from '../../ports/handovers.ts'
import type { Store } from '../../ports/store.ts'
import type { LoadedReceiver } from './load-receivers.ts'
import type { Made, Maker } from './made.ts'

/** What making uses. */
export interface ConfigMakerDeps {
  readonly store: Pick<Store, 'tables'>
  readonly log: Log
  /** The zone whose clocks users' quiet hours are read by. */
  readonly timeZone: string
}

/** A maker for one hand-over. Without a push configuration nothing is ever pushed. */
export async function configMaker(deps: ConfigMakerDeps, app: App, handover: Handover, nowMs: number): Promise<Maker> {
  const { push } = handover
  if (push === undefined) return async receivers => receivers.map(({ user }) => ({ user, end: 'no-config' }))
  const options = await optionsOf(deps, app, push.resourcesId)
  if ((push.payload ?? '').length > payloadUnitsMax) {
    deps.log.warn('handover.payload_left_out', { app: app.appkey, subject: handover.subjectId })
  }
  const ttlSeconds = Math.floor((handover.deadlineMs - nowMs) / 1_000)
  const made = new Map<number, Notification>()
  // One object for all who have the same number on the icon: what is rendered once for it serves them all.
  const notificationFor = ({ badge }: LoadedReceiver): Notification => {
    const shown = push.enableBadge === true ? badge : 0
    const known = made.get(shown)
    if (known) return known
    const { what, subjectId } = handover
    const notification = configNotification(push, options, { what, subjectId, badge: shown, ttlSeconds })
    made.set(shown, notification)
    return notification
  }
  return async receivers => {
    const settings = await settingsOf(deps, handover, receivers)
    return receivers.map(receiver => makeOne(deps, handover, receiver, settings, { notificationFor, nowMs }))
  }
}

/** An unknown name is no reason not to push (spec/zego.md §3.2). */
async function optionsOf({ store, log }: ConfigMakerDeps, app: App, id: string | undefined): Promise<ResourceOptions> {
  if (id === undefined || id === '') return {}
  const found = await store.tables.pushResources.find(app.id, id)
  if (!found) log.warn('handover.resource_unknown', { app: app.appkey, resource: id.slice(0, 32) })
  return found?.options ?? {}
}

type Settings = ReadonlyMap<string, UserSettings>
const none: Settings = new Map()

/** A call rings whatever the hour. */
async function settingsOf(
  { store }: ConfigMakerDeps,
  { appId, what }: Handover,
  receivers: readonly LoadedReceiver[],
): Promise<Settings> {
  const bound = receivers.filter(({ bindings }) => bindings.length > 0).map(({ user }) => user)
  if (bound.length === 0 || what === 'call' || what === 'call-end') return none
  return store.tables.userSettings.findMany(appId, bound)
}

function makeOne(
  { timeZone }: ConfigMakerDeps,
  handover: Handover,
  receiver: LoadedReceiver,
  settings: Settings,
  { notificationFor, nowMs }: { notificationFor(receiver: LoadedReceiver): Notification; readonly nowMs: number },
): Made {
  const { user } = receiver
  const decision = decideHandover(handover, receiver)
  if (decision.kind === 'end') return { user, end: decision.end }
  const own = settings.get(user)
  const isMention = isMentioned(handover, user)
  if (own && mutes(own, undefined, { isMention }, nowMs, timeZone)) return { user, end: 'user-ignores' }
  const { push, wait } = decision
  return {
    user,
    ...(push.length > 0 ? { push: { notification: notificationFor(receiver), devices: { only: push } } } : {}),
    ...(wait.length > 0 ? { wait } : {}),
  }
}

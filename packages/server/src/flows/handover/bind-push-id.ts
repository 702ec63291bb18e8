// Binding PushIDs: what a client made of a vendor's token becomes an ordinary binding of the session's device, and removing them
// (spec/zego.md §1.5, §1.6). A token has one owner: the newest login wins (I6).
import type { AppId } from '@posthouse/protocol'
import { type PushIdContents, pushIdsMax, pushId as readPushId, ShapeError } from '@posthouse/protocol/frames'
import type { Clock } from '../../base/clock.ts'
import { fingerprint } from '../../base/crypto.ts'
import type { Log } from '../../base/log.ts'
import { Refusal } from '../../domain/chat/refusal.ts'
import { type Binding, bindingsPerUserMax, bindingTextObjection } from '../../domain/device.ts'
import { type NotifierChoice, notifierOf } from '../../domain/handover/notifier-of.ts'
import { isPlainText } from '../../domain/username.ts'
import type { SessionCaller } from '../../ports/methods.ts'
import type { Store, Write } from '../../ports/store.ts'

/** What binding uses. */
export interface BindPushIdDeps {
  readonly store: Pick<Store, 'commit' | 'commitFenced' | 'tables'>
  readonly clock: Clock
  readonly log: Log
}

/** Whose device it is; a session that is about to begin is one too. */
export type DeviceOwner = Pick<SessionCaller, 'app' | 'user' | 'deviceId'>

/**
 * Binds the PushIDs that a login brought. One that cannot be bound does not fail it: it is logged, and the client is told when it says
 * `push.bind`.
 */
export async function bindPushIds(deps: BindPushIdDeps, owner: DeviceOwner, pushIds: readonly string[]): Promise<void> {
  for (const pushId of pushIds.slice(0, pushIdsMax)) {
    try {
      await bindPushId(deps, owner, pushId)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      const { app, user, deviceId } = owner
      deps.log.warn('push_id.not_bound', { app: app.appkey, user, device: deviceId, reason: error.message })
    }
  }
}

/**
 * Binds a PushID to the device. Throws `Refusal` `push-id-invalid` with a sentence that says what is missing, and `not-logged-in` for a
 * device that left meanwhile: whatever it asked before, nothing is pushed to it any more (I5).
 */
export async function bindPushId(deps: BindPushIdDeps, owner: DeviceOwner, pushId: string): Promise<void> {
  const contents = read(pushId)
  const { bindings, chatDevices, notifiers } = deps.store.tables
  const choice = notifierOf(contents, await notifiers.list(owner.app.id))
  if (typeof choice === 'string') throw new Refusal('push-id-invalid', choice)
  const binding: Binding = {
    appId: owner.app.id,
    username: owner.user,
    deviceId: owner.deviceId,
    notifierName: choice.notifier.name,
    deviceToken: contents.token,
    boundAtMs: deps.clock.now(),
  }
  const field = bindingTextObjection(binding)
  if (field) throw new Refusal('push-id-invalid', `The PushID holds a ${field} that cannot be kept.`)
  const all = await bindings.ofUser(binding.appId, binding.username)
  if (all.some(one => isSame(one, binding))) return
  const fence = chatDevices.ifPresent(binding.appId, binding.username, binding.deviceId)
  const writes = [...releases(deps, binding, choice), ...makesRoom(deps, binding, all), bindings.put(binding)]
  const [isPresent] = await deps.store.commitFenced([{ fence, writes }])
  if (!isPresent) throw new Refusal('not-logged-in')
  deps.log.info('push_id.bound', {
    app: owner.app.appkey,
    user: owner.user,
    notifier: binding.notifierName,
    token: fingerprint(binding.deviceToken),
  })
}

/** Removes the PushID's binding of this device; nobody minds one that is not there. Throws `push-id-invalid` for what is none. */
export async function unbindPushId(deps: BindPushIdDeps, owner: DeviceOwner, pushId: string): Promise<void> {
  const { token } = read(pushId)
  const { bindings } = deps.store.tables
  const all = await bindings.ofUser(owner.app.id, owner.user)
  const found = all.filter(({ deviceId, deviceToken }) => deviceId === owner.deviceId && deviceToken === token)
  const writes = found.map(one => bindings.delete(one.appId, one.username, one.deviceId, one.notifierName))
  if (writes.length > 0) await deps.store.commit(writes)
}

/** Removes the token whoever has it: its installation wants no more pushes (`unregisterPush`). Throws `push-id-invalid` for what is none. */
export async function forgetPushId(deps: BindPushIdDeps, appId: AppId, pushId: string): Promise<void> {
  const { source, token } = read(pushId)
  // What no binding holds (S33).
  if (!isPlainText(token)) return
  const { bindings, notifiers } = deps.store.tables
  const ofVendor = (await notifiers.list(appId)).filter(({ vendor }) => vendor === source)
  const nowMs = deps.clock.now()
  if (ofVendor.length === 0) return
  await deps.store.commit(ofVendor.map(({ name }) => bindings.deleteToken(appId, name, token, nowMs)))
}

function read(pushId: string): PushIdContents {
  try {
    return readPushId(pushId, 'pushId')
  } catch (cause) {
    if (!(cause instanceof ShapeError)) throw cause
    throw new Refusal('push-id-invalid', undefined, { cause })
  }
}

/** A reconnect brings what is bound already: nothing to write. */
function isSame(one: Binding, other: Binding): boolean {
  return (
    one.deviceId === other.deviceId && one.notifierName === other.notifierName && one.deviceToken === other.deviceToken
  )
}

/** Through the vendor's other notifiers of this kind the installation is reached no more, neither by this device nor with this token. */
function releases({ store }: BindPushIdDeps, binding: Binding, { others }: NotifierChoice): readonly Write<unknown>[] {
  const { bindings } = store.tables
  const { appId, username, deviceId, deviceToken, boundAtMs } = binding
  return others.flatMap(({ name }) => [
    bindings.delete(appId, username, deviceId, name),
    bindings.deleteToken(appId, name, deviceToken, boundAtMs),
  ])
}

/** A user who never logs out leaves bindings behind; the oldest makes room for the newest. */
function makesRoom({ store }: BindPushIdDeps, binding: Binding, all: readonly Binding[]): readonly Write<unknown>[] {
  const replaces = all.some(
    ({ deviceId, notifierName }) => deviceId === binding.deviceId && notifierName === binding.notifierName,
  )
  const [oldest] = all.toSorted((one, other) => one.boundAtMs - other.boundAtMs)
  if (replaces || all.length < bindingsPerUserMax || !oldest) return []
  return [store.tables.bindings.delete(oldest.appId, oldest.username, oldest.deviceId, oldest.notifierName)]
}

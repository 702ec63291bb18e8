// Binding a device to a notifier, and removing bindings (spec/easemob.md §2.3). When the answer has left, the change is durable:
// no later send goes to a removed binding (I5), and a token has one owner (I6).
import { type DeviceId, type NotifierName, userIdOf } from '@posthouse/protocol'
import type { Clock } from '../../base/clock.ts'
import { PosthouseError } from '../../base/failure.ts'
import type { App } from '../../domain/app.ts'
import { type Binding, bindingsPerUserMax, bindingTextObjection } from '../../domain/device.ts'
import type { Store } from '../../ports/store.ts'

/** What binding uses. */
export interface BindDeps {
  readonly store: Pick<Store, 'commit' | 'tables'>
  readonly clock: Clock
}

/** What a client sends: an empty token removes one binding, an empty notifier name all of the device. */
export interface BindInput {
  readonly username: string
  readonly deviceId: string
  readonly deviceToken: string
  readonly notifierName: string
}

/** Carries a binding request out; reports the device's bindings afterwards. Throws `binding_user_unknown`, `bindings_too_many`. */
export async function bindDevice(deps: BindDeps, app: App, input: BindInput): Promise<readonly Binding[]> {
  const field = bindingTextObjection(input)
  if (field) throw new PosthouseError('parameter_invalid', { field }, { field })
  const { bindings } = deps.store.tables
  const user = await deps.store.tables.users.find(app.id, userIdOf(input.username))
  if (!user) throw new PosthouseError('binding_user_unknown')
  const binding: Binding = {
    appId: app.id,
    username: user.username,
    deviceId: input.deviceId as DeviceId,
    notifierName: input.notifierName as NotifierName,
    deviceToken: input.deviceToken,
    boundAtMs: deps.clock.now(),
  }
  if (input.notifierName === '')
    await deps.store.commit([bindings.deleteDevice(app.id, user.username, binding.deviceId)])
  else if (input.deviceToken === '')
    await deps.store.commit([bindings.delete(app.id, user.username, binding.deviceId, binding.notifierName)])
  else {
    await demandRoom(deps, binding)
    await deps.store.commit([bindings.put(binding)])
  }
  const all = await bindings.ofUser(app.id, user.username)
  return all.filter(({ deviceId }) => deviceId === binding.deviceId)
}

/** The bindings of a user. Throws `binding_user_unknown`. */
export async function bindingsOf(
  deps: Pick<BindDeps, 'store'>,
  app: App,
  username: string,
): Promise<readonly Binding[]> {
  const user = await deps.store.tables.users.find(app.id, userIdOf(username))
  if (!user) throw new PosthouseError('binding_user_unknown')
  return deps.store.tables.bindings.ofUser(app.id, user.username)
}

/** Replacing an own binding is always allowed. */
async function demandRoom({ store }: BindDeps, wanted: Binding): Promise<void> {
  const all = await store.tables.bindings.ofUser(wanted.appId, wanted.username)
  if (all.length < bindingsPerUserMax) return
  const replaces = all.some(
    ({ deviceId, notifierName }) => deviceId === wanted.deviceId && notifierName === wanted.notifierName,
  )
  if (!replaces) throw new PosthouseError('bindings_too_many')
}

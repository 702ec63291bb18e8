// Who a push is for, where a caller names one device: by its PushID, or by a notifier and a token. A token that is bound means the
// device that it is bound to; one that is not is an address of its own.
import type { DeviceId, NotifierName, UserId } from '@posthouse/protocol'
import { type PushIdContents, pushId as readPushId, ShapeError } from '@posthouse/protocol/frames'
import { PosthouseError } from '../../base/failure.ts'
import type { App } from '../../domain/app.ts'
import { bindingTextObjection } from '../../domain/device.ts'
import { notifierOf } from '../../domain/handover/notifier-of.ts'
import type { Notifier } from '../../domain/notifier.ts'
import type { PushDevices } from '../../domain/push.ts'
import type { Store } from '../../ports/store.ts'

/** One device, as a caller names it. */
export type DeviceName =
  | { readonly kind: 'push-id'; readonly pushId: string }
  | { readonly kind: 'token'; readonly notifier: NotifierName; readonly token: string }

/** Where it is. */
export type DeviceAddress =
  | {
      readonly kind: 'bound'
      readonly user: UserId
      readonly deviceId: DeviceId
      readonly notifier: Notifier
      readonly token: string
      /** Lets a push through to this binding and to no other of the user's. */
      readonly devices: PushDevices
    }
  | { readonly kind: 'unbound'; readonly notifier: Notifier; readonly token: string }

/** Notifiers of an app that may have the same token bound. */
const boundMax = 100

/**
 * Finds the device. Throws `argument_illegal` with what is wrong with a PushID or token, and `resource_not_found` for a notifier that the
 * app has not.
 */
export async function addressOf(
  { store }: { readonly store: Pick<Store, 'tables'> },
  app: App,
  name: DeviceName,
): Promise<DeviceAddress> {
  const { lookups, notifiers } = store.tables
  const { notifier, token } =
    name.kind === 'token'
      ? { notifier: await notifiers.byName(app.id, name.notifier), token: name.token }
      : ofContents(read(name.pushId), await notifiers.list(app.id))
  if (!notifier) {
    const what = name.kind === 'token' ? `notifier ${name.notifier}`.slice(0, 160) : 'notifier'
    throw new PosthouseError('resource_not_found', { what }, { field: 'target.notifier' })
  }
  refuseBadToken(token)
  const found = await lookups.tokens(app.id, token, boundMax)
  const bound = found.find(({ notifierName }) => notifierName === notifier.name)
  if (!bound) return { kind: 'unbound', notifier, token }
  const { username: user, deviceId } = bound
  return { kind: 'bound', user, deviceId, notifier, token, devices: only(deviceId, notifier.name) }
}

function only(deviceId: DeviceId, notifier: NotifierName): PushDevices {
  const filter = { acceptedDevices: [], ignoredDevices: [], acceptedNotifiers: [notifier], ignoredNotifiers: [] }
  return { only: [deviceId], filter }
}

function ofContents(
  contents: PushIdContents,
  all: readonly Notifier[],
): { readonly notifier: Notifier; readonly token: string } {
  const choice = notifierOf(contents, all)
  if (typeof choice === 'string') throw illegal(choice, 'target.pushId')
  return { notifier: choice.notifier, token: contents.token }
}

function read(pushId: string): PushIdContents {
  try {
    return readPushId(pushId, 'pushId')
  } catch (cause) {
    if (cause instanceof ShapeError) throw illegal('target.pushId is no PushID', 'target.pushId')
    throw cause
  }
}

/** What no binding may hold is no address either (S33). */
function refuseBadToken(deviceToken: string): void {
  const isBad = bindingTextObjection({ deviceId: 'x', deviceToken, notifierName: 'x' }) !== undefined
  if (deviceToken === '' || isBad) throw illegal('target.token is no device token', 'target.token')
}

function illegal(reason: string, field: string): PosthouseError {
  return new PosthouseError('argument_illegal', { reason }, { field })
}

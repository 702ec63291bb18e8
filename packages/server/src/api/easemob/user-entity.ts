// A user and bindings as the compatible interface writes them (spec/easemob.md §2.1, §2.3).
import type { Binding } from '../../domain/device.ts'
import type { User } from '../../domain/user.ts'

/** The entity of a user; members that are not set are left out. */
export function userEntityOf(user: User) {
  return {
    uuid: user.uuid,
    type: 'user' as const,
    created: user.createdAtMs,
    modified: user.modifiedAtMs,
    username: user.username as string,
    activated: user.activated,
    ...(user.nickname === undefined ? {} : { nickname: user.nickname }),
  }
}

/** The entity with `pushInfo`, whose device ids carry both spellings that clients read. */
export function userEntityWithBindings(user: User, bindings: readonly Binding[]) {
  return {
    ...userEntityOf(user),
    pushInfo: bindings.map(({ deviceId, deviceToken, notifierName }) => ({
      device_Id: deviceId as string,
      device_id: deviceId as string,
      device_token: deviceToken,
      notifier_name: notifierName as string,
    })),
  }
}

/** The entity of a binding. */
export function bindingEntityOf({ deviceId, deviceToken, notifierName }: Binding) {
  return { device_id: deviceId as string, device_token: deviceToken, notifier_name: notifierName as string }
}

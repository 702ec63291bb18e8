// A user and bindings as the compatible interface writes them (spec/easemob.md §2.1, §2.3).
import { ignoreGroupPrefix } from '@posthouse/protocol'
import type { Binding } from '../../domain/device.ts'
import type { User } from '../../domain/user.ts'
import type { UserSettings } from '../../domain/user-settings.ts'

/** The entity of a user; members that are not set are left out. */
export function userEntityOf(user: User, settings: UserSettings = {}) {
  const { displayStyle, legacyQuiet: quiet } = settings
  return {
    uuid: user.uuid,
    type: 'user' as const,
    created: user.createdAtMs,
    modified: user.modifiedAtMs,
    username: user.username as string,
    activated: user.activated,
    ...(user.nickname === undefined ? {} : { nickname: user.nickname }),
    ...(displayStyle === undefined ? {} : { notification_display_style: displayStyle }),
    ...(quiet === undefined
      ? {}
      : {
          notification_no_disturbing: quiet.on,
          notification_no_disturbing_start: quiet.fromHour,
          notification_no_disturbing_end: quiet.untilHour,
        }),
  }
}

/** What is shown where one user is shown. */
export interface UserParts {
  readonly bindings: readonly Binding[]
  readonly settings: UserSettings | undefined
  /** Groups that are muted, by id. */
  readonly ignoredGroups: readonly string[]
}

/** The entity with muted groups and with `pushInfo`, whose device ids carry both spellings that clients read. */
export function wholeUserEntity(user: User, { bindings, settings, ignoredGroups }: UserParts) {
  return {
    ...userEntityOf(user, settings),
    ...Object.fromEntries(ignoredGroups.map(group => [`${ignoreGroupPrefix}${group}`, true])),
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

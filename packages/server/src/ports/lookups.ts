// Finding who has a device or a token, which other tables know by user only; part of the store's tables.
import type { AppId, DeviceId, NotifierName, UserId } from '@posthouse/protocol'

/** A device of a user. */
export interface FoundDevice {
  readonly username: UserId
  readonly deviceId: DeviceId
}

/** The device that a token belongs to. */
export interface FoundToken extends FoundDevice {
  readonly notifierName: NotifierName
}

/** See the head of the file. */
export interface LookupTable {
  /** Users with a device of this id, bound or logged in, in order of user. */
  devices(appId: AppId, deviceId: DeviceId, limit: number): Promise<readonly FoundDevice[]>
  /** Bindings with this token, one per notifier of the app at most, in order of notifier. */
  tokens(appId: AppId, deviceToken: string, limit: number): Promise<readonly FoundToken[]>
}

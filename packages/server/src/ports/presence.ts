// Who is connected, as upper floors ask for it.
import type { AppId, UserId } from '@posthouse/protocol'

/** A device that is connected. */
export interface ConnectedDevice {
  /** What the server names the connection by. */
  readonly resource: string
  readonly deviceId: string
  /** What the device calls itself; may be empty. */
  readonly name: string
}

/** Who is connected. */
export interface Presence {
  /** Those of the users with at least one connected device. */
  online(appId: AppId, usernames: readonly UserId[]): Promise<ReadonlySet<UserId>>
  devicesOf(appId: AppId, username: UserId): Promise<readonly ConnectedDevice[]>
  /** Ends one device's connection, or those of all devices where none is named; nobody minds one that is not there. */
  disconnect(appId: AppId, username: UserId, resource: string | undefined): Promise<void>
}

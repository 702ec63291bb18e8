// Who is connected, as upper floors ask for it, and what goes to them without being stored.
import type { AppId, UserId } from '@posthouse/protocol'
import type { ByeReason, PassingMessage } from '@posthouse/protocol/frames'

/** A device that is connected. */
export interface ConnectedDevice {
  /** What the server names the connection by. */
  readonly resource: string
  readonly deviceId: string
  /** What the device calls itself; may be empty. */
  readonly name: string
  /** ZIM's platform number. */
  readonly platform: number
  /** The device has every entry of the timeline up to this position. */
  readonly ackedPosition: number
}

/** Who is connected. */
export interface Presence {
  /** Those of the users with at least one connected device. */
  online(appId: AppId, usernames: readonly UserId[]): Promise<ReadonlySet<UserId>>
  devicesOf(appId: AppId, username: UserId): Promise<readonly ConnectedDevice[]>
  /** Of several users; those without a connected device are left out. */
  connected(appId: AppId, usernames: readonly UserId[]): Promise<ReadonlyMap<UserId, readonly ConnectedDevice[]>>
  /** Ends one device's connection, or those of all devices where none is named; nobody minds one that is not there. */
  disconnect(
    appId: AppId,
    username: UserId,
    resource: string | undefined,
    reason?: Extract<ByeReason, 'disconnected' | 'unregistered'>,
  ): Promise<void>
  /** Hands a message to the users' connected devices, but for the connection `except`; at most once, and to nobody else. */
  pass(appId: AppId, usernames: readonly UserId[], message: PassingMessage, except?: string): Promise<void>
}

// Who holds the connections of devices, in the record: what stays true where no process hears another; part of the store's tables.
import type { AppId, DeviceId, UserId } from '@posthouse/protocol'
import type { ChatDevice, Hold } from './chat-devices.ts'
import type { Write } from './write.ts'

/** A connection of a device. */
export interface SessionKey {
  readonly appId: AppId
  readonly username: UserId
  readonly deviceId: DeviceId
  readonly session: bigint
}

/** A connection that is not its device's any more, and what the record says instead. */
export interface Stray {
  readonly session: bigint
  /** `deleted` also where the device is not known any more. */
  readonly user: 'activated' | 'banned' | 'deleted'
  readonly state: ChatDevice['state'] | undefined
  /** The connection that the device has by now. */
  readonly heldSession: bigint | undefined
  readonly sentAway: Hold['sentAway'] | undefined
}

/** Connections in the record. */
export interface HoldTable {
  /** The connection ended; false where the device has another one by now, or none. A fence. */
  release(key: SessionKey): Write<boolean>
  /** The device leaves, with the connection that is named or with none; false where it left, or has another one. A fence. */
  end(
    device: Pick<ChatDevice, 'appId' | 'username' | 'deviceId'>,
    session: bigint | undefined,
    state: Exclude<ChatDevice['state'], 'present'>,
    atMs: number,
  ): Write<boolean>
  /** Whoever holds the user's connections, or the one, has to end them; reports which they are. */
  sendAway(
    appId: AppId,
    username: UserId,
    session: bigint | undefined,
    reason: NonNullable<Hold['sentAway']>,
  ): Write<readonly bigint[]>
  /** Processes that hold connections, as far as the record says; at most as many as there are numbers. */
  nodes(): Promise<readonly number[]>
  /** Devices whose connection a process holds, in order of app, user and device, those after one. */
  ofNode(node: number, after: Omit<SessionKey, 'session'> | undefined, limit: number): Promise<readonly ChatDevice[]>
  /** Those of the connections that are not their devices' any more. */
  strays(keys: readonly SessionKey[]): Promise<readonly Stray[]>
  /** Other processes that hold connections of the users of these, each with whom. */
  elsewhere(
    keys: readonly SessionKey[],
    node: number,
  ): Promise<readonly { readonly appId: AppId; readonly username: UserId; readonly node: number }[]>
}

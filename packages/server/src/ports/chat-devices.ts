// Devices and users of the online channel in the record; part of the store's tables.
import type { AppId, DeviceId, UserId } from '@posthouse/protocol'
import type { Write } from './write.ts'

/** A device that has logged in at least once. */
export interface ChatDevice {
  readonly appId: AppId
  readonly username: UserId
  readonly deviceId: DeviceId
  /** ZIM's platform number. */
  readonly platform: number
  /** It has every entry up to this position, as far as the record was told. */
  readonly ackedPosition: number
  /** `present`: logged in, connected or not; `logged-out`: by itself; `kicked`: by another login. */
  readonly state: 'present' | 'logged-out' | 'kicked'
  readonly changedAtMs: number
  /** Who holds its connection; absent where it has none. */
  readonly held?: Hold
}

/** A connection of a device, by the process that holds it. */
export interface Hold {
  /** The process's number. */
  readonly node: number
  /** The connection's number: `resource`, as devices and the REST interface know it. */
  readonly session: bigint
  /** `address:port`. */
  readonly ip: string
  /** Name and version of the client. */
  readonly sdk: string
  /** The process has to end it, for this reason. */
  readonly sentAway?: 'disconnected' | 'unregistered'
}

/** What a user of ZIM has besides a user of the registry. */
export interface ChatUser {
  readonly avatarUrl: string
  readonly extendedData: string
  /** Platforms that are not pushed to while one of the others is online (spec/zego.md §1.4, rule 5). */
  readonly rule: { readonly onlinePlatforms: readonly number[]; readonly silentPlatforms: readonly number[] }
  /** What badge increments are added to. */
  readonly badge: number
}

/** Devices. */
export interface ChatDeviceTable {
  find(appId: AppId, username: UserId, deviceId: DeviceId): Promise<ChatDevice | undefined>
  ofUsers(appId: AppId, usernames: readonly UserId[]): Promise<readonly ChatDevice[]>
  /** Inserts or replaces, but for who holds its connection. */
  put(device: ChatDevice): Write
  /**
   * Inserts or replaces where the user is registered and not banned, and where the device's connection is the one that is named, or none;
   * false elsewhere. A fence.
   */
  logIn(device: ChatDevice, heldSession?: bigint): Write<boolean>
  /** Changes nothing; whether the device is logged in. A fence for what only a device may have that has not left. */
  ifPresent(appId: AppId, username: UserId, deviceId: DeviceId): Write<boolean>
  /** Notes how far a device is; never goes back. */
  acked(appId: AppId, username: UserId, deviceId: DeviceId, position: number): Write
}

/** Users. */
export interface ChatUserTable {
  /** Those that have set anything. */
  findMany(appId: AppId, usernames: readonly UserId[]): Promise<ReadonlyMap<UserId, ChatUser>>
  /** Sets these members; the others stay, whoever else sets them at the same instant. */
  put(appId: AppId, username: UserId, change: Partial<ChatUser>): Write
}

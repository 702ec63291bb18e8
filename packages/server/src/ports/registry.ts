// The registry in the record: apps, their tokens, users, bindings and notifiers; part of the store's tables.
import type { AppId, DeviceId, NotifierName, UserId } from '@posthouse/protocol'
import type { App, AppSettings } from '../domain/app.ts'
import type { Binding } from '../domain/device.ts'
import type { Notifier, NotifierState } from '../domain/notifier.ts'
import type { User } from '../domain/user.ts'
import type { Sealed } from './sealed.ts'
import type { Write } from './write.ts'

/** An app's secrets, sealed. */
export interface AppSecrets {
  readonly clientSecret: Sealed
  /** ZEGO's AppSign and ServerSecret. */
  readonly appSign: Sealed
  readonly serverSecret: Sealed
}

/** Apps. */
export interface AppTable {
  byName(org: string, name: string): Promise<App | undefined>
  byId(id: AppId): Promise<App | undefined>
  /** In order of id, those after `after`. */
  list(after: AppId | undefined, limit: number): Promise<readonly App[]>
  secrets(id: AppId): Promise<AppSecrets | undefined>
  /** False when org and name, or the id, are taken. */
  insert(app: App, secrets: AppSecrets): Write<boolean>
  setSettings(id: AppId, settings: AppSettings): Write<boolean>
}

/** What an opaque token stands for (S02, S04): kinds never mix. */
export interface TokenRecord {
  readonly appId: AppId
  readonly kind: 'app' | 'user'
  readonly username: UserId | undefined
  readonly expiresAtMs: number
}

/** Issued tokens, by the SHA-256 of their text. */
export interface TokenTable {
  find(hash: Uint8Array): Promise<TokenRecord | undefined>
  insert(hash: Uint8Array, token: TokenRecord): Write
  deleteOfUser(appId: AppId, username: UserId): Write
  /** Deletes at most `limit` that expired before the instant; reports how many. */
  deleteExpired(beforeMs: number, limit: number): Write<number>
}

/** Users. Names are already folded to lower case. */
export interface UserTable {
  find(appId: AppId, username: UserId): Promise<User | undefined>
  findMany(appId: AppId, usernames: readonly UserId[]): Promise<readonly User[]>
  passwordHash(appId: AppId, username: UserId): Promise<string | undefined>
  /** In order of name, those after `after`. */
  list(appId: AppId, after: UserId | undefined, limit: number): Promise<readonly User[]>
  /** False when the name is taken. */
  insert(user: User, passwordHash: string): Write<boolean>
  /** Changes only the given members; false when there is no such user. */
  update(
    appId: AppId,
    username: UserId,
    change: {
      readonly passwordHash?: string
      readonly nickname?: string
      readonly activated?: boolean
      readonly modifiedAtMs: number
    },
  ): Write<boolean>
  /** Deletes the user with settings, bindings, tokens and places in labels; false when there is none. */
  delete(appId: AppId, username: UserId): Write<boolean>
}

/** Bindings of neighbours. */
export interface BoundRange {
  readonly bindings: readonly Binding[]
  /** The same for the same bindings, whenever they were bound; undefined where {@link BindingTable.revision} tells whether any changed. */
  readonly digest: string | undefined
}

/** Bindings. A device token belongs to one user of an app at most (I6). */
export interface BindingTable {
  /**
   * Counts the commits that changed bindings; undefined where other processes change them unseen. While it stands, what was read
   * after it was asked for stands too.
   */
  revision(): number | undefined
  ofUser(appId: AppId, username: UserId): Promise<readonly Binding[]>
  /** Of those of the users that exist; in no order but per user by device and notifier. */
  ofUsers(appId: AppId, usernames: readonly UserId[]): Promise<readonly Binding[]>
  /** Of the users after `after` up to and including `last`, in order of user and device. */
  between(appId: AppId, after: UserId | undefined, last: UserId): Promise<BoundRange>
  /** The digest that {@link between} would give now. */
  digestBetween(appId: AppId, after: UserId | undefined, last: UserId): Promise<string | undefined>
  /** How many belong to a notifier, counted up to `max`. */
  countOf(appId: AppId, notifierName: NotifierName, max: number): Promise<number>
  /** Inserts or replaces (user, device, notifier), and removes the same token from every other user and device of the app's notifier. */
  put(binding: Binding): Write
  /** Removes one; false when there was none. */
  delete(appId: AppId, username: UserId, deviceId: DeviceId, notifierName: NotifierName): Write<boolean>
  deleteDevice(appId: AppId, username: UserId, deviceId: DeviceId): Write
  /** Removes a dead token, unless it was bound again after `diedAtMs` (F70); true when it was removed. */
  deleteToken(appId: AppId, notifierName: NotifierName, deviceToken: string, diedAtMs: number): Write<boolean>
}

/** Notifiers and their sealed credentials. */
export interface NotifierTable {
  byName(appId: AppId, name: NotifierName): Promise<Notifier | undefined>
  byNames(appId: AppId, names: readonly NotifierName[]): Promise<readonly Notifier[]>
  byUuid(appId: AppId, uuid: string): Promise<Notifier | undefined>
  list(appId: AppId): Promise<readonly Notifier[]>
  credential(appId: AppId, uuid: string): Promise<Sealed | undefined>
  /** False when the name is taken. */
  insert(notifier: Notifier, credential: Sealed): Write<boolean>
  /** Replaces everything but uuid, app and creation; false when it is gone or the new name is taken. */
  update(notifier: Notifier, credential: Sealed): Write<boolean>
  /**
   * Pauses the given version; false when it was changed, disabled or banned meanwhile, as an operator's word is not undone, or is
   * paused for at least as long: of answers that crossed, the longest wait counts.
   */
  pause(appId: AppId, uuid: string, version: number, pause: Extract<NotifierState, { kind: 'paused' }>): Write<boolean>
  /** Deletes the notifier with its credential and what is known of it; false when there is none. */
  delete(appId: AppId, uuid: string): Write<boolean>
}

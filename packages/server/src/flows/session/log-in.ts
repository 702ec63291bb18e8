// A device logs in: what the record says of it, and the commit that makes it so (spec/zego.md §7, §8.2). Whom it displaces is the room
// beside it, make-room.ts.
import type { DeviceId } from '@posthouse/protocol'
import type { App } from '../../domain/app.ts'
import type { User } from '../../domain/user.ts'
import type { ChatDevice, ChatUser } from '../../ports/chat-devices.ts'
import type { Store } from '../../ports/store.ts'
import type { AddressedEntry } from '../../ports/timeline.ts'
import { announce, heldDeviceOf, type PresenceTelling, type PresentDevice, presenceOf } from './tell-presence.ts'

/** What logging in uses. */
export interface LogInDeps {
  readonly store: Pick<Store, 'commitFenced' | 'tables' | 'node'>
  readonly telling: PresenceTelling
}

/** What the record says before a login. */
export interface Found {
  readonly chatUser: ChatUser | undefined
  /** The user's devices that are logged in or were. */
  readonly devices: readonly ChatDevice[]
  /** Undefined: this device has not logged in as this user before. */
  readonly device: ChatDevice | undefined
  /** The app's last position. */
  readonly position: number
  /** Of a device without a past: notifications that none of the user's devices has (spec/easemob.md §6.9), in order. */
  readonly waiting: readonly AddressedEntry[]
}

/** Most notifications that wait for a user's next device; older ones are left out. */
const waitingMax = 200

/** Reads it. */
export async function findDevices({ store }: LogInDeps, user: User, deviceId: DeviceId): Promise<Found> {
  const { appId, username } = user
  const { chatDevices, chatUsers, timeline } = store.tables
  const [devices, chatUsersFound, position] = await Promise.all([
    chatDevices.ofUsers(appId, [username]),
    chatUsers.findMany(appId, [username]),
    timeline.position(appId),
  ])
  const device = devices.find(one => one.deviceId === deviceId)
  const reached = Math.max(0, ...devices.map(({ ackedPosition }) => ackedPosition))
  const waiting = device ? [] : await timeline.notifications(appId, username, reached, waitingMax)
  return { chatUser: chatUsersFound.get(username), devices, device, position, waiting }
}

/** What the device has, before it is told what waits: notifications that it does not live to see come again. */
export function ackedOf({ waiting: [first] }: Found, cursor: number): number {
  return first ? Math.min(first.entry.position - 1, cursor) : cursor
}

/** Where a device's catch-up begins: a new one has no past (spec/zego.md §8.2), another goes on where it says, or where it was. */
export function cursorOf({ device, position }: Found, wanted: number | undefined): number {
  return device ? Math.min(wanted ?? device.ackedPosition, position) : position
}

/** A login as it is stored. */
export interface Login {
  readonly app: App
  readonly device: PresentDevice
  /** The connection's number. */
  readonly session: bigint
  readonly cursor: number
  readonly found: Pick<Found, 'device' | 'devices'>
  readonly atMs: number
}

/**
 * Stores a login: the device is present, by this connection. False where the device got another connection since it was found, or the user
 * was banned or deleted: nothing is stored.
 */
export async function storeLogin({ store, telling }: LogInDeps, login: Login): Promise<boolean> {
  const { app, device, session, cursor, found, atMs } = login
  const { user, deviceId, platform, ip, sdk } = device
  const replaced = found.device && heldDeviceOf(found.device)
  const told = await Promise.all([
    presenceOf(telling, app, device, 'login', atMs),
    ...(replaced ? [presenceOf(telling, app, replaced, 'replaced', atMs)] : []),
  ])
  const fence = store.tables.chatDevices.logIn(
    {
      ...{ appId: app.id, username: user, deviceId, platform },
      ...{ ackedPosition: cursor, state: 'present', changedAtMs: laterThan(found.devices, atMs) },
      held: { node: store.node, session, ip, sdk },
    },
    found.device?.held?.session,
  )
  const [isStored = false] = await store.commitFenced([{ fence, writes: told.flatMap(one => one.writes) }])
  if (isStored) announce(telling, told)
  return isStored
}

/** A login is newer than those it knows of, although the clocks of processes differ. */
function laterThan(devices: readonly ChatDevice[], atMs: number): number {
  return Math.max(atMs, ...devices.map(({ changedAtMs }) => changedAtMs + 1))
}

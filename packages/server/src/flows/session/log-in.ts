// A device logs in: what the record says of it, whom it displaces, and the commit that makes it so (spec/zego.md §7, §8.2). Whether
// those are connected is the gateway's to know.
import type { DeviceId } from '@posthouse/protocol'
import { type App, chatDefaults } from '../../domain/app.ts'
import { displacedBy, type LoggedIn } from '../../domain/chat/login-policy.ts'
import type { User } from '../../domain/user.ts'
import type { ChatDevice, ChatUser } from '../../ports/chat-devices.ts'
import type { Store } from '../../ports/store.ts'
import type { AddressedEntry } from '../../ports/timeline.ts'
import { announce, type PresenceTelling, type PresentDevice, presenceOf } from './tell-presence.ts'

/** What logging in uses. */
export interface LogInDeps {
  readonly store: Pick<Store, 'commitFenced' | 'tables'>
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

/** Those that a login ends; `connected` are known better by who holds their connections. */
export function displacedAt(
  app: App,
  newcomer: Pick<LoggedIn, 'deviceId' | 'platform'>,
  devices: readonly ChatDevice[],
  connected: readonly LoggedIn[],
): readonly DeviceId[] {
  const present = devices.filter(one => one.state === 'present').map(loggedIn)
  const all = new Map([...present, ...connected].map(one => [one.deviceId, one]))
  const policy = app.settings.chat?.loginPolicy ?? chatDefaults.loginPolicy
  return displacedBy(policy, newcomer, [...all.values()]).map(one => one.deviceId)
}

/** A login as it is stored. */
export interface Login {
  readonly app: App
  readonly device: PresentDevice
  readonly cursor: number
  readonly displaced: readonly DeviceId[]
  /** Those of the displaced that are connected. */
  readonly ended: readonly PresentDevice[]
  readonly atMs: number
}

/**
 * Stores a login: the device is present; the displaced are kicked, and nothing is pushed to them from then on (spec/zego.md §1.5). False
 * where the user was banned or deleted since the login was judged: nothing is stored.
 */
export async function storeLogin({ store, telling }: LogInDeps, login: Login): Promise<boolean> {
  const { app, device, cursor, displaced, ended, atMs } = login
  const { chatDevices, bindings } = store.tables
  const { user, deviceId, platform } = device
  const told = await Promise.all([
    presenceOf(telling, app, device, 'login', atMs),
    ...ended.map(one => presenceOf(telling, app, one, 'replaced', atMs)),
  ])
  const fence = chatDevices.logIn({
    ...{ appId: app.id, username: user, deviceId, platform },
    ...{ ackedPosition: cursor, state: 'present', changedAtMs: atMs },
  })
  const writes = [
    ...displaced.flatMap(one => [
      chatDevices.setState(app.id, user, one, 'kicked', atMs),
      bindings.deleteDevice(app.id, user, one),
    ]),
    ...told.flatMap(one => one.writes),
  ]
  const [isStored = false] = await store.commitFenced([{ fence, writes }])
  if (isStored) announce(telling, told)
  return isStored
}

function loggedIn({ deviceId, platform, changedAtMs }: ChatDevice): LoggedIn {
  return { deviceId, platform, sinceMs: changedAtMs }
}

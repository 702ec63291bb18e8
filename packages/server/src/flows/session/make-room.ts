// Whom a login displaces (spec/zego.md §7): decided by what the record says once the login is in it. Of two logins at the same instant, on
// whichever processes, the one that is stored later sees the other, and both come to the same answer; what they then write is fenced by
// each displaced device's own connection, so that it is unbound and told of once.
import { type App, chatDefaults } from '../../domain/app.ts'
import { withoutRoom } from '../../domain/chat/login-policy.ts'
import { Refusal } from '../../domain/chat/refusal.ts'
import type { User } from '../../domain/user.ts'
import type { ChatDevice } from '../../ports/chat-devices.ts'
import type { Store } from '../../ports/store.ts'
import { announce, heldDeviceOf, type PresenceTelling, presenceOf } from './tell-presence.ts'

/** What making room uses. */
export interface MakeRoomDeps {
  readonly store: Pick<Store, 'commitFenced' | 'tables'>
  readonly telling: PresenceTelling
}

/** What a login came to. */
export interface Room {
  /** Devices that were displaced by this login, with the connections that they had. */
  readonly displaced: readonly ChatDevice[]
  /** The user's devices that have a place. */
  readonly devices: readonly ChatDevice[]
}

/** Times that it looks again because somebody else changed a device. A user has some dozens of devices at most. */
const triesMax = 16

/** Displaces those without a place, and unbinds them: nothing is pushed to them from then on (spec/zego.md §1.5). */
export async function makeRoom(deps: MakeRoomDeps, app: App, user: User, atMs: number): Promise<Room> {
  const policy = app.settings.chat?.loginPolicy ?? chatDefaults.loginPolicy
  const displaced: ChatDevice[] = []
  for (let tries = 0; tries < triesMax; tries += 1) {
    const found = await deps.store.tables.chatDevices.ofUsers(app.id, [user.username])
    const devices = found.filter(({ state }) => state === 'present')
    const over = withoutRoom(policy, devices.map(loggedIn)).map(({ device }) => device)
    if (over.length === 0) return { displaced, devices }
    displaced.push(...(await displace(deps, app, over, atMs)))
  }
  throw new Refusal('database-failed')
}

/** Those that were still as they were found. */
async function displace(
  { store, telling }: MakeRoomDeps,
  app: App,
  over: readonly ChatDevice[],
  atMs: number,
): Promise<readonly ChatDevice[]> {
  const { holds, bindings } = store.tables
  const told = await Promise.all(
    over.map(async one => {
      const connected = heldDeviceOf(one)
      return connected && (await presenceOf(telling, app, connected, 'replaced', atMs))
    }),
  )
  const held = await store.commitFenced(
    over.map((one, index) => ({
      fence: holds.end(one, one.held?.session, 'kicked', atMs),
      writes: [bindings.deleteDevice(app.id, one.username, one.deviceId), ...(told[index]?.writes ?? [])],
    })),
  )
  announce(
    telling,
    told.flatMap((one, index) => (one && held[index] ? [one] : [])),
  )
  return over.filter((_one, index) => held[index])
}

function loggedIn(device: ChatDevice) {
  const { deviceId, platform, changedAtMs } = device
  return { device, deviceId, platform, sinceMs: changedAtMs }
}

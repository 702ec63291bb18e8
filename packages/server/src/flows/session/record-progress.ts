// What sessions came to since the last time: how far devices have read, and which connections ended by themselves. Many in one commit.
import type { AppId, DeviceId, UserId } from '@posthouse/protocol'
import type { App } from '../../domain/app.ts'
import type { PresenceChange } from '../../domain/chat-event.ts'
import type { Store } from '../../ports/store.ts'
import type { Emission } from '../callback/emit.ts'
import { announce, type PresenceTelling, type PresentDevice, presenceOf } from './tell-presence.ts'

/** What recording uses. */
export interface RecordDeps {
  readonly store: Pick<Store, 'commit' | 'commitFenced' | 'tables'>
  readonly telling: PresenceTelling
}

/** How far a device has read. */
export interface Progress {
  readonly appId: AppId
  readonly user: UserId
  readonly deviceId: DeviceId
  readonly position: number
}

/** A connection that ended without a logout; its device stays bound. */
export interface EndedSession {
  readonly app: Pick<App, 'id' | 'appkey'>
  readonly device: PresentDevice
  /** The connection's number. */
  readonly session: bigint
  readonly reason: PresenceChange['reason']
  /** The user may be deleted, and the device with it. */
  readonly isUnregistered: boolean
  readonly atMs: number
}

/**
 * Stores both. An end is told of by whoever takes the connection out of the record: where somebody else did, because another login took the
 * device's place or this process was taken to be gone, it was told already.
 */
export async function recordProgress(
  deps: RecordDeps,
  read: readonly Progress[],
  ended: readonly EndedSession[],
): Promise<void> {
  const { store, telling } = deps
  const { chatDevices, holds } = store.tables
  const told = await Promise.all(
    ended.map(({ app, device, reason, atMs }) => presenceOf(telling, app, device, reason, atMs)),
  )
  const acked = read.map(({ appId, user, deviceId, position }) => chatDevices.acked(appId, user, deviceId, position))
  const [, held] = await Promise.all([
    acked.length > 0 ? store.commit(acked) : undefined,
    store.commitFenced(
      ended.map(({ app, device: { user: username, deviceId }, session }, index) => ({
        fence: holds.release({ appId: app.id, username, deviceId, session }),
        writes: told[index]?.writes ?? [],
      })),
    ),
  ])
  announce(telling, [
    ...told.filter((_one, index) => held[index]),
    ...(await tellOfDeleted(
      deps,
      ended.flatMap((one, index) => (one.isUnregistered && !held[index] ? [{ one, told: told[index] }] : [])),
    )),
  ])
}

/** Of a device that went with its user nothing is left to be fenced by; nobody else can tell of it. */
async function tellOfDeleted(
  { store }: RecordDeps,
  missed: readonly { readonly one: EndedSession; readonly told: Emission | undefined }[],
): Promise<readonly Emission[]> {
  const emissions: Emission[] = []
  for (const { one, told } of missed) {
    const { app, device } = one
    if (!told || (await store.tables.chatDevices.find(app.id, device.user, device.deviceId))) continue
    await store.commit(told.writes)
    emissions.push(told)
  }
  return emissions
}

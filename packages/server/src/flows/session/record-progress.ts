// What sessions came to since the last time: how far devices have read, and which connections ended by themselves. Many in one commit.
import type { AppId, DeviceId, UserId } from '@posthouse/protocol'
import type { App } from '../../domain/app.ts'
import type { PresenceChange } from '../../domain/chat-event.ts'
import type { Store } from '../../ports/store.ts'
import { announce, type PresenceTelling, type PresentDevice, presenceOf } from './tell-presence.ts'

/** What recording uses. */
export interface RecordDeps {
  readonly store: Pick<Store, 'commit' | 'tables'>
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
  readonly reason: PresenceChange['reason']
  readonly atMs: number
}

/** Stores both. */
export async function recordProgress(
  { store, telling }: RecordDeps,
  read: readonly Progress[],
  ended: readonly EndedSession[],
): Promise<void> {
  const { chatDevices } = store.tables
  const told = await Promise.all(
    ended.map(({ app, device, reason, atMs }) => presenceOf(telling, app, device, reason, atMs)),
  )
  const writes = [
    ...read.map(({ appId, user, deviceId, position }) => chatDevices.acked(appId, user, deviceId, position)),
    ...told.flatMap(one => one.writes),
  ]
  if (writes.length === 0) return
  await store.commit(writes)
  announce(telling, told)
}

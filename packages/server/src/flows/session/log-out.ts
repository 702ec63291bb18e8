// A device logs out, or was told to: nothing is pushed to it from the commit on (I5).
import type { App } from '../../domain/app.ts'
import type { Store } from '../../ports/store.ts'
import { announce, type PresenceTelling, type PresentDevice, presenceOf } from './tell-presence.ts'

/** What logging out uses. */
export interface LogOutDeps {
  readonly store: Pick<Store, 'commit' | 'tables'>
  readonly telling: PresenceTelling
}

/** Unbinds the device and notes that it left, in one commit. */
export async function logOut(
  { store, telling }: LogOutDeps,
  app: App,
  device: PresentDevice,
  ackedPosition: number,
  atMs: number,
): Promise<void> {
  const { chatDevices, bindings } = store.tables
  const { user, deviceId } = device
  const told = await presenceOf(telling, app, device, 'logout', atMs)
  await store.commit([
    // First: whoever binds the device at this instant waits for it, and finds that it left.
    chatDevices.setState(app.id, user, deviceId, 'logged-out', atMs),
    chatDevices.acked(app.id, user, deviceId, ackedPosition),
    bindings.deleteDevice(app.id, user, deviceId),
    ...told.writes,
  ])
  announce(telling, [told])
}

// A device logs out, or was told to: nothing is pushed to it from the commit on (I5).
import type { App } from '../../domain/app.ts'
import type { Store } from '../../ports/store.ts'
import { announce, type PresenceTelling, type PresentDevice, presenceOf } from './tell-presence.ts'

/** What logging out uses. */
export interface LogOutDeps {
  readonly store: Pick<Store, 'commitFenced' | 'tables'>
  readonly telling: PresenceTelling
}

/** Unbinds the device and notes that it left, in one commit; nothing where it has another connection by now, whose logout this is not. */
export async function logOut(
  { store, telling }: LogOutDeps,
  app: App,
  { session, ...device }: PresentDevice & { readonly session: bigint },
  ackedPosition: number,
  atMs: number,
): Promise<void> {
  const { chatDevices, holds, bindings } = store.tables
  const { user: username, deviceId } = device
  const told = await presenceOf(telling, app, device, 'logout', atMs)
  const [isHeld] = await store.commitFenced([
    {
      // First: whoever binds the device at this instant waits for it, and finds that it left.
      fence: holds.end({ appId: app.id, username, deviceId }, session, 'logged-out', atMs),
      writes: [
        chatDevices.acked(app.id, username, deviceId, ackedPosition),
        bindings.deleteDevice(app.id, username, deviceId),
        ...told.writes,
      ],
    },
  ])
  if (isHeld) announce(telling, [told])
}

// A device that logs in as this user for the first time begins at the timeline's end, and would miss what rings right now: it is told of
// it by entries for it alone (spec/zego.md §3.13, "Offline and re-login", rule 2).
import type { AppId } from '@posthouse/protocol'
import { userAudience } from '../../domain/chat/conversation.ts'
import type { SessionCaller } from '../../ports/methods.ts'
import { Appended } from '../chat/appended.ts'
import { announce, type CallDeps } from './change-call.ts'
import { pendingCalls } from './ring.ts'

/** How long such an entry is kept, besides: a call rings for ten minutes at most. */
const keptMs = 11 * 60_000

/**
 * Tells a new device of the calls that ring for its user, with their original instants. To be called once per first login of a device
 * (`isNewDevice`), after the login was stored; the entries then come by the catch-up or the live tail. Other devices leave them out,
 * because they name the device.
 */
export async function ringNewDevice(
  deps: Pick<CallDeps, 'store' | 'bus' | 'clock'>,
  { app, user, deviceId }: Pick<SessionCaller, 'user' | 'deviceId'> & { readonly app: { readonly id: AppId } },
): Promise<void> {
  const pending = await pendingCalls(deps, app.id, user)
  if (pending.length === 0) return
  const appended = new Appended(deps.store.tables.timeline, app.id)
  const nowMs = deps.clock.now()
  const writes = pending.map(body =>
    appended.append(userAudience(user), { ...body, device: deviceId }, nowMs, nowMs + keptMs),
  )
  announce(deps, appended.hint(writes, await deps.store.commit(writes)))
}

// Connections that ended without anybody who could note it: those of a process that died. Whoever takes them out of the record tells of
// them, once; a process that only seemed to be gone finds that its own are not in the record any more. Callers among them are as gone as
// those whose connection was lost.
import { type AppId, appkeyOf } from '@posthouse/protocol'
import type { App } from '../../domain/app.ts'
import type { ChatDevice } from '../../ports/chat-devices.ts'
import { callersDisconnected } from '../call/caller.ts'
import type { CallDeps } from '../call/change-call.ts'
import { type EndedSession, type RecordDeps, recordProgress } from './record-progress.ts'
import { heldDeviceOf } from './tell-presence.ts'

/** What releasing uses. */
export interface ReleaseDeps extends RecordDeps {
  readonly apps: { byId(appId: AppId): Promise<App | undefined> | App | undefined }
  readonly calling: CallDeps
}

/** Devices of one page. */
const pageMax = 200

/** Takes a process's connections out of the record, but for those that are `kept`; reports how many. */
export async function releaseNode(
  deps: ReleaseDeps,
  node: number,
  kept: (device: ChatDevice) => boolean,
  times: { readonly atMs: number; readonly signal: AbortSignal },
): Promise<number> {
  let released = 0
  let after: ChatDevice | undefined
  while (!times.signal.aborted) {
    const page = await deps.store.tables.holds.ofNode(node, after, pageMax)
    const gone = page.filter(one => !kept(one))
    await recordProgress(deps, [], await endsOf(deps, gone, times.atMs))
    for (const [appId, devices] of Map.groupBy(gone, one => one.appId))
      await callersDisconnected(deps.calling, appId, [...new Set(devices.map(({ username }) => username))])
    released += gone.length
    after = page.at(-1)
    if (page.length < pageMax) break
  }
  return released
}

async function endsOf(
  { apps }: ReleaseDeps,
  devices: readonly ChatDevice[],
  atMs: number,
): Promise<readonly EndedSession[]> {
  const ends: EndedSession[] = []
  for (const one of devices) {
    const device = heldDeviceOf(one)
    const app = await apps.byId(one.appId)
    if (!device || !one.held) continue
    // Of an app that is gone no rule is left, so that nobody is told.
    const of = app ?? { id: one.appId, appkey: appkeyOf('', '') }
    ends.push({ app: of, device, session: one.held.session, reason: 'logout', isUnregistered: false, atMs })
  }
  return ends
}

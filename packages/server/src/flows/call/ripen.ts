// What becomes of calls by themselves: a batch of those that are due takes its step, each in a commit of its own fence. Somebody who
// changed a call meanwhile has seen to its deadlines, so nothing is decided twice.
import type { AppId, UserId } from '@posthouse/protocol'
import { step } from '../../domain/call/step.ts'
import type { StoredCall } from '../../ports/calls.ts'
import type { Presence } from '../../ports/presence.ts'
import { Appended } from '../chat/appended.ts'
import { announce, type CallDeps, tellingWrites } from './change-call.ts'

/** What ripening uses. */
export interface RipenDeps extends CallDeps {
  readonly presence: Pick<Presence, 'online'>
}

/** Carries out what is due in leased calls, and sets when each is due next. */
export async function ripenCalls(deps: RipenDeps, due: readonly StoredCall[]): Promise<void> {
  const nowMs = deps.clock.now()
  const steps = []
  for (const { appId, call, revision } of due) {
    const isAsked = call.callerCheckAtMs !== undefined && call.callerCheckAtMs <= nowMs
    const isCallerConnected = isAsked ? await isOnline(deps, appId, call.caller) : true
    const next = step(call, { kind: 'ripen', isCallerConnected }, nowMs)
    if (typeof next !== 'string') steps.push({ appId, next, revision })
  }
  await deps.store.commitFenced(
    steps.map(({ appId, next, revision }) => {
      const appended = new Appended(deps.store.tables.timeline, appId)
      const writes = tellingWrites(deps, appended, appId, next, undefined, nowMs)
      return {
        // Also where nothing happened: the lease must end.
        fence: deps.store.tables.calls.replace(appId, next.call, revision),
        writes,
        reported(reports: readonly unknown[]) {
          if (next.notices.length > 0) announce(deps, appended.hint(writes, reports))
        },
      }
    }),
  )
}

async function isOnline({ presence }: RipenDeps, appId: AppId, user: UserId): Promise<boolean> {
  return (await presence.online(appId, [user])).has(user)
}

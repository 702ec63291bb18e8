// A caller who is gone before anybody accepted: its invitations are withdrawn (spec/zego.md §3.13, state Cancelled).
import type { AppId, UserId } from '@posthouse/protocol'
import { idFloor } from '../../base/ids.ts'
import { callMsMax } from '../../domain/call/call.ts'
import { step } from '../../domain/call/step.ts'
import { Refusal } from '../../domain/chat/refusal.ts'
import { type CallDeps, changeCall } from './change-call.ts'
import { openCallsMax } from './ring.ts'

/** The user logged out on its last device: the calls that it made and nobody accepted are over at once. */
export async function callerLoggedOut(deps: CallDeps, appId: AppId, user: UserId): Promise<void> {
  await tellCalls(deps, appId, [user], 'caller-lost')
}

/**
 * Connections of the users ended without a logout: calls that they made and nobody accepted are over unless the caller is connected after a
 * heartbeat's time-out, which the lane of calls sees to, across restarts too. Many at a time: a network that is lost takes thousands with it.
 */
export async function callersDisconnected(deps: CallDeps, appId: AppId, users: readonly UserId[]): Promise<void> {
  await tellCalls(deps, appId, users, 'caller-gone')
}

async function tellCalls(
  deps: CallDeps,
  appId: AppId,
  users: readonly UserId[],
  kind: 'caller-lost' | 'caller-gone',
): Promise<void> {
  const { calls } = deps.store.tables
  const open = await calls.open(appId, users, idFloor(deps.clock.now() - callMsMax), users.length * openCallsMax)
  const callers = new Set(users)
  const made = new Map(open.flatMap(({ call }) => (callers.has(call.caller) ? [[call.id, call]] : [])))
  for (const { id } of made.values()) {
    try {
      await changeCall(deps, appId, id, (before, nowMs) => step(before, { kind }, nowMs))
    } catch (cause) {
      // Its users were always first: it goes on as they want, and ends by its deadline at the latest.
      if (!(cause instanceof Refusal)) throw cause
    }
  }
}

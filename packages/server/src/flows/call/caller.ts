// A caller who is gone before anybody accepted: its invitations are withdrawn (spec/zego.md §3.13, state Cancelled).
import type { AppId, UserId } from '@posthouse/protocol'
import { idFloor } from '../../base/ids.ts'
import { callMsMax } from '../../domain/call/call.ts'
import { step } from '../../domain/call/step.ts'
import { type CallDeps, changeCall } from './change-call.ts'
import { openCallsMax } from './ring.ts'

/** The user logged out on its last device: the calls that it made and nobody accepted are over at once. */
export async function callerLoggedOut(deps: CallDeps, appId: AppId, user: UserId): Promise<void> {
  await tellCalls(deps, appId, user, 'caller-lost')
}

/**
 * The user's last connection ended without a logout: calls that it made and nobody accepted are over unless it is back within a
 * heartbeat's time-out, which the lane of calls sees to, across restarts too.
 */
export async function callerDisconnected(deps: CallDeps, appId: AppId, user: UserId): Promise<void> {
  await tellCalls(deps, appId, user, 'caller-gone')
}

async function tellCalls(
  deps: CallDeps,
  appId: AppId,
  user: UserId,
  kind: 'caller-lost' | 'caller-gone',
): Promise<void> {
  const { calls } = deps.store.tables
  const open = await calls.open(appId, user, idFloor(deps.clock.now() - callMsMax), openCallsMax)
  for (const { call } of open.filter(({ call: { caller } }) => caller === user))
    await changeCall(deps, appId, call.id, (before, nowMs) => step(before, { kind }, nowMs))
}

// Whether somebody's devices should still ring, and what a device that comes online is told of (spec/zego.md §3.13).
import { type AppId, day, type UserId } from '@posthouse/protocol'
import type { Clock } from '../../base/clock.ts'
import { idFloor } from '../../base/ids.ts'
import { type CallId, callMsMax, isRinging, userOf } from '../../domain/call/call.ts'
import { type CallEntryBody, entryOf } from '../../domain/call/snapshot.ts'
import type { CallTable } from '../../ports/calls.ts'

/** What these flows use. */
export interface RingDeps {
  readonly store: { readonly tables: { readonly calls: Pick<CallTable, 'find' | 'open'> } }
  readonly clock: Pick<Clock, 'now'>
}

/** Most calls that go on at a time and that a user is told of, the newest first. */
export const openCallsMax = 32

/**
 * Whether a push that makes the user's devices ring is still wanted: the user was called, has not answered on any device, was not timed
 * out, and the call is not over. To be asked before each pass of a hand-over of `what` 'call'; one of 'call-end' is always wanted.
 */
export async function stillRings({ store, clock }: RingDeps, appId: AppId, id: CallId, user: UserId): Promise<boolean> {
  const found = await store.tables.calls.find(appId, id)
  if (!found || !isRinging(found.call, user)) return false
  return (userOf(found.call, user)?.deadlineMs ?? 0) > clock.now()
}

/**
 * The invitations that ring for a user now, the oldest first, each with its original instants. A returning device finds the stored
 * entries in its catch-up; a new one is told by ring-new-device.ts.
 */
export async function pendingCalls(
  { store, clock }: RingDeps,
  appId: AppId,
  user: UserId,
): Promise<readonly CallEntryBody[]> {
  const nowMs = clock.now()
  const found = await store.tables.calls.open(appId, [user], idFloor(nowMs - callMsMax - day), openCallsMax)
  return found.toReversed().flatMap(({ call }) => {
    const own = userOf(call, user)
    if (!own || !isRinging(call, user) || (own.deadlineMs ?? 0) <= nowMs) return []
    const { inviter: operator, invitedAtMs } = own
    const told = { to: user, event: 'invited', users: undefined, operator, device: undefined } as const
    return [entryOf(call, { ...told, extendedData: call.extendedData }, invitedAtMs)]
  })
}

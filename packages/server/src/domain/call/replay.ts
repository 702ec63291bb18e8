// What of a call is still worth telling to a device that was away (spec/zego.md §3.13, "Offline and re-login"): an invitation that still
// rings, once; nothing of a call that is over but to who was in it, and just lost the connection for a while. Pure.
import { hour, minute, type UserId } from '@posthouse/protocol'
import { type Call, isRinging, userOf } from './call.ts'
import type { CallNotice } from './notice.ts'
import type { CallEntryBody } from './snapshot.ts'

/** Whoever is away for longer than that was offline when it happened; an invitation is kept so long after its end. */
const keptMs: number = minute
/** Somebody in the call whose connection is lost goes on when it is back. */
const keptInCallMs: number = hour
/** ZIM's number of `accepted`. */
const acceptedNumber = 1

/** Until when an entry may be told, epoch ms. `call` is the call after what happened. */
export function tellUntilMs(call: Call, { to, event }: CallNotice, nowMs: number): number {
  const user = userOf(call, to)
  if (event === 'invited') return (user?.deadlineMs ?? nowMs) + keptMs
  return nowMs + (user?.state === 'accepted' ? keptInCallMs : keptMs)
}

/**
 * Whether a device of the user that was away is told of the entry. Of what happened before its client had the invitation nothing is:
 * it gets the invitation, and all changes since in one when it says that it has it.
 */
export function isWorthTelling(call: Call, user: UserId, entry: CallEntryBody, nowMs: number): boolean {
  const own = userOf(call, user)
  if (!own) return false
  if (entry.event === 'invited')
    return isRinging(call, user) && own.invitedAtMs === entry.atMs && (own.deadlineMs ?? 0) > nowMs
  if (entry.event === 'created') return call.endedAtMs === undefined
  const wasIn = entry.call.users.some(({ id, state }) => id === user && state === acceptedNumber)
  const sinceMs = own.receivedAtMs ?? Number.POSITIVE_INFINITY
  return entry.atMs >= sinceMs && nowMs <= entry.atMs + (wasIn ? keptInCallMs : keptMs)
}

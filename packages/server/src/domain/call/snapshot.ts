// A call as its users' devices see it: ZIM's numbers in place of words (spec/zego.md §3.1, §3.6). Pure.
import type { UserId } from '@posthouse/protocol'
import type { EntryBody, WireCall, WireCallUser } from '@posthouse/protocol/frames'
import { type Call, type CallUser, type CallUserState, userOf } from './call.ts'
import type { CallNotice } from './notice.ts'

/** The call as a user sees it. Its inviter is who called that user in. */
export function wireCall(call: Call, viewer: UserId): WireCall {
  const { caller, mode, extendedData, timeoutSeconds, createdAtMs, endedAtMs } = call
  return {
    id: call.id.toString(),
    ...{ caller, mode, extendedData, timeoutSeconds, createdAtMs },
    inviter: userOf(call, viewer)?.inviter ?? caller,
    state: endedAtMs === undefined ? 1 : 2,
    endedAtMs: endedAtMs ?? 0,
    users: call.users.map(user => wireUser(user, viewer)),
  }
}

/** What a notice says, as an entry of the timeline. */
export function entryOf(
  call: Call,
  { to, event, users, operator, extendedData, device }: CallNotice,
  atMs: number,
): CallEntryBody {
  const changed = users && call.users.filter(({ id }) => users.includes(id)).map(user => wireUser(user, to))
  return {
    kind: 'call',
    ...{ event, operator, atMs, call: wireCall(call, to) },
    ...(changed === undefined ? {} : { users: changed }),
    ...(extendedData === undefined ? {} : { extendedData }),
    ...(device === undefined ? {} : { device }),
  }
}

/** An entry about a call, before it has its position. */
export type CallEntryBody = Extract<EntryBody, { kind: 'call' }>

/** ZIM's numbers. */
const numbers: Readonly<Record<CallUserState, number>> = {
  inviting: 0,
  accepted: 1,
  rejected: 2,
  cancelled: 3,
  received: 5,
  'timed-out': 6,
  quit: 7,
  unreceived: 9,
}
/** What somebody whose invitation was withdrawn is told of itself; others are told 3 (spec/zego.md §3.13). */
const beCancelled = 10

function wireUser({ id, state, extendedData }: CallUser, viewer: UserId): WireCallUser {
  return { id, extendedData, state: state === 'cancelled' && id === viewer ? beCancelled : numbers[state] }
}

// Inviting into a call and withdrawing invitations (spec/zego.md §3.13). Pure.
import type { DeviceId, UserId } from '@posthouse/protocol'
import { inviteesMax, type ZimCodeName } from '@posthouse/protocol/frames'
import {
  type Call,
  type CallId,
  type CallUser,
  listens,
  participantsMax,
  receiptCheckMs,
  rings,
  userOf,
} from './call.ts'
import {
  type CallFailure,
  type CallStep,
  overIfAnswered,
  participants,
  stepOf,
  withState,
  withUsers,
} from './change.ts'
import { notice, statesToOthers } from './notice.ts'

/** What a call is made of. */
export interface NewCall {
  readonly id: CallId
  readonly caller: UserId
  readonly device: DeviceId
  readonly invitees: readonly UserId[]
  /** Those of the invitees whom nothing would reach: not registered, or logged out everywhere. */
  readonly unreachable: ReadonlySet<UserId>
  readonly mode: 0 | 1
  readonly extendedData: string
  readonly timeoutSeconds: number
  readonly checksReceipt: boolean
}

/** A new call that rings. Refused with more than 9 invitees, and where none of them can be called. */
export function newCall(wanted: NewCall, nowMs: number): CallStep | ZimCodeName {
  const named = [...new Set(wanted.invitees)]
  if (named.length > inviteesMax) return 'call-too-many'
  const failed = failuresOf(named, [wanted.caller], wanted.unreachable)
  const invitees = named.filter(id => !failed.some(failure => failure.id === id))
  if (invitees.length === 0) return 'call-nobody'
  const { id, caller, mode, extendedData, timeoutSeconds, checksReceipt } = wanted
  const empty: Call = {
    ...{ id, caller, mode, extendedData, timeoutSeconds, checksReceipt, createdAtMs: nowMs },
    ...{ endedAtMs: undefined, callerCheckAtMs: undefined },
    users: [
      {
        ...{ id: caller, state: 'accepted', extendedData, inviter: caller, invitedAtMs: nowMs, changedAtMs: nowMs },
        ...{ receivedAtMs: nowMs, acceptedAtMs: nowMs, deadlineMs: undefined, checkAtMs: undefined },
        device: wanted.device,
      },
    ],
  }
  const call = withUsers(
    empty,
    invitees.map(invitee => called(empty, invitee, caller, nowMs)),
  )
  const happening = { users: [], operator: caller, extendedData }
  const notices = [
    notice(call, caller, 'created', happening),
    ...invitees.map(invitee => notice(call, invitee, 'invited', happening)),
  ]
  return stepOf(call, notices, { invited: invitees, failed })
}

/** Who is called into a call, and by whom. */
export interface Addition extends Pick<NewCall, 'invitees' | 'unreachable'> {
  readonly by: UserId
}

/** More users are called into an advanced call, by somebody in it. Who is in it or rings already is a failure of its own. */
export function added(call: Call, wanted: Addition, nowMs: number): CallStep | ZimCodeName {
  const { by } = wanted
  if (call.endedAtMs !== undefined) return 'call-unknown'
  if (call.mode === 0) return 'call-not-advanced'
  if (userOf(call, by)?.state !== 'accepted') return 'call-failed'
  const named = [...new Set(wanted.invitees)]
  if (named.length > inviteesMax) return 'call-too-many'
  const inIt = participants(call).map(({ id }) => id)
  const failed = failuresOf(named, inIt, wanted.unreachable)
  const fresh = named.filter(id => !failed.some(failure => failure.id === id))
  if (fresh.length === 0) return failed.some(({ reason }) => reason === 'call-in-it') ? 'call-in-it' : 'call-nobody'
  if (inIt.length + fresh.length > participantsMax) return 'call-too-many'
  const after = withUsers(
    call,
    fresh.map(invitee => called(call, invitee, by, nowMs)),
  )
  const happening = { users: fresh, operator: by, extendedData: call.extendedData }
  const notices = [
    ...fresh.map(invitee => notice(call, invitee, 'invited', happening)),
    ...statesToOthers(call, after, happening, fresh),
  ]
  return stepOf(after, notices, { invited: fresh, failed })
}

/**
 * Invitations are withdrawn by who made them; each that cannot be is a failure of its own, and it is refused only where none can be.
 */
export function cancelled(
  call: Call,
  wanted: { readonly by: UserId; readonly invitees: readonly UserId[]; readonly extendedData: string },
  nowMs: number,
): CallStep | ZimCodeName {
  const { by, extendedData } = wanted
  const named = wanted.invitees.length > 0 ? [...new Set(wanted.invitees)] : openOf(call, by)
  const objections = named.map(id => ({ id, reason: cancelObjection(call, by, id) }))
  const failed = objections.filter((one): one is CallFailure => one.reason !== undefined)
  const withdrawn = objections.filter(({ reason }) => reason === undefined).map(({ id }) => id)
  if (withdrawn.length === 0) return failed[0]?.reason ?? 'call-unknown'
  const after = overIfAnswered(withState(call, withdrawn, 'cancelled', nowMs), nowMs)
  const happening = { users: withdrawn, operator: by, extendedData }
  const notices = [
    ...withdrawn.map(id => notice(call, id, 'cancelled', { ...happening, users: [id] })),
    ...statesToOthers(call, after, happening, [by]),
  ]
  return stepOf(after, notices, { failed, released: withdrawn })
}

function called(call: Call, id: UserId, inviter: UserId, nowMs: number): CallUser {
  return {
    ...{ id, inviter, state: 'inviting', extendedData: '', invitedAtMs: nowMs, changedAtMs: nowMs },
    ...{ receivedAtMs: undefined, acceptedAtMs: undefined, device: undefined },
    deadlineMs: nowMs + call.timeoutSeconds * 1_000,
    checkAtMs: call.checksReceipt ? nowMs + receiptCheckMs : undefined,
  }
}

function failuresOf(
  named: readonly UserId[],
  inIt: readonly UserId[],
  unreachable: ReadonlySet<UserId>,
): readonly CallFailure[] {
  return named.flatMap((id): CallFailure[] => {
    if (inIt.includes(id)) return [{ id, reason: 'call-in-it' }]
    return unreachable.has(id) ? [{ id, reason: 'user-unknown' }] : []
  })
}

/** Invitations of a user that are open; where there is none, everybody whom it invited, so that the refusal says why. */
function openOf(call: Call, by: UserId): readonly UserId[] {
  const own = call.users.filter(({ id, inviter }) => inviter === by && id !== by)
  const open = own.filter(rings)
  const users = open.length > 0 ? open : own.length > 0 ? own : call.users.filter(({ id }) => id !== by)
  return users.map(({ id }) => id)
}

function cancelObjection(call: Call, by: UserId, id: UserId): ZimCodeName | undefined {
  const user = userOf(call, id)
  if (!user || user.id === call.caller) return 'call-not-inviter'
  if (user.inviter !== by) return 'call-not-inviter'
  if (user.state === 'accepted') return 'call-accepted'
  return call.endedAtMs === undefined && listens(user) ? undefined : 'call-unknown'
}

// Answers to an invitation: it came, it is accepted or rejected, and joining without one (spec/zego.md §3.13). Pure.
import type { UserId } from '@posthouse/protocol'
import type { ZimCodeName } from '@posthouse/protocol/frames'
import { type Call, type CallUser, listens, participantsMax, rings, userOf } from './call.ts'
import { type CallStep, type Deed, overIfAnswered, participants, stepOf, withState, withUsers } from './change.ts'
import { type CallNotice, notice, statesToOthers } from './notice.ts'

/** An invitee accepts; its device becomes its main one. */
export function accepted(call: Call, deed: Deed, nowMs: number): CallStep | ZimCodeName {
  const objection = answerObjection(call, deed.by)
  if (objection) return objection
  const { device, extendedData } = deed
  const change = { device, extendedData, acceptedAtMs: nowMs, receivedAtMs: receivedAt(call, deed.by, nowMs) }
  const after = withState({ ...call, callerCheckAtMs: undefined }, [deed.by], 'accepted', nowMs, change)
  return stepOf(overIfAnswered(after, nowMs), answerNotices(call, after, deed, 'accepted'))
}

/** An invitee rejects. */
export function rejected(call: Call, deed: Deed, nowMs: number): CallStep | ZimCodeName {
  const objection = answerObjection(call, deed.by)
  if (objection) return objection
  const { extendedData } = deed
  const receivedAtMs = receivedAt(call, deed.by, nowMs)
  const after = withState(call, [deed.by], 'rejected', nowMs, { extendedData, receivedAtMs })
  return stepOf(overIfAnswered(after, nowMs), answerNotices(call, after, deed, 'rejected'))
}

/**
 * An invitee's client has the invitation. It is told at once of everybody who changed since it was called; others of its own change. A
 * second device that says so changes nothing.
 */
export function received(call: Call, by: UserId, nowMs: number): CallStep | ZimCodeName {
  const user = userOf(call, by)
  if (!user) return 'call-not-invitee'
  if (call.endedAtMs !== undefined) return 'call-unknown'
  if (!rings(user) || user.state === 'received') return stepOf(call, [])
  const after = withState(call, [by], 'received', nowMs, { receivedAtMs: nowMs })
  const own = call.users
    .filter(({ id, changedAtMs }) => id === by || changedAtMs > user.invitedAtMs)
    .map(({ id }) => id)
  const notices = [
    notice(call, by, 'states', { users: own, operator: by }),
    ...statesToOthers(call, after, { users: [by], operator: by }, [by]),
  ]
  return stepOf(after, notices)
}

/** Somebody who knows the call joins it, or goes on with another device, which becomes the main one. */
export function joined(call: Call, deed: Deed, nowMs: number): CallStep | ZimCodeName {
  const { by, device, extendedData } = deed
  if (call.endedAtMs !== undefined) return 'call-unknown'
  if (call.mode === 0) return 'call-not-advanced'
  const user = userOf(call, by)
  const isIn = user?.state === 'accepted'
  if (isIn && user.device === device) return 'call-in-it'
  const isNew = user === undefined || !listens(user)
  if (isNew && participants(call).length >= participantsMax) return 'call-too-many'
  const joiner: CallUser = {
    ...(user ?? { id: by, invitedAtMs: nowMs, inviter: by }),
    ...{ state: 'accepted', device, extendedData, changedAtMs: nowMs, deadlineMs: undefined, checkAtMs: undefined },
    acceptedAtMs: isIn ? user.acceptedAtMs : nowMs,
    receivedAtMs: receivedAt(call, by, nowMs),
  }
  const after = withUsers({ ...call, callerCheckAtMs: undefined }, [joiner])
  const happening = { users: [by], operator: by, extendedData }
  // The device that it goes on from hears of it too: it is the main one no more.
  const own: CallNotice = { ...notice(call, by, 'states', happening), extendedData: undefined, device: undefined }
  return stepOf(after, [own, ...(isIn ? [] : statesToOthers(call, after, happening, [by]))])
}

/** Who answers has the invitation, whether its client said so or not. */
function receivedAt(call: Call, by: UserId, nowMs: number): number {
  return userOf(call, by)?.receivedAtMs ?? nowMs
}

/** Why a user may not answer. Who was timed out is told that the call is gone, and so is everybody once it is over. */
function answerObjection(call: Call, by: UserId): ZimCodeName | undefined {
  const user = userOf(call, by)
  if (!user || by === call.caller) return 'call-not-invitee'
  if (call.endedAtMs !== undefined || user.state === 'timed-out') return 'call-unknown'
  return rings(user) ? undefined : 'call-not-invitee'
}

/** The inviter hears the answer; everybody else in the call, and the user's own devices, hear of its state. */
function answerNotices(call: Call, after: Call, deed: Deed, event: 'accepted' | 'rejected'): readonly CallNotice[] {
  const { by, extendedData } = deed
  const happening = { users: [by], operator: by, extendedData }
  const inviter = userOf(call, by)?.inviter ?? call.caller
  const isThere = userOf(call, inviter)?.state === 'accepted'
  return [
    ...(isThere ? [notice(call, inviter, event, happening)] : []),
    { ...notice(call, by, 'states', happening), extendedData: undefined },
    ...statesToOthers(call, after, happening, [by, inviter]),
  ]
}

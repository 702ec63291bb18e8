// What becomes of a call by itself: invitations that nobody answers, clients that do not confirm, a caller that is gone, and calls that
// nobody ends (spec/zego.md §3.13). Pure.

import type { UserId } from '@posthouse/protocol'
import { heartbeatTimeoutMs } from '@posthouse/protocol/frames'
import { type Call, callMsMax, dueAtMs, rings, userOf, wasAnswered } from './call.ts'
import { type CallStep, over, overIfAnswered, stepOf, withState } from './change.ts'
import { endNotices } from './leave.ts'
import { type CallNotice, notice, statesToOthers } from './notice.ts'

/** Everything that is due by now happens. A caller who lost its connection gets as long as a heartbeat to be back. */
export function ripened(call: Call, isCallerConnected: boolean, nowMs: number): CallStep {
  const first = withoutLateOnes(call, nowMs)
  const { callerCheckAtMs } = first.call
  if (callerCheckAtMs === undefined || callerCheckAtMs > nowMs) return first
  const checked = { ...first.call, callerCheckAtMs: undefined }
  if (isCallerConnected) return { ...first, call: checked }
  const lost = callerLost(checked, nowMs)
  return { ...lost, notices: [...first.notices, ...lost.notices] }
}

/** What only time decides: it happens before anything else does, however late that is noticed. */
export function withoutLateOnes(call: Call, nowMs: number): CallStep {
  const due = dueAtMs(call)
  if (due === undefined || due > nowMs) return stepOf(call, [])
  const checked = unconfirmed(call, nowMs)
  const late = unanswered(checked.call, nowMs)
  const notices = [...checked.notices, ...late.notices]
  const isTooLong = late.call.endedAtMs === undefined && nowMs >= call.createdAtMs + callMsMax
  if (!isTooLong) return stepOf(late.call, notices)
  return stepOf(over(late.call, nowMs), [...notices, ...endNotices(late.call, { by: call.caller, extendedData: '' })])
}

/** The caller is gone for good: before anybody accepted, its invitations are withdrawn, and the call is over. */
export function callerLost(call: Call, nowMs: number): CallStep {
  if (call.endedAtMs !== undefined || wasAnswered(call)) return stepOf(call, [])
  const ringing = call.users.filter(rings).map(({ id }) => id)
  const after = over(withState(call, ringing, 'cancelled', nowMs), nowMs)
  const notices = ringing.map(id =>
    notice(call, id, 'cancelled', { users: [id], operator: call.caller, extendedData: '' }),
  )
  return stepOf(after, notices, { released: ringing })
}

/** The caller has no connection: a while later it is asked whether it came back. */
export function callerGone(call: Call, nowMs: number): CallStep {
  const isWaitedFor = call.callerCheckAtMs !== undefined
  if (call.endedAtMs !== undefined || wasAnswered(call) || isWaitedFor) return stepOf(call, [])
  return stepOf({ ...call, callerCheckAtMs: nowMs + heartbeatTimeoutMs }, [])
}

/** Nobody answered in time: the invitee hears that it is over, who invited hears who did not answer, all others hear of the states. */
function unanswered(call: Call, nowMs: number): CallStep {
  const late = call.users.filter(({ deadlineMs }) => deadlineMs !== undefined && deadlineMs <= nowMs)
  if (late.length === 0) return stepOf(call, [])
  const users = late.map(({ id }) => id)
  const after = overIfAnswered(withState(call, users, 'timed-out', nowMs), nowMs)
  const inviters = new Map<UserId, UserId[]>()
  for (const { id, inviter } of late) inviters.set(inviter, [...(inviters.get(inviter) ?? []), id])
  const notices: CallNotice[] = late.map(({ id, inviter }) =>
    notice(call, id, 'timed-out', { users: [id], operator: inviter }),
  )
  for (const [inviter, own] of inviters) {
    if (userOf(call, inviter)?.state !== 'accepted') continue
    notices.push(notice(call, inviter, 'unanswered', { users: own, operator: inviter }))
    const others = users.filter(id => !own.includes(id))
    if (others.length > 0) notices.push(notice(call, inviter, 'states', { users: others, operator: call.caller }))
  }
  const rest = statesToOthers(call, after, { users, operator: call.caller }, [...inviters.keys()])
  return stepOf(after, [...notices, ...rest])
}

/** Whose client has not confirmed in time is told to everybody else. */
function unconfirmed(call: Call, nowMs: number): CallStep {
  const late = call.users.filter(({ checkAtMs }) => checkAtMs !== undefined && checkAtMs <= nowMs)
  // Whoever is out of time altogether is told to be that.
  const users = late.filter(({ deadlineMs }) => deadlineMs === undefined || deadlineMs > nowMs).map(({ id }) => id)
  const after = withState(call, users, 'unreceived', nowMs)
  return stepOf(after, users.length > 0 ? statesToOthers(call, after, { users, operator: call.caller }, users) : [])
}

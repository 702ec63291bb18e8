// Leaving an advanced call, and ending it for everybody (spec/zego.md §3.13). Pure.
import type { ZimCodeName } from '@posthouse/protocol/frames'
import { type Call, listens, userOf } from './call.ts'
import { type CallStep, type Deed, over, participants, stepOf, withState } from './change.ts'
import { type CallNotice, notice, statesToOthers } from './notice.ts'

/** Somebody in the call leaves it. When nobody is left in it, it is over for those who still ring. */
export function quit(call: Call, deed: Deed, nowMs: number): CallStep | ZimCodeName {
  const objection = leaveObjection(call, deed)
  if (objection) return objection
  const { by, device, extendedData } = deed
  const after = withState(call, [by], 'quit', nowMs, { extendedData })
  const happening = { users: [by], operator: by, extendedData }
  const own: CallNotice = { ...notice(call, by, 'states', happening), extendedData: undefined, device }
  const released = participants(after).map(({ id }) => id)
  const notices = [own, ...statesToOthers(call, after, happening, [by])]
  if (after.users.some(({ state }) => state === 'accepted')) return stepOf(after, notices, { released })
  return stepOf(over(after, nowMs), [...notices, ...endNotices(after, deed)], { released })
}

/** Somebody in the call ends it for everybody who is in it or called. */
export function ended(call: Call, deed: Deed, nowMs: number): CallStep | ZimCodeName {
  const objection = leaveObjection(call, deed)
  if (objection) return objection
  const released = participants(call)
    .map(({ id }) => id)
    .filter(id => id !== deed.by)
  return stepOf(over(call, nowMs), endNotices(call, deed), { released })
}

/** Everybody who is in the call or called is told that it is over. */
export function endNotices(call: Call, { by, extendedData }: Pick<Deed, 'by' | 'extendedData'>): readonly CallNotice[] {
  return call.users
    .filter(listens)
    .map(({ id }) => notice(call, id, 'ended', { users: [], operator: by, extendedData }))
}

function leaveObjection(call: Call, { by }: Deed): ZimCodeName | undefined {
  if (call.mode === 0) return 'call-not-advanced'
  if (call.endedAtMs !== undefined) return 'call-unknown'
  return userOf(call, by)?.state === 'accepted' ? undefined : 'call-failed'
}

// What happens in calls, as the app's events (spec/zego.md §3.13). What a device was away for comes through the server's filter: no
// invitation that rings no more, and nothing of a call that it never heard of.
import type { Entry, WireCall, WireCallUser } from '@posthouse/protocol/frames'
import { zimCallUsers } from './call-shape.ts'
import type { Core } from './core.ts'
import { ZIMCallUserState } from './enums/call.ts'
import type { EventData } from './surface/event-data.ts'

type CallEntry = Extract<Entry, { kind: 'call' }>

/** Tells the app of an entry, unless it is for another of the user's devices alone. */
export function tellCall(core: Core, entry: CallEntry): void {
  if (entry.device !== undefined && entry.device !== core.session.device) return
  const { event, call, operator, users = call.users, extendedData = '' } = entry
  const { listeners } = core
  const self = core.self()
  const isMine = users.some(({ id }) => id === self)
  const [callID, mode] = [call.id, call.mode]
  switch (event) {
    case 'created':
      if (call.caller === self) listeners.tell('callInvitationCreated', createdOf(call))
      return
    case 'invited':
      if (rings(core, users) && operator !== self) tellReceived(core, entry)
      else tellStates(core, callID, users)
      return
    case 'states':
      tellStates(core, callID, users)
      return
    case 'accepted':
      if (operator !== self) listeners.tell('callInvitationAccepted', { callID, invitee: operator, extendedData })
      tellStates(core, callID, users)
      return
    case 'rejected':
      if (operator !== self) listeners.tell('callInvitationRejected', { callID, invitee: operator, extendedData })
      tellStates(core, callID, users)
      return
    case 'cancelled':
      if (operator === self) return
      if (isMine) listeners.tell('callInvitationCancelled', { callID, mode, inviter: call.inviter, extendedData })
      else tellStates(core, callID, users)
      return
    case 'unanswered':
      listeners.tell('callInviteesAnsweredTimeout', { callID, invitees: users.map(({ id }) => id) })
      tellStates(core, callID, users)
      return
    case 'timed-out':
      listeners.tell('callInvitationTimeout', { callID, mode })
      return
    case 'ended':
      listeners.tell('callInvitationEnded', {
        callID,
        mode,
        caller: call.caller,
        operatedUserID: operator,
        extendedData,
        endTime: call.endedAtMs,
      })
      return
  }
}

function tellReceived(core: Core, { call }: CallEntry): void {
  core.listeners.tell('callInvitationReceived', { ...createdOf(call), inviter: call.inviter })
  core.background(core.request('call.received', { callId: call.id }))
}

function createdOf(call: WireCall): EventData['callInvitationCreated'] {
  return {
    callID: call.id,
    mode: call.mode,
    caller: call.caller,
    extendedData: call.extendedData,
    timeout: call.timeoutSeconds,
    createTime: call.createdAtMs,
    callUserList: zimCallUsers(call.users),
  }
}

function tellStates(core: Core, callID: string, users: readonly WireCallUser[]): void {
  core.listeners.tell('callUserStateChanged', { callID, callUserList: zimCallUsers(users) })
}

function rings(core: Core, users: readonly WireCallUser[]): boolean {
  const mine = users.find(({ id }) => id === core.self())
  const ringing: readonly number[] = [
    ZIMCallUserState.Inviting,
    ZIMCallUserState.Received,
    ZIMCallUserState.NotYetReceived,
  ]
  return mine !== undefined && ringing.includes(mine.state)
}

// Calls between the wire and the app (spec/zego.md §3.6). Pure.
import type { WireCall, WireCallUser } from '@posthouse/protocol/frames'
import type { ZIMCallInfo, ZIMCallUserInfo } from './surface/calls.ts'

/** A call. */
export function zimCall(call: WireCall): ZIMCallInfo {
  return {
    callID: call.id,
    caller: call.caller,
    inviter: call.inviter,
    createTime: call.createdAtMs,
    endTime: call.endedAtMs,
    state: call.state,
    mode: call.mode,
    extendedData: call.extendedData,
    callUserList: zimCallUsers(call.users),
  }
}

/** Users of a call. */
export function zimCallUsers(users: readonly WireCallUser[]): ZIMCallUserInfo[] {
  return users.map(({ id, state, extendedData }) => ({ userID: id, state, extendedData }))
}

// Call invitations, in the original's names (spec/zego.md §3.6). Declarations only.
import type { ZIMCallInvitationMode, ZIMCallState, ZIMCallUserState } from '../enums/call.ts'
import type { ZIMPushConfig } from './users.ts'

export interface ZIMCallUserInfo {
  userID: string
  state: ZIMCallUserState
  extendedData: string
}
export interface ZIMCallInviteConfig {
  timeout?: number
  mode?: ZIMCallInvitationMode
  extendedData?: string
  enableNotReceivedCheck?: boolean
  pushConfig?: ZIMPushConfig
}
export interface ZIMCallingInviteConfig {
  pushConfig?: ZIMPushConfig
}
export interface ZIMCallJoinConfig {
  extendedData?: string
}
export interface ZIMCallQuitConfig {
  extendedData?: string
  pushConfig?: ZIMPushConfig
}
export interface ZIMCallEndConfig {
  extendedData?: string
  pushConfig?: ZIMPushConfig
}
export interface ZIMCallCancelConfig {
  extendedData?: string
  pushConfig?: ZIMPushConfig
}
export interface ZIMCallAcceptConfig {
  extendedData?: string
}
export interface ZIMCallRejectConfig {
  extendedData?: string
}
export interface ZIMCallInvitationQueryConfig {
  count?: number
  nextFlag?: number
}
export interface ZIMCallInfo {
  callID: string
  caller: string
  inviter: string
  createTime: number
  endTime: number
  state: ZIMCallState
  mode: ZIMCallInvitationMode
  extendedData: string
  callUserList: ZIMCallUserInfo[]
}

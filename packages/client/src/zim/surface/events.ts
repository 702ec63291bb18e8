// What events carry, in the original's names (spec/zego.md §3.9). Declarations only.
import type { ZIMCallInvitationMode } from '../enums/call.ts'
import type { ZIMConversationSyncState, ZIMConversationType } from '../enums/conversation.ts'
import type { ZIMGroupEvent, ZIMGroupMemberEvent, ZIMGroupMemberState, ZIMGroupState } from '../enums/group.ts'
import type { ZIMMessageDeleteType } from '../enums/message.ts'
import type { ZIMConnectionEvent, ZIMConnectionState } from '../enums/session.ts'
import type { ZIMCallUserInfo } from './calls.ts'
import type { ZIMConversationChangeInfo } from './conversations.ts'
import type { ZIMGroupFullInfo, ZIMGroupMemberInfo, ZIMGroupOperatedInfo } from './groups.ts'
import type { ZIMMessageReceivedInfo, ZIMMessageSentStatusChangeInfo } from './message-calls.ts'
import type { ZIMMessage, ZIMRevokeMessage } from './messages.ts'
import type { ZIMUserFullInfo, ZIMUserRule } from './users.ts'

export interface ZIMEventOfConnectionStateChangedResult {
  state: ZIMConnectionState
  event: ZIMConnectionEvent
  extendedData: string
}
export interface ZIMEventOfTokenWillExpireResult {
  second: number
}
export interface ZIMEventOfUserRuleUpdatedResult {
  userRule: ZIMUserRule
}
export interface ZIMEventOfUserInfoUpdatedResult {
  info: ZIMUserFullInfo
}
export interface ZIMEventOfConversationChangedResult {
  infoList: ZIMConversationChangeInfo[]
}
export interface ZIMEventOfConversationSyncStateChangedResult {
  state: ZIMConversationSyncState
}
export interface ZIMEventOfConversationTotalUnreadMessageCountUpdatedResult {
  totalUnreadMessageCount: number
}
export interface ZIMEventOfReceiveConversationMessageResult {
  messageList: ZIMMessage[]
  fromConversationID: string
}
export interface ZIMEventOfConversationMessageReceivedResult {
  messageList: ZIMMessage[]
  fromConversationID: string
  info: ZIMMessageReceivedInfo
}
export interface ZIMMessageReceivedEventResult {
  messageList: ZIMMessage[]
  info: ZIMMessageReceivedInfo
  receivedInfo: ZIMMessageReceivedInfo
  conversationID: string
  conversationType: ZIMConversationType
}
export interface ZIMEventOfBroadcastMessageReceivedResult {
  message: ZIMMessage
}
export interface ZIMEventOfMessageSentStatusChangedResult {
  infos: ZIMMessageSentStatusChangeInfo[]
}
export interface ZIMEventOfMessageRevokeReceivedResult {
  messageList: ZIMRevokeMessage[]
}
export interface ZIMEventOfMessageDeletedResult {
  conversationID: string
  conversationType: ZIMConversationType
  isDeleteConversationAllMessage: boolean
  messageDeleteType: ZIMMessageDeleteType
  messageList: ZIMMessage[]
}
export interface ZIMEventOfGroupStateChangedResult {
  state: ZIMGroupState
  event: ZIMGroupEvent
  operatedInfo: ZIMGroupOperatedInfo
  groupInfo: ZIMGroupFullInfo
}
export interface ZIMEventOfGroupMemberStateChangedResult {
  groupID: string
  state: ZIMGroupMemberState
  event: ZIMGroupMemberEvent
  userList: ZIMGroupMemberInfo[]
  operatedInfo: ZIMGroupOperatedInfo
}
export interface ZIMEventOfGroupMemberInfoUpdatedResult {
  groupID: string
  userList: ZIMGroupMemberInfo[]
  operatedInfo: ZIMGroupOperatedInfo
}
export interface ZIMEventOfCallInvitationCreatedResult {
  callID: string
  mode: ZIMCallInvitationMode
  caller: string
  extendedData: string
  timeout: number
  createTime: number
  callUserList: ZIMCallUserInfo[]
}
export interface ZIMEventOfCallInvitationReceivedResult {
  callID: string
  mode: ZIMCallInvitationMode
  caller: string
  inviter: string
  extendedData: string
  timeout: number
  createTime: number
  callUserList: ZIMCallUserInfo[]
}
export interface ZIMEventOfCallInvitationCancelledResult {
  callID: string
  mode: ZIMCallInvitationMode
  inviter: string
  extendedData: string
}
export interface ZIMEventOfCallInvitationTimeoutResult {
  callID: string
  mode: ZIMCallInvitationMode
}
export interface ZIMEventOfCallInvitationEndedResult {
  callID: string
  mode: ZIMCallInvitationMode
  caller: string
  operatedUserID: string
  extendedData: string
  endTime: number
}
export interface ZIMEventOfCallUserStateChangedResult {
  callID: string
  callUserList: ZIMCallUserInfo[]
}
export interface ZIMEventOfCallInvitationAcceptedResult {
  callID: string
  invitee: string
  extendedData: string
}
export interface ZIMEventOfCallInvitationRejectedResult {
  callID: string
  invitee: string
  extendedData: string
}
export interface ZIMEventOfCallInviteesAnsweredTimeoutResult {
  callID: string
  invitees: string[]
}
/* 3.x names: one alias per type, pattern ZIMEventOf<Name>Result -> ZIM<Name>EventResult, e.g. */
export type ZIMConnectionStateChangedEventResult = ZIMEventOfConnectionStateChangedResult
export type ZIMTokenWillExpireEventResult = ZIMEventOfTokenWillExpireResult
export type ZIMConversationChangedEventResult = ZIMEventOfConversationChangedResult
export type ZIMConversationMessageReceivedEventResult = ZIMEventOfConversationMessageReceivedResult
export type ZIMCallInvitationCreatedEventResult = ZIMEventOfCallInvitationCreatedResult
export type ZIMCallInvitationReceivedEventResult = ZIMEventOfCallInvitationReceivedResult
export type ZIMCallInvitationCancelledEventResult = ZIMEventOfCallInvitationCancelledResult
export type ZIMCallInvitationTimeoutEventResult = ZIMEventOfCallInvitationTimeoutResult
export type ZIMCallInvitationEndedEventResult = ZIMEventOfCallInvitationEndedResult
export type ZIMCallUserStateChangedEventResult = ZIMEventOfCallUserStateChangedResult

export type ZIMUserRuleUpdatedEventResult = ZIMEventOfUserRuleUpdatedResult
export type ZIMUserInfoUpdatedEventResult = ZIMEventOfUserInfoUpdatedResult
export type ZIMConversationSyncStateChangedEventResult = ZIMEventOfConversationSyncStateChangedResult
export type ZIMConversationTotalUnreadMessageCountUpdatedEventResult =
  ZIMEventOfConversationTotalUnreadMessageCountUpdatedResult
export type ZIMReceiveConversationMessageEventResult = ZIMEventOfReceiveConversationMessageResult
export type ZIMBroadcastMessageReceivedEventResult = ZIMEventOfBroadcastMessageReceivedResult
export type ZIMMessageSentStatusChangedEventResult = ZIMEventOfMessageSentStatusChangedResult
export type ZIMMessageRevokeReceivedEventResult = ZIMEventOfMessageRevokeReceivedResult
export type ZIMMessageDeletedEventResult = ZIMEventOfMessageDeletedResult
export type ZIMGroupStateChangedEventResult = ZIMEventOfGroupStateChangedResult
export type ZIMGroupMemberStateChangedEventResult = ZIMEventOfGroupMemberStateChangedResult
export type ZIMGroupMemberInfoUpdatedEventResult = ZIMEventOfGroupMemberInfoUpdatedResult
export type ZIMCallInvitationAcceptedEventResult = ZIMEventOfCallInvitationAcceptedResult
export type ZIMCallInvitationRejectedEventResult = ZIMEventOfCallInvitationRejectedResult
export type ZIMCallInviteesAnsweredTimeoutEventResult = ZIMEventOfCallInviteesAnsweredTimeoutResult

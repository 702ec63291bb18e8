// What calls resolve to, in the original's names (spec/zego.md §3.7). Declarations only.
import type { ZIMConversationType } from '../enums/conversation.ts'
import type { ZIMCallInfo, ZIMCallUserInfo } from './calls.ts'
import type { ZIMConversation } from './conversations.ts'
import type { ZIMGroup, ZIMGroupFullInfo, ZIMGroupMemberInfo } from './groups.ts'
import type { ZIMMessage } from './messages.ts'
import type {
  ZIMErrorUserInfo,
  ZIMSelfUserInfo,
  ZIMUserFullInfo,
  ZIMUserOfflinePushRule,
  ZIMUserStatus,
} from './users.ts'

export interface ZIMTokenRenewedResult {
  token: string
}
export interface ZIMUserOfflinePushRuleUpdatedResult {
  offlinePushRule: ZIMUserOfflinePushRule
}
export interface ZIMSelfUserInfoQueriedResult {
  selfUserInfo: ZIMSelfUserInfo
}
export interface ZIMUsersInfoQueriedResult {
  userList: ZIMUserFullInfo[]
  errorUserList: ZIMErrorUserInfo[]
}
export interface ZIMUsersStatusQueriedResult {
  userStatusList: ZIMUserStatus[]
  errorUserList: ZIMErrorUserInfo[]
}
export interface ZIMUserNameUpdatedResult {
  userName: string
}
export interface ZIMUserAvatarUrlUpdatedResult {
  userAvatarUrl: string
}
export interface ZIMUserExtendedDataUpdatedResult {
  extendedData: string
}
export interface ZIMMessageSentResult {
  message: ZIMMessage
}
export interface ZIMMessageQueriedResult {
  conversationID: string
  conversationType: ZIMConversationType
  messageList: ZIMMessage[]
}
export interface ZIMMessageDeletedResult {
  conversationID: string
  conversationType: ZIMConversationType
}
export interface ZIMMessageRevokedResult {
  message: ZIMMessage
}
export interface ZIMConversationQueriedResult {
  conversation: ZIMConversation
}
export interface ZIMConversationListQueriedResult {
  conversationList: ZIMConversation[]
}
export interface ZIMConversationTotalUnreadMessageCountQueriedResult {
  unreadMessageCount: number
}
export interface ZIMConversationDeletedResult {
  conversationID: string
  conversationType: ZIMConversationType
}
export interface ZIMConversationUnreadMessageCountClearedResult {
  conversationID: string
  conversationType: ZIMConversationType
}
export interface ZIMConversationNotificationStatusSetResult {
  conversationID: string
  conversationType: ZIMConversationType
}
export interface ZIMGroupCreatedResult {
  groupInfo: ZIMGroupFullInfo
  userList: ZIMGroupMemberInfo[]
  errorUserList: ZIMErrorUserInfo[]
}
export interface ZIMGroupDismissedResult {
  groupID: string
}
export interface ZIMGroupJoinedResult {
  groupInfo: ZIMGroupFullInfo
}
export interface ZIMGroupLeftResult {
  groupID: string
}
export interface ZIMGroupUsersInvitedResult {
  groupID: string
  userList: ZIMGroupMemberInfo[]
  errorUserList: ZIMErrorUserInfo[]
}
export interface ZIMGroupMemberKickedResult {
  groupID: string
  kickedUserIDs: string[]
  errorUserList: ZIMErrorUserInfo[]
}
export interface ZIMGroupOwnerTransferredResult {
  groupID: string
  toUserID: string
}
export interface ZIMGroupInfoQueriedResult {
  groupInfo: ZIMGroupFullInfo
}
export interface ZIMGroupMemberInfoQueriedResult {
  groupID: string
  userInfo: ZIMGroupMemberInfo
}
export interface ZIMGroupListQueriedResult {
  groupList: ZIMGroup[]
  nextFlag: number
}
export interface ZIMGroupMemberListQueriedResult {
  groupID: string
  userList: ZIMGroupMemberInfo[]
  nextFlag: number
}
export interface ZIMGroupMemberCountQueriedResult {
  groupID: string
  count: number
}
export interface ZIMGroupMemberRoleUpdatedResult {
  groupID: string
  forUserID: string
  role: number
}
export interface ZIMCallInvitationSentResult {
  callID: string
  timeout: number
  errorUserList: ZIMErrorUserInfo[]
}
export interface ZIMCallingInvitationSentResult {
  callID: string
  errorUserList: ZIMErrorUserInfo[]
}
export interface ZIMCallCancelSentResult {
  callID: string
  errorInvitees: string[]
}
export interface ZIMCallAcceptanceSentResult {
  callID: string
}
export interface ZIMCallRejectionSentResult {
  callID: string
}
export interface ZIMCallJoinSentResult {
  callID: string
  createTime: number
  joinTime: number
  extendedData: string
  callUserList: ZIMCallUserInfo[]
}
export interface ZIMCallQuitSentResult {
  callID: string
  createTime: number
  acceptTime: number
  quitTime: number
}
export interface ZIMCallEndSentResult {
  callID: string
  createTime: number
  acceptTime: number
  endTime: number
}
export interface ZIMCallInvitationListQueriedResult {
  callList: ZIMCallInfo[]
  nextFlag: number
}

// Which events there are, and what each carries (spec/zego.md §3.9). Declarations only.
import type {
  ZIMEventOfBroadcastMessageReceivedResult,
  ZIMEventOfCallInvitationAcceptedResult,
  ZIMEventOfCallInvitationCancelledResult,
  ZIMEventOfCallInvitationCreatedResult,
  ZIMEventOfCallInvitationEndedResult,
  ZIMEventOfCallInvitationReceivedResult,
  ZIMEventOfCallInvitationRejectedResult,
  ZIMEventOfCallInvitationTimeoutResult,
  ZIMEventOfCallInviteesAnsweredTimeoutResult,
  ZIMEventOfCallUserStateChangedResult,
  ZIMEventOfConnectionStateChangedResult,
  ZIMEventOfConversationChangedResult,
  ZIMEventOfConversationMessageReceivedResult,
  ZIMEventOfConversationSyncStateChangedResult,
  ZIMEventOfConversationTotalUnreadMessageCountUpdatedResult,
  ZIMEventOfGroupMemberInfoUpdatedResult,
  ZIMEventOfGroupMemberStateChangedResult,
  ZIMEventOfGroupStateChangedResult,
  ZIMEventOfMessageDeletedResult,
  ZIMEventOfMessageRevokeReceivedResult,
  ZIMEventOfMessageSentStatusChangedResult,
  ZIMEventOfReceiveConversationMessageResult,
  ZIMEventOfTokenWillExpireResult,
  ZIMEventOfUserInfoUpdatedResult,
  ZIMEventOfUserRuleUpdatedResult,
  ZIMMessageReceivedEventResult,
} from './events.ts'
import type { ZIMError } from './users.ts'

/** What each event carries. */
export interface EventData {
  error: ZIMError
  tokenWillExpire: ZIMEventOfTokenWillExpireResult
  connectionStateChanged: ZIMEventOfConnectionStateChangedResult
  userInfoUpdated: ZIMEventOfUserInfoUpdatedResult
  userRuleUpdated: ZIMEventOfUserRuleUpdatedResult
  conversationChanged: ZIMEventOfConversationChangedResult
  conversationTotalUnreadMessageCountUpdated: ZIMEventOfConversationTotalUnreadMessageCountUpdatedResult
  conversationSyncStateChanged: ZIMEventOfConversationSyncStateChangedResult
  receivePeerMessage: ZIMEventOfReceiveConversationMessageResult
  receiveRoomMessage: ZIMEventOfReceiveConversationMessageResult
  receiveGroupMessage: ZIMEventOfReceiveConversationMessageResult
  peerMessageReceived: ZIMEventOfConversationMessageReceivedResult
  roomMessageReceived: ZIMEventOfConversationMessageReceivedResult
  groupMessageReceived: ZIMEventOfConversationMessageReceivedResult
  messageReceived: ZIMMessageReceivedEventResult
  broadcastMessageReceived: ZIMEventOfBroadcastMessageReceivedResult
  messageSentStatusChanged: ZIMEventOfMessageSentStatusChangedResult
  messageRevokeReceived: ZIMEventOfMessageRevokeReceivedResult
  messageDeleted: ZIMEventOfMessageDeletedResult
  groupStateChanged: ZIMEventOfGroupStateChangedResult
  groupMemberStateChanged: ZIMEventOfGroupMemberStateChangedResult
  groupMemberInfoUpdated: ZIMEventOfGroupMemberInfoUpdatedResult
  callInvitationCreated: ZIMEventOfCallInvitationCreatedResult
  callInvitationReceived: ZIMEventOfCallInvitationReceivedResult
  callInvitationCancelled: ZIMEventOfCallInvitationCancelledResult
  callInvitationEnded: ZIMEventOfCallInvitationEndedResult
  callInvitationRejected: ZIMEventOfCallInvitationRejectedResult
  callInvitationAccepted: ZIMEventOfCallInvitationAcceptedResult
  callInvitationTimeout: ZIMEventOfCallInvitationTimeoutResult
  callInviteesAnsweredTimeout: ZIMEventOfCallInviteesAnsweredTimeoutResult
  callUserStateChanged: ZIMEventOfCallUserStateChangedResult
}

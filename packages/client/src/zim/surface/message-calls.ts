// What is said about messages when they are sent, queried, deleted, taken back, in the original's names (spec/zego.md §3.3). Declarations only.
import type { ZIMConversationType } from '../enums/conversation.ts'
import type {
  ZIMMessageMentionedType,
  ZIMMessagePriority,
  ZIMMessageQueryMode,
  ZIMMessageReceiptStatus,
  ZIMMessageSentStatus,
} from '../enums/message.ts'
import type { ZIMMediaMessage, ZIMMessage, ZIMMultipleMessage } from './messages.ts'
import type { ZIMPushConfig } from './users.ts'

export interface ZIMMessageMentionedInfo {
  messageID: string
  messageSeq: number
  fromUserID: string
  type: ZIMMessageMentionedType
}
export interface ZIMMessageReceivedInfo {
  isOfflineMessage: boolean
  conversationID?: string
  conversationType?: ZIMConversationType
}
export interface ZIMMessageSendConfig {
  priority: ZIMMessagePriority
  pushConfig?: ZIMPushConfig
  hasReceipt?: boolean
  isNotifyMentionedUsers?: boolean
  isRetrySend?: boolean
  disableUnreadMessageCount?: boolean
  isAllowMultipleMessagePartialFailed?: boolean
}
export type ZIMMessageAttachedResult = (message: ZIMMessage) => void
export type ZIMMediaUploadingProgress = (
  message: ZIMMediaMessage,
  currentFileSize: number,
  totalFileSize: number,
) => void
export type ZIMMultipleMediaUploadingProgress = (
  message: ZIMMultipleMessage,
  currentFileSize: number,
  totalFileSize: number,
  messageInfoIndex: number,
  currentIndexFileSize: number,
  totalIndexFileSize: number,
) => void
export interface ZIMMessageSendNotification {
  onMessageAttached?: ZIMMessageAttachedResult
  onMediaUploadingProgress?: ZIMMediaUploadingProgress
  onMultipleMediaUploadingProgress?: ZIMMultipleMediaUploadingProgress
}
export interface ZIMMessageQueryConfig {
  nextMessage?: ZIMMessage | null
  count?: number
  reverse?: boolean
  mode?: ZIMMessageQueryMode
}
export interface ZIMMessageDeleteConfig {
  isAlsoDeleteServerMessage?: boolean
}
export interface ZIMMessageRevokeConfig {
  pushConfig?: ZIMPushConfig
  revokeExtendedData?: string
}
export interface ZIMMessageReceiptInfo {
  status: ZIMMessageReceiptStatus
  messageID: string
  conversationID: string
  conversationType: ZIMConversationType
  readMemberCount: number
  unreadMemberCount: number
  isSelfOperated: boolean
  readTime: number
}
export interface ZIMMessageSentStatusChangeInfo {
  status: ZIMMessageSentStatus
  message: ZIMMessage
  reason: string
}

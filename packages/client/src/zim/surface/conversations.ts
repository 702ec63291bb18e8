// Conversations, in the original's names (spec/zego.md §3.4). Declarations only.
import type {
  ZIMConversationEvent,
  ZIMConversationNotificationStatus,
  ZIMConversationPinnedFilter,
  ZIMConversationType,
} from '../enums/conversation.ts'
import type { ZIMMessageMentionedInfo } from './message-calls.ts'
import type { ZIMMessage } from './messages.ts'

export interface ZIMConversation {
  conversationID: string
  type: ZIMConversationType
  conversationName: string
  conversationAvatarUrl: string
  conversationAlias: string
  notificationStatus: ZIMConversationNotificationStatus
  unreadMessageCount: number
  readMessageSeq: number
  lastMessage?: ZIMMessage
  orderKey: number
  isPinned: boolean
  pinnedTime: number
  mentionedInfoList: ZIMMessageMentionedInfo[]
  draft: string
  marks: number[]
  /* 3.x */
  isConversationDisabled?: boolean
  selfMutedExpiredTime?: number
}
export interface ZIMGroupConversation extends ZIMConversation {
  isDisabled: boolean
  mutedExpiredTime: number
}
export interface ZIMConversationBaseInfo {
  conversationID: string
  conversationType: ZIMConversationType
}
export interface ZIMConversationChangeInfo {
  event: ZIMConversationEvent
  conversation: ZIMConversation
  action?: number
}
export interface ZIMConversationQueryConfig {
  nextConversation?: ZIMConversation | null
  count?: number
}
export interface ZIMConversationFilterOption {
  conversationTypes?: ZIMConversationType[]
  marks?: number[]
  isOnlyUnreadConversation?: boolean
  pinnedFilter?: ZIMConversationPinnedFilter
}
export interface ZIMConversationTotalUnreadMessageCountQueryConfig {
  conversationTypes?: ZIMConversationType[]
  marks?: number[]
}
export interface ZIMConversationDeleteConfig {
  isAlsoDeleteServerConversation?: boolean
}

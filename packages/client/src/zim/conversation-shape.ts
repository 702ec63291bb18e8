// Conversations between the wire and the app (spec/zego.md §3.4). Pure.
import type { WireConversation } from '@posthouse/protocol/frames'
import { zimMessage } from './message-shape.ts'
import type { ZIMConversation, ZIMGroupConversation } from './surface/conversations.ts'

/** A conversation; one of a group also says whether the caller is still in it. */
export function zimConversation(conversation: WireConversation, self: string): ZIMConversation | ZIMGroupConversation {
  const { id, type, isDisabled, lastMessage } = conversation
  const shared: ZIMConversation = {
    conversationID: id,
    type,
    conversationName: conversation.name ?? '',
    conversationAvatarUrl: conversation.avatarUrl ?? '',
    conversationAlias: '',
    notificationStatus: conversation.notificationStatus,
    unreadMessageCount: conversation.unread,
    readMessageSeq: conversation.readSeq,
    orderKey: conversation.orderKey,
    isPinned: false,
    pinnedTime: 0,
    mentionedInfoList: (conversation.mentions ?? []).map(({ messageId, seq, from, type: how }) => ({
      messageID: messageId,
      messageSeq: seq,
      fromUserID: from,
      type: how,
    })),
    draft: '',
    marks: [],
    isConversationDisabled: isDisabled,
    selfMutedExpiredTime: 0,
    ...(lastMessage ? { lastMessage: zimMessage(lastMessage, self) } : {}),
  }
  return type === 2 ? { ...shared, isDisabled, mutedExpiredTime: 0 } : shared
}

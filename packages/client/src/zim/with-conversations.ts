// The part of ZIM that asks for conversations, reads them, and keeps them quiet (spec/zego.md §3.4, §8.4, §8.6).
import { type Params, pageMax } from '@posthouse/protocol/frames'
import { demand, demandConversation, demandObject, pageOf, wireType } from './checks.ts'
import { zimConversation } from './conversation-shape.ts'
import type { ZIMConversationNotificationStatus, ZIMConversationType } from './enums/conversation.ts'
import type {
  ZIMConversationDeleteConfig,
  ZIMConversationFilterOption,
  ZIMConversationQueryConfig,
  ZIMConversationTotalUnreadMessageCountQueryConfig,
} from './surface/conversations.ts'
import type {
  ZIMConversationDeletedResult,
  ZIMConversationListQueriedResult,
  ZIMConversationNotificationStatusSetResult,
  ZIMConversationQueriedResult,
  ZIMConversationTotalUnreadMessageCountQueriedResult,
  ZIMConversationUnreadMessageCountClearedResult,
} from './surface/results.ts'
import { WithMessages } from './with-messages.ts'

type Which = Params<'conversation.find'>

/** See the head of the file. */
export abstract class WithConversations extends WithMessages {
  /** A page of at most 100, the newest first, those after `nextConversation`. */
  async queryConversationList(
    config: ZIMConversationQueryConfig,
    option?: ZIMConversationFilterOption | null,
  ): Promise<ZIMConversationListQueriedResult> {
    demandObject(config, 'config')
    const count = pageOf(config.count, pageMax)
    const { nextConversation } = config
    const types = typesOf(option?.conversationTypes)
    const { conversations } = await this.core.request('conversation.list', {
      count,
      ...(nextConversation ? { before: nextConversation.orderKey } : {}),
      ...(types ? { types } : {}),
      ...(option?.isOnlyUnreadConversation ? { onlyUnread: true } : {}),
    })
    const self = this.core.self()
    const conversationList = conversations.map(one => zimConversation(one, self))
    this.core.book.learn(conversationList)
    return { conversationList }
  }

  /** One conversation; 6000603 where there is none. */
  async queryConversation(
    conversationID: string,
    conversationType: ZIMConversationType,
  ): Promise<ZIMConversationQueriedResult> {
    const which = whichOf(conversationID, conversationType)
    const found = await this.core.request('conversation.find', which)
    const conversation = zimConversation(found.conversation, this.core.self())
    this.core.book.learn([conversation])
    return { conversation }
  }

  /** Removes a conversation from the list, with its messages so far, for this user on all devices. */
  async deleteConversation(
    conversationID: string,
    conversationType: ZIMConversationType,
    _config: ZIMConversationDeleteConfig,
  ): Promise<ZIMConversationDeletedResult> {
    const which = whichOf(conversationID, conversationType)
    await this.core.request('conversation.delete', which)
    this.core.book.remove({ id: conversationID, type: which.conversationType })
    return { conversationID, conversationType }
  }

  /** Nothing of the conversation is unread any more. */
  async clearConversationUnreadMessageCount(
    conversationID: string,
    conversationType: ZIMConversationType,
  ): Promise<ZIMConversationUnreadMessageCountClearedResult> {
    const which = whichOf(conversationID, conversationType)
    await this.core.request('conversation.read', which)
    this.core.book.refresh({ id: conversationID, type: which.conversationType })
    return { conversationID, conversationType }
  }

  /** Nothing is unread any more. */
  async clearConversationTotalUnreadMessageCount(): Promise<void> {
    await this.core.request('conversation.readAll', {})
    this.core.book.allRead()
  }

  /** Unread messages of all conversations that may notify. */
  async queryConversationTotalUnreadMessageCount(
    config: ZIMConversationTotalUnreadMessageCountQueryConfig,
  ): Promise<ZIMConversationTotalUnreadMessageCountQueriedResult> {
    demandObject(config, 'config')
    const types = typesOf(config.conversationTypes)
    const { unread } = await this.core.request('conversation.unread', types ? { types } : {})
    return { unreadMessageCount: unread }
  }

  /** 1 notify, 2 do not disturb: no pushes, and not in the unread total. */
  async setConversationNotificationStatus(
    status: ZIMConversationNotificationStatus,
    conversationID: string,
    conversationType: ZIMConversationType,
  ): Promise<ZIMConversationNotificationStatusSetResult> {
    demand(status === 1 || status === 2, 'status must be 1 or 2.')
    demand(conversationType === 0 || conversationType === 2, 'conversationType must be 0 (peer) or 2 (group).')
    const which = whichOf(conversationID, conversationType)
    await this.core.request('conversation.notify', { ...which, status })
    this.core.book.refresh({ id: conversationID, type: which.conversationType })
    return { conversationID, conversationType }
  }
}

function whichOf(conversationID: string, conversationType: ZIMConversationType): Which {
  demandConversation(conversationID, conversationType)
  return { conversationId: conversationID, conversationType: wireType(conversationType) }
}

/** Types that this server has; all of them where the app names none. */
function typesOf(types: readonly ZIMConversationType[] | undefined): (0 | 2)[] | undefined {
  if (types === undefined || types.length === 0) return undefined
  const known = ([0, 2] as const).filter(type => types.includes(type))
  demand(known.length > 0, 'conversationTypes must name peer (0) or group (2).')
  return known
}

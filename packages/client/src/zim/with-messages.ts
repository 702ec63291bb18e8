// The part of ZIM that sends, asks for, takes back and deletes messages (spec/zego.md §3.3, §3.8, §3.11, §8.5).
import { extendedDataBytesMax, type Params, usersPerCallMax } from '@posthouse/protocol/frames'
import { demand, demandConversation, demandObject, demandText, demandWhole, pageOf, wireType } from './checks.ts'
import type { Core } from './core.ts'
import type { ZIMConversationType } from './enums/conversation.ts'
import { recallName } from './incoming.ts'
import { repliedInfoOf, zimMessage } from './message-shape.ts'
import { wirePush } from './push-shape.ts'
import { send } from './sending.ts'
import type {
  ZIMMessageDeleteConfig,
  ZIMMessageQueryConfig,
  ZIMMessageRevokeConfig,
  ZIMMessageSendConfig,
  ZIMMessageSendNotification,
} from './surface/message-calls.ts'
import type { ZIMMessage } from './surface/messages.ts'
import type {
  ZIMMessageDeletedResult,
  ZIMMessageQueriedResult,
  ZIMMessageRevokedResult,
  ZIMMessageSentResult,
} from './surface/results.ts'

const usualPage = 30
const onlyLocal = 2
const seqsMax = 10

/** See the head of the file. */
export abstract class WithMessages {
  /** @internal */
  protected readonly core: Core

  /** @internal */
  constructor(core: Core) {
    this.core = core
  }

  /** Sends a message, completes the given object, and tries again for 30 s where the connection is lost. */
  async sendMessage(
    message: ZIMMessage,
    toConversationID: string,
    conversationType: ZIMConversationType,
    config: ZIMMessageSendConfig,
    notification?: ZIMMessageSendNotification,
  ): Promise<ZIMMessageSentResult> {
    await send(this.core, message, toConversationID, conversationType, config, notification)
    return { message }
  }

  /** Sends a message that answers another one of the same conversation. */
  async replyMessage(
    message: ZIMMessage,
    toOriginalMessage: ZIMMessage,
    config: ZIMMessageSendConfig,
    notification?: ZIMMessageSendNotification,
  ): Promise<ZIMMessageSentResult> {
    demandObject(message, 'message')
    demandObject(toOriginalMessage, 'toOriginalMessage')
    const { conversationID = '', conversationType = -1, messageID = '' } = toOriginalMessage
    demand(messageID !== '', 'The message that is answered was not sent.')
    message.repliedInfo = repliedInfoOf(toOriginalMessage)
    await send(this.core, message, conversationID, conversationType, config, notification)
    return { message }
  }

  /** A page of at most 100 messages in order of time; `reverse` = the newest first pages, else the oldest. */
  async queryHistoryMessage(
    conversationID: string,
    conversationType: ZIMConversationType,
    config: ZIMMessageQueryConfig,
  ): Promise<ZIMMessageQueriedResult> {
    demandConversation(conversationID, conversationType)
    demandObject(config, 'config')
    const count = pageOf(config.count, usualPage)
    // Nothing is kept here between two runs, so that what there is without the server is nothing.
    if (config.mode === onlyLocal) return { conversationID, conversationType, messageList: [] }
    const { messages } = await this.core.request('message.history', {
      conversationId: conversationID,
      conversationType: wireType(conversationType),
      count,
      ...anchorOf(config),
    })
    const self = this.core.self()
    return { conversationID, conversationType, messageList: messages.map(one => zimMessage(one, self)) }
  }

  /** The messages of at most ten numbers. */
  async queryMessages(
    messageSeqs: number[],
    conversationID: string,
    conversationType: ZIMConversationType,
  ): Promise<ZIMMessageQueriedResult> {
    demandConversation(conversationID, conversationType)
    demand(Array.isArray(messageSeqs) && messageSeqs.length <= seqsMax, `messageSeqs has at most ${seqsMax} numbers.`)
    for (const seq of messageSeqs) demandWhole(seq, 'messageSeqs', 1, Number.MAX_SAFE_INTEGER)
    const { messages } = await this.core.request('message.find', {
      conversationId: conversationID,
      conversationType: wireType(conversationType),
      seqs: messageSeqs,
    })
    const self = this.core.self()
    return { conversationID, conversationType, messageList: messages.map(one => zimMessage(one, self)) }
  }

  /** Takes a message back, within two minutes; group owners and admins also those of members. */
  async revokeMessage(message: ZIMMessage, config: ZIMMessageRevokeConfig = {}): Promise<ZIMMessageRevokedResult> {
    demandObject(message, 'message')
    const { conversationID, conversationType, messageID } = message
    demandConversation(conversationID, conversationType)
    demand(messageID !== undefined && messageID !== '', 'The message was not sent.')
    demandText(config.revokeExtendedData, 'revokeExtendedData', extendedDataBytesMax)
    const type = wireType(conversationType ?? 0)
    const recalled = await this.core.own(recallName(messageID), 'message.recall', {
      conversationId: conversationID,
      conversationType: type,
      id: messageID,
      ...wirePush(config.pushConfig),
      ...(config.revokeExtendedData ? { extendedData: config.revokeExtendedData } : {}),
    })
    return { message: zimMessage(recalled.message, this.core.self()) }
  }

  /** Deletes messages for this user, on all devices. */
  async deleteMessages(
    messageList: ZIMMessage[],
    conversationID: string,
    conversationType: ZIMConversationType,
    _config: ZIMMessageDeleteConfig,
  ): Promise<ZIMMessageDeletedResult> {
    demand(Array.isArray(messageList) && messageList.length > 0, 'messageList must not be empty.')
    demand(messageList.length <= usersPerCallMax, `messageList has at most ${usersPerCallMax} messages.`)
    const ids = messageList.map(({ messageID }) => messageID ?? '').filter(id => id !== '')
    demand(ids.length === messageList.length, 'A message was not sent.')
    return await this.#delete(conversationID, conversationType, { ids })
  }

  /** Deletes all messages of a conversation for this user, on all devices. */
  async deleteAllMessage(
    conversationID: string,
    conversationType: ZIMConversationType,
    _config: ZIMMessageDeleteConfig,
  ): Promise<ZIMMessageDeletedResult> {
    return await this.#delete(conversationID, conversationType, {})
  }

  async #delete(
    conversationID: string,
    conversationType: ZIMConversationType,
    which: { readonly ids?: readonly string[] },
  ): Promise<ZIMMessageDeletedResult> {
    demandConversation(conversationID, conversationType)
    const conversation = { conversationId: conversationID, conversationType: wireType(conversationType) }
    await this.core.request('message.delete', { ...conversation, ...which })
    return { conversationID, conversationType }
  }
}

function anchorOf({
  nextMessage,
  reverse,
}: ZIMMessageQueryConfig): Pick<Params<'message.history'>, 'before' | 'after'> {
  const seq = nextMessage?.messageSeq
  if (reverse === true) return seq === undefined || seq < 1 ? {} : { before: seq }
  return { after: seq ?? 0 }
}

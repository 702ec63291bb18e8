// What the timeline tells, as the app's events (spec/zego.md §3.9): messages and all that is no group's and no call's.
import type { Entry, Params, PassingMessage, WireMessage } from '@posthouse/protocol/frames'
import type { Unit } from '../inbox.ts'
import { tellCall } from './call-news.ts'
import type { Core } from './core.ts'
import { ZIMMessageDeleteType } from './enums/message.ts'
import { tellGroup } from './group-news.ts'
import { broadcastMessage, conversationOf, passedMessage, zimMessage } from './message-shape.ts'
import type { ZIMMessage, ZIMRevokeMessage } from './surface/messages.ts'
import { zimRule, zimUser } from './user-shape.ts'

type Told<K extends Entry['kind']> = Extract<Entry, { kind: K }>

/** Tells of a unit. */
export function tellUnit(core: Core, { entries, isCatchUp }: Unit): void {
  const messages = entries.filter(entry => entry.kind === 'message')
  if (messages.length > 0) tellMessages(core, messages, isCatchUp)
  for (const entry of entries) if (entry.kind !== 'message') tellEntry(core, entry, isCatchUp)
}

/** Tells of a command. */
export function tellPassing(core: Core, message: PassingMessage): void {
  tellReceived(core, message, [passedMessage(message, core.self())], false)
}

function tellEntry(core: Core, entry: Exclude<Entry, Told<'message'>>, isCatchUp: boolean): void {
  switch (entry.kind) {
    case 'recall':
      tellRecall(core, entry.message, isCatchUp)
      return
    case 'deleted':
      tellDeleted(core, entry)
      return
    case 'conversation':
      tellConversation(core, entry, isCatchUp)
      return
    case 'group':
      tellGroup(core, entry)
      return
    case 'call':
      tellCall(core, entry)
      return
    case 'broadcast':
      core.listeners.tell('broadcastMessageReceived', { message: broadcastMessage(entry.message, core.self()) })
      return
    case 'rule':
      tellRule(core, entry)
      return
    case 'self':
      core.listeners.tell('userInfoUpdated', { info: zimUser(entry.user) })
      return
    case 'notification':
      // The session hands these to whoever registered for pushes.
      return
  }
}

function tellMessages(core: Core, entries: readonly Told<'message'>[], isCatchUp: boolean): void {
  // What this program sent is known to the app as the result of sending.
  const self = core.self()
  const news = entries.filter(({ message }) => message.from !== self || !core.isOwn(message.localId))
  const [first] = news
  if (first) {
    const list = news.map(({ message }) => zimMessage(message, self))
    tellReceived(core, first.message, list, isCatchUp)
  }
  for (const { message, position } of news) {
    if (isCatchUp) core.book.touch({ id: conversationOf(message, self), type: message.conversationType }, message.seq)
    else core.book.message(message, position)
  }
}

function tellReceived(
  core: Core,
  of: WireMessage | PassingMessage,
  messageList: ZIMMessage[],
  isOffline: boolean,
): void {
  const conversationID = conversationOf(of, core.self())
  const conversationType = of.conversationType
  const info = { isOfflineMessage: isOffline, conversationID, conversationType }
  const [legacy, usual] =
    conversationType === 2
      ? (['receiveGroupMessage', 'groupMessageReceived'] as const)
      : (['receivePeerMessage', 'peerMessageReceived'] as const)
  const { listeners } = core
  if (!isOffline) listeners.tell(legacy, { messageList, fromConversationID: conversationID })
  listeners.tell(usual, { messageList, fromConversationID: conversationID, info })
  listeners.tell('messageReceived', { messageList, info, receivedInfo: info, conversationID, conversationType })
}

function tellRecall(core: Core, message: WireMessage, isCatchUp: boolean): void {
  const self = core.self()
  const which = { id: conversationOf(message, self), type: message.conversationType }
  // A message that was taken back has the members of a revoke message.
  const revoked = zimMessage(message, self) as ZIMRevokeMessage
  if (!core.isOwn(recallName(message.id))) core.listeners.tell('messageRevokeReceived', { messageList: [revoked] })
  if (isCatchUp) core.book.touch(which)
  else core.book.refresh(which)
}

/** How a recall by this program is named among its own messages. */
export function recallName(messageId: string): string {
  return `recall:${messageId}`
}

/** The device that set the rule knows (spec/zego.md §3.9); the same rule may come back from another device later. */
function tellRule(core: Core, entry: Told<'rule'>): void {
  const name = ruleName(entry)
  if (core.isOwn(name)) core.awaitNoMore(name)
  else core.listeners.tell('userRuleUpdated', { userRule: { offlinePushRule: zimRule(entry) } })
}

/** How a rule that this program sets is named among its own entries. */
export function ruleName({ onlinePlatforms, silentPlatforms }: Params<'user.setRule'>): string {
  return `rule:${onlinePlatforms.join()}:${silentPlatforms.join()}`
}

function tellDeleted(core: Core, entry: Told<'deleted'>): void {
  const { conversationId, conversationType, messageIds, isConversationToo } = entry
  const isAll = messageIds === undefined
  core.listeners.tell('messageDeleted', {
    conversationID: conversationId,
    conversationType,
    isDeleteConversationAllMessage: isAll,
    messageDeleteType: isAll
      ? ZIMMessageDeleteType.ConversationAllMessagesDeleted
      : ZIMMessageDeleteType.MessageListDeleted,
    messageList: (messageIds ?? []).map(messageID => ({
      type: 0,
      messageID,
      conversationID: conversationId,
      conversationType,
    })),
  })
  const which = { id: conversationId, type: conversationType }
  if (isConversationToo) core.book.remove(which)
  else core.book.refresh(which)
}

function tellConversation(core: Core, entry: Told<'conversation'>, isCatchUp: boolean): void {
  const { conversationId, conversationType } = entry
  if (conversationId === undefined || conversationType === undefined) {
    core.book.allRead()
    return
  }
  const which = { id: conversationId, type: conversationType }
  if (isCatchUp) core.book.touch(which)
  else core.book.refresh(which)
}

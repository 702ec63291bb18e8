// Messages between the wire and the app (spec/zego.md §3.3). Pure.
import { base64Of, bytesOf, type PassingMessage, type WireMessage } from '@posthouse/protocol/frames'
import { ZIMConversationType } from './enums/conversation.ts'
import {
  ZIMMessageDirection,
  ZIMMessageRepliedInfoState,
  ZIMMessageRevokeStatus,
  ZIMMessageSentStatus,
  ZIMMessageType,
} from './enums/message.ts'
import type { ZIMMessage, ZIMMessageRepliedInfo, ZIMRevokeMessage } from './surface/messages.ts'

/** What a message has beside its content; never sent as content. */
const frame: ReadonlySet<string> = new Set([
  'type',
  'messageID',
  'localMessageID',
  'messageSeq',
  'senderUserID',
  'conversationID',
  'conversationType',
  'direction',
  'sentStatus',
  'timestamp',
  'orderKey',
  'isUserInserted',
  'receiptStatus',
  'extendedData',
  'localExtendedData',
  'reactions',
  'isBroadcastMessage',
  'mentionedUserIDs',
  'isMentionAll',
  'repliedInfo',
  'rootRepliedCount',
  'isServerMessage',
  'editorUserID',
  'editedTime',
  'isGroupTargetedMessage',
  'pinnedUserID',
  'pinnedTime',
  'cbInnerID',
  'fileLocalPath',
])

/** The content as it crosses the wire; files of the device stay where they are. */
export function contentOf(message: ZIMMessage): Record<string, unknown> {
  const content: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(message)) {
    if (frame.has(name) || value === undefined) continue
    content[name] = value instanceof Uint8Array ? base64Of(value) : value
  }
  if (Array.isArray(message.messageInfoList)) {
    content['messageInfoList'] = message.messageInfoList.map(item => ({ ...contentOf(item), type: item.type }))
  }
  return content
}

/** The other user, or the group. */
export function conversationOf(message: WireMessage | PassingMessage, self: string): string {
  if (message.conversationType === 2) return message.to
  return message.from === self ? message.to : message.from
}

/** Sorts messages of a conversation, and conversations: stays a safe number for 200 thousand years (spec/zego.md §8.1). */
export function orderKeyOf(sentAtMs: number, seq: number): number {
  return sentAtMs * 1000 + (seq % 1000)
}

/** What the server said of a stored message; a message that was taken back is one of type 31. */
export function zimMessage(message: WireMessage, self: string): ZIMMessage {
  const { recalled } = message
  const base = {
    ...common(message, self),
    messageSeq: message.seq,
    orderKey: orderKeyOf(message.sentAtMs, message.seq),
    extendedData: message.extendedData ?? '',
    mentionedUserIDs: [...(message.mentioned ?? [])],
    isMentionAll: message.mentionsAll ?? false,
    isServerMessage: message.isFromServer ?? false,
    receiptStatus: message.hasReceipt ? 1 : 0,
    ...(message.repliedTo === undefined ? {} : { repliedInfo: repliedInfoOf(message.repliedTo) }),
  } satisfies ZIMMessage
  if (recalled) return { ...base, ...revoked(message, recalled) }
  return { ...message.content, ...base, ...(message.ext ? { ext: message.ext } : {}) }
}

/** What is said of the message that is answered: all of it where it is at hand, else its id, for the app to look for it. */
export function repliedInfoOf(original: ZIMMessage | string): ZIMMessageRepliedInfo {
  if (typeof original === 'string') {
    const unknown = { senderUserID: '', sentTime: 0, messageSeq: 0, messageInfo: { type: ZIMMessageType.Unknown } }
    return { state: ZIMMessageRepliedInfoState.NotFound, messageID: original, ...unknown }
  }
  return {
    state: ZIMMessageRepliedInfoState.Normal,
    messageInfo: { ...contentOf(original), type: original.type },
    senderUserID: original.senderUserID ?? '',
    sentTime: original.timestamp ?? 0,
    messageID: original.messageID ?? '',
    messageSeq: original.messageSeq ?? 0,
  }
}

/** A message that is not stored. */
export function passedMessage(message: PassingMessage, self: string): ZIMMessage {
  const bytes = typeof message.content['message'] === 'string' ? bytesOf(message.content['message']) : undefined
  return { ...message.content, ...common(message, self), message: bytes ?? new Uint8Array(0) }
}

/** A message of the app's server to everybody. */
export function broadcastMessage(message: WireMessage, self: string): ZIMMessage {
  return {
    ...zimMessage(message, self),
    isBroadcastMessage: true,
    conversationID: '',
    conversationType: ZIMConversationType.Unknown,
  }
}

function common(message: WireMessage | PassingMessage, self: string): ZIMMessage {
  return {
    type: message.type,
    messageID: message.id,
    localMessageID: 'localId' in message && message.localId !== undefined ? message.localId : '',
    messageSeq: 0,
    senderUserID: message.from,
    conversationID: conversationOf(message, self),
    conversationType: message.conversationType,
    direction: message.from === self ? ZIMMessageDirection.Send : ZIMMessageDirection.Receive,
    sentStatus: ZIMMessageSentStatus.Success,
    timestamp: message.sentAtMs,
    orderKey: orderKeyOf(message.sentAtMs, 0),
    ...unused(),
  }
}

/** Members of which this server says nothing yet; apps read them without asking. */
function unused(): Partial<ZIMMessage> {
  return {
    isUserInserted: false,
    receiptStatus: 0,
    extendedData: '',
    localExtendedData: '',
    reactions: [],
    isBroadcastMessage: false,
    mentionedUserIDs: [],
    isMentionAll: false,
    rootRepliedCount: 0,
    isServerMessage: false,
    editorUserID: '',
    editedTime: 0,
    isGroupTargetedMessage: false,
    pinnedUserID: '',
    pinnedTime: 0,
  }
}

function revoked(
  message: WireMessage,
  recalled: NonNullable<WireMessage['recalled']>,
): Omit<ZIMRevokeMessage, keyof ZIMMessage> & { type: 31 } {
  const isOwn = recalled.by === message.from
  return {
    type: ZIMMessageType.Revoke,
    revokeType: 0,
    revokeTimestamp: recalled.atMs,
    operatedUserID: recalled.by,
    originalMessageType: recalled.type,
    originalTextMessageContent: '',
    revokeExtendedData: recalled.extendedData,
    revokeStatus: isOwn ? ZIMMessageRevokeStatus.SelfRevoke : ZIMMessageRevokeStatus.GroupAdminRevoke,
  }
}

// Sends a message: checks, the order of effects, and tries again over a lost connection (spec/zego.md §3.11).
import {
  commandBytesMax,
  contentBytesMax,
  extendedDataBytesMax,
  mentionedMax,
  type Params,
  type Result,
  utf8Bytes,
  type WireMessage,
  zimCodes,
} from '@posthouse/protocol/frames'
import { isPassing, refusal, refusalOf } from '../refusal.ts'
import { demand, demandConversation, demandIds, demandText, demandWhole, wireType } from './checks.ts'
import type { Core } from './core.ts'
import { ZIMMessageDirection, ZIMMessageSentStatus, ZIMMessageType } from './enums/message.ts'
import { contentOf, orderKeyOf } from './message-shape.ts'
import { wirePush } from './push-shape.ts'
import type { ZIMMessageSendConfig, ZIMMessageSendNotification } from './surface/message-calls.ts'
import type { ZIMMessage } from './surface/messages.ts'

type SendParams = Params<'message.send'>

/** How long sending is tried again, ms (spec/zego.md §3.11). */
const sendingMsMax = 30_000
const pauseMs = 1_000
const sendable: ReadonlySet<number> = new Set([1, 2, 10, 11, 12, 13, 14, 100, 200])
const media: ReadonlySet<number> = new Set([11, 12, 13, 14])
const subTypeMax = 200

/** Sends, and completes the very object that was given; rejects with a plain `{ code, message }`. */
export async function send(
  core: Core,
  message: ZIMMessage,
  to: string,
  type: number,
  config: ZIMMessageSendConfig,
  notification: ZIMMessageSendNotification | undefined,
): Promise<void> {
  core.demandLogin()
  demandConversation(to, type)
  demand(!(type === 0 && to.toLowerCase() === core.self().toLowerCase()), 'Nobody sends to themselves.')
  demandSendable(message)
  demand(typeof config === 'object' && config !== null, 'config must be given.')
  demandWhole(config.priority, 'priority', 1, 3)
  const params = paramsOf(core, message, to, wireType(type), config)
  attach(core, message, params)
  core.listeners.guard('onMessageAttached', () => notification?.onMessageAttached?.(message))
  tellStatus(core, message, '')
  core.awaitOwn(params.localId)
  try {
    complete(core, message, params, await persistently(core, params))
  } catch (cause) {
    const { code, message: reason } = refusalOf(cause)
    message.sentStatus = ZIMMessageSentStatus.Failed
    core.ports.clock.after(0, () => tellStatus(core, message, reason))
    const isGone = code === zimCodes['target-unknown'].code || code === zimCodes['group-not-member'].code
    if (isGone) core.book.disable({ id: to, type: wireType(type) })
    throw cause
  }
}

function demandSendable(message: ZIMMessage): void {
  demand(typeof message === 'object' && message !== null, 'message must be given.')
  demand(sendable.has(message.type), 'message.type must be one that can be sent.')
  if (message.type === ZIMMessageType.Text || message.type === ZIMMessageType.Custom) {
    demand(typeof message.message === 'string' && message.message.trim() !== '', 'message.message must not be blank.')
  }
  if (message.type === ZIMMessageType.Custom) demandWhole(message.subType ?? 0, 'message.subType', 0, subTypeMax)
  if (message.type === ZIMMessageType.Command) {
    const bytes = message.message instanceof Uint8Array ? message.message.length : 0
    demand(bytes > 0 && bytes <= commandBytesMax, `message.message must be 1 to ${commandBytesMax} bytes.`)
  }
  if (media.has(message.type)) {
    const hasUrl = typeof message.fileDownloadUrl === 'string' && message.fileDownloadUrl !== ''
    demand(hasUrl, 'message.fileDownloadUrl must be given: files are kept by the app, not by this server.')
  }
  demandText(message.extendedData, 'message.extendedData', extendedDataBytesMax)
  if (message.mentionedUserIDs) demandIds(message.mentionedUserIDs, 'message.mentionedUserIDs', mentionedMax, 0)
}

function paramsOf(
  core: Core,
  message: ZIMMessage,
  to: string,
  conversationType: 0 | 2,
  config: ZIMMessageSendConfig,
): SendParams {
  const content = contentOf(message)
  demand(utf8Bytes(JSON.stringify(content)) <= contentBytesMax, `A message has at most ${contentBytesMax} bytes.`)
  const isAgain = config.isRetrySend === true && message.localMessageID !== undefined && message.localMessageID !== ''
  const { extendedData, mentionedUserIDs, isMentionAll, repliedInfo } = message
  return {
    localId: isAgain ? (message.localMessageID ?? '') : core.nextLocalId(),
    // The server writes users' ids so, and names the conversation by them.
    to: conversationType === 0 ? to.toLowerCase() : to,
    conversationType,
    type: message.type,
    content,
    priority: config.priority,
    ...wirePush(config.pushConfig),
    ...(extendedData ? { extendedData } : {}),
    ...(mentionedUserIDs && mentionedUserIDs.length > 0 ? { mentioned: mentionedUserIDs } : {}),
    ...(repliedInfo ? { repliedTo: repliedInfo.messageID } : {}),
    ...(isMentionAll ? { mentionsAll: true } : {}),
    ...(config.isNotifyMentionedUsers ? { notifiesMentioned: true } : {}),
    ...(config.disableUnreadMessageCount ? { isQuiet: true } : {}),
    ...(config.hasReceipt ? { hasReceipt: true } : {}),
  }
}

function attach(core: Core, message: ZIMMessage, { localId, to, conversationType }: SendParams): void {
  Object.assign(message, {
    localMessageID: localId,
    messageID: message.messageID ?? '',
    conversationID: to,
    conversationType,
    senderUserID: core.self(),
    direction: ZIMMessageDirection.Send,
    sentStatus: ZIMMessageSentStatus.Sending,
    timestamp: core.session.token.nowMs(),
  })
}

function complete(core: Core, message: ZIMMessage, params: SendParams, sent: Result<'message.send'>): void {
  Object.assign(message, {
    messageID: sent.id,
    messageSeq: sent.seq,
    senderUserID: core.self(),
    timestamp: sent.sentAtMs,
    orderKey: orderKeyOf(sent.sentAtMs, sent.seq),
    sentStatus: ZIMMessageSentStatus.Success,
  })
  const stored = sent.seq > 0 ? storedMessage(core, params, sent) : undefined
  // After the promise has told its own listeners.
  core.ports.clock.after(0, () => {
    tellStatus(core, message, '')
    if (stored) core.book.message(stored, sent.position)
  })
}

function storedMessage(core: Core, params: SendParams, { id, seq, sentAtMs }: Result<'message.send'>): WireMessage {
  const { localId, to, conversationType, type, content, extendedData } = params
  const from = core.self()
  return {
    id,
    conversationType,
    from,
    to,
    seq,
    type,
    content,
    sentAtMs,
    localId,
    ...(extendedData === undefined ? {} : { extendedData }),
  }
}

function tellStatus(core: Core, message: ZIMMessage, reason: string): void {
  const status = message.sentStatus ?? ZIMMessageSentStatus.Sending
  core.listeners.tell('messageSentStatusChanged', { infos: [{ status, message, reason }] })
}

/** The same name each time: the server stores it once however often it comes (spec/zego.md §8.3). */
async function persistently(core: Core, params: SendParams): Promise<Result<'message.send'>> {
  const { clock } = core.ports
  const beganAtMs = clock.now()
  const { departures } = core
  for (;;) {
    // Somebody else may be logged in after the pause.
    if (core.departures !== departures) throw refusal('not-logged-in')
    try {
      return await core.request('message.send', params)
    } catch (cause) {
      const { code } = refusalOf(cause)
      const tookMs = clock.now() - beganAtMs
      // A clock that was set back counts as the end, else it would not come for as long.
      if (!isPassing(code) || tookMs < 0 || tookMs + pauseMs >= sendingMsMax) throw cause
      // A lost connection needs no pause: the next request waits for the new one.
      if (code !== zimCodes['connection-lost'].code) await pause(core)
    }
  }
}

function pause({ ports }: Core): Promise<void> {
  return new Promise(resolve => {
    ports.clock.after(pauseMs, resolve)
  })
}

// From a message and what its sender said about the push to the notification that vendors render (spec/easemob.md §8.5–8.7). Pure.
import type { JsonObject } from '@posthouse/protocol'
import type { Notification } from '@posthouse/vendors'
import { apnsBlock } from './apns-extension.ts'
import type { ChatMessage } from './chat-message.ts'
import type { MessageExtension } from './extension.ts'
import type { ShownText } from './text.ts'

/**
 * The notification of a message for its receiver. `unread` is the number on the icon: the receiver's messages that wait, this one
 * included; undefined leaves it alone. The app's default category is the caller's to add.
 */
export function messageNotification(
  message: ChatMessage,
  extension: MessageExtension,
  { title, content }: ShownText,
  unread: number | undefined,
): Notification {
  const { apns, phones, isCall, badgeClass } = extension
  const block = apnsBlock(apns, isCall)
  const badge = {
    ...(unread === undefined ? {} : { setNum: unread }),
    ...(badgeClass === undefined ? {} : { activity: badgeClass }),
  }
  return {
    title,
    content,
    ext: payloadKeys(message, extension),
    ...(Object.keys(badge).length > 0 ? { badge } : {}),
    blocks: { ...(Object.keys(block).length > 0 ? { apns: block } : {}), ...phones },
  }
}

/** What the app on the phone gets besides the texts (spec/easemob.md §8.7). */
function payloadKeys({ id, from, to, chatType, groupId }: ChatMessage, { custom }: MessageExtension): JsonObject {
  return {
    t: to,
    f: from,
    m: id,
    ...(chatType === 'groupchat' && groupId !== undefined ? { g: groupId } : {}),
    ...(custom === undefined ? {} : { e: custom }),
  }
}

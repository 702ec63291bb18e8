// The bodies that tell of messages, and that ask about them before delivery (spec/easemob.md §9.7, §9.8): members and exact text.
// Pure; knows no rule's URL and no signature but the legacy one, whose hash it is handed.
import { type BeforeDeliveryRequest, type MessageCallback, securityText } from '@posthouse/protocol'
import type { Md5 } from './callback-body.ts'
import { contentKindOf, type SentMessage } from './chat-event.ts'

/** What signs a body, and the two values that are signed. */
export interface Signing {
  readonly secret: string
  readonly md5: Md5
  /** Makes the `callId` unique (spec/easemob.md §12 row 40). */
  readonly uuid: string
  readonly atMs: number
}

/** The exact text of a message callback. `receiver`: the addressee for `chat`, the member who is away for `chat_offline`. */
export function messageCallbackText(
  message: SentMessage,
  eventType: MessageCallback['eventType'],
  receiver: string,
  signing: Signing,
): string {
  const { securityVersion, security, ...about } = aboutMessage(message, receiver, signing)
  const { callId, ...rest } = about
  const body: MessageCallback = {
    callId,
    appkey: message.appkey,
    eventType,
    ...rest,
    ...contentTypeOf(message),
    ...(message.recalledId === undefined ? undefined : { recall_id: String(message.recalledId) }),
    ...(message.env === undefined ? undefined : { env: message.env }),
    securityVersion,
    security,
  }
  return JSON.stringify(body)
}

/** The exact text of the question whether a message may be delivered. */
export function beforeDeliveryText(message: SentMessage, signing: Signing): string {
  return JSON.stringify(aboutMessage(message, message.to, signing))
}

function aboutMessage(message: SentMessage, to: string, { secret, md5, uuid, atMs }: Signing): BeforeDeliveryRequest {
  const callId = `${message.appkey}_${uuid}`
  return {
    callId,
    timestamp: atMs,
    chat_type: chatTypeOf(message),
    ...(message.conversation === 'chat' ? undefined : { group_id: message.to }),
    from: message.from,
    to,
    msg_id: String(message.id),
    payload: message.payload,
    securityVersion: '1.0.0',
    security: md5(securityText(callId, secret, atMs)),
  }
}

/** Rooms are group chats here; what is no message goes by the name of its kind. */
function chatTypeOf({ kind, conversation }: SentMessage): string {
  if (kind !== 'message' && kind !== 'edit') return kind
  return conversation === 'chat' ? 'chat' : 'groupchat'
}

function contentTypeOf(message: SentMessage): { readonly content_type?: string } {
  if (message.kind !== 'message' && message.kind !== 'edit') return {}
  const place = message.conversation === 'chat' ? 'user' : message.conversation
  return { content_type: `chat:${place}:${contentKindOf(message)}` }
}

// What happens in an app besides pushes, as far as callbacks tell of it: messages that went up or were kept for later, and devices
// that came and went (spec/easemob.md §9.7, §9.9). Values only; bodies are written elsewhere.
import type { Appkey, DeviceId, JsonObject, MsgId, UserId } from '@posthouse/protocol'

/**
 * What a rule can want: `push` a push's outcome, `chat` a message that went up, `chat_offline` a message that is kept for somebody
 * who is away, `presence` a login or logout.
 */
export type CallbackEvent = 'push' | 'chat' | 'chat_offline' | 'presence'

/** Every event, in the order in which an offline user's message causes them. */
export const callbackEvents: readonly CallbackEvent[] = ['chat', 'chat_offline', 'push', 'presence']

/** Where a message comes from. */
export type MessageSource = 'sdk' | 'rest'

/** What a message is, as the third part of `content_type` names it (spec/easemob.md §9.7). */
export type ContentKind = (typeof contentKinds)[number]

/** Every kind. */
export const contentKinds = [
  'text',
  'image',
  'voice',
  'location',
  'video',
  'file',
  'command',
  'custom',
  'combined',
  'unknown',
] as const

/** A message as it was sent, to a user, a group or a room: what callbacks tell of and ask about. */
export interface SentMessage {
  readonly appkey: Appkey
  readonly id: MsgId
  readonly source: MessageSource
  /** The conversation that it belongs to. */
  readonly conversation: 'chat' | 'group' | 'room'
  /** `message`: something new; `edit`: a message's new content; the others are events about messages. */
  readonly kind: 'message' | 'edit' | 'notify' | 'recall' | 'read_ack'
  readonly from: UserId
  /** A user's id; a group's or room's in those. */
  readonly to: string
  /** `{ ext, bodies, from, to, type, meta? }` as the sender gave it. */
  readonly payload: JsonObject
  /** The message that is taken back, where `kind` is `recall`. */
  readonly recalledId?: MsgId
  /** The routing field of the message. */
  readonly env?: string
}

/** A device that came or went. */
export interface PresenceChange {
  readonly appkey: Appkey
  readonly user: UserId
  readonly deviceId: DeviceId
  readonly os: 'android' | 'ios' | 'webim'
  /** `replaced`: kicked by the server, an administrator, or by one device too many. */
  readonly reason: 'login' | 'logout' | 'replaced'
  /** `address:port`. */
  readonly ip: string
  /** The node that held the session. */
  readonly host: string
  /** Of the client's SDK. */
  readonly version: string
  readonly atMs: number
}

/** The kind of a message, told from its bodies. */
export function contentKindOf({ payload }: Pick<SentMessage, 'payload'>): ContentKind {
  const { bodies } = payload
  const [body] = Array.isArray(bodies) ? bodies : []
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return 'unknown'
  const { type, subType } = body as JsonObject
  if (subType === 'sub_combine') return 'combined'
  return typeof type === 'string' ? (kindsByBody.get(type) ?? 'unknown') : 'unknown'
}

const kindsByBody: ReadonlyMap<string, ContentKind> = new Map([
  ['txt', 'text'],
  ['img', 'image'],
  ['audio', 'voice'],
  ['video', 'video'],
  ['loc', 'location'],
  ['file', 'file'],
  ['cmd', 'command'],
  ['custom', 'custom'],
])

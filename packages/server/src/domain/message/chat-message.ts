// A chat message as the offline push sees it. Where it is kept, and how it reaches who is online, is not known here.
import { type Appkey, day, type JsonObject, type UserId } from '@posthouse/protocol'

/** What a message carries (spec/easemob.md §9.7). */
export type MessageKind = 'txt' | 'img' | 'audio' | 'video' | 'loc' | 'file' | 'cmd' | 'custom' | 'combine'

/** A message for one receiver; of a group message each member is one. */
export interface ChatMessage {
  /** Decimal digits. */
  readonly id: string
  readonly appkey: Appkey
  readonly from: UserId
  /** The receiver, of a group message too. */
  readonly to: UserId
  readonly chatType: 'chat' | 'groupchat' | 'chatroom'
  /** Of group and room messages. */
  readonly groupId?: string
  readonly kind: MessageKind
  /** Of a `txt` message. */
  readonly text?: string
  /** The sender's `ext` as it came (spec/easemob.md §8). */
  readonly ext?: JsonObject
  /** Epoch ms. */
  readonly sentAtMs: number
  /** `ROUTE_ONLINE`: for whoever is connected, and nobody else. */
  readonly route?: 'ROUTE_ONLINE'
  /** Members of the group. */
  readonly groupSize?: number
}

/** A message that waited longer is not pushed any more, ms (spec/easemob.md §10.3). */
export const pushableMsMax: number = day
/** Members of the largest group whose messages are pushed (spec/easemob.md §10.3). */
const pushedGroupMax = 3_000

/** Why a message is pushed to nobody, ever; undefined for one that may be (spec/easemob.md §10.3). */
export function neverPushed(message: ChatMessage): 'chat-room' | 'online-only' | 'command' | 'large-group' | undefined {
  if (message.chatType === 'chatroom') return 'chat-room'
  if (message.route === 'ROUTE_ONLINE') return 'online-only'
  if (message.kind === 'cmd') return 'command'
  return (message.groupSize ?? 0) > pushedGroupMax ? 'large-group' : undefined
}

/** Whether a message lacks what every message of its kind has (spec/easemob.md §9.6, `invalid message`). */
export function isMalformed({ id, from, to, chatType, groupId, kind, text }: ChatMessage): boolean {
  if (!/^\d{1,20}$/.test(id) || from === '' || to === '') return true
  if (chatType === 'groupchat' && !groupId) return true
  return kind === 'txt' && text === undefined
}

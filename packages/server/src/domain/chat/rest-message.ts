// A message over REST: what it must have, what it is on the online channel, and what its callbacks and its notification are made from
// (spec/easemob.md §8, §10.7). Pure.
import { type Appkey, type JsonObject, type MsgId, type UserId, userIdOf } from '@posthouse/protocol'
import { PosthouseError } from '../../base/failure.ts'
import type { SentMessage } from '../chat-event.ts'
import type { EasemobPart } from '../handover/easemob-message.ts'
import { isChatId } from './conversation.ts'
import { contentOfBody } from './sent-message.ts'

/** What a caller gives. */
export interface RestMessageInput {
  readonly from?: string | undefined
  readonly type: string
  readonly body: JsonObject
  readonly ext?: JsonObject | undefined
  readonly routetype?: string | undefined
  readonly env?: string | undefined
}

/** A message that may be sent. */
export interface RestMessage {
  readonly from: UserId
  readonly kind: RestKind
  /** The body as the original's have it, `type` among its members. */
  readonly body: JsonObject
  readonly ext: JsonObject | undefined
  /** Nothing is kept for those who are away, and nobody is pushed to. */
  readonly isOnlineOnly: boolean
  readonly env: string | undefined
}

const kinds = ['txt', 'img', 'audio', 'video', 'loc', 'file', 'cmd', 'custom'] as const
type RestKind = (typeof kinds)[number]

/** The member that each kind has to have. */
const neededMember: Readonly<Partial<Record<RestKind, string>>> = {
  txt: 'msg',
  img: 'url',
  audio: 'url',
  video: 'url',
  file: 'url',
  cmd: 'action',
}

/** Largest body and `ext` together, bytes of JSON. */
const messageBytesMax = 5 * 1_024

/** Reads one. Throws `message_param_empty`, `message_body_invalid`, `message_too_large`. */
export function readRestMessage(input: RestMessageInput): RestMessage {
  const { from = 'admin', type, body, ext, routetype, env } = input
  for (const [field, value] of Object.entries({ from, type }))
    if (value === '') throw new PosthouseError('message_param_empty', { field }, { field })
  if (Object.keys(body).length === 0)
    throw new PosthouseError('message_param_empty', { field: 'body' }, { field: 'body' })
  const kind = kinds.find(one => one === type)
  const sender = userIdOf(from)
  const member = kind && neededMember[kind]
  const hasMember = member === undefined || (typeof body[member] === 'string' && body[member] !== '')
  const isRouted = routetype === undefined || routetype === 'ROUTE_ONLINE'
  if (!kind || !isChatId(sender) || sender.length > 64 || !hasMember || !isRouted) {
    throw new PosthouseError('message_body_invalid', {}, { field: fieldOf(kind, sender, hasMember) })
  }
  if (Buffer.byteLength(JSON.stringify([body, ext ?? {}])) > messageBytesMax)
    throw new PosthouseError('message_too_large')
  return { from: sender, kind, body: { ...body, type: kind }, ext, isOnlineOnly: routetype !== undefined, env }
}

function fieldOf(kind: RestKind | undefined, from: string, hasMember: boolean): string {
  if (!kind) return 'type'
  if (!isChatId(from)) return 'from'
  return hasMember ? 'routetype' : 'body'
}

/** Its type and content on the online channel. A command's action goes as bytes, its `ext` beside them. */
export function restContent({ kind, body, ext }: RestMessage): { readonly type: number; readonly content: JsonObject } {
  if (kind !== 'cmd') return contentOfBody(body)
  const message = Buffer.from(String(body['action'])).toString('base64')
  return { type: 2, content: { message, ...(ext ? { ext } : {}) } }
}

/** What a hand-over keeps of it: nothing where nobody is pushed to. */
export function restPart({ kind, body, ext, isOnlineOnly }: RestMessage): JsonObject | undefined {
  if (isOnlineOnly || kind === 'cmd') return undefined
  const text = body['msg']
  return { kind, ...(typeof text === 'string' ? { text } : {}), ...(ext ? { ext } : {}) } satisfies EasemobPart
}

/** As callbacks tell of it: with the body that the caller gave. */
export function restSentMessage(appkey: Appkey, id: MsgId, message: RestMessage, type: 0 | 2, to: string): SentMessage {
  const { from, body, ext, env } = message
  const chatType = type === 2 ? 'groupchat' : 'chat'
  return {
    ...{ appkey, id, from, to },
    source: 'rest',
    conversation: type === 2 ? 'group' : 'chat',
    kind: 'message',
    payload: { ext: ext ?? {}, bodies: [body], from, to, type: chatType },
    ...(env === undefined ? {} : { env }),
  }
}

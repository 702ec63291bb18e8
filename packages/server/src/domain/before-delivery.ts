// Asking an app's server whether a message may be delivered (spec/easemob.md §9.1, §9.8): what such a rule says, and what an answer
// means. Pure; asking is flows/callback/ask-before-delivery.ts.
import type { JsonObject } from '@posthouse/protocol'
import { isTooLong } from './answer-limit.ts'
import { type ContentKind, contentKindOf, type SentMessage } from './chat-event.ts'

/** What a rule may be asked about: the kinds of conversations, and messages that are changed later. */
export type AskedAbout = (typeof askedAbout)[number]

/** All of them. */
export const askedAbout = ['chat', 'group', 'room', 'edit'] as const

/** Kinds of messages that a rule may be asked about. */
export const askedKinds = ['text', 'image', 'video', 'location', 'voice', 'file', 'custom'] as const

/** What a rule says that is asked before delivery. */
export interface BeforeDelivery {
  readonly conversations: readonly AskedAbout[]
  readonly messageTypes: readonly ContentKind[]
  /** How long an answer is waited for. */
  readonly waitMs: number
  /** What happens without a usable answer. */
  readonly onFailure: 'pass' | 'block'
  /** Whether the sender's SDK is told when a message is blocked. */
  readonly tellSender: boolean
}

/** The original's default wait (spec/easemob.md §9.1). */
export const waitMsDefault = 200

/** Bounds of a wait; ours: a sender waits as long. */
export const waitMsBounds: { readonly min: number; readonly max: number } = { min: 50, max: 5_000 }

/** UTF-8 bytes of a changed text message (spec/easemob.md §9.8). */
const changedBytesMax = 1_024

/** What the sender's SDK is shown when the receiver gave no text of its own, and when it gave no usable answer (the newer text). */
const blockedCodes = {
  denied: 'custom logic denied',
  unanswered: 'Message blocked by external logic',
} as const

/** How urgent a message is in its room. */
export type RoomLevel = 'high' | 'normal' | 'low'

/** What becomes of a message. */
export type Verdict =
  | {
      readonly kind: 'deliver'
      /** What is delivered: the message's own payload, or the changed one. */
      readonly payload: JsonObject
      readonly roomLevel: RoomLevel | undefined
    }
  /** Nobody gets it, and no callback tells of it. `code` is for the sender's SDK where `tellSender`. */
  | { readonly kind: 'block'; readonly code: string; readonly tellSender: boolean }

/** An answer as it came; undefined: none came in time. */
export type BeforeAnswer = { readonly status: number; readonly text: string; readonly isComplete: boolean } | undefined

/** Whether a rule is asked about a message: one that came from a client. Targeted messages are the caller's to leave out. */
export function isAsked(rule: BeforeDelivery, message: SentMessage): boolean {
  if (message.source !== 'sdk' || (message.kind !== 'message' && message.kind !== 'edit')) return false
  if (!rule.messageTypes.includes(contentKindOf(message))) return false
  if (message.kind === 'edit') return rule.conversations.includes('edit')
  return rule.conversations.includes(message.conversation)
}

/** What an answer decides. One that breaks a rule of §9.8 is no answer: the rule's own decision counts then. */
export function verdictOf(rule: BeforeDelivery, message: SentMessage, answer: BeforeAnswer): Verdict {
  const read = answer && readAnswer(answer, message)
  if (!read) {
    return rule.onFailure === 'pass'
      ? { kind: 'deliver', payload: message.payload, roomLevel: undefined }
      : { kind: 'block', code: blockedCodes.unanswered, tellSender: rule.tellSender }
  }
  if (!read.valid) return { kind: 'block', code: read.code || blockedCodes.denied, tellSender: rule.tellSender }
  return { kind: 'deliver', payload: read.payload ?? message.payload, roomLevel: read.roomLevel }
}

interface Read {
  readonly valid: boolean
  readonly code: string
  readonly payload: JsonObject | undefined
  readonly roomLevel: RoomLevel | undefined
}

function readAnswer(
  { status, text, isComplete }: Exclude<BeforeAnswer, undefined>,
  message: SentMessage,
): Read | undefined {
  if (status !== 200 || !isComplete || isTooLong(text)) return undefined
  const members = objectOf(text)
  if (!members || typeof members['valid'] !== 'boolean') return undefined
  const { valid, code, payload, chatroom_msg_level: level } = members
  const isChanged = valid && payload !== undefined && payload !== null
  if (isChanged && !isChangedText(payload, message)) return undefined
  return {
    valid,
    code: typeof code === 'string' ? code : '',
    payload: isChanged ? (payload as JsonObject) : undefined,
    roomLevel: message.conversation === 'room' ? levelOf(level) : undefined,
  }
}

/** Only texts may be changed, and only to short ones. */
function isChangedText(payload: unknown, message: SentMessage): boolean {
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) return false
  if (Buffer.byteLength(JSON.stringify(payload)) > changedBytesMax) return false
  const changed = { payload: payload as JsonObject }
  return contentKindOf(message) === 'text' && contentKindOf(changed) === 'text'
}

function levelOf(level: unknown): RoomLevel | undefined {
  return level === 'high' || level === 'normal' || level === 'low' ? level : undefined
}

function objectOf(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined
  } catch {
    return undefined
  }
}

// What users set about their notifications (spec/easemob.md §2.5–2.9), and what may be set. Pure; when it makes a phone stay silent is
// quiet-hours.ts' business.
import { isPlainText } from './username.ts'

/** Which messages of a conversation may lead to a push: all, those that mention the user, or none. */
export type PushMode = 'ALL' | 'AT' | 'NONE'

/** What a user set; absent members were never set. */
export interface UserSettings {
  /** 0: the notification says only that there is a message; 1: it shows the message. */
  readonly displayStyle?: 0 | 1
  readonly legacyQuiet?: LegacyQuiet
  /** Of all conversations that have none of their own; absent = `ALL`. */
  readonly mode?: PushMode
  /** Daily, `HH:MM-HH:MM` by the server's time zone; both ends equal = the whole day. */
  readonly ignoreInterval?: string
  /** Silent until this instant, epoch ms. */
  readonly ignoreUntilMs?: number
  readonly language?: string
  readonly templateName?: string
}

/** The older do-not-disturb on the user entity (spec/easemob.md §2.6). */
export interface LegacyQuiet {
  readonly on: boolean
  /** 0 to 23; both hours equal = the whole day. */
  readonly fromHour: number
  readonly untilHour: number
}

/** A change of settings: members that are named; a null takes one away. */
export type UserSettingsChange = {
  readonly [Name in Exclude<keyof UserSettings, 'legacyQuiet'>]?: UserSettings[Name] | null
} & { readonly legacyQuiet?: Partial<LegacyQuiet> }

/** What a user set for one conversation; a conversation without a mode follows the user's. */
export interface ConversationSettings {
  readonly mode?: PushMode
  /** Kept and shown, without effect (spec/easemob.md §2.7). */
  readonly ignoreInterval?: string
  /** Silent until this instant, epoch ms. */
  readonly ignoreUntilMs?: number
}

/** A conversation as the user names it: with another user, or a group. */
export interface Conversation {
  readonly kind: 'user' | 'chatgroup'
  /** The other user's id, or the group's. */
  readonly key: string
}

/** Ours: most conversations with settings of their own, per user. */
export const conversationsPerUserMax = 1_000
/** Ours: longest id of a conversation, characters. */
const conversationKeyCharsMax = 128
/** Ours: longest language or template name, characters. */
const wordCharsMax = 64

/** Reads an interval: its usual form; `''` for one that means off, which all zeros do too; undefined for what is none. */
export function readInterval(text: string): string | undefined {
  if (text === '') return ''
  const found = /^(\d{1,2}):(\d{1,2})-(\d{1,2}):(\d{1,2})$/.exec(text)
  if (!found) return undefined
  const [fromHour = 0, fromMinute = 0, untilHour = 0, untilMinute = 0] = found.slice(1).map(Number)
  if (fromHour > 23 || untilHour > 23 || fromMinute > 59 || untilMinute > 59) return undefined
  const shown = `${clock(fromHour, fromMinute)}-${clock(untilHour, untilMinute)}`
  return shown === '00:00-00:00' ? '' : shown
}

/** An hour of the older do-not-disturb, which comes as a number or as text; undefined for what is none. */
export function readHour(value: number | string): number | undefined {
  const hour = typeof value === 'number' || /^\d{1,2}$/.test(value) ? Number(value) : Number.NaN
  return Number.isInteger(hour) && hour >= 0 && hour <= 23 ? hour : undefined
}

/** Whether an id can be that of a conversation. */
export function isConversationKey(key: string): boolean {
  return key !== '' && key.length <= conversationKeyCharsMax && isPlainText(key)
}

/** Whether a language or the name of a template can be kept; empty ones are none. */
export function isSettingWord(word: string): boolean {
  return word.length <= wordCharsMax && isPlainText(word)
}

function clock(hour: number, minute: number): string {
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`
}

// What a user id, a password and a nickname may be (spec/easemob.md §2.2).
import { type ErrorCode, errorText, type UserId, userIdOf } from '@posthouse/protocol'

/** Longest user id, bytes; all its letters are one byte. */
const usernameBytesMax = 64
/** Longest password, characters. */
const passwordCharsMax = 64
/** Longest push nickname, characters. */
export const nicknameCharsMax = 100

/** Why a value was refused, with a code of the catalogue. */
export interface Objection {
  readonly code: ErrorCode
  readonly values: Readonly<Record<string, string>>
}

/** The user id that a text stands for: letters are folded to lower case; digits, `_`, `-` and `.` besides. */
export function readUsername(text: string): UserId | Objection {
  if (text === '') return { code: 'username_missing', values: {} }
  if (Buffer.byteLength(text) > usernameBytesMax) return { code: 'username_too_long', values: {} }
  if (!/^[A-Za-z0-9_.-]+$/.test(text)) return { code: 'username_illegal', values: { username: text } }
  return userIdOf(text)
}

/** Why a password may not be used, or undefined. */
export function passwordObjection(password: string): Objection | undefined {
  if (password === '') return { code: 'password_missing', values: {} }
  return charsOf(password) > passwordCharsMax ? { code: 'password_too_long', values: {} } : undefined
}

/** Why a push nickname may not be used, or undefined. Line breaks and other control characters have no place on a lock screen. */
export function nicknameObjection(nickname: string): Objection | undefined {
  if (charsOf(nickname) > nicknameCharsMax) return { code: 'nickname_too_long', values: {} }
  return isPlainText(nickname) ? undefined : { code: 'parameter_invalid', values: { field: 'nickname' } }
}

/** Text without control characters and lone surrogates: what every database and log keeps as it is (S33, S51). */
export function isPlainText(text: string): boolean {
  return text.isWellFormed() && !/\p{Cc}/u.test(text)
}

/** The sentence of an objection. */
export function objectionText({ code, values }: Objection): string {
  return errorText(code, values)
}

/** Characters as people count them: an emoji beyond the first plane is one. */
function charsOf(text: string): number {
  return Array.from(text.slice(0, 1_000)).length
}

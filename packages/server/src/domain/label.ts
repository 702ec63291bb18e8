// A push label: a named set of an app's users (spec/easemob.md §5).
import type { AppId, UserId } from '@posthouse/protocol'

declare const brand: unique symbol

/** A label's name; case sensitive, unique within an app. */
export type LabelName = string & { readonly [brand]: 'LabelName' }

/** A label. It is never renamed. */
export interface Label {
  readonly id: bigint
  readonly appId: AppId
  readonly name: LabelName
  readonly description: string | undefined
  readonly createdAtMs: number
}

/** A label with the number of users in it. */
export interface CountedLabel extends Label {
  readonly memberCount: number
}

/** A user in a label. */
export interface LabelMember {
  readonly username: UserId
  /** When the user was added, epoch ms. */
  readonly addedAtMs: number
}

/** Most labels of one app. */
export const labelsPerAppMax = 100
/** Most users of one label. */
export const membersPerLabelMax = 20_000

/** Longest name, characters; all its letters are one byte. */
const nameCharsMax = 64
/** Longest description, characters. */
const descriptionCharsMax = 255

/** The name that a text is, or undefined: 1 to 64 of `A-Z a-z 0-9 _ - .` (spec/easemob.md §5, §12 row 14). */
export function readLabelName(text: string): LabelName | undefined {
  return text.length <= nameCharsMax && /^[A-Za-z0-9_.-]+$/.test(text) ? (text as LabelName) : undefined
}

/** Whether a description may be used: at most 255 characters, of which no database chokes on one (S33). */
export function isLabelDescription(text: string): boolean {
  // Twice as many units is the most that so many characters take: longer texts are not counted.
  if (text.length > 2 * descriptionCharsMax || !text.isWellFormed() || text.includes('\0')) return false
  return Array.from(text).length <= descriptionCharsMax
}

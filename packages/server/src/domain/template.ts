// Push templates: what one may be, and what its patterns say for one message (spec/easemob.md §4). Pure; which template a message
// uses is decided in message/text.ts.
import type { AppId } from '@posthouse/protocol'

declare const brand: unique symbol

/** A template's name; case sensitive, unique within an app. */
export type TemplateName = string & { readonly [brand]: 'TemplateName' }

/** A title and a content with places for values. */
export interface Patterns {
  readonly titlePattern: string
  readonly contentPattern: string
}

/** A template. It is never renamed. */
export interface Template extends Patterns {
  readonly appId: AppId
  readonly name: TemplateName
  /** Epoch ms. */
  readonly createdAtMs: number
  /** Epoch ms. */
  readonly updatedAtMs: number
}

/** What stands in for the places of a pattern. */
export interface PatternValues {
  /** For `{0}`, `{1}`, …; a missing one is empty. */
  readonly args: readonly string[]
  /** For `{$fromNickname}`: the sender's push nickname. */
  readonly fromNickname: string
  /** For `{$msg}`: the message's text, or a word for what it is. */
  readonly msg: string
  /** For `{$dynamicFrom}`: whatever the receiver knows the sender by. */
  readonly dynamicFrom: string
}

/** Ours: most templates of one app. */
export const templatesPerAppMax = 100
/** Longest name, characters; all its letters are one byte. */
const nameCharsMax = 64
/** Ours: longest pattern of a title, characters. */
export const titlePatternCharsMax = 256
/** Ours: longest pattern of a content, characters. */
export const contentPatternCharsMax = 1_024

/** The name that a text is, or undefined: 1 to 64 letters and digits. */
export function readTemplateName(text: string): TemplateName | undefined {
  return text.length <= nameCharsMax && /^[A-Za-z0-9]+$/.test(text) ? (text as TemplateName) : undefined
}

/** The first of the patterns that may not be used, by its wire name, or undefined. */
export function patternObjection(patterns: Partial<Patterns>): 'title_pattern' | 'content_pattern' | undefined {
  const { titlePattern, contentPattern } = patterns
  if (titlePattern !== undefined && !isPattern(titlePattern, titlePatternCharsMax)) return 'title_pattern'
  if (contentPattern !== undefined && !isPattern(contentPattern, contentPatternCharsMax)) return 'content_pattern'
  return undefined
}

/**
 * A pattern with its places filled. What is put in stays as it is: a message that says `{0}` is shown with `{0}`. Braces that are no
 * place stay too.
 */
export function rendered(pattern: string, values: PatternValues): string {
  return pattern.replace(place, (whole, index: string | undefined, name: string | undefined) => {
    if (index !== undefined) return values.args[Number(index)] ?? ''
    return named(name, values) ?? whole
  })
}

/** Numbers of more digits are no place: no message has that many arguments. */
const place = /\{(?:(\d{1,4})|\$(fromNickname|msg|dynamicFrom))\}/g

function named(name: string | undefined, { fromNickname, msg, dynamicFrom }: PatternValues): string | undefined {
  if (name === 'fromNickname') return fromNickname
  if (name === 'msg') return msg
  return name === 'dynamicFrom' ? dynamicFrom : undefined
}

/** Not empty, short enough, and of characters that no database chokes on (S33). */
function isPattern(text: string, charsMax: number): boolean {
  if (text === '' || text.length > 2 * charsMax || !text.isWellFormed() || text.includes('\0')) return false
  return Array.from(text).length <= charsMax
}

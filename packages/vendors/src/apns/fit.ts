// Makes a payload small enough by shortening its text, and nothing else. Text is cut between graphemes, so that neither a
// surrogate pair nor a family emoji nor a letter with its accents is torn. Refuses to know what the payload means.
import type { JsonObject } from '../json.ts'

/** A document whose `body`, and then `title`, may be shortened. */
export interface Shortenable {
  readonly title?: string
  readonly body?: string
  /** The whole JSON document with these texts in it. */
  write(title: string | undefined, body: string | undefined): JsonObject
}

/** The rendered JSON; `truncated` when text was cut. */
export interface Fitted {
  readonly json: string
  readonly truncated: boolean
}

/**
 * Renders within `bytesMax` bytes of UTF-8, cutting the body and then the title to a prefix with an ellipsis.
 * Undefined when even both texts cut to an ellipsis leave it too large.
 */
export function fit(text: Shortenable, bytesMax: number): Fitted | undefined {
  const whole = JSON.stringify(text.write(text.title, text.body))
  const excess = Buffer.byteLength(whole) - bytesMax
  if (excess <= 0) return { json: whole, truncated: false }
  const body = shortenBy(text.body, excess)
  const rest = excess - saved(text.body, body)
  const title = rest > 0 ? shortenBy(text.title, rest) : text.title
  if (rest - saved(text.title, title) > 0) return undefined
  return { json: JSON.stringify(text.write(title, body)), truncated: true }
}

/**
 * The longest prefix of whole graphemes that, with the ellipsis, takes at most `bytesMax` bytes inside a JSON string;
 * never less than the ellipsis, nor longer than a text that is as short already.
 */
export function shorten(text: string, bytesMax: number): string {
  if (jsonBytes(text) <= Math.max(bytesMax, jsonBytes(ELLIPSIS))) return text
  let left = bytesMax - jsonBytes(ELLIPSIS)
  let end = 0
  for (const { segment } of graphemes.segment(text)) {
    left -= jsonBytes(segment)
    if (left < 0) break
    end += segment.length
  }
  return text.slice(0, end) + ELLIPSIS
}

/** What stands for the text that was cut; three bytes. */
export const ELLIPSIS = '…'

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** Bytes of a text inside the quotes of a JSON string, escapes included. */
function jsonBytes(text: string): number {
  return Buffer.byteLength(JSON.stringify(text)) - 2
}

function shortenBy(text: string | undefined, bytes: number): string | undefined {
  return text === undefined ? undefined : shorten(text, jsonBytes(text) - bytes)
}

function saved(before: string | undefined, after: string | undefined): number {
  return jsonBytes(before ?? '') - jsonBytes(after ?? '')
}

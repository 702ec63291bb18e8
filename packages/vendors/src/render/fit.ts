// Makes a JSON payload small enough by shortening its text, and nothing else. Refuses to know what the payload means.
import type { JsonObject } from '../json.ts'
import { jsonUtf8, shorten } from './shorten.ts'

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

function shortenBy(text: string | undefined, bytes: number): string | undefined {
  return text === undefined ? undefined : shorten(text, jsonUtf8(text) - bytes, jsonUtf8)
}

function saved(before: string | undefined, after: string | undefined): number {
  return jsonUtf8(before ?? '') - jsonUtf8(after ?? '')
}

// The `webpush` block of `pushMessage`: our extension, its fields named after those of the browsers' `showNotification`. Which value goes
// where is decided in payload.ts.
import type { JsonObject, JsonValue } from '../json.ts'
import {
  type Check,
  flag,
  integerFrom,
  listOf,
  object,
  oneOf,
  pick,
  type Row,
  shapeOf,
  text,
} from '../render/fields.ts'

/** Longest life of a message, s: Google's maximum (spec/vendors.md §9.5, library default); Mozilla takes two days more. */
export const TTL_SECONDS_MAX = 2_419_200
/** Browsers show two buttons; a worker may choose among a few. */
const ACTIONS_MAX = 4

/** What a caller's block holds, checked. Throws `PayloadError` naming `webpush.<field>` and its limit. */
export function readBlock(block: JsonObject): Readonly<Record<string, JsonValue>> {
  return pick(block, ROWS, 'webpush')
}

/** A topic outside RFC 8030's alphabet or length is digested by whoever sends it, so any text may stand here. */
const topic: Check = text

const ACTION_ROWS: readonly Row[] = [
  ['action', 'action', text],
  ['title', 'title', text],
  ['icon', 'icon', text],
  ['url', 'url', text],
]

const ROWS: readonly Row[] = [
  ['title', 'title', text],
  ['body', 'body', text],
  ['icon', 'icon', text],
  ['image', 'image', text],
  ['badge', 'badge', text],
  ['tag', 'tag', text],
  ['url', 'url', text],
  ['actions', 'actions', listOf(shapeOf(ACTION_ROWS), ACTIONS_MAX)],
  ['requireInteraction', 'requireInteraction', flag],
  ['silent', 'silent', flag],
  ['urgency', 'urgency', oneOf('very-low', 'low', 'normal', 'high')],
  ['topic', 'topic', topic],
  ['ttl', 'ttl', integerFrom(0, TTL_SECONDS_MAX)],
  ['data', 'data', object],
]

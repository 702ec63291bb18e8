// The caller's `vivo` block: each documented member, its name on vivo's wire and what it may hold (spec/easemob.md §7.8, with the
// limits of spec/vendors.md §7.5). Refuses to know what else a message is made of.
import { isObject, type JsonObject, type JsonValue } from '../json.ts'
import { type Check, flag, integerFrom, oneOf, pick, type Row, refuse, text } from '../render/fields.ts'
import { width } from '../render/width.ts'
import { isCategory } from './classification.ts'
import { SKIP_TYPES } from './click.ts'

/** Most width of a title and of a content, a Chinese character counting 2 (spec/easemob.md §7.8). */
export const TITLE_WIDTH_MAX = 40
export const CONTENT_WIDTH_MAX = 100
/** How long vivo keeps a message for an absent phone, in seconds (spec/vendors.md §7.5). */
export const TTL_SECONDS_MIN = 60
export const TTL_SECONDS_MAX = 86_400
/** Most characters of a dedupe id. */
export const REQUEST_ID_CHARS_MAX = 64
/** Most bytes of a receipt address; vivo says characters, and bytes are the stricter reading. */
export const CALLBACK_BYTES_MAX = 128
/** Most characters of what comes back with a receipt. */
export const CALLBACK_PARAM_CHARS_MAX = 64
export const PROFILE_CHARS_MAX = 64
/** Custom data: pairs, and characters of it as JSON text, which is the strictest reading of "1024 characters". */
export const CUSTOM_PAIRS_MAX = 10
export const CUSTOM_CHARS_MAX = 1024
/** The vendor's ids are Java `int`s. */
export const NOTIFY_ID_MAX = 2_147_483_647

/** The members under their wire names; throws `PayloadError` naming `vivo.<member>`. */
export function pickVivo(block: JsonObject): Readonly<Record<string, JsonValue>> {
  return pick(block, ROWS, 'vivo')
}

/** `extra` of the block under its wire names. */
export function pickExtra(block: JsonObject): Readonly<Record<string, JsonValue>> {
  return pick(block, EXTRA_ROWS, 'vivo.extra')
}

/** Custom data as vivo carries it: texts only, so other values become their JSON. Throws `PayloadError` naming `field`. */
export function customMap(value: JsonValue, field: string): JsonObject {
  if (!isObject(value)) return refuse(field, 'object', 'must be an object')
  const pairs = Object.entries(value).filter(([, member]) => member !== undefined && member !== null)
  if (pairs.length > CUSTOM_PAIRS_MAX) {
    return refuse(field, `${CUSTOM_PAIRS_MAX} pairs`, `must have at most ${CUSTOM_PAIRS_MAX} pairs for vivo`)
  }
  const texts = pairs.map(
    ([key, member]) => [key, typeof member === 'string' ? member : JSON.stringify(member)] as const,
  )
  const map: JsonObject = Object.fromEntries(texts)
  return JSON.stringify(map).length <= CUSTOM_CHARS_MAX
    ? map
    : refuse(
        field,
        `${CUSTOM_CHARS_MAX} characters`,
        `must have at most ${CUSTOM_CHARS_MAX} characters as JSON for vivo`,
      )
}

/** A text of at most so many UTF-16 units, the strictest reading of characters. */
function unitsUpTo(most: number): Check {
  return (value, field) =>
    typeof value === 'string' && value.length <= most
      ? value
      : refuse(field, `${most} characters`, `must be a string of at most ${most} characters`)
}

function widthUpTo(most: number): Check {
  return (value, field) =>
    typeof value === 'string' && width(value) <= most
      ? value
      : refuse(field, `${most} characters`, `must be a string of at most ${most} characters, a Chinese one counting 2`)
}

const callback: Check = (value, field) =>
  typeof value === 'string' && Buffer.byteLength(value) <= CALLBACK_BYTES_MAX
    ? value
    : refuse(field, `${CALLBACK_BYTES_MAX} bytes`, `must be a string of at most ${CALLBACK_BYTES_MAX} bytes`)

const category: Check = (value, field) =>
  typeof value === 'string' && isCategory(value)
    ? value
    : refuse(field, 'upper-case letters', 'must be upper-case letters such as IM')

const ROWS: readonly Row[] = [
  ['title', 'title', widthUpTo(TITLE_WIDTH_MAX)],
  ['content', 'content', widthUpTo(CONTENT_WIDTH_MAX)],
  ['notifyType', 'notifyType', oneOf(1, 2, 3, 4)],
  ['timeToLive', 'timeToLive', integerFrom(TTL_SECONDS_MIN, TTL_SECONDS_MAX)],
  ['skipType', 'skipType', oneOf(...SKIP_TYPES)],
  ['skipContent', 'skipContent', text],
  // Ours: in place of the notifier's setting, for messages that name an activity (spec/easemob.md §8.6).
  ['clickActivity', 'clickActivity', text],
  ['networkType', 'networkType', oneOf(-1, 1)],
  ['classification', 'classification', oneOf(0, 1)],
  ['category', 'category', category],
  ['clientCustomMap', 'clientCustomMap', customMap],
  ['requestId', 'requestId', unitsUpTo(REQUEST_ID_CHARS_MAX)],
  ['pushMode', 'pushMode', oneOf(0, 1)],
  ['notifyId', 'notifyId', integerFrom(1, NOTIFY_ID_MAX)],
  ['profileId', 'profileId', unitsUpTo(PROFILE_CHARS_MAX)],
  ['sendOnline', 'sendOnline', flag],
  ['foregroundShow', 'foregroundShow', flag],
  ['addBadge', 'addBadge', flag],
]

/** Easemob's names and vivo's own. */
const EXTRA_ROWS: readonly Row[] = [
  ['callback', 'callback', callback],
  ['callback.param', 'callback.param', unitsUpTo(CALLBACK_PARAM_CHARS_MAX)],
  ['callbackParam', 'callback.param', unitsUpTo(CALLBACK_PARAM_CHARS_MAX)],
  ['callback.id', 'callback.id', unitsUpTo(CALLBACK_PARAM_CHARS_MAX)],
  ['callbackId', 'callback.id', unitsUpTo(CALLBACK_PARAM_CHARS_MAX)],
]

// The fields of a caller's `oppo` block under OPPO's names, and their limits (spec/easemob.md §7.9, spec/vendors.md §6.5). Pure.
import { isObject, parsedJson } from '../json.ts'
import { type Check, flag, integerFrom, oneOf, type Row, refuse, text, textLike } from '../render/fields.ts'
import { ACTIVITY_CHARS_MAX, NOTIFY_LEVELS } from './credentials.ts'

/** Longest time in seconds that OPPO keeps a message for an absent phone: 10 days. */
export const TTL_SECONDS_MAX = 864_000
/** Longest address for receipts. */
export const CALL_BACK_URL_BYTES_MAX = 200
/** Longest address that a tap opens; OPPO's interface takes 2000, its own Java SDK and Easemob 500. */
export const CLICK_URL_CHARS_MAX = 500
/** Longest `action_parameters` as JSON text. */
const DATA_CHARS_MAX = 4000

/**
 * A text of at most `most` UTF-16 units, which is what Java counts as characters. That is stricter than characters a person counts, and
 * a text that OPPO refuses is of use to nobody.
 */
export function unitsUpTo(most: number): Check {
  return (value, field) => {
    if (typeof value !== 'string') return refuse(field, 'string', 'must be a string')
    if (value.length <= most) return value
    return refuse(field, `${most} characters`, `must have at most ${most} characters (an emoji counts two or more)`)
  }
}

/** Data for the app: an object, or the JSON text of one; on the wire it is the text. OPPO refuses any other text (41). */
export const data: Check = (value, field) => {
  if (isObject(value)) return unitsUpTo(DATA_CHARS_MAX)(JSON.stringify(value), field)
  if (typeof value !== 'string') return refuse(field, 'object', 'must be an object')
  const written = unitsUpTo(DATA_CHARS_MAX)(value, field)
  return isObject(parsedJson(value)) ? written : refuse(field, 'object', 'must be an object')
}

const callBackUrl: Check = (value, field) => {
  if (typeof value === 'string' && Buffer.byteLength(value) <= CALL_BACK_URL_BYTES_MAX) return value
  const limit = `${CALL_BACK_URL_BYTES_MAX} bytes`
  return refuse(field, limit, `must be a URL of at most ${limit}`)
}

/** Longest time in seconds that a notification stays on the screen: a day, for private messages; public ones get half of it. */
const SHOW_SECONDS_MAX = 86_400
/** Names have no published limit; this only keeps a request small. */
const NAME_CHARS_MAX = 128
const INT_MAX = 2_147_483_647

/** The members that are read; others are left out. */
export const BLOCK_ROWS: readonly Row[] = [
  ['title', 'title', unitsUpTo(32)],
  ['subTitle', 'sub_title', text],
  ['content', 'content', unitsUpTo(200)],
  ['channelId', 'channel_id', unitsUpTo(NAME_CHARS_MAX)],
  ['category', 'category', unitsUpTo(NAME_CHARS_MAX)],
  ['notifyLevel', 'notify_level', oneOf(...NOTIFY_LEVELS)],
  ['appMessageId', 'app_message_id', unitsUpTo(NAME_CHARS_MAX)],
  ['style', 'style', oneOf(1, 2, 3)],
  ['clickActionType', 'click_action_type', oneOf(0, 1, 2, 4, 5)],
  ['clickActionActivity', 'click_action_activity', unitsUpTo(ACTIVITY_CHARS_MAX)],
  ['clickActionUrl', 'click_action_url', unitsUpTo(CLICK_URL_CHARS_MAX)],
  ['actionParameters', 'action_parameters', data],
  ['offLine', 'off_line', flag],
  ['offLineTtl', 'off_line_ttl', integerFrom(1, TTL_SECONDS_MAX)],
  ['timeZone', 'time_zone', textLike(/^GMT[+-]\d\d:\d\d$/, 'a zone such as GMT+08:00')],
  ['callBackUrl', 'call_back_url', callBackUrl],
  ['callBackParameter', 'call_back_parameter', unitsUpTo(100)],
  ['showTtl', 'show_ttl', integerFrom(1, SHOW_SECONDS_MAX)],
  ['notifyId', 'notify_id', integerFrom(0, INT_MAX)],
  ['privateMsgTemplateId', 'private_msg_template_id', unitsUpTo(NAME_CHARS_MAX)],
  ['privateTitleParameters', 'private_title_parameters', data],
  ['privateContentParameters', 'private_content_parameters', data],
]

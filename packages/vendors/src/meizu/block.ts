// The caller's `meizu` block (spec/easemob.md §7.10) as the vendor's own members: which fields there are, what each may hold and how
// it is written on the wire. Knows nothing of the basic fields.
import type { JsonObject } from '../json.ts'
import { type Check, integerFrom, object, oneOf, pick, type Row, refuse, text, textLike } from '../render/fields.ts'
import { type Measure, units, utf8 } from '../render/shorten.ts'

/** Longest title and content, in UTF-16 units: Meizu counts "characters", and its servers are Java (spec/vendors.md §8.5). */
export const TITLE_UNITS_MAX = 32
/** See {@link TITLE_UNITS_MAX}. */
export const CONTENT_UNITS_MAX = 100
/** Longest time that Meizu keeps a push for an absent phone, hours (spec/vendors.md §8.5). */
export const VALID_HOURS_MAX = 72
/** Longest receipt address, bytes (spec/vendors.md §8.5). */
export const CALLBACK_BYTES_MAX = 128

/** The block's members by the vendor's object that they belong to; absent ones are not there. */
export interface MeizuBlock {
  readonly bar: JsonObject
  readonly expand: JsonObject
  readonly click: JsonObject
  readonly time: JsonObject
  readonly advance: JsonObject
  readonly notificationType: JsonObject
  readonly extra: JsonObject
}

/** Reads the block. Throws `PayloadError` naming the field at fault and its limit; unknown members are left out. */
export function readBlock(block: JsonObject): MeizuBlock {
  const rows = (list: readonly Row[]): JsonObject => pick(block, list, 'meizu')
  const read = {
    bar: rows(BAR_ROWS),
    expand: rows(EXPAND_ROWS),
    click: rows(CLICK_ROWS),
    time: rows(TIME_ROWS),
    advance: rows(ADVANCE_ROWS),
    notificationType: rows(NOTIFICATION_TYPE_ROWS),
    extra: rows(EXTRA_ROWS),
  }
  if (read.expand['noticeExpandType'] === 1 && read.expand['noticeExpandContent'] === undefined) {
    refuse('meizu.noticeExpandContent', 'required for noticeExpandType 1', 'is required for noticeExpandType 1')
  }
  return read
}

function upTo(most: number, measure: Measure, unit: string): Check {
  return (value, field) => {
    const given = text(value, field)
    if (typeof given === 'string' && measure(given) <= most) return given
    return refuse(field, `${most} ${unit}`, `must have at most ${most} ${unit}`)
  }
}

/** The documentation says Boolean, the vendor's wire has 0 and 1; callers write either. */
const flag: Check = (value, field) => {
  if (value === true || value === 1) return 1
  if (value === false || value === 0) return 0
  return refuse(field, 'boolean', 'must be true or false')
}

/** A number that callers also write as a text. */
function numeral(least: number, most: number): Check {
  const check = integerFrom(least, most)
  return (value, field) => check(typeof value === 'string' && /^\d$/.test(value) ? Number(value) : value, field)
}

const DATE_SHAPE = 'yyyy-MM-dd HH:mm:ss, an ISO 8601 time with its zone, or epoch ms'
const BEIJING_MS = 8 * 3_600_000
/** Largest instant of a year that has four digits. */
const EPOCH_MS_MAX = Date.UTC(9999, 11, 30)

/** Meizu reads a time without a zone; as the only zone of its country it means Beijing's, and so do we. */
const date: Check = (value, field) => {
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(value)) {
    const localMs = Date.parse(`${value.replace(' ', 'T')}Z`)
    // A parser may take the 30th of February for the 2nd of March.
    if (!Number.isNaN(localMs) && wireTime(localMs) === value) return value
  }
  const isZoned = typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]{5,18}(Z|[+-]\d\d:?\d\d)$/.test(value)
  const atMs = isZoned ? Date.parse(value) : typeof value === 'number' ? value : Number.NaN
  if (!(atMs >= 0 && atMs <= EPOCH_MS_MAX)) refuse(field, DATE_SHAPE, `must be ${DATE_SHAPE}`)
  return wireTime(atMs + BEIJING_MS)
}

function wireTime(localMs: number): string {
  return new Date(localMs).toISOString().slice(0, 19).replace('T', ' ')
}

/** `noticeMsgType` is no member of Easemob's block, but of its extension for messages (spec/easemob.md §8.6). */
const BAR_ROWS: readonly Row[] = [
  ['title', 'title', upTo(TITLE_UNITS_MAX, units, 'characters')],
  ['content', 'content', upTo(CONTENT_UNITS_MAX, units, 'characters')],
  ['noticeMsgType', 'noticeMsgType', numeral(0, 1)],
]

const EXPAND_ROWS: readonly Row[] = [
  ['noticeExpandType', 'noticeExpandType', oneOf(0, 1)],
  ['noticeExpandContent', 'noticeExpandContent', text],
]

const CLICK_ROWS: readonly Row[] = [
  ['clickType', 'clickType', integerFrom(0, 3)],
  ['url', 'url', text],
  ['activity', 'activity', text],
  // Ours: in place of the notifier's setting, for messages that name an activity (spec/easemob.md §8.6).
  ['clickActivity', 'clickActivity', text],
  ['customAttribute', 'customAttribute', upTo(1000, utf8, 'bytes')],
  ['parameters', 'parameters', object],
]

const TIME_ROWS: readonly Row[] = [
  ['isOffLine', 'offLine', flag],
  ['validTime', 'validTime', integerFrom(1, VALID_HOURS_MAX)],
]

const ADVANCE_ROWS: readonly Row[] = [
  ['isSuspend', 'suspend', flag],
  ['isClearNoticeBar', 'clearNoticeBar', flag],
  ['isFixDisplay', 'fixDisplay', flag],
  ['fixStartDisplayDate', 'fixStartDisplayTime', date],
  ['fixEndDisplayDate', 'fixEndDisplayTime', date],
  ['notifyKey', 'notifyKey', textLike(/^[\w-]{1,8}$/, 'at most 8 letters, digits, _ and -')],
]

const NOTIFICATION_TYPE_ROWS: readonly Row[] = [
  ['vibrate', 'vibrate', flag],
  ['lights', 'lights', flag],
  ['sound', 'sound', flag],
]

const EXTRA_ROWS: readonly Row[] = [
  ['callback', 'callback', upTo(CALLBACK_BYTES_MAX, utf8, 'bytes')],
  ['callbackParam', 'callback.param', upTo(64, utf8, 'bytes')],
  ['callbackType', 'callback.type', numeral(1, 3)],
]

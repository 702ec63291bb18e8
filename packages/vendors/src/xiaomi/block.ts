// The fields of a caller's `xiaomi` block under MiPush's names, and their limits (spec/easemob.md §7.7, spec/vendors.md §5.5). Pure.
import { isObject } from '../json.ts'
import { type Check, integerFrom, oneOf, type Row, refuse, text, textLike, textUpTo } from '../render/fields.ts'

/** "Less than 50 characters", counted as UTF-16 units: the strictest reading. */
export const TITLE_UNITS_MAX = 49
/** "Less than 128 characters". */
export const DESCRIPTION_UNITS_MAX = 127
/** Most bytes of the app's own data (unconfirmed, spec/vendors.md §5.8). */
export const PAYLOAD_BYTES_MAX = 4096
/** Longest time in ms that Xiaomi keeps a message for an absent phone: ten days, for private messages; public ones get a day of it. */
export const TTL_MS_MAX = 864_000_000
/** How far ahead a message may be scheduled, in ms. */
export const SCHEDULE_MS_MAX = 604_800_000
/** Longest address for receipts. Xiaomi publishes none; this is the limit of `callback.param`. */
export const CALLBACK_URL_BYTES_MAX = 256
/** Longest text that comes back with a receipt. */
export const CALLBACK_PARAM_CHARS_MAX = 256
/** Shape of a dedupe id. */
export const JOBKEY: RegExp = /^(?!_)[\w-]{1,20}$/

/** Java's `Integer.MAX_VALUE`. */
export const INT_MAX = 2_147_483_647

/** Data for the app: an object, or its JSON text; on the wire it is the text. */
export const data: Check = (value, field) => {
  const written = isObject(value) ? JSON.stringify(value) : value
  if (typeof written !== 'string') return refuse(field, 'object', 'must be an object')
  if (Buffer.byteLength(written) <= PAYLOAD_BYTES_MAX) return written
  return refuse(field, `${PAYLOAD_BYTES_MAX} bytes`, `must have at most ${PAYLOAD_BYTES_MAX} bytes as JSON`)
}

/** A life in ms; one longer than Xiaomi's is Xiaomi's. */
const timeToLive: Check = (value, field) => {
  const ms = integerFrom(1, Number.MAX_SAFE_INTEGER)(value, field)
  return Math.min(Number(ms), TTL_MS_MAX)
}

/** SDKs write these as a text or as a number. */
const zeroOrOne: Check = oneOf('0', '1', 0, 1)

/**
 * The members that are read; others are left out. `title` and `description` may have what Easemob allows, which is one character more
 * than Xiaomi takes; `content` is another name for `description`, which wins.
 */
export const BLOCK_ROWS: readonly Row[] = [
  ['restrictedPackageNames', 'restricted_package_name', textLike(/^[\w.]+(,[\w.]+)*$/, 'package names, by commas')],
  ['passThrough', 'pass_through', oneOf(0, 1)],
  ['title', 'title', textUpTo(50)],
  ['content', 'description', textUpTo(128)],
  ['description', 'description', textUpTo(128)],
  ['payload', 'payload', data],
  ['notifyType', 'notify_type', integerFrom(-1, 7)],
  ['timeToSend', 'time_to_send', integerFrom(0, Number.MAX_SAFE_INTEGER)],
  ['notifyId', 'notify_id', integerFrom(0, INT_MAX)],
  ['timeToLive', 'time_to_live', timeToLive],
  ['channelId', 'extra.channel_id', text],
  ['notifyEffect', 'extra.notify_effect', oneOf('1', '2', '3', 1, 2, 3)],
  ['intentUri', 'extra.intent_uri', text],
  // Ours: in place of the notifier's setting, for messages that name an action (spec/easemob.md §8.6). It is no field of the form.
  ['clickAction', 'clickAction', text],
  ['webUri', 'extra.web_uri', textLike(/^https?:\/\//i, 'an http or https URL')],
  ['sound', 'extra.sound_uri', text],
  ['ticker', 'extra.ticker', text],
  ['notifyForeground', 'extra.notify_foreground', zeroOrOne],
  ['flowControl', 'extra.flow_control', integerFrom(1, INT_MAX)],
  ['jobkey', 'extra.jobkey', textLike(JOBKEY, '1 to 20 letters, digits, "-" and "_", not beginning with "_"')],
  ['callbackUrl', 'extra.callback', textLike(/^https?:\/\//i, 'an http or https URL')],
  ['callbackType', 'extra.callback.type', integerFrom(1, 2047)],
  ['callbackParam', 'extra.callback.param', textUpTo(CALLBACK_PARAM_CHARS_MAX)],
  ['locale', 'extra.locale', text],
  ['localeNotIn', 'extra.locale_not_in', text],
  ['model', 'extra.model', text],
  ['modelNotIn', 'extra.model_not_in', text],
  ['appVersion', 'extra.app_version', text],
  ['appVersionNotIn', 'extra.app_version_not_in', text],
  ['connpt', 'extra.connpt', text],
  ['onlySendOnce', 'extra.only_send_once', zeroOrOne],
]

/** Every field of the form in the order of Xiaomi's documentation (spec/vendors.md §5.5, §10); the ids come before all of them. */
export const FIELDS: readonly string[] = [
  'restricted_package_name',
  'pass_through',
  'title',
  'description',
  'payload',
  'notify_type',
  'time_to_send',
  'notify_id',
  'time_to_live',
  'extra.channel_id',
  'extra.notify_effect',
  'extra.intent_uri',
  'extra.web_uri',
  'extra.jobkey',
  'extra.callback',
  'extra.callback.type',
  'extra.callback.param',
  'extra.sound_uri',
  'extra.ticker',
  'extra.notify_foreground',
  'extra.flow_control',
  'extra.locale',
  'extra.locale_not_in',
  'extra.model',
  'extra.model_not_in',
  'extra.app_version',
  'extra.app_version_not_in',
  'extra.connpt',
  'extra.only_send_once',
]

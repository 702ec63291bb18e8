// The shown part of a Huawei message: the caller's `huawei.message.android.notification` over the basic fields and the category
// over the notifier's settings, as the vendor's `android.notification` object (spec/vendors.md §3.5, spec/easemob.md §7.11).

import { type Category, classifications } from '../category.ts'
import { channelIdFor } from '../credentials/channel-ids.ts'
import { clickActionOf } from '../huawei-kin/click-action.ts'
import { isObject, type JsonObject, type JsonValue, some } from '../json.ts'
import type { Badge, Notification } from '../notification.ts'
import {
  type Check,
  flag,
  integerFrom,
  listOf,
  numberFrom,
  objectAt,
  oneOf,
  pick,
  type Row,
  refuse,
  shapeOf,
  text,
  textLike,
  textUpTo,
} from '../render/fields.ts'
import { BRAND } from './codes.ts'
import type { HuaweiCredentials } from './credentials.ts'

/** The vendor's `android.notification`; `body` is always a string, so that it can be shortened. */
export interface AndroidNotification extends JsonObject {
  readonly title: string
  readonly body: string
}

/**
 * Composes the shown part. `message` is the caller's `huawei.message`, whose general `notification` stands between the
 * `android.notification` block and the basic fields. Throws `PayloadError` naming the field at fault.
 */
export function androidNotification(
  notification: Notification,
  message: JsonObject,
  credentials: HuaweiCredentials,
): AndroidNotification {
  const block = objectAt(objectAt(message, 'android', MESSAGE), 'notification', `${MESSAGE}.android`)
  const general = pick(objectAt(message, 'notification', MESSAGE), GENERAL, `${MESSAGE}.notification`)
  const given = pick(block, ROWS, PATH)
  requireCompanions(given)
  const badge = badgeOf(notification.badge, block['badge'], credentials)
  const texts = {
    title: textOr(given['title'] ?? general['title'], notification.title),
    body: textOr(given['body'] ?? general['body'], notification.content),
  }
  return {
    ...texts,
    ...classOf(notification.category, credentials),
    ...general,
    ...given,
    ...texts,
    click_action: clickActionOf(notification.clickAction, block['clickAction'], `${PATH}.clickAction`, {
      brand: BRAND,
      packageName: credentials.packageName,
      clickAction: credentials.clickAction,
    }),
    ...(badge === undefined ? {} : { badge }),
  }
}

/** The channel is the app's own; which one suits a category is a setting. */
function classOf(category: Category | undefined, { channelIds }: HuaweiCredentials): JsonObject {
  return {
    ...some('channel_id', channelIds && channelIdFor(channelIds, category)),
    ...some('importance', category && classifications[category].huawei.importance),
  }
}

const MESSAGE = 'huawei.message'
const PATH = `${MESSAGE}.android.notification`

/** Largest signed 32-bit number; Huawei's ids and durations are Java `int`s. */
const INT_MAX = 2_147_483_647

const vibration: Check = (value, field) => {
  const timing = typeof value === 'string' && /^\d{1,2}(\.\d{1,9})?[sS]?$/.test(value) ? value : ''
  const seconds = Number.parseFloat(timing)
  return seconds > 0 && seconds <= 60
    ? timing
    : refuse(field, '0 < n ≤ 60 s', 'must be seconds such as 1.5S, at most 60')
}
const vibrations = listOf(vibration, 10)

/** The documentation's table says string, its example is a list (spec/easemob.md §7.11): both are taken. */
const vibrateConfig: Check = (value, field) =>
  typeof value === 'string'
    ? vibrations(
        value.split(',').map(timing => timing.trim()),
        field,
      )
    : vibrations(value, field)

/** Published as a list by Easemob, as an object by Huawei's own server samples: handed through either way. */
const multiLangKey: Check = (value, field) =>
  isObject(value) || Array.isArray(value) ? value : refuse(field, 'list or object', 'must be a list or an object')

const lightColor: Check = (value, field) => {
  const share = numberFrom(0, 1)
  const rows: readonly Row[] = [
    ['alpha', 'alpha', share],
    ['red', 'red', share],
    ['green', 'green', share],
    ['blue', 'blue', share],
  ]
  return { alpha: 1, red: 0, green: 0, blue: 0, ...(shapeOf(rows)(value, field) as JsonObject) }
}

const duration = textLike(/^\d+(\.\d{1,9})?[sS]?$/, 'seconds such as 3.5')

const button: Check = (value, field) => {
  const picked = shapeOf([
    ['name', 'name', textUpTo(40)],
    ['actionType', 'action_type', integerFrom(0, 4)],
    ['intentType', 'intent_type', integerFrom(0, 1)],
    ['intent', 'intent', text],
    ['data', 'data', textUpTo(1024)],
  ])(value, field) as JsonObject
  if (picked['action_type'] === 1 && picked['intent_type'] === undefined) {
    refuse(`${field}.intentType`, 'required for actionType 1', 'is required for actionType 1')
  }
  if (picked['action_type'] === 4 && picked['data'] === undefined) {
    refuse(`${field}.data`, 'required for actionType 4', 'is required for actionType 4')
  }
  return picked
}

const httpsUrl = textLike(/^https:\/\//i, 'an https URL')
/** Arguments have no published limit; this only bounds the work before the size check. */
const locArgs = listOf(text, 100)

const GENERAL: readonly Row[] = [
  ['title', 'title', text],
  ['body', 'body', text],
  ['image', 'image', httpsUrl],
]

/** Every documented member but `clickAction` and `badge`, which mix with the basic fields. */
const ROWS: readonly Row[] = [
  ['title', 'title', text],
  ['body', 'body', text],
  ['icon', 'icon', text],
  ['color', 'color', textLike(/^#[0-9a-f]{6}$/i, '#rrggbb')],
  ['sound', 'sound', text],
  ['defaultSound', 'default_sound', flag],
  ['tag', 'tag', text],
  ['bodyLocKey', 'body_loc_key', text],
  ['bodyLocArgs', 'body_loc_args', locArgs],
  ['titleLocKey', 'title_loc_key', text],
  ['titleLocArgs', 'title_loc_args', locArgs],
  ['multiLangKey', 'multi_lang_key', multiLangKey],
  ['channelId', 'channel_id', text],
  ['notifySummary', 'notify_summary', text],
  ['image', 'image', httpsUrl],
  ['style', 'style', oneOf(0, 1, 3)],
  ['bigTitle', 'big_title', text],
  ['bigBody', 'big_body', text],
  ['autoClear', 'auto_clear', integerFrom(1, INT_MAX)],
  ['notifyId', 'notify_id', integerFrom(-INT_MAX - 1, INT_MAX)],
  ['group', 'group', text],
  ['autoCancel', 'auto_cancel', flag],
  ['when', 'when', textLike(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/, 'an RFC 3339 time in UTC')],
  ['localOnly', 'local_only', flag],
  ['importance', 'importance', oneOf('LOW', 'NORMAL', 'HIGH')],
  ['useDefaultVibrate', 'use_default_vibrate', flag],
  ['useDefaultLight', 'use_default_light', flag],
  ['vibrateConfig', 'vibrate_config', vibrateConfig],
  ['visibility', 'visibility', oneOf('VISIBILITY_UNSPECIFIED', 'PRIVATE', 'PUBLIC', 'SECRET')],
  [
    'lightSettings',
    'light_settings',
    shapeOf([
      ['color', 'color', lightColor],
      ['lightOnDuration', 'light_on_duration', duration],
      ['lightOffDuration', 'light_off_duration', duration],
    ]),
  ],
  ['foregroundShow', 'foreground_show', flag],
  ['profileId', 'profile_id', textUpTo(64)],
  ['inboxContent', 'inbox_content', listOf(textUpTo(1024), 5)],
  ['buttons', 'buttons', listOf(button, 3)],
]

function requireCompanions(given: JsonObject): void {
  if (given['style'] === 3 && !(Array.isArray(given['inbox_content']) && given['inbox_content'].length > 0)) {
    refuse(`${PATH}.inboxContent`, 'required for style 3', 'is required for style 3')
  }
  if (given['style'] !== 1) return
  if (!given['big_title']) refuse(`${PATH}.bigTitle`, 'required for style 1', 'is required for style 1')
  if (!given['big_body']) refuse(`${PATH}.bigBody`, 'required for style 1', 'is required for style 1')
}

function textOr(given: JsonValue | undefined, basic: string): string {
  return typeof given === 'string' ? given : basic
}

/** Basic numbers above Huawei's 99 become 99: they are meant for every vendor, and the icon shows no more anyway. */
const BASIC_BADGE_MAX = 99

const BADGE_ROWS: readonly Row[] = [
  ['addNum', 'add_num', integerFrom(1, 99)],
  ['setNum', 'set_num', integerFrom(0, 99)],
  ['badgeClass', 'class', text],
]

/**
 * The numbers are taken from one place as a pair, because a basic `setNum` would win over a block's `addNum` at the vendor.
 * The class alone, from settings, shows no badge and is not sent.
 */
function badgeOf(
  basic: Badge | undefined,
  block: JsonValue | undefined,
  credentials: HuaweiCredentials,
): JsonObject | undefined {
  const given = block === undefined || block === null ? {} : (shapeOf(BADGE_ROWS)(block, `${PATH}.badge`) as JsonObject)
  const { class: givenClass, ...givenNumbers } = given
  const numbers = Object.keys(givenNumbers).length > 0 ? givenNumbers : basicNumbers(basic)
  const badgeClass = givenClass ?? (basic?.activity || credentials.activityClass)
  if (Object.keys(numbers).length === 0) return undefined
  return badgeClass === undefined ? numbers : { ...numbers, class: badgeClass }
}

function basicNumbers(basic: Badge | undefined): JsonObject {
  const addNum = basicNumber(basic?.addNum, 'config.badge.addNum')
  const setNum = basicNumber(basic?.setNum, 'config.badge.setNum')
  return {
    // Adding nothing is a legal basic value, but Huawei's range begins at 1.
    ...(addNum === undefined || addNum === 0 ? {} : { add_num: addNum }),
    ...(setNum === undefined ? {} : { set_num: setNum }),
  }
}

function basicNumber(value: number | undefined, field: string): number | undefined {
  if (value === undefined) return undefined
  if (!Number.isInteger(value) || value < 0) refuse(field, '≥ 0', 'must be a whole number, at least 0')
  return Math.min(value, BASIC_BADGE_MAX)
}

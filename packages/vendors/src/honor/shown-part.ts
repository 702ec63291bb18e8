// The shown part of an Honor message: the caller's `honor.androidConfig.androidNotification` over the basic fields and the category
// over the notifier's settings, as the vendor's `android.notification` (spec/vendors.md §4.5, spec/easemob.md §7.12).
import { classifications } from '../category.ts'
import { clickActionOf } from '../huawei-kin/click-action.ts'
import { badgeNumbers, badgeRows } from '../huawei-kin/fields.ts'
import { type JsonObject, type JsonValue, objectOf, some, textOf } from '../json.ts'
import type { Badge, Notification } from '../notification.ts'
import {
  type Check,
  integerFrom,
  listOf,
  oneOf,
  pick,
  type Row,
  refuse,
  shapeOf,
  text,
  textLike,
} from '../render/fields.ts'
import { shorten, units } from '../render/shorten.ts'
import type { HonorCredentials } from './credentials.ts'
import { BRAND } from './outcome.ts'

/**
 * Most characters of a basic title and text, in UTF-16 units: what another server cuts to. Honor's own maximum is not known
 * (spec/vendors.md §4.5), so texts of a block are left to the size of the whole.
 */
export const TITLE_UNITS_MAX = 40
export const BODY_UNITS_MAX = 256

/** The vendor's `android.notification`; `body` is always a string, so that it can be shortened. */
export interface ShownPart extends JsonObject {
  readonly title: string
  readonly body: string
}

/** Composes the shown part from the caller's `androidNotification`. Throws `PayloadError` naming the field at fault. */
export function shownPart(notification: Notification, block: JsonObject, credentials: HonorCredentials): ShownPart {
  const { title, body, importance, ...given } = pick(block, ROWS, PATH)
  const { category, clickAction, badge: basicBadge } = notification
  const badge = badgeOf(basicBadge, block['badgeNotification'], credentials)
  return {
    title: textOf(title) ?? shorten(notification.title, TITLE_UNITS_MAX, units),
    body: textOf(body) ?? shorten(notification.content, BODY_UNITS_MAX, units),
    importance: importance ?? (category === undefined ? 'NORMAL' : classifications[category].honor.importance),
    clickAction: clickActionOf(clickAction, block['clickAction'], `${PATH}.clickAction`, {
      brand: BRAND,
      packageName: credentials.packageName,
      clickAction: credentials.clickAction,
    }),
    ...some('badge', badge),
    ...given,
  }
}

const PATH = 'honor.androidConfig.androidNotification'

/** Largest signed 32-bit number; the vendor's ids are Java `int`s. */
const INT_MAX = 2_147_483_647

const button: Check = shapeOf([
  ['name', 'name', text],
  ['actionType', 'actionType', integerFrom(0, 2)],
  ['intentType', 'intentType', integerFrom(0, 1)],
  ['intent', 'intent', text],
  ['data', 'data', text],
])

/** Every documented member but `clickAction` and `badgeNotification`, which mix with the basic fields. */
const ROWS: readonly Row[] = [
  ['title', 'title', text],
  ['body', 'body', text],
  ['importance', 'importance', oneOf('LOW', 'NORMAL')],
  ['image', 'image', textLike(/^https:\/\//i, 'an https URL')],
  ['style', 'style', oneOf(0, 1)],
  ['bigTitle', 'bigTitle', text],
  ['bigBody', 'bigBody', text],
  ['when', 'when', text],
  ['buttons', 'buttons', listOf(button, 3)],
  ['notifyId', 'notifyId', integerFrom(-INT_MAX - 1, INT_MAX)],
  ['tag', 'tag', text],
  ['group', 'group', text],
]

const BADGE_ROWS: readonly Row[] = [...badgeRows, ['badgeClass', 'badgeClass', text]]

/**
 * The numbers are taken from one place as a pair, because a basic `setNum` would win over a block's `addNum` at the vendor. Honor
 * requires the class: a basic number without one is left out, a block's is refused.
 */
function badgeOf(
  basic: Badge | undefined,
  block: JsonValue | undefined,
  { activityClass }: HonorCredentials,
): JsonObject | undefined {
  const field = `${PATH}.badgeNotification`
  const { badgeClass: own, ...given } = objectOf(block === undefined ? {} : shapeOf(BADGE_ROWS)(block ?? {}, field))
  const isOwn = Object.keys(given).length > 0
  const numbers = isOwn ? given : badgeNumbers(basic)
  const badgeClass = own ?? (basic?.activity || activityClass)
  if (Object.keys(numbers).length === 0) return undefined
  if (badgeClass !== undefined) return { ...numbers, badgeClass }
  return isOwn ? refuse(`${field}.badgeClass`, 'required', 'is required with a number') : undefined
}

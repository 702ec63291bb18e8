// The shown part of a HarmonyOS message: the caller's `payload.notification`, handed through, over the basic fields and the category
// over the notifier's settings (spec/vendors.md §3.5b, spec/easemob.md §7.13).
import { classifications } from '../category.ts'
import { badgeNumbers, badgeRows } from '../huawei-kin/fields.ts'
import { isObject, type JsonObject, objectOf, textOf } from '../json.ts'
import type { Notification } from '../notification.ts'
import { flag, integerFrom, object, pick, type Row, shapeOf, text } from '../render/fields.ts'
import { clickActionOf } from './click-action.ts'
import type { HarmonyCredentials } from './credentials.ts'

/** The vendor's `payload.notification`; `body` is always a string, so that it can be shortened. */
export interface ShownPart extends JsonObject {
  readonly category: string
  readonly title: string
  readonly body: string
}

/**
 * For messages that nobody classifies. Huawei requires a category. Posthouse carries chat, whose category this is; MARKETING, the only
 * other one to choose from unasked, is silent and ends after two or five messages a day.
 */
const CATEGORY_DEFAULT = 'IM'

/** Composes the shown part from the caller's `block`, which stands at `path`. Throws `PayloadError` naming the field at fault. */
export function shownPart(
  notification: Notification,
  { block, path }: { readonly block: JsonObject; readonly path: string },
  credentials: HarmonyCredentials,
): ShownPart {
  const { category, title, body, clickAction, badge, ...given } = handedThrough(block, ROWS, path)
  const { ext, category: kind } = notification
  const told = kind === undefined ? credentials.category : classifications[kind].harmony.category
  const numbers = badge ?? badgeNumbers(notification.badge)
  const click = { clickAction: notification.clickAction, ext, fallback: credentials.clickAction }
  return {
    category: textOf(category) ?? told ?? CATEGORY_DEFAULT,
    title: textOf(title) ?? notification.title,
    body: textOf(body) ?? notification.content,
    ...given,
    clickAction: clickActionOf(isObject(clickAction) ? clickAction : undefined, click, `${path}.clickAction`),
    ...(Object.keys(objectOf(numbers)).length > 0 ? { badge: numbers } : {}),
  }
}

/** Everything that is set; members that `rows` know are checked. `null` and the empty text count as not set, as in `pick`. */
export function handedThrough(block: JsonObject, rows: readonly Row[], path: string): JsonObject {
  const set = Object.entries(block).filter(([, value]) => value !== undefined && value !== null && value !== '')
  return { ...Object.fromEntries(set), ...pick(block, rows, path) }
}

/** Largest signed 32-bit number. */
const INT_MAX = 2_147_483_647

/** Members whose values can be told to be wrong; all others pass as they are. */
const ROWS: readonly Row[] = [
  ['category', 'category', text],
  ['title', 'title', text],
  ['body', 'body', text],
  ['notifyId', 'notifyId', integerFrom(0, INT_MAX)],
  ['appMessageId', 'appMessageId', text],
  ['clickAction', 'clickAction', object],
  ['badge', 'badge', shapeOf(badgeRows)],
  ['foregroundShow', 'foregroundShow', flag],
]

// An Honor message read back as what the phone shows (spec/vendors.md §4.5): for the simulator. Refuses to check it; that is done.
import { shownClick } from '../huawei-kin/click-action.ts'
import { isObject, type JsonObject, type JsonValue, objectOf, parsedJson, some, textOf } from '../json.ts'
import type { Shown } from '../shown.ts'

/** The notification of a checked message; undefined for one that only the app gets. */
export function shownOf(message: JsonObject): Shown | undefined {
  const android = objectOf(message['android'])
  const own = android['notification']
  if (!isObject(own)) return undefined
  const notification = { ...objectOf(message['notification']), ...own }
  const data = android['data'] ?? message['data']
  return {
    title: textOf(notification['title']) ?? '',
    body: textOf(notification['body']) ?? '',
    ...some('image', textOf(notification['image'])),
    ...some('badge', badgeOf(notification['badge'])),
    click: shownClick(objectOf(notification['clickAction'])),
    ...(typeof data === 'string' ? { data: parsedJson(data) } : {}),
  }
}

/** `setNum` wins over `addNum` at the vendor (spec/easemob.md §7.12). */
function badgeOf(badge: JsonValue | undefined): Shown['badge'] {
  const { addNum: add, setNum: set } = objectOf(badge)
  if (typeof set === 'number') return { set }
  return typeof add === 'number' ? { add } : undefined
}

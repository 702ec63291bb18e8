// A Huawei message read back as what the phone shows (spec/vendors.md §3.5): for the simulator. Refuses to check it; that is done.
import { shownClick } from '../huawei-kin/click-action.ts'
import { isObject, type JsonObject, type JsonValue, objectOf, parsedJson, some, textOf } from '../json.ts'
import type { Shown } from '../shown.ts'

/** The notification of a checked message; undefined for one that only the app gets. */
export function shownOf(message: JsonObject): Shown | undefined {
  const android = objectOf(message['android'])
  const general = objectOf(message['notification'])
  const own = android['notification']
  if (!isObject(own) && Object.keys(general).length === 0) return undefined
  const notification = { ...general, ...objectOf(own) }
  const data = android['data'] ?? message['data']
  return {
    title: textOf(notification['title']) ?? '',
    body: textOf(notification['body']) ?? '',
    ...some('image', textOf(notification['image'])),
    ...some('badge', badgeOf(notification['badge'])),
    ...some('sound', soundOf(notification)),
    ...some('channel', textOf(notification['channel_id']) ?? textOf(android['category'])),
    click: shownClick(objectOf(notification['click_action'])),
    ...(typeof data === 'string' ? { data: parsedJson(data) } : {}),
  }
}

/** `set_num` wins over `add_num` at the vendor. */
function badgeOf(badge: JsonValue | undefined): Shown['badge'] {
  const { add_num: add, set_num: set } = objectOf(badge)
  if (typeof set === 'number') return { set }
  return typeof add === 'number' ? { add } : undefined
}

function soundOf({ sound, default_sound: isDefault }: JsonObject): string | undefined {
  return textOf(sound) ?? (isDefault === true ? 'default' : undefined)
}

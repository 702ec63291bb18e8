// An FCM message read back as what the Android phone shows (spec/vendors.md §2.5): for the simulator. Refuses to check it; that is done.
import { isObject, type JsonObject, objectOf, some, textOf } from '../json.ts'
import type { Shown } from '../shown.ts'

/** The notification of a message; undefined for one of data only, which the app gets and the phone does not show by itself. */
export function shownOf(message: JsonObject): Shown | undefined {
  const android = objectOf(message['android'])
  const general = message['notification']
  const own = android['notification']
  if (!isObject(general) && !isObject(own)) return undefined
  const notification = { ...objectOf(general), ...objectOf(own) }
  const count = notification['notification_count']
  const action = textOf(notification['click_action'])
  return {
    title: textOf(notification['title']) ?? '',
    body: textOf(notification['body']) ?? '',
    ...some('image', textOf(notification['image'])),
    ...(typeof count === 'number' ? { badge: { set: count } } : {}),
    ...some('sound', textOf(notification['sound']) ?? (notification['default_sound'] === true ? 'default' : undefined)),
    ...some('channel', textOf(notification['channel_id'])),
    click: action === undefined ? { kind: 'app' } : { kind: 'action', target: action },
    ...some('data', android['data'] ?? message['data']),
  }
}

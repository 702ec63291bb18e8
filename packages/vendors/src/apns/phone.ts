// An APNs payload read back as what the iPhone shows (spec/vendors.md §1.5): for the simulator. Refuses to check it; that is done.
import { isObject, type JsonObject, type JsonValue, some, textOf } from '../json.ts'
import type { Shown } from '../shown.ts'

/** The notification of a payload; undefined for one that only wakes the app. */
export function shownOf(payload: JsonObject): Shown | undefined {
  const { aps, ...data } = payload
  if (!isObject(aps)) return undefined
  const { alert } = aps
  const texts: JsonObject = typeof alert === 'string' ? { body: alert } : isObject(alert) ? alert : {}
  const sound = soundOf(aps['sound'])
  const { badge } = aps
  if (alert === undefined && sound === undefined && typeof badge !== 'number') return undefined
  return {
    title: textOf(texts['title']) ?? '',
    ...some('subtitle', textOf(texts['subtitle'])),
    body: textOf(texts['body']) ?? '',
    ...(typeof badge === 'number' ? { badge: { set: badge } } : {}),
    ...some('sound', sound),
    ...some('channel', textOf(aps['category']) ?? textOf(aps['thread-id'])),
    // iOS always opens the app, which then looks into its data.
    click: { kind: 'app' },
    ...(Object.keys(data).length === 0 ? {} : { data }),
  }
}

/** A sound is a file's name, or an object around it for critical alerts. */
function soundOf(sound: JsonValue | undefined): string | undefined {
  return textOf(isObject(sound) ? sound['name'] : sound)
}

// A v3 payload read back as what the phone shows (spec/vendors.md §3.5b): for the simulator. Refuses to check it; that is done.
import { isObject, type JsonObject, type JsonValue, objectOf, some, textOf } from '../json.ts'
import type { Shown, ShownClick } from '../shown.ts'

/** The notification of a checked payload; undefined for one that only the app gets. */
export function shownOf(payload: JsonObject): Shown | undefined {
  const notification = payload['notification']
  if (!isObject(notification)) return undefined
  const click = objectOf(notification['clickAction'])
  return {
    title: textOf(notification['title']) ?? '',
    body: textOf(notification['body']) ?? '',
    ...some('image', textOf(notification['image'])),
    ...some('badge', badgeOf(notification['badge'])),
    ...some('sound', textOf(notification['sound'])),
    ...some('channel', textOf(notification['category'])),
    click: clickOf(click),
    ...some('data', click['data']),
  }
}

function clickOf({ actionType, action, uri }: JsonObject): ShownClick {
  if (actionType === 1 && typeof uri === 'string') return { kind: 'url', target: uri }
  if (actionType === 1 && typeof action === 'string') return { kind: 'action', target: action }
  return { kind: 'app' }
}

/** A number that is set wins over one that is added. */
function badgeOf(badge: JsonValue | undefined): Shown['badge'] {
  const { addNum: add, setNum: set } = objectOf(badge)
  if (typeof set === 'number') return { set }
  return typeof add === 'number' ? { add } : undefined
}

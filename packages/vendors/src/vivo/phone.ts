// A vivo message read back as what the phone shows (spec/vendors.md §7.5): for the simulator. Refuses to check it; that is done.
import { isObject, type JsonObject, some, textOf } from '../json.ts'
import type { Shown, ShownClick } from '../shown.ts'

/** The notification of a checked message; vivo knows no other kind. */
export function shownOf(message: JsonObject): Shown {
  const { notifyType, clientCustomMap } = message
  return {
    title: textOf(message['title']) ?? '',
    body: textOf(message['content']) ?? '',
    ...(message['addBadge'] === true ? { badge: { add: 1 } } : {}),
    ...(notifyType === 2 || notifyType === 4 ? { sound: 'default' } : {}),
    ...some('channel', textOf(message['category'])),
    click: clickOf(message),
    ...(isObject(clientCustomMap) ? { data: clientCustomMap } : {}),
  }
}

function clickOf({ skipType, skipContent }: JsonObject): ShownClick {
  if (typeof skipContent !== 'string') return { kind: 'app' }
  if (skipType === 2) return { kind: 'url', target: skipContent }
  if (skipType === 3) return { kind: 'action', target: skipContent }
  const action = /^intent:#Intent;action=([^;]+);end$/.exec(skipContent)?.[1]
  if (skipType === 4) return action ? { kind: 'action', target: action } : { kind: 'activity', target: skipContent }
  return { kind: 'app' }
}

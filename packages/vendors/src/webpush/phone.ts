// A message read back as what the browser shows when the service worker of docs/vendors/webpush.md has read it: for the simulator. Refuses
// to check it.
import { type JsonObject, type JsonValue, objectOf, some, textOf } from '../json.ts'
import type { Shown } from '../shown.ts'

/** The notification of a decrypted message; undefined for one without texts, which a worker may use for itself. */
export function shownOf(message: JsonObject): Shown | undefined {
  const [title, body] = [textOf(message['title']), textOf(message['body'])]
  if (title === undefined && body === undefined) return undefined
  const url = textOf(message['url'])
  return {
    title: title ?? '',
    ...some('subtitle', textOf(message['subtitle'])),
    body: body ?? '',
    ...some('image', textOf(message['image'])),
    ...some('badge', badgeOf(message['appBadge'])),
    click: url === undefined ? { kind: 'app' } : { kind: 'url', target: url },
    ...some('data', message['data']),
  }
}

function badgeOf(badge: JsonValue | undefined): Shown['badge'] {
  const { set, add } = objectOf(badge)
  if (typeof set === 'number') return { set }
  return typeof add === 'number' ? { add } : undefined
}

// A Meizu message read back as what the phone shows (spec/vendors.md §8.5): for the simulator. Refuses to check it; that is done.
import { type JsonObject, objectOf, some, textOf } from '../json.ts'
import type { Shown, ShownClick } from '../shown.ts'

/** The notification of a checked message. */
export function shownOf(message: JsonObject): Shown {
  const bar = objectOf(message['noticeBarInfo'])
  const click = objectOf(message['clickTypeInfo'])
  const data = click['parameters']
  return {
    title: textOf(bar['title']) ?? '',
    ...some('subtitle', textOf(objectOf(message['vipInfo'])['subtitle']) || undefined),
    body: textOf(bar['content']) ?? '',
    ...some('image', textOf(objectOf(message['noticeExpandInfo'])['noticeExpandImgUrl']) || undefined),
    ...some('channel', CHANNELS[String(bar['noticeMsgType'])]),
    click: clickOf(click),
    ...(Object.keys(objectOf(data)).length > 0 ? { data } : {}),
  }
}

/** Meizu files notifications under one of two kinds. */
const CHANNELS: Readonly<Record<string, string>> = { '0': 'public', '1': 'private' }

/** Type 3 hands a text to the app, which does with it as it likes. */
function clickOf({ clickType, activity, url, customAttribute }: JsonObject): ShownClick {
  switch (Number(clickType ?? 0)) {
    case 1:
      return { kind: 'activity', target: textOf(activity) ?? '' }
    case 2:
      return { kind: 'url', target: textOf(url) ?? '' }
    case 3:
      return { kind: 'action', target: textOf(customAttribute) ?? '' }
    default:
      return { kind: 'app' }
  }
}

// An OPPO payload as people look at it (look.ts). Pure.
import { type JsonObject, objectOf, some } from '../json.ts'
import type { Look, TextLimit } from '../look.ts'
import { units } from '../render/shorten.ts'
import type { OppoCredentials } from './credentials.ts'
import { contentCharsMax, NOTIFICATION_BYTES_MAX, type OppoPayload, previewOppo, textCharsMax } from './payload.ts'
import { shownOf } from './phone.ts'

/** What would be sent through the payload's notifier. */
export function lookOppo(payload: OppoPayload): Look {
  const body: JsonObject = objectOf(previewOppo(payload))
  const notification = objectOf(body['notification'])
  const { off_line_ttl: seconds, category, channel_id: channel } = notification
  const isPublic = channel === undefined || category === undefined || category === 'MARKETING'
  return {
    headers: {},
    body,
    bytes: Buffer.byteLength(JSON.stringify(notification)),
    bytesMax: NOTIFICATION_BYTES_MAX,
    ttlMs: Number(seconds ?? 0) * 1000,
    shown: shownOf(notification),
    texts: {
      title: upTo(textCharsMax.title),
      subtitle: upTo(textCharsMax.subtitle),
      body: upTo(contentCharsMax(notification['style'])),
    },
    ...some('counted', isPublic ? COST : undefined),
  }
}

function upTo(most: number): TextLimit {
  return { most, measure: units, unit: 'characters' }
}

/** spec/vendors.md §6.9. */
const COST = {
  en: 'a public message, of which a day allows 100,000, or twice the number of users from 50,000 users on',
  zh: '公信消息，每日 100,000 条；用户数达到 50,000 后为用户数的两倍',
}

/** A notifier of nobody's. */
export const SAMPLE: OppoCredentials = { appKey: 'app-key', masterSecret: '', channelIds: { byCategory: {} } }

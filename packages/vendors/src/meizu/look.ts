// A Meizu payload as people look at it (look.ts). Pure.
import { type JsonObject, objectOf, parsedJson, some } from '../json.ts'
import type { Look } from '../look.ts'
import { units } from '../render/shorten.ts'
import { CONTENT_UNITS_MAX, TITLE_UNITS_MAX } from './block.ts'
import type { MeizuCredentials } from './credentials.ts'
import { MESSAGE_BYTES_MAX, type MeizuPayload, previewMeizu } from './payload.ts'
import { shownOf } from './phone.ts'

/** What would be sent through the payload's notifier. */
export function lookMeizu(payload: MeizuPayload): Look {
  const message: JsonObject = objectOf(parsedJson(payload.messageJson))
  const isPrivate = objectOf(message['noticeBarInfo'])['noticeMsgType'] === 1
  return {
    headers: {},
    body: objectOf(previewMeizu(payload)),
    bytes: Buffer.byteLength(payload.messageJson),
    bytesMax: MESSAGE_BYTES_MAX,
    ttlMs: Number(objectOf(message['pushTimeInfo'])['validTime']) * 3_600_000,
    shown: shownOf(message),
    texts: {
      title: { most: TITLE_UNITS_MAX, measure: units, unit: 'characters' },
      body: { most: CONTENT_UNITS_MAX, measure: units, unit: 'characters' },
    },
    ...some('counted', isPrivate ? undefined : COST),
  }
}

/** spec/vendors.md §8.6, code 110011. */
const COST = {
  en: 'a public notification, of which each device gets a limited number a day',
  zh: '公信消息，每台设备每日数量有限',
}

/** A notifier of nobody's. */
export const SAMPLE: MeizuCredentials = {
  appId: '100005',
  appSecret: '',
  packageName: 'com.example.chat',
  receipt: true,
}

// An Honor payload as people look at it (look.ts). Pure.
import { type JsonObject, objectOf, parsedJson, some, textOf } from '../json.ts'
import type { Look } from '../look.ts'
import type { HonorCredentials } from './credentials.ts'
import { type HonorPayload, MESSAGE_BYTES_MAX, previewHonor } from './payload.ts'
import { shownOf } from './phone.ts'

/** What would be sent through the payload's notifier. */
export function lookHonor(payload: HonorPayload): Look {
  const message: JsonObject = objectOf(parsedJson(payload.messageJson))
  const android = objectOf(message['android'])
  const isLow = objectOf(android['notification'])['importance'] === 'LOW'
  return {
    headers: {},
    body: objectOf(previewHonor(payload)),
    bytes: Buffer.byteLength(payload.messageJson),
    bytesMax: MESSAGE_BYTES_MAX,
    ttlMs: Number.parseFloat(textOf(android['ttl']) ?? '0') * 1000,
    shown: shownOf(message),
    texts: {},
    ...some('counted', isLow ? COST : undefined),
  }
}

/** spec/vendors.md §4.9. */
const COST = {
  en: 'of low importance, of which an app may send so many a day as its kind allows',
  zh: '资讯营销类消息（LOW），每日数量按应用类型限制',
}

/** A notifier of nobody's. */
export const SAMPLE: HonorCredentials = {
  appId: '100000002',
  clientId: '100000002',
  clientSecret: '',
  packageName: 'com.example.chat',
}

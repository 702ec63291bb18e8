// A Huawei payload as people look at it (look.ts). Pure.
import type { Bilingual } from '../bilingual.ts'
import { marketingCost } from '../huawei-kin/marketing.ts'
import { type JsonObject, objectOf, parsedJson, some, textOf } from '../json.ts'
import type { Look } from '../look.ts'
import type { HuaweiCredentials } from './credentials.ts'
import { type HuaweiPayload, MESSAGE_BYTES_MAX, previewHuawei } from './payload.ts'
import { shownOf } from './phone.ts'

/** What would be sent through the payload's notifier. */
export function lookHuawei(payload: HuaweiPayload): Look {
  const message: JsonObject = objectOf(parsedJson(payload.messageJson))
  const android = objectOf(message['android'])
  const cost: Bilingual | undefined = marketingCost(android['category'])
  return {
    headers: {},
    body: objectOf(previewHuawei(payload)),
    bytes: Buffer.byteLength(payload.messageJson),
    bytesMax: MESSAGE_BYTES_MAX,
    ttlMs: Number.parseFloat(textOf(android['ttl']) ?? '0') * 1000,
    shown: shownOf(message),
    texts: {},
    ...some('counted', cost),
  }
}

/** A notifier of nobody's. */
export const SAMPLE: HuaweiCredentials = { appId: '100000001', appSecret: '', packageName: 'com.example.chat' }

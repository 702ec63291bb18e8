// A HarmonyOS payload as people look at it (look.ts). Pure.
import { createSecretKey } from 'node:crypto'
import { marketingCost } from '../huawei-kin/marketing.ts'
import { type JsonObject, objectOf, parsedJson, some } from '../json.ts'
import type { Look } from '../look.ts'
import type { HarmonyCredentials } from './credentials.ts'
import { type HarmonyPayload, MESSAGE_BYTES_MAX, MESSAGE_ID_BYTES, previewHarmony, pushTypes } from './payload.ts'
import { shownOf } from './phone.ts'

/** What would be sent through the payload's notifier. */
export function lookHarmony(rendered: HarmonyPayload): Look {
  const { payloadJson, optionsJson, pushType, takesMessageId } = rendered
  const payload: JsonObject = objectOf(parsedJson(payloadJson))
  const { 'push-type': _, ...body } = objectOf(previewHarmony(rendered))
  const isNotification = pushType === pushTypes.notification
  const { category } = objectOf(payload['notification'])
  return {
    headers: { 'push-type': String(pushType) },
    body,
    bytes: Buffer.byteLength(payloadJson) + Buffer.byteLength(optionsJson) + (takesMessageId ? MESSAGE_ID_BYTES : 0),
    bytesMax: MESSAGE_BYTES_MAX,
    ttlMs: Number(objectOf(parsedJson(optionsJson))['ttl']) * 1000,
    shown: shownOf(payload),
    texts: {},
    ...some('counted', isNotification ? marketingCost(category) : undefined),
  }
}

/** A notifier of nobody's; its key signs nothing. */
export const SAMPLE: HarmonyCredentials = {
  clientId: '100000003',
  projectId: '42',
  keyId: 'key',
  account: '99',
  privateKey: createSecretKey(Buffer.alloc(1)),
}

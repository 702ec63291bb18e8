// An APNs payload as people look at it (look.ts). Pure.
import { type JsonObject, objectOf, parsedJson, some } from '../json.ts'
import type { Look } from '../look.ts'
import type { ApnsCredentials } from './credentials.ts'
import type { ApnsPayload } from './payload.ts'
import { shownOf } from './phone.ts'
import { PUSH_TYPES } from './push-type.ts'

/** What would be sent through the payload's notifier. */
export function lookApns({ body, headers, pushType, expirationMs, apnsId }: ApnsPayload, nowMs: number): Look {
  const document: JsonObject = objectOf(parsedJson(body))
  return {
    headers: { ...headers, 'apns-id': apnsId ?? '<shipment id>' },
    body: document,
    bytes: Buffer.byteLength(body),
    bytesMax: PUSH_TYPES[pushType].payloadBytesMax,
    ttlMs: Math.max(0, expirationMs - nowMs),
    shown: shownOf(document),
    texts: {},
    ...some('remarks', pushType === 'voip' ? VOIP : undefined),
  }
}

/** spec/vendors.md §1.5. */
const VOIP: Look['remarks'] = [
  {
    code: 'voip-alone',
    severity: 'hint',
    field: 'apns.pushType',
    text: {
      en: 'An iPhone shows nothing of a VoIP push by itself: the app reports a call to CallKit, or iOS stops waking it. Badge and sound have no effect.',
      zh: 'iPhone 不会自行显示 VoIP 推送：应用须向 CallKit 上报来电，否则 iOS 将不再唤醒它。角标与声音无效。',
    },
  },
]

/** A notifier of nobody's. */
export const SAMPLE: ApnsCredentials = {
  kind: 'certificate',
  environment: 'PRODUCTION',
  bundleId: 'com.example.chat',
  isVoip: false,
  pfx: new Uint8Array(),
  validFromMs: 0,
  validToMs: 0,
}

// An APNs payload as people look at it (look.ts). Pure.
import { type JsonObject, objectOf, parsedJson } from '../json.ts'
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
  }
}

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

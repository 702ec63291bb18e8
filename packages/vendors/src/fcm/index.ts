// The vendor value of Firebase Cloud Messaging: names the rooms of this folder, nothing else.

import type { Vendor } from '../vendor.ts'
import { TTL_SECONDS_MAX } from './block.ts'
import { checkFcm } from './check.ts'
import { BATCH_MAX, openFcm } from './client.ts'
import { type FcmCredentials, parseFcmCredentials } from './credentials.ts'
import { FORM } from './form.ts'
import { lacksFcm } from './lacks.ts'
import { lookFcm, SAMPLE } from './look.ts'
import { CODES } from './outcome.ts'
import { type FcmPayload, previewFcm, renderFcm } from './payload.ts'
import { PAYLOAD_BYTES_MAX } from './size.ts'

/** Firebase Cloud Messaging, HTTP v1 (spec/vendors.md §2). */
export const fcm: Vendor<FcmCredentials, FcmPayload> = {
  name: 'fcm',
  brand: { en: 'FCM', zh: '谷歌 FCM' },
  provider: 'ANDROID',
  settingsKeys: ['googlePushSettings'],
  form: FORM,
  limits: { batch: BATCH_MAX, payloadBytes: PAYLOAD_BYTES_MAX, ttlMs: TTL_SECONDS_MAX * 1000 },
  codes: CODES,
  parseCredentials: parseFcmCredentials,
  lacks: lacksFcm,
  render: renderFcm,
  preview: previewFcm,
  look: lookFcm,
  sample: SAMPLE,
  open: openFcm,
  check: checkFcm,
}

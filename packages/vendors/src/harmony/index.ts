// HarmonyOS 5 and later: Huawei Push Kit, interface v3 with a service account. Names the rooms of this folder, nothing else.
import { TTL_SECONDS_MAX } from '../huawei-kin/fields.ts'
import type { Vendor } from '../vendor.ts'
import { checkHarmony } from './check.ts'
import { BATCH_MAX, openHarmony } from './client.ts'
import { type HarmonyCredentials, parseHarmonyCredentials } from './credentials.ts'
import { FORM } from './form.ts'
import { lookHarmony, SAMPLE } from './look.ts'
import { CODES } from './outcome.ts'
import { type HarmonyPayload, MESSAGE_BYTES_MAX, previewHarmony, renderHarmony } from './payload.ts'
import { receipts } from './receipt.ts'

/** Older HarmonyOS and Android phones of Huawei's need interface v1, which is another vendor. */
export const harmony: Vendor<HarmonyCredentials, HarmonyPayload> = {
  name: 'harmony',
  brand: { en: 'HarmonyOS', zh: '鸿蒙' },
  provider: 'HARMONYPUSH',
  settingsKeys: ['harmonyPushSettings'],
  form: FORM,
  limits: { batch: BATCH_MAX, payloadBytes: MESSAGE_BYTES_MAX, ttlMs: TTL_SECONDS_MAX * 1000 },
  codes: CODES,
  receipts,
  parseCredentials: parseHarmonyCredentials,
  render: renderHarmony,
  preview: previewHarmony,
  look: lookHarmony,
  sample: SAMPLE,
  open: openHarmony,
  check: checkHarmony,
}

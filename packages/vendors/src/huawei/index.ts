// Huawei Push Kit, interface v1 with OAuth client credentials: names the rooms of this folder, nothing else.
import type { Vendor } from '../vendor.ts'
import { checkHuawei } from './check.ts'
import { BATCH_MAX, openHuawei } from './client.ts'
import { CODES } from './codes.ts'
import { type HuaweiCredentials, parseHuaweiCredentials } from './credentials.ts'
import { FORM } from './form.ts'
import { lookHuawei, SAMPLE } from './look.ts'
import { type HuaweiPayload, MESSAGE_BYTES_MAX, previewHuawei, renderHuawei, TTL_SECONDS_MAX } from './payload.ts'
import { receipts } from './receipt.ts'

/** Reaches Android, EMUI and HarmonyOS up to 4; HarmonyOS 5 and later need the v3 interface, which is another vendor. */
export const huawei: Vendor<HuaweiCredentials, HuaweiPayload> = {
  name: 'huawei',
  brand: { en: 'Huawei', zh: '华为' },
  provider: 'HUAWEIPUSH',
  settingsKeys: ['huaweiPushSettings'],
  form: FORM,
  limits: { batch: BATCH_MAX, payloadBytes: MESSAGE_BYTES_MAX, ttlMs: TTL_SECONDS_MAX * 1000 },
  codes: CODES,
  receipts,
  parseCredentials: parseHuaweiCredentials,
  render: renderHuawei,
  preview: previewHuawei,
  look: lookHuawei,
  sample: SAMPLE,
  open: openHuawei,
  check: checkHuawei,
}

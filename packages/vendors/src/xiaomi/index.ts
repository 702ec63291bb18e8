// Xiaomi MiPush with an app secret, sent to registration ids: names the rooms of this folder, nothing else.
import type { Vendor } from '../vendor.ts'
import { PAYLOAD_BYTES_MAX, TTL_MS_MAX } from './block.ts'
import { checkXiaomi } from './check.ts'
import { BATCH_MAX, openXiaomi } from './client.ts'
import { CODES } from './codes.ts'
import { lacksXiaomi, parseXiaomiCredentials, type XiaomiCredentials } from './credentials.ts'
import { FORM } from './form.ts'
import { lookXiaomi, SAMPLE } from './look.ts'
import { previewXiaomi, renderXiaomi, type XiaomiPayload } from './payload.ts'
import { receipts } from './receipt.ts'

/** Reaches Xiaomi, Redmi and POCO phones, in and outside the Chinese mainland. */
export const xiaomi: Vendor<XiaomiCredentials, XiaomiPayload> = {
  name: 'xiaomi',
  brand: { en: 'Xiaomi', zh: '小米' },
  provider: 'XIAOMIPUSH',
  // The first is misspelt in the interface itself (spec/easemob.md §3.1).
  settingsKeys: ['xiaomiPushSetings', 'xiaomiPushSettings'],
  form: FORM,
  limits: { batch: BATCH_MAX, payloadBytes: PAYLOAD_BYTES_MAX, ttlMs: TTL_MS_MAX },
  codes: CODES,
  receipts,
  parseCredentials: parseXiaomiCredentials,
  lacks: lacksXiaomi,
  render: renderXiaomi,
  preview: previewXiaomi,
  look: lookXiaomi,
  sample: SAMPLE,
  open: openXiaomi,
  check: checkXiaomi,
}

// Honor Push with OAuth client credentials: names the rooms of this folder, nothing else.
import { TTL_SECONDS_MAX } from '../huawei-kin/fields.ts'
import type { Vendor } from '../vendor.ts'
import { checkHonor } from './check.ts'
import { BATCH_MAX, openHonor } from './client.ts'
import { type HonorCredentials, parseHonorCredentials } from './credentials.ts'
import { FORM } from './form.ts'
import { lookHonor, SAMPLE } from './look.ts'
import { CODES } from './outcome.ts'
import { type HonorPayload, MESSAGE_BYTES_MAX, previewHonor, renderHonor } from './payload.ts'
import { receipts } from './receipt.ts'

/** Reaches Honor phones with Honor's own push service (MagicOS). */
export const honor: Vendor<HonorCredentials, HonorPayload> = {
  name: 'honor',
  brand: { en: 'Honor', zh: '荣耀' },
  provider: 'HONOR',
  settingsKeys: ['honorPushSettings'],
  form: FORM,
  limits: { batch: BATCH_MAX, payloadBytes: MESSAGE_BYTES_MAX, ttlMs: TTL_SECONDS_MAX * 1000 },
  codes: CODES,
  receipts,
  parseCredentials: parseHonorCredentials,
  render: renderHonor,
  preview: previewHonor,
  look: lookHonor,
  sample: SAMPLE,
  open: openHonor,
  check: checkHonor,
}

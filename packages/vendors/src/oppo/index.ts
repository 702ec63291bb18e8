// OPPO Push (HeyTap), mainland: names the rooms of this folder, nothing else.
import type { Vendor } from '../vendor.ts'
import { TTL_SECONDS_MAX } from './block.ts'
import { checkOppo } from './check.ts'
import { BATCH_MAX, openOppo } from './client.ts'
import { CODES } from './codes.ts'
import { lacksOppo, type OppoCredentials, parseOppoCredentials } from './credentials.ts'
import { FORM } from './form.ts'
import { lookOppo, SAMPLE } from './look.ts'
import { NOTIFICATION_BYTES_MAX, type OppoPayload, previewOppo, renderOppo } from './payload.ts'
import { receipts } from './receipt.ts'

/** Reaches phones of OPPO, realme and OnePlus whose registration ids belong to the mainland service. */
export const oppo: Vendor<OppoCredentials, OppoPayload> = {
  name: 'oppo',
  brand: { en: 'OPPO', zh: 'OPPO' },
  provider: 'OPPOPUSH',
  settingsKeys: ['oppoPushSettings'],
  form: FORM,
  limits: { batch: BATCH_MAX, payloadBytes: NOTIFICATION_BYTES_MAX, ttlMs: TTL_SECONDS_MAX * 1000 },
  codes: CODES,
  receipts,
  parseCredentials: parseOppoCredentials,
  lacks: lacksOppo,
  render: renderOppo,
  preview: previewOppo,
  look: lookOppo,
  sample: SAMPLE,
  open: openOppo,
  check: checkOppo,
}

// vivo Push: names the rooms of this folder, nothing else.
import type { Vendor } from '../vendor.ts'
import { TTL_SECONDS_MAX } from './block.ts'
import { checkVivo } from './check.ts'
import { BATCH_MAX, openVivo } from './client.ts'
import { CODES } from './codes.ts'
import { parseVivoCredentials, type VivoCredentials } from './credentials.ts'
import { FORM } from './form.ts'
import { lookVivo, SAMPLE } from './look.ts'
import { PAYLOAD_BYTES_MAX, previewVivo, renderVivo, type VivoPayload } from './payload.ts'
import { receipts } from './receipt.ts'

/** Reaches vivo and iQOO phones in mainland China. */
export const vivo: Vendor<VivoCredentials, VivoPayload> = {
  name: 'vivo',
  brand: { en: 'vivo', zh: 'vivo' },
  provider: 'VIVOPUSH',
  settingsKeys: ['vivoPushSettings'],
  form: FORM,
  limits: { batch: BATCH_MAX, payloadBytes: PAYLOAD_BYTES_MAX, ttlMs: TTL_SECONDS_MAX * 1000 },
  codes: CODES,
  receipts,
  parseCredentials: parseVivoCredentials,
  render: renderVivo,
  preview: previewVivo,
  look: lookVivo,
  sample: SAMPLE,
  open: openVivo,
  check: checkVivo,
}

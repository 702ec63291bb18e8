// Meizu Flyme Push, one request per hundred push ids: names the rooms of this folder, nothing else.
import type { Vendor } from '../vendor.ts'
import { checkMeizu } from './check.ts'
import { BATCH_MAX, openMeizu } from './client.ts'
import { type MeizuCredentials, parseMeizuCredentials } from './credentials.ts'
import { FORM } from './form.ts'
import { lookMeizu, SAMPLE } from './look.ts'
import { CODES } from './outcome.ts'
import { MESSAGE_BYTES_MAX, type MeizuPayload, previewMeizu, renderMeizu, VALID_HOURS_MAX } from './payload.ts'
import { receipts } from './receipt.ts'

/** Reaches Meizu phones with Flyme; notifications only, Meizu has withdrawn silent messages. */
export const meizu: Vendor<MeizuCredentials, MeizuPayload> = {
  name: 'meizu',
  brand: { en: 'Meizu', zh: '魅族' },
  provider: 'MEIZUPUSH',
  settingsKeys: ['meizuPushSettings'],
  form: FORM,
  limits: { batch: BATCH_MAX, payloadBytes: MESSAGE_BYTES_MAX, ttlMs: VALID_HOURS_MAX * 3_600_000 },
  codes: CODES,
  receipts,
  parseCredentials: parseMeizuCredentials,
  render: renderMeizu,
  preview: previewMeizu,
  look: lookMeizu,
  sample: SAMPLE,
  open: openMeizu,
  check: checkMeizu,
}

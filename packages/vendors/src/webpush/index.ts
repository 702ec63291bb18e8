// Web Push to browsers (RFC 8030, 8188, 8291, 8292): names the rooms of this folder, nothing else.
import type { Vendor } from '../vendor.ts'
import { TTL_SECONDS_MAX } from './block.ts'
import { checkWebPush } from './check.ts'
import { BATCH_MAX, openWebPush } from './client.ts'
import { parseWebPushCredentials, type WebPushCredentials } from './credentials.ts'
import { FORM } from './form.ts'
import { lookWebPush, SAMPLE } from './look.ts'
import { CODES } from './outcome.ts'
import { PLAINTEXT_BYTES_MAX, previewWebPush, renderWebPush, type WebPushPayload } from './payload.ts'

/** Reaches pages in Chrome, Edge, Firefox, Safari and whatever else speaks the protocol, where a service worker shows what arrives. */
export const webpush: Vendor<WebPushCredentials, WebPushPayload> = {
  name: 'webpush',
  brand: { en: 'Web Push', zh: '浏览器推送' },
  provider: 'WEBPUSH',
  settingsKeys: ['webPushSettings'],
  form: FORM,
  limits: { batch: BATCH_MAX, payloadBytes: PLAINTEXT_BYTES_MAX, ttlMs: TTL_SECONDS_MAX * 1000 },
  codes: CODES,
  parseCredentials: parseWebPushCredentials,
  publicKey: credentials => credentials.publicKey,
  render: renderWebPush,
  preview: previewWebPush,
  look: lookWebPush,
  sample: SAMPLE,
  open: openWebPush,
  check: checkWebPush,
}

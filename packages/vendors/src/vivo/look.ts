// A vivo payload as people look at it (look.ts). Pure.
import { type JsonObject, objectOf, some } from '../json.ts'
import type { Look } from '../look.ts'
import { width } from '../render/width.ts'
import { CONTENT_WIDTH_MAX, TITLE_WIDTH_MAX } from './block.ts'
import type { VivoCredentials } from './credentials.ts'
import { PAYLOAD_BYTES_MAX, payloadBytes, previewVivo, type VivoPayload } from './payload.ts'
import { shownOf } from './phone.ts'

/** What would be sent through the payload's notifier. */
export function lookVivo(payload: VivoPayload): Look {
  const message: JsonObject = objectOf(previewVivo(payload))
  return {
    headers: {},
    body: message,
    bytes: payloadBytes(payload),
    bytesMax: PAYLOAD_BYTES_MAX,
    ttlMs: payload.timeToLive * 1000,
    shown: shownOf(message),
    texts: {
      title: { most: TITLE_WIDTH_MAX, measure: width, unit: 'width' },
      body: { most: CONTENT_WIDTH_MAX, measure: width, unit: 'width' },
    },
    ...some('counted', payload.messageClass === 0 ? COST : undefined),
  }
}

/** spec/vendors.md §7.7. */
const COST = {
  en: "an operation message: within the app's quota of the day, and taken from 07:00 to 23:00 only",
  zh: '运营消息，受应用每日配额限制，且仅在 07:00–23:00 受理',
}

/** A notifier of nobody's. */
export const SAMPLE: VivoCredentials = {
  appId: '10000',
  appKey: 'app-key',
  appSecret: '',
  packageName: 'com.example.chat',
  isTest: false,
}

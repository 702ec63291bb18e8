// An FCM payload as people look at it (look.ts). Pure.
import { createSecretKey } from 'node:crypto'
import { type JsonObject, objectOf, some, textOf } from '../json.ts'
import type { Look } from '../look.ts'
import type { FcmCredentials } from './credentials.ts'
import { type FcmPayload, previewFcm } from './payload.ts'
import { shownOf } from './phone.ts'
import { PAYLOAD_BYTES_MAX, payloadBytes } from './size.ts'

/** What would be sent through the payload's notifier. */
export function lookFcm(payload: FcmPayload): Look {
  const body = objectOf(previewFcm(payload))
  const message: JsonObject = objectOf(body['message'])
  const shown = shownOf(message)
  const ttl = textOf(objectOf(message['android'])['ttl']) ?? '0s'
  return {
    headers: {},
    body,
    bytes: payloadBytes(message),
    bytesMax: PAYLOAD_BYTES_MAX,
    ttlMs: Number.parseFloat(ttl) * 1000,
    shown,
    texts: {},
    ...some('remarks', shown?.sound === undefined ? undefined : SOUND),
  }
}

/** spec/vendors.md §2.5. */
const SOUND: Look['remarks'] = [
  {
    code: 'sound-by-channel',
    severity: 'hint',
    field: 'fcmV1.androidConfig.androidNotification.sound',
    text: {
      en: "From Android 8 on the channel's own sound is played; this one counts on older phones only.",
      zh: '自 Android 8 起播放通知渠道自身的声音；该设置仅对更早的系统有效。',
    },
  },
]

/** A notifier of nobody's; its key signs nothing. */
export const SAMPLE: FcmCredentials = {
  projectId: 'example-chat',
  clientEmail: 'push@example-chat.iam.gserviceaccount.com',
  privateKey: createSecretKey(Buffer.alloc(1)),
  pushType: 'BOTH',
  priority: 'HIGH',
  channelIds: { byCategory: {} },
}

// A payload as people look at it (look.ts). Pure.
import { objectOf, textOf } from '../json.ts'
import type { Look } from '../look.ts'
import type { TemplateCredentials } from './credentials.ts'
import { PAYLOAD_BYTES_MAX, preview, type TemplatePayload } from './payload.ts'

/** What would be sent through the payload's notifier. */
export function look(payload: TemplatePayload): Look {
  const { message } = payload
  const shown = {
    title: textOf(message['title']) ?? '',
    body: textOf(message['body']) ?? '',
    click: { kind: 'app' },
  } as const
  return {
    headers: {},
    body: objectOf(preview(payload)),
    bytes: Buffer.byteLength(JSON.stringify(message)),
    bytesMax: PAYLOAD_BYTES_MAX,
    ttlMs: Number(message['ttlSeconds']) * 1000,
    shown: { ...shown, data: message['data'] },
    texts: {},
  }
}

/** A notifier of nobody's. */
export const SAMPLE: TemplateCredentials = { apiKey: '' }

// A web push payload as people look at it (look.ts). Pure.
import { createSecretKey } from 'node:crypto'
import { type JsonObject, objectOf, parsedJson } from '../json.ts'
import type { Look } from '../look.ts'
import type { WebPushCredentials } from './credentials.ts'
import { PLAINTEXT_BYTES_MAX, type WebPushPayload } from './payload.ts'
import { shownOf } from './phone.ts'

/** What would be sent through the payload's notifier, before it is encrypted for a browser. */
export function lookWebPush({ json, headers }: WebPushPayload): Look {
  const message: JsonObject = objectOf(parsedJson(json))
  return {
    headers,
    body: message,
    bytes: Buffer.byteLength(json),
    bytesMax: PLAINTEXT_BYTES_MAX,
    ttlMs: Number(headers['ttl']) * 1000,
    shown: shownOf(message),
    texts: {},
  }
}

/** A notifier of nobody's; its key signs nothing. */
export const SAMPLE: WebPushCredentials = {
  privateKey: createSecretKey(Buffer.alloc(1)),
  publicKey: '',
  subject: 'mailto:push@example.com',
  hosts: [],
}

// The Standard Webhooks headers of one try (https://www.standardwebhooks.com, "Signature scheme"). Pure: the HMAC is handed in.
import { signedContent } from '@posthouse/protocol'

/** HMAC-SHA256 as base64. */
export type Hmac = (key: Uint8Array, data: string) => string

/** The headers that let a receiver check who sent which bytes, and when. */
export interface SignatureHeaders {
  readonly 'webhook-id': string
  readonly 'webhook-timestamp': string
  readonly 'webhook-signature': string
}

/** The `webhook-id` of a callback; it never changes and holds no dot. */
export function webhookIdOf(callbackId: bigint): string {
  return `msg_${callbackId}`
}

/** Signs the exact body with each key: two of them while a rotated secret is still honoured (F87). The time is fresh per try. */
export function signatureHeaders(
  callbackId: bigint,
  body: string,
  keys: readonly Uint8Array[],
  nowMs: number,
  hmac: Hmac,
): SignatureHeaders {
  const id = webhookIdOf(callbackId)
  const seconds = Math.floor(nowMs / 1_000)
  const content = signedContent(id, seconds, body)
  return {
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': keys.map(key => `v1,${hmac(key, content)}`).join(' '),
  }
}

/** The secret as verifiers of Standard Webhooks want it: `whsec_` and the base64 of the key, which is the secret's UTF-8 bytes. */
export function webhookSecretOf(secret: string): string {
  return `whsec_${Buffer.from(secret, 'utf8').toString('base64')}`
}

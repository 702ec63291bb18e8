// What a push service looks at before it takes a message, in the order of spec/vendors.md §9.12. Pure but for what the registry says;
// answers by the codes of outcome.ts.
import { createDecipheriv, createPublicKey, verify } from 'node:crypto'
import { isObject, type JsonObject, objectOf, parsedJson } from '../json.ts'
import { BODY_BYTES_MAX, contentKeys, HEADER_BYTES, POINT_BYTES, SALT_BYTES, TAG_BYTES } from './encryption.ts'
import type { BrowserKeys } from './simulated-registry.ts'

/** A refusal: one of `CODES`, and what the service says with it. */
export interface Refused {
  readonly code: string
  readonly message: string
}

/** Longest life that is taken, s (spec/vendors.md §9.5: autopush). */
const TTL_SECONDS_MAX = 2_592_000
/** RFC 8292 §2. */
const JWT_LIFE_SECONDS_MAX = 86_400

type Headers = Readonly<Record<string, string>>

/** `TTL`, `Topic` and `Urgency` (RFC 8030 §5.2 to §5.4). */
export function headerFault(headers: Headers): Refused | undefined {
  const { ttl, topic, urgency } = headers
  if (ttl === undefined) return { code: '111', message: 'Missing TTL header' }
  if (!/^\d{1,10}$/.test(ttl) || Number(ttl) > TTL_SECONDS_MAX) return { code: '112', message: 'Invalid TTL header' }
  if (topic !== undefined && !/^[A-Za-z0-9_-]{1,32}$/.test(topic)) return { code: '113', message: 'Invalid Topic' }
  const isKnown = urgency === undefined || ['very-low', 'low', 'normal', 'high'].includes(urgency)
  return isKnown ? undefined : { code: 'HTTP 400', message: 'Invalid Urgency' }
}

/** What the service knows when it looks at who sends. */
export interface VapidContext {
  readonly nowMs: number
  /** The service's own origin. */
  readonly audience: string
  /** The key that the subscription was made with. */
  readonly subscribedKey: string | undefined
}

/** Who sends (RFC 8292): a JWT that holds, of the key that the subscription was made with. */
export function vapidFault(headers: Headers, context: VapidContext): Refused | undefined {
  const { t = '', k = '' } = vapidParameters(headers['authorization'] ?? '')
  const objection = jwtObjection(t, k, context)
  if (objection !== undefined) return { code: '109', message: objection }
  return k === context.subscribedKey ? undefined : ANOTHER_KEY
}

/** In Google's words. */
const ANOTHER_KEY: Refused = {
  code: 'VAPID credentials do not correspond',
  message:
    'the VAPID credentials in the authorization header do not correspond to the credentials used to create the subscriptions.',
}

/** `vapid t=…, k=…`, in any order (RFC 8292 §3). */
function vapidParameters(authorization: string): Readonly<Record<string, string>> {
  const [, list = ''] = /^vapid +(.+)$/i.exec(authorization) ?? []
  const pairs = list.split(',').map(pair => pair.trim().split('='))
  return Object.fromEntries(pairs.map(([name = '', value = '']) => [name.toLowerCase(), value]))
}

function jwtObjection(jwt: string, key: string, { nowMs, audience }: VapidContext): string | undefined {
  const [head = '', body = '', signature = '', ...more] = jwt.split('.')
  if (signature === '' || more.length > 0) return 'Missing or malformed JWT'
  const [header, { aud, exp, sub }] = [decoded(head), decoded(body)]
  if (header['alg'] !== 'ES256' || !isSigned(`${head}.${body}`, signature, key)) return 'Invalid JWT signature'
  if (aud !== audience) return 'Invalid JWT audience'
  const leftSeconds = typeof exp === 'number' ? exp - nowMs / 1000 : Number.NaN
  if (!(leftSeconds > 0 && leftSeconds <= JWT_LIFE_SECONDS_MAX)) return 'Expired JWT, or one that lives too long'
  return typeof sub === 'string' && /^(mailto:|https:\/\/)./.test(sub) ? undefined : 'Invalid JWT subject'
}

function decoded(part: string): JsonObject {
  return objectOf(parsedJson(Buffer.from(part, 'base64url').toString()))
}

function isSigned(input: string, signature: string, key: string): boolean {
  const point = Buffer.from(key, 'base64url')
  if (point.length !== POINT_BYTES || point[0] !== 4) return false
  const [x = '', y = ''] = [point.subarray(1, 33), point.subarray(33)].map(part => part.toString('base64url'))
  try {
    const publicKey = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' })
    const bytes = Buffer.from(signature, 'base64url')
    return verify('sha256', Buffer.from(input), { key: publicKey, dsaEncoding: 'ieee-p1363' }, bytes)
  } catch (cause) {
    // A key that is no point of the curve.
    if (cause instanceof Error && 'code' in cause) return false
    throw cause
  }
}

/** The coding that is announced; a push without a body has none (RFC 8030 §5). */
export function codingFault(headers: Headers, body: Buffer): Refused | undefined {
  if (body.length === 0) return undefined
  const coding = headers['content-encoding']
  if (coding === undefined) return { code: '101', message: 'Missing Content-Encoding' }
  if (coding !== 'aes128gcm') return { code: '110', message: 'Unknown Content-Encoding' }
  if (body.length > BODY_BYTES_MAX) return { code: '104', message: 'Payload too large' }
  const isWhole = body.length > HEADER_BYTES + TAG_BYTES && body[SALT_BYTES + 4] === POINT_BYTES
  return isWhole ? undefined : { code: '110', message: 'Invalid aes128gcm header' }
}

/** The text as the browser reads it; undefined where the message is not for these keys or was tampered with (RFC 8291 §4). */
export function decrypted(body: Buffer, { pair, auth }: BrowserKeys): string | undefined {
  const senderKey = body.subarray(HEADER_BYTES - POINT_BYTES, HEADER_BYTES)
  const record = body.subarray(HEADER_BYTES)
  try {
    const agreed = { shared: pair.computeSecret(senderKey), auth, userAgentKey: pair.getPublicKey(), senderKey }
    const { key, nonce } = contentKeys({ ...agreed, salt: body.subarray(0, SALT_BYTES) })
    const decipher = createDecipheriv('aes-128-gcm', key, nonce, { authTagLength: TAG_BYTES })
    decipher.setAuthTag(record.subarray(-TAG_BYTES))
    const padded = Buffer.concat([decipher.update(record.subarray(0, -TAG_BYTES)), decipher.final()])
    return unpadded(padded)
  } catch (cause) {
    if (cause instanceof Error) return undefined
    throw cause
  }
}

/** The last record ends with 2 and any number of zeros (RFC 8188 §2). */
function unpadded(padded: Buffer): string | undefined {
  let end = padded.length - 1
  while (end >= 0 && padded[end] === 0) end -= 1
  return padded[end] === 2 ? padded.subarray(0, end).toString() : undefined
}

/** What a service worker gets from `event.data.json()`; a text that is no JSON object stands under `text`. */
export function messageOf(plaintext: string): JsonObject {
  const message = parsedJson(plaintext)
  return isObject(message) ? message : { text: plaintext }
}

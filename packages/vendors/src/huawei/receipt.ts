// Huawei's delivery receipts (spec/vendors.md §3.10): the signature of the request that brings them, and its body as one
// receipt per device. Pure; refuses to know the HTTP route and what a receipt changes.

import { createHmac, timingSafeEqual } from 'node:crypto'
import { shortWordOf } from '../channel/short-word.ts'
import { isObject, parsedJson, some } from '../json.ts'
import type { Receipt, ReceiptReading, ReceiptRequest, ReceiptSource } from '../receipt.ts'
import type { HuaweiCredentials } from './credentials.ts'

/** Most statuses of one call; Huawei sends up to 100 (spec/vendors.md §3.10). */
export const STATUSES_MAX = 100
/** How far a receipt's timestamp may be from our clock, in ms, either way. */
export const RECEIPT_WINDOW_MS = 300_000
/** The header of the signature, in the form of `ReceiptRequest`. */
export const SEAL_HEADER = 'x-huawei-callback-id'

/**
 * The address stands in AppGallery Connect; clicks are not reported. After any answer but HTTP 200 with this body Huawei sends
 * again.
 */
export const receipts: ReceiptSource<HuaweiCredentials> = {
  proof: 'signature',
  setBy: 'console',
  reports: ['arrived', 'dropped', 'pending', 'token-dead'],
  answer: { contentType: 'application/json', body: '{"code":"0","message":"success"}' },
  windowMs: RECEIPT_WINDOW_MS,
  read: readReceipts,
}

/** Without a secret nothing is signed, and only the address vouches for the request. The signature covers no byte of the body. */
function readReceipts({ headers, body, nowMs }: ReceiptRequest, credentials: HuaweiCredentials): ReceiptReading {
  const { receiptUser: userName = '', receiptSecret: secret } = credentials
  if (secret === undefined) return parseReceipts(body)
  const verdict = verifySeal({ header: headers[SEAL_HEADER] ?? '', userName, secret, nowMs })
  if (verdict.kind === 'refused') return verdict
  const read = parseReceipts(body)
  return read.kind === 'receipts' ? { ...read, nonce: verdict.nonce } : read
}

/** Reads a receipt request's body, in the Android and in the HarmonyOS form. */
export function parseReceipts(body: string): ReceiptReading {
  const call = parsedJson(body)
  const statuses = isObject(call) ? call['statuses'] : undefined
  if (!Array.isArray(statuses)) return { kind: 'malformed', cause: 'the body has no list "statuses"' }
  if (statuses.length > STATUSES_MAX) return { kind: 'malformed', cause: `more than ${STATUSES_MAX} statuses` }
  const read = statuses.map(receiptOf).filter(receipt => receipt !== undefined)
  return { kind: 'receipts', receipts: read, skipped: statuses.length - read.length }
}

/** How a receipt request is checked: the user name and secret are those of the receipt configuration in AppGallery Connect. */
export interface ReceiptSeal {
  /** The value of the header `X-HUAWEI-CALLBACK-ID`. */
  readonly header: string
  readonly userName: string
  readonly secret: string
  readonly nowMs: number
}

/** `genuine` carries the nonce, so that the receiver can refuse to take it a second time within the window. */
export type SealVerdict =
  | { readonly kind: 'genuine'; readonly nonce: string; readonly atMs: number }
  | { readonly kind: 'refused'; readonly cause: 'header-malformed' | 'outside-window' | 'signature-wrong' }

/** Verifies the signature header: Base64(HMAC-SHA256(key, timestamp + nonce + userName)). */
export function verifySeal({ header, userName, secret, nowMs }: ReceiptSeal): SealVerdict {
  const parts = sealParts(header)
  if (parts === undefined) return { kind: 'refused', cause: 'header-malformed' }
  const atMs = Number(parts.timestamp)
  if (Math.abs(nowMs - atMs) > RECEIPT_WINDOW_MS) return { kind: 'refused', cause: 'outside-window' }
  const given = Buffer.from(parts.value, 'base64')
  const text = parts.timestamp + parts.nonce + userName
  const genuine = keysOf(secret).map(key => matches(given, key, text))
  return genuine.includes(true)
    ? { kind: 'genuine', nonce: parts.nonce, atMs }
    : { kind: 'refused', cause: 'signature-wrong' }
}

/**
 * Older secrets are keys as they stand, newer ones are Base64 of the key; what is Base64 may be either. What is not is never decoded: the
 * decoder passes over what it does not know, and a key of the few bytes that are left could be guessed.
 */
function keysOf(secret: string): readonly Buffer[] {
  const asItStands = Buffer.from(secret, 'utf8')
  return BASE64.test(secret) ? [asItStands, Buffer.from(secret, 'base64')] : [asItStands]
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/

/** The header's value for a secret as it stands; what a sender of receipts puts on the wire. */
export function sealHeader(key: Uint8Array, atMs: number, nonce: string, userName: string): string {
  return `timestamp=${atMs}; nonce=${nonce}; value=${digest(key, `${atMs}${nonce}${userName}`).toString('base64')}`
}

function matches(given: Buffer, key: Buffer, text: string): boolean {
  const expected = digest(key, text)
  return key.length > 0 && given.length === expected.length && timingSafeEqual(given, expected)
}

function digest(key: Uint8Array, text: string): Buffer {
  return createHmac('sha256', key).update(text, 'utf8').digest()
}

/** Longest header that is looked at; a real one has about 130 characters. */
const HEADER_CHARS_MAX = 1024

function sealParts(header: string): { timestamp: string; nonce: string; value: string } | undefined {
  if (header.length > HEADER_CHARS_MAX) return undefined
  const parts = new Map(
    header.split(';').map(part => {
      const at = part.indexOf('=')
      return [part.slice(0, at).trim(), part.slice(at + 1).trim()] as const
    }),
  )
  const timestamp = parts.get('timestamp') ?? ''
  const nonce = parts.get('nonce') ?? ''
  const value = parts.get('value') ?? ''
  return /^\d{1,15}$/.test(timestamp) && nonce !== '' && value !== '' ? { timestamp, nonce, value } : undefined
}

const RESULTS: ReadonlyMap<number, readonly [Receipt['fate'], string]> = new Map<
  number,
  readonly [Receipt['fate'], string]
>([
  [0, ['arrived', 'delivered']],
  [2, ['token-dead', 'the app is not installed']],
  [5, ['token-dead', 'the token does not exist']],
  [6, ['dropped', 'notifications are switched off']],
  [10, ['dropped', 'the device was inactive for more than 30 days']],
  [14, ['dropped', 'other failure']],
  [15, ['dropped', 'replaced by a newer message while the device was offline']],
  [22, ['dropped', 'the user does not match']],
  [27, ['pending', 'the app does not run, the data is kept']],
  [31, ['dropped', 'not supported by the device']],
  [51, ['dropped', 'the device is locked']],
  [102, ['dropped', 'too many messages for this device today']],
  [144, ['dropped', 'the profile does not match']],
  [201, ['dropped', 'held back by message control']],
  [256, ['dropped', 'too many messages of this kind']],
])

function receiptOf(status: unknown): Receipt | undefined {
  if (!isObject(status)) return undefined
  const { token, requestId, deliveryStatus } = status
  // The HarmonyOS form keeps result and time one level deeper.
  const result = isObject(deliveryStatus)
    ? deliveryStatus
    : { result: status['status'], timestamp: status['timestamp'] }
  const code = wholeNumber(result['result'])
  const atMs = wholeNumber(result['timestamp'])
  if (typeof token !== 'string' || token === '' || code === undefined) return undefined
  const [fate, text] = RESULTS.get(code) ?? ['dropped', `result ${code}`]
  return {
    token,
    ...some('vendorId', shortWordOf(requestId)),
    fate,
    code: String(code),
    text,
    ...(atMs === undefined ? {} : { atMs }),
  }
}

/** Numbers may come as digits in a string (spec/vendors.md §0.2). */
function wholeNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined
}

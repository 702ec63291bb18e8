// Huawei's delivery receipts (spec/vendors.md §3.10): the signature of the request that brings them, and its body as one
// receipt per device. Pure; refuses to know the HTTP route and what a receipt changes.

import { createHmac, timingSafeEqual } from 'node:crypto'
import { isObject, parsedJson } from '../json.ts'

/** What became of one push on one phone, as Huawei reports it. */
export interface HuaweiReceipt {
  readonly token: string
  /** The id of the send answer, which is the `vendorId` of the accepted result. */
  readonly requestId?: string
  readonly biTag?: string
  /** When the phone or the vendor decided, epoch ms. */
  readonly atMs?: number
  readonly fate: ReceiptFate
  /** The vendor's own result number. */
  readonly code: number
  /** The result in words. */
  readonly text: string
}

/** `shown`: it arrived; `token-dead`: unbind, this is certain; `pending`: kept for later; `dropped`: it will not arrive. */
export type ReceiptFate = 'shown' | 'token-dead' | 'pending' | 'dropped'

/** The body read, or why it could not be. */
export type ReceiptBody =
  | {
      readonly kind: 'receipts'
      readonly receipts: readonly HuaweiReceipt[]
      /** Entries without a token or a result. */
      readonly skipped: number
    }
  | { readonly kind: 'malformed'; readonly cause: string }

/** Most statuses of one call; Huawei sends up to 100 (spec/vendors.md §3.10). */
export const RECEIPTS_MAX = 100

/**
 * Reads a receipt request's body, in the Android and in the HarmonyOS form. The request wants HTTP 200 and
 * `{"code":"0","message":"success"}`; after any other answer Huawei sends the receipts again.
 */
export function parseReceipts(body: string): ReceiptBody {
  const call = parsedJson(body)
  const statuses = isObject(call) ? call['statuses'] : undefined
  if (!Array.isArray(statuses)) return { kind: 'malformed', cause: 'the body has no list "statuses"' }
  if (statuses.length > RECEIPTS_MAX) return { kind: 'malformed', cause: `more than ${RECEIPTS_MAX} statuses` }
  const receipts = statuses.map(receiptOf).filter(receipt => receipt !== undefined)
  return { kind: 'receipts', receipts, skipped: statuses.length - receipts.length }
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

/** How far a receipt's timestamp may be from our clock, in ms, either way. */
export const RECEIPT_WINDOW_MS = 300_000

/** Verifies the signature header: Base64(HMAC-SHA256(key, timestamp + nonce + userName)). */
export function verifySeal({ header, userName, secret, nowMs }: ReceiptSeal): SealVerdict {
  const parts = sealParts(header)
  if (parts === undefined) return { kind: 'refused', cause: 'header-malformed' }
  const atMs = Number(parts.timestamp)
  if (Math.abs(nowMs - atMs) > RECEIPT_WINDOW_MS) return { kind: 'refused', cause: 'outside-window' }
  const given = Buffer.from(parts.value, 'base64')
  const text = parts.timestamp + parts.nonce + userName
  // Older secrets are keys as they stand, newer ones are Base64 of the key; nothing in a secret tells which it is.
  const genuine = [Buffer.from(secret, 'utf8'), Buffer.from(secret, 'base64')].map(key => matches(given, key, text))
  return genuine.includes(true)
    ? { kind: 'genuine', nonce: parts.nonce, atMs }
    : { kind: 'refused', cause: 'signature-wrong' }
}

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

const RESULTS: ReadonlyMap<number, readonly [ReceiptFate, string]> = new Map<number, readonly [ReceiptFate, string]>([
  [0, ['shown', 'delivered']],
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

function receiptOf(status: unknown): HuaweiReceipt | undefined {
  if (!isObject(status)) return undefined
  const { token, requestId, biTag, deliveryStatus } = status
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
    ...(typeof requestId === 'string' ? { requestId } : {}),
    ...(typeof biTag === 'string' ? { biTag } : {}),
    ...(atMs === undefined ? {} : { atMs }),
    fate,
    code,
    text,
  }
}

/** Numbers may come as digits in a string (spec/vendors.md §0.2). */
function wholeNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined
}

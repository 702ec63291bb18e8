// Xiaomi's reports on pushes (spec/vendors.md §5.10): one form field with a JSON object by message id, read as one receipt per device and
// event. Pure; refuses to know the HTTP route and what a receipt changes.

import { WORD_CHARS_MAX } from '../channel/short-word.ts'
import { isObject, type JsonObject, parsedJson } from '../json.ts'
import { RECEIPTS_MAX, type Receipt, type ReceiptReading, type ReceiptSource } from '../receipt.ts'
import { CALLBACK_URL_BYTES_MAX } from './block.ts'
import type { XiaomiCredentials } from './credentials.ts'

/** Each push names the address; requests are not signed. Xiaomi wants HTTP 200 and reads no body. */
export const receipts: ReceiptSource<XiaomiCredentials> = {
  proof: 'address',
  setBy: 'push',
  urlBytesMax: CALLBACK_URL_BYTES_MAX,
  reports: ['arrived', 'clicked', 'dropped', 'token-dead'],
  answer: { contentType: 'text/plain; charset=utf-8', body: 'ok' },
  read: ({ body }) => parseReceipts(body),
}

/** Reads a request's body. */
export function parseReceipts(body: string): ReceiptReading {
  const call = parsedJson(new URLSearchParams(body).get('data') ?? '')
  if (!isObject(call)) return { kind: 'malformed', cause: 'the field "data" is no JSON object' }
  const receipts: Receipt[] = []
  let skipped = 0
  for (const [vendorId, entry] of Object.entries(call)) {
    const id = vendorId.slice(0, WORD_CHARS_MAX)
    const events = isObject(entry) ? eventsOf(entry) : []
    const targets = isObject(entry) ? targetsOf(entry) : []
    if (events.length === 0 || targets.length === 0) skipped += 1
    if (receipts.length + skipped + events.length * targets.length > RECEIPTS_MAX) {
      return { kind: 'malformed', cause: `more than ${RECEIPTS_MAX} receipts` }
    }
    for (const token of targets) for (const event of events) receipts.push({ token, vendorId: id, ...event })
  }
  return { kind: 'receipts', receipts, skipped }
}

/** What each bit of a report's `type` says; the same bits are asked for in `extra.callback.type`. */
export const EVENTS: readonly (readonly [bit: number, fate: Receipt['fate'], text: string])[] = [
  [1, 'arrived', 'delivered'],
  [2, 'clicked', 'tapped'],
  [16, 'token-dead', 'the registration id is invalid'],
  [32, 'dropped', 'the user has switched notifications off'],
  [64, 'dropped', 'the phone does not match the filters of the message'],
  [128, 'dropped', "over the day's quota"],
  [1024, 'dropped', 'the phone stayed offline until the message expired'],
]

type Event = Pick<Receipt, 'fate' | 'code' | 'text' | 'atMs'>

function eventsOf(entry: JsonObject): readonly Event[] {
  const bits = wholeNumber(entry['type']) ?? 0
  const timestamp = wholeNumber(entry['timestamp'])
  const atMs = timestamp !== undefined && timestamp >= 0 && timestamp <= DATE_MS_MAX ? { atMs: timestamp } : {}
  // A bit at a time, and only those that fit one: JavaScript's operators would wrap a larger number round.
  if (bits < 0 || bits > BITS_MAX) return []
  return EVENTS.filter(([bit]) => (bits & bit) !== 0).map(([bit, fate, text]) => ({
    fate,
    code: String(bit),
    text: bit === 128 ? text + quotaOf(entry['extra']) : text,
    ...atMs,
  }))
}

/** The last moment that JavaScript has a date for. */
const DATE_MS_MAX = 8.64e15
const BITS_MAX = 0x7fff_ffff

/** The numbers that come with bit 128. */
function quotaOf(extra: unknown): string {
  const { ack, quota } = isObject(extra) ? extra : {}
  const [sent, most] = [wholeNumber(ack), wholeNumber(quota)]
  return sent === undefined || most === undefined ? '' : ` (${sent} of ${most})`
}

/** Registration ids by commas. */
function targetsOf({ targets }: JsonObject): readonly string[] {
  if (typeof targets !== 'string') return []
  // One more than can be taken is enough to know that it is too many.
  return targets
    .split(',', RECEIPTS_MAX + 1)
    .map(target => target.trim())
    .filter(target => target !== '')
}

/** Numbers may come as digits in a string (spec/vendors.md §0.2). */
function wholeNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined
}

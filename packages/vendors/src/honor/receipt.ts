// Honor's delivery receipts (spec/vendors.md §4.10): the body as one receipt per device. Honor signs nothing; the address vouches.
// Pure; refuses to know the HTTP route and what a receipt changes.
import { shortWordOf } from '../channel/short-word.ts'
import { isObject, parsedJson, some } from '../json.ts'
import { RECEIPTS_MAX, type Receipt, type ReceiptReading, type ReceiptSource } from '../receipt.ts'
import type { HonorCredentials } from './credentials.ts'

/** The address stands in Honor's console. What Honor wants to hear is not confirmed; Huawei's answer is what its pages show. */
export const receipts: ReceiptSource<HonorCredentials> = {
  proof: 'address',
  setBy: 'console',
  reports: ['arrived', 'clicked', 'dropped', 'pending', 'token-dead'],
  answer: { contentType: 'application/json', body: '{"code":"0","message":"success"}' },
  read: ({ body }) => parseReceipts(body),
}

/** Every status that is known. `status` 40000011 is a tap all the same: the notification was there, its target was not. */
export const STATUSES: ReadonlyMap<number, readonly [Receipt['fate'], string]> = new Map<
  number,
  readonly [Receipt['fate'], string]
>([
  [40_000_001, ['arrived', 'the data reached the app']],
  [40_000_002, ['arrived', 'delivered']],
  [40_000_003, ['token-dead', 'the app is not installed']],
  [40_000_004, ['token-dead', 'the token is invalid']],
  [40_000_005, ['dropped', 'notifications are switched off']],
  [40_000_006, ['dropped', 'the app is disabled']],
  [40_000_007, ['clicked', 'tapped']],
  [40_000_009, ['dropped', 'dropped, mostly because a quota is used up']],
  [40_000_011, ['clicked', 'tapped, but what the tap should open could not be opened']],
  [40_000_013, ['pending', 'held back while the screen is off, shown later']],
  [40_000_014, ['dropped', 'the user does not match']],
  [40_000_015, ['dropped', 'the phone could not show it']],
  [50_000_003, ['pending', 'the app does not run, the data is kept']],
])

function parseReceipts(body: string): ReceiptReading {
  const call = parsedJson(body)
  const statuses = isObject(call) ? call['statuses'] : undefined
  if (!Array.isArray(statuses)) return { kind: 'malformed', cause: 'the body has no list "statuses"' }
  if (statuses.length > RECEIPTS_MAX) return { kind: 'malformed', cause: `more than ${RECEIPTS_MAX} statuses` }
  const read = statuses.map(receiptOf).filter(receipt => receipt !== undefined)
  return { kind: 'receipts', receipts: read, skipped: statuses.length - read.length }
}

/** A status that is not in the table says nothing that may be claimed of a push: it is skipped. */
function receiptOf(entry: unknown): Receipt | undefined {
  if (!isObject(entry)) return undefined
  const { token, requestId } = entry
  const status = wholeNumber(entry['status'])
  const [fate, text] = STATUSES.get(status ?? Number.NaN) ?? []
  if (typeof token !== 'string' || token === '' || fate === undefined || text === undefined) return undefined
  return {
    token,
    ...some('vendorId', shortWordOf(requestId)),
    fate,
    code: String(status),
    text,
    ...some('atMs', wholeNumber(entry['timestamp'])),
  }
}

/** Numbers may come as digits in a string (spec/vendors.md §0.2). */
function wholeNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined
}

// OPPO's reports (spec/vendors.md §6.10): a list of events, each about the registration ids that one message was sent to. They carry no
// signature; the address that the push named vouches for them. Pure; refuses to know the HTTP route and what a receipt changes.
import { WORD_CHARS_MAX } from '../channel/short-word.ts'
import { isObject, parsedJson, some, textOf } from '../json.ts'
import { RECEIPTS_MAX, type Receipt, type ReceiptReading, type ReceiptSource } from '../receipt.ts'
import { CALL_BACK_URL_BYTES_MAX } from './block.ts'
import type { OppoCredentials } from './credentials.ts'

/** OPPO's reports. */
export const receipts: ReceiptSource<OppoCredentials> = {
  proof: 'address',
  setBy: 'push',
  urlBytesMax: CALL_BACK_URL_BYTES_MAX,
  reports: ['arrived', 'dropped', 'token-dead'],
  answer: { contentType: 'text/plain; charset=utf-8', body: 'ok' },
  read: ({ body }) => readReceipts(body),
}

/** What each `eventType` means; one that is not listed is skipped. */
export const EVENTS: ReadonlyMap<string, readonly [Receipt['fate'], string]> = new Map<
  string,
  readonly [Receipt['fate'], string]
>([
  ['push_arrive', ['arrived', 'delivered']],
  ['regid_invalid', ['token-dead', 'the registration id is invalid']],
  ['user_daily_limit', ['dropped', 'too many messages for this user today']],
  ['message_night_control', ['dropped', 'held back at night']],
])

function readReceipts(body: string): ReceiptReading {
  const events = parsedJson(body)
  if (!Array.isArray(events)) return { kind: 'malformed', cause: 'the body is no list' }
  if (events.length > RECEIPTS_MAX) return tooMany()
  const read: Receipt[] = []
  let skipped = 0
  for (const event of events) {
    const found = receiptsOf(event)
    if (found === undefined) {
      skipped += 1
      continue
    }
    if (read.length + found.length > RECEIPTS_MAX) return tooMany()
    read.push(...found)
  }
  return { kind: 'receipts', receipts: read, skipped }
}

function tooMany(): ReceiptReading {
  return { kind: 'malformed', cause: `more than ${RECEIPTS_MAX} registration ids` }
}

/** One per registration id; nothing where the event names none or is not known. */
function receiptsOf(event: unknown): readonly Receipt[] | undefined {
  if (!isObject(event)) return undefined
  const { messageId, registrationIds, eventTime, eventType } = event
  const known = EVENTS.get(textOf(eventType) ?? '')
  const tokens = tokensOf(registrationIds)
  if (known === undefined || tokens.length === 0) return undefined
  const [fate, text] = known
  const rest = {
    ...some('vendorId', textOf(messageId)?.slice(0, WORD_CHARS_MAX) || undefined),
    fate,
    code: String(eventType),
    text,
    ...some('atMs', epochMs(eventTime)),
  }
  return tokens.map(token => ({ token, ...rest }))
}

/** Separated by commas; one more than is taken is looked at, so that too many are noticed. */
function tokensOf(ids: unknown): readonly string[] {
  if (typeof ids !== 'string') return []
  return ids
    .split(',', RECEIPTS_MAX + 1)
    .map(id => id.trim())
    .filter(id => id !== '')
}

/** Digits in a string; a number is taken too (spec/vendors.md §0.2). */
function epochMs(time: unknown): number | undefined {
  const ms = typeof time === 'string' && /^\d{1,15}$/.test(time) ? Number(time) : time
  return typeof ms === 'number' && Number.isSafeInteger(ms) && ms >= 0 && ms <= DATE_MS_MAX ? ms : undefined
}

/** The last moment that JavaScript has a date for. */
const DATE_MS_MAX = 8.64e15

// vivo's reports on single sends (spec/vendors.md §7.10): one entry per task, read as one receipt per device. Pure; refuses to know the
// HTTP route and what a receipt changes.
import { isObject, type JsonObject, type JsonValue, parsedJson, some } from '../json.ts'
import { RECEIPTS_MAX, type Receipt, type ReceiptReading, type ReceiptSource } from '../receipt.ts'
import { CALLBACK_BYTES_MAX } from './block.ts'
import type { VivoCredentials } from './credentials.ts'

/** vivo signs nothing, so only the unguessable address vouches for a request; each push names it. */
export const receipts: ReceiptSource<VivoCredentials> = {
  proof: 'address',
  setBy: 'push',
  urlBytesMax: CALLBACK_BYTES_MAX,
  reports: ['arrived', 'dropped', 'token-dead'],
  // No document says which body is expected; HTTP 200 is what counts for the clients that we could read.
  answer: { contentType: 'application/json', body: '{"result":0}' },
  read: ({ body }) => readReceipts(body),
}

/** Reads a request's body; more than {@link RECEIPTS_MAX} devices make it malformed. */
export function readReceipts(body: string): ReceiptReading {
  const call = parsedJson(body)
  if (!isObject(call)) return { kind: 'malformed', cause: 'the body is no JSON object of tasks' }
  const read: Receipt[] = []
  let skipped = 0
  for (const [taskId, entry] of Object.entries(call)) {
    const targets = isObject(entry) && isTyped(entry) ? targetsOf(entry) : []
    if (!isObject(entry) || targets.length === 0) skipped += 1
    else for (const token of targets) read.push(receiptOf(taskId, token, entry))
    if (read.length + skipped > RECEIPTS_MAX) return { kind: 'malformed', cause: `more than ${RECEIPTS_MAX} receipts` }
  }
  return { kind: 'receipts', receipts: read, skipped }
}

/** An arrival may be written without a type; a type that cannot be read is none. */
function isTyped({ ackType }: JsonObject): boolean {
  return ackType === undefined || ackType === null || ackType === '' || digits(ackType) !== undefined
}

/** One device as vivo writes it; several, as a list or joined by commas, are taken too. */
function targetsOf({ targets }: JsonObject): readonly string[] {
  const list: readonly JsonValue[] =
    typeof targets === 'string' ? targets.split(',') : Array.isArray(targets) ? (targets as readonly JsonValue[]) : []
  return list.flatMap(token => (typeof token === 'string' && token.trim() !== '' ? [token.trim()] : []))
}

function receiptOf(taskId: string, token: string, entry: JsonObject): Receipt {
  const type = digits(entry['ackType']) ?? '0'
  const sub = digits(entry['subAckType'])
  const code = sub === undefined ? type : `${type}/${sub}`
  const isDead = sub !== undefined && DEAD.has(sub)
  return {
    token,
    vendorId: taskId,
    fate: type === '0' ? 'arrived' : isDead ? 'token-dead' : 'dropped',
    code,
    text: textOf(type, sub),
    ...some('atMs', wholeNumber(entry['ackTime'])),
  }
}

function textOf(type: string, sub: string | undefined): string {
  const main = TYPES.get(type) ?? `ackType ${type}`
  if (sub === undefined || type === '0') return main
  return `${main}: ${DETAILS.get(sub) ?? `subAckType ${sub}`}`
}

/** What no later push to the device can get over, by `subAckType` (spec/vendors.md §7.10, §12). */
const DEAD: ReadonlySet<string> = new Set(['20001', '20002', '2183'])

const TYPES: ReadonlyMap<string, string> = new Map([
  ['0', 'arrived'],
  ['100', 'held back by vivo'],
  ['101', 'refused by content review'],
  ['102', 'the target does not match'],
  ['103', 'replaced by a newer message while the device was offline'],
  ['104', 'arrived and not shown'],
])

const DETAILS: ReadonlyMap<string, string> = new Map([
  ['11001', "the app's quota is used up"],
  ['12000', 'too many messages for this user'],
  ['10012', 'expired'],
  ['14002', 'for online devices only, and the device was offline'],
  ['20001', 'the user has unsubscribed'],
  ['20002', 'the token does not exist'],
  ['20006', 'the device is inactive'],
  ['1017', 'not shown at night'],
  ['2124', 'a repeat of another message'],
  ['2144', 'expired on the device'],
  ['2158', 'the deep link is wrong'],
  ['2161', 'the activity is wrong'],
  ['2162', 'the activity is wrong'],
  ['2183', 'the token is invalid on this device'],
  // The number alone is known (spec/vendors.md §7.10).
  ['2333', 'reason 2333'],
])

/** Numbers may come as digits in a text (spec/vendors.md §0.2). */
function digits(value: JsonValue | undefined): string | undefined {
  const text = typeof value === 'number' ? String(value) : value
  return typeof text === 'string' && /^\d{1,9}$/.test(text) ? text : undefined
}

function wholeNumber(value: JsonValue | undefined): number | undefined {
  const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined
}

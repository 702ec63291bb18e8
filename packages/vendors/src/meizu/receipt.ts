// Meizu's receipts (spec/vendors.md §8.10): a form whose member `cb` says for each message which push ids it arrived at or was tapped
// on. Pure; refuses to know the HTTP route and what a receipt changes.
import { isObject, type JsonValue, parsedJson } from '../json.ts'
import { RECEIPTS_MAX, type Receipt, type ReceiptReading, type ReceiptRequest, type ReceiptSource } from '../receipt.ts'
import { CALLBACK_BYTES_MAX } from './block.ts'
import type { MeizuCredentials } from './credentials.ts'

/** How Meizu reports. It sends no entry twice, whatever the answer is. */
export const receipts: ReceiptSource<MeizuCredentials> = {
  proof: 'address',
  setBy: 'push',
  urlBytesMax: CALLBACK_BYTES_MAX,
  reports: ['arrived', 'clicked'],
  answer: { contentType: 'text/plain; charset=utf-8', body: 'ok' },
  read: readReceipts,
}

/** The number of each fate that Meizu reports; the simulator writes by it. */
export const RECEIPT_TYPES: ReadonlyMap<string, readonly [Receipt['fate'], string]> = new Map<
  string,
  readonly [Receipt['fate'], string]
>([
  ['1', ['arrived', 'delivered']],
  ['2', ['clicked', 'tapped']],
])

function readReceipts({ body }: ReceiptRequest): ReceiptReading {
  const cb = new URLSearchParams(body).get('cb')
  if (cb === null) return { kind: 'malformed', cause: 'the form has no member "cb"' }
  const entries = parsedJson(cb)
  if (!isObject(entries)) return { kind: 'malformed', cause: '"cb" is no JSON object' }
  const list: Receipt[] = []
  let skipped = 0
  for (const [key, entry] of Object.entries(entries)) {
    const read = entryOf(key, entry) ?? [undefined]
    if (list.length + skipped + read.length > RECEIPTS_MAX) {
      return { kind: 'malformed', cause: `more than ${RECEIPTS_MAX} receipts` }
    }
    for (const receipt of read) {
      if (receipt) list.push(receipt)
      else skipped += 1
    }
  }
  return { kind: 'receipts', receipts: list, skipped }
}

/** One receipt per push id of the entry, undefined for a target that is none; nothing at all for an entry that cannot be read. */
function entryOf(key: string, entry: JsonValue | undefined): readonly (Receipt | undefined)[] | undefined {
  if (!isObject(entry) || !Array.isArray(entry['targets'])) return undefined
  // The key is `<msgId>-<type>`; an id may hold the sign itself.
  const at = key.lastIndexOf('-')
  const code = String(entry['type'] ?? key.slice(at + 1))
  const known = RECEIPT_TYPES.get(code)
  const vendorId = at > 0 ? key.slice(0, at) : ''
  if (known === undefined) return undefined
  const [fate, text] = known
  return (entry['targets'] as readonly JsonValue[]).map(token =>
    typeof token === 'string' && token !== ''
      ? { token, ...(vendorId ? { vendorId } : {}), fate, code, text }
      : undefined,
  )
}

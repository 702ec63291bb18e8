// The request with which vivo would report what became of a single send (spec/vendors.md §7.10). Refuses to know who reads it.
import { objectOf, some, textOf } from '../json.ts'
import type { Receipt } from '../receipt.ts'
import type { Delivered, ReceiptCall } from '../simulator/contract.ts'

/** Undefined for a test message and for a fate that vivo does not report. */
export function receiptCallOf(
  { vendorId, token, atMs, payload }: Delivered,
  fate: Receipt['fate'],
): ReceiptCall | undefined {
  const ack = ACKS[fate]
  if (ack === undefined || payload['pushMode'] === 1) return undefined
  const extra = objectOf(payload['extra'])
  const entry = { ...some('param', textOf(extra['callback.param'])), targets: token, ackTime: atMs, ...ack }
  return {
    ...some('url', textOf(extra['callback'])),
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ [vendorId]: entry }),
  }
}

/** One of the ways for each fate: arrived, dropped for the user's frequency, the target does not exist. */
const ACKS: Readonly<Partial<Record<Receipt['fate'], { readonly ackType: string; readonly subAckType?: string }>>> = {
  arrived: { ackType: '0' },
  dropped: { ackType: '100', subAckType: '12000' },
  'token-dead': { ackType: '102', subAckType: '20002' },
}

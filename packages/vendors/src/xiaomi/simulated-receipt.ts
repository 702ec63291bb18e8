// The request with which Xiaomi would report what became of a push (spec/vendors.md §5.10). Knows neither registry nor server.
import type { Receipt } from '../receipt.ts'
import type { Delivered, ReceiptCall } from '../simulator/contract.ts'
import { EVENTS } from './receipt.ts'

/** What Xiaomi reports where a push names an address and no events: arrivals and taps. */
const TYPE_DEFAULT = 3

/** Undefined for a push that names no address, and for a fate that it did not ask to hear of. */
export function receiptCallOf(push: Delivered, fate: Receipt['fate'], atMs: number): ReceiptCall | undefined {
  const { 'extra.callback': url, 'extra.callback.param': param = '', 'extra.jobkey': jobkey = '' } = push.payload
  const asked = Number(push.payload['extra.callback.type'] ?? TYPE_DEFAULT)
  const event = EVENTS.find(([bit, told]) => told === fate && (asked & bit) !== 0)
  if (typeof url !== 'string' || event === undefined) return undefined
  const [type] = event
  const entry = {
    param,
    type,
    targets: push.token,
    jobkey,
    barStatus: type === 32 ? 'Disable' : 'Enable',
    timestamp: atMs,
    replaceTarget: {},
    extra: type === 128 ? { ack: '100', quota: '100' } : {},
  }
  const headers = { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' }
  return { url, headers, body: new URLSearchParams({ data: JSON.stringify({ [push.vendorId]: entry }) }).toString() }
}

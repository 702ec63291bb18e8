// The request with which Huawei would report what became of a push (spec/vendors.md §3.10). Knows neither registry nor server.

import type { Receipt } from '../receipt.ts'
import type { ReceiptCall } from '../simulator/contract.ts'
import { SEAL_HEADER, sealHeader } from './receipt.ts'

/** The user name in every app's receipt configuration. */
export const RECEIPT_USER = 'posthouse'

/** What a report is about. */
export interface ReportedPush {
  readonly token: string
  readonly vendorId: string
  readonly fate: Receipt['fate']
  readonly nonce: string
  readonly atMs: number
}

/** Signed as Huawei signs; without an address, which the console holds. Undefined for a fate that Huawei does not report. */
export function receiptCallOf(
  app: { readonly id: string; readonly receiptSecret: string },
  { token, vendorId, fate, nonce, atMs }: ReportedPush,
): ReceiptCall | undefined {
  const status = RESULTS[fate]
  if (status === undefined) return undefined
  const seal = sealHeader(Buffer.from(app.receiptSecret), atMs, nonce, RECEIPT_USER)
  const statuses = [{ token, status, timestamp: atMs, appid: app.id, requestId: vendorId }]
  return {
    headers: { 'content-type': 'application/json; charset=UTF-8', [SEAL_HEADER]: seal },
    body: JSON.stringify({ statuses }),
  }
}

/** A result for each fate that Huawei reports. */
const RESULTS: Readonly<Partial<Record<Receipt['fate'], number>>> = {
  arrived: 0,
  dropped: 6,
  pending: 27,
  'token-dead': 2,
}

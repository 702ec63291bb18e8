// Delivery receipts of Push Kit for HarmonyOS: Huawei's second form of the body, under the same signature (spec/vendors.md §3.10).
// Both are read by Huawei's rooms; here stands only whose secret counts.
import { receipts as huaweiReceipts, parseReceipts, SEAL_HEADER, verifySeal } from '../huawei/receipt.ts'
import type { ReceiptReading, ReceiptRequest, ReceiptSource } from '../receipt.ts'
import type { HarmonyCredentials } from './credentials.ts'

/** The address stands in AppGallery Connect; clicks are not reported. */
export const receipts: ReceiptSource<HarmonyCredentials> = { ...huaweiReceipts, read: readReceipts }

/** Without a secret nothing is signed, and only the address vouches for the request. The signature covers no byte of the body. */
function readReceipts({ headers, body, nowMs }: ReceiptRequest, credentials: HarmonyCredentials): ReceiptReading {
  const { receiptUser: userName = '', receiptSecret: secret } = credentials
  if (secret === undefined) return parseReceipts(body)
  const verdict = verifySeal({ header: headers[SEAL_HEADER] ?? '', userName, secret, nowMs })
  if (verdict.kind === 'refused') return verdict
  const read = parseReceipts(body)
  return read.kind === 'receipts' ? { ...read, nonce: verdict.nonce } : read
}

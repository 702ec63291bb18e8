// Receipts in the record: what vendors reported of pushes after they accepted them.
import type { AppId, NotifierName } from '@posthouse/protocol'
import type { NewReceipt, ReceiptRecord } from '../domain/receipt.ts'
import type { Write } from './write.ts'

/** What one request of a vendor brought. */
export interface ReceiptCall {
  readonly appId: AppId
  readonly notifierName: NotifierName
  readonly provider: string
  /** Unique, so that what this call added can be told from what was there. */
  readonly id: bigint
  readonly receivedAtMs: number
  readonly receipts: readonly NewReceipt[]
}

/** Which receipts a trace asks for: those of one message on one phone. */
export interface SoughtReceipt {
  readonly vendorId: string
  readonly tokenFingerprint: string
}

/** Receipts. */
export interface ReceiptTable {
  /**
   * Keeps the receipts that are new, counts the arrivals and taps among them under the UTC day they were received and for the tasks
   * whose shipments they name, and removes the dead tokens of those, unless bound again since they died. A receipt that is kept already
   * changes nothing.
   */
  record(call: ReceiptCall): readonly Write<unknown>[]
  /** In the order they were received; may hold others of the same messages and tokens, crossed. */
  find(appId: AppId, sought: readonly SoughtReceipt[]): Promise<readonly ReceiptRecord[]>
  /** Deletes at most `limit` that were received before the instant; reports how many. */
  deleteBefore(receivedBeforeMs: number, limit: number): Write<number>
}

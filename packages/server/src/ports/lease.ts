// Leases, as upper floors see them; part of the store's tables.
import type { Write } from './write.ts'

/** A leased row: later writes about it compare `epoch` and are refused once another lease began. */
export interface Leased<T> {
  readonly item: T
  readonly epoch: number
}

/** The leases of pushes, deliveries and callbacks together. */
export interface LeaseTable {
  /**
   * Ends every lease: the rows are due at once, and whoever held them is refused. What waits for a later time goes on waiting.
   * Only for a process that just opened the record and that nobody shares it with. Reports how many.
   */
  releaseAll(nowMs: number): Write<number>
}

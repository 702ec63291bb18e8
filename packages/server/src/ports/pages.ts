// Pages of first attempts, as upper floors see the record; part of the store's tables. What a page says of a push is read through
// the tables of deliveries and attempts, which know both forms.
import type { AppId } from '@posthouse/protocol'
import type { Page, PageEnd } from '../domain/page.ts'
import type { Leased } from './lease.ts'
import type { Write } from './write.ts'

/** Pages. A page that is not settled waits in its own row: the row is the job. */
export interface PageTable {
  /** Starts the attempts of a page under a lease of epoch 1 until `leaseUntilMs`. */
  insert(page: Page, leaseUntilMs: number): Write
  /** A page of a task whose attempts begin later. */
  insertWaiting(page: Page, dueAtMs: number): Write
  /** A page of a task of which nothing is sent; one end per delivery. */
  insertSkipped(page: Page, ends: readonly PageEnd[]): Write
  /** Pages that wait to be begun and are due, the longest due first, but for those of some notifiers; nobody holds them. */
  waiting(nowMs: number, limit: number, butNotifierUuids: readonly string[]): Promise<readonly Leased<Page>[]>
  /** Starts the attempts of a waiting page under a lease, whose epoch is one more than the one it was found with; a fence. */
  begin(id: bigint, epoch: number, startedAtMs: number, leaseUntilMs: number): Write<boolean>
  /** A waiting page goes on waiting; a fence that keeps the epoch. */
  putOff(id: bigint, epoch: number, dueAtMs: number): Write<boolean>
  /** The waiting pages of a task are due at the instant, if not before. */
  hasten(appId: AppId, taskId: bigint, dueAtMs: number): Write
  /** Nothing of a waiting page is sent; one end per delivery; a fence. */
  skip(page: Page, epoch: number, settledAtMs: number, ends: readonly PageEnd[]): Write<boolean>
  /** Leases at most `limit` pages whose owner is gone, the longest due first. */
  claim(nowMs: number, leaseUntilMs: number, limit: number): Write<readonly Leased<Page>[]>
  /**
   * Records how its deliveries ended, in their order; a fence. `undefined` takes a delivery out of the page: whoever settles writes
   * its row in the same unit.
   */
  settled(page: Page, epoch: number, settledAtMs: number, ends: readonly (PageEnd | undefined)[]): Write<boolean>
  /** Takes every delivery out of the page; a fence. */
  takenApart(id: bigint, epoch: number): Write<boolean>
}

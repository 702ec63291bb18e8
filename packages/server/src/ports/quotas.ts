// What the record counts for an app's plan; part of the store's tables.
import type { AppId } from '@posthouse/protocol'
import type { QuotaName } from '../domain/app.ts'
import type { Write } from './write.ts'

/** Quotas that outlive a process. */
export interface QuotaTable {
  /** Takes one of so many a day; false when none is left. Days since 1970 by UTC; whoever names an earlier day takes one of the latest. */
  take(appId: AppId, name: QuotaName, day: number, limit: number): Write<boolean>
  /** How many users the app has, counted up to `max`. */
  countUsers(appId: AppId, max: number): Promise<number>
}

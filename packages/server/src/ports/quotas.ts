// What the record counts for an app's plan; part of the store's tables.
import type { AppId } from '@posthouse/protocol'
import type { QuotaName } from '../domain/app.ts'
import type { Write } from './write.ts'

/** Quotas that outlive a process. */
export interface QuotaTable {
  /**
   * Takes some of so many a day; false when they are not left. Days since 1970 by UTC; whoever names the day before the latest takes of the
   * latest.
   */
  take(appId: AppId, name: QuotaName, day: number, limit: number, units?: number): Write<boolean>
  /** The same of so many a minute of the record's own clock: clocks of processes need not agree. */
  takeMinute(appId: AppId, name: QuotaName, limit: number, units: number): Write<boolean>
  /** How many users the app has, counted up to `max`. */
  countUsers(appId: AppId, max: number): Promise<number>
}

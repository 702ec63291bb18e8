// Calls that several processes count together, because there are too few of them to be divided; part of the store's tables.
import type { AppId } from '@posthouse/protocol'
import type { Write } from './write.ts'

/** Calls by app and name. */
export interface RateCallTable {
  /**
   * Takes one of so many calls within any window of time, by the record's own clock; false where there is none. Of several who take at the
   * same instant one may be refused although there is one left: ask again.
   */
  take(appId: AppId, name: string, calls: number, windowMs: number): Write<boolean>
  /** How long until the oldest of so many calls is out of the window, ms; 0 where there are fewer. */
  waitMs(appId: AppId, name: string, calls: number, windowMs: number): Promise<number>
}

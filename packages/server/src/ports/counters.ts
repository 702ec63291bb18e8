// Counters per app, day and provider, as upper floors see the record; part of the store's tables.
import type { AppId } from '@posthouse/protocol'
import type { ReasonCode } from '../domain/reason.ts'
import type { Count } from '../domain/sums.ts'
import type { Write } from './write.ts'

/** What is counted per app and UTC day and provider (I17: targeted = success + fail + error + open). */
export interface Counters {
  readonly targeted: number
  readonly success: number
  readonly fail: number
  readonly error: number
}

/** One day of a provider, with what its vendor reported since; these days are those of the reports. */
export interface CountedDay extends Counters {
  readonly day: string
  readonly provider: string
  readonly arrived: number
  readonly clicked: number
}

/** One count of a day; measure `fail` is all failures, those with a reason included. */
export interface DayCount extends Count {
  readonly day: string
}

/** Counters. What was reported is counted by {@link ReceiptTable.record}. */
export interface CounterTable {
  /** Adds; `day` is `yyyy-mm-dd` in UTC, `provider` empty where no vendor was involved. */
  add(appId: AppId, day: string, provider: string, counters: Partial<Counters>): Write
  /** Both days included, in order of day and provider. */
  ofApp(appId: AppId, fromDay: string, untilDay: string): Promise<readonly CountedDay[]>
  /** Adds failures that {@link add} counts too, with their reason. */
  addReason(appId: AppId, day: string, provider: string, reason: ReasonCode, counted: number): Write
  /** Everything that is counted of some days, both included, as of one moment: in order of day and provider, without zeros. */
  countsOfApp(appId: AppId, fromDay: string, untilDay: string): Promise<readonly DayCount[]>
}

// Counts per app, minute and provider, as upper floors see the record; part of the store's tables.
import type { AppId } from '@posthouse/protocol'
import type { Counters } from './counters.ts'
import type { Write } from './write.ts'

/** What became of the deliveries whose push was accepted within a minute. */
export interface MinuteCounts extends Counters {
  /** Vendors' answers by the time that they took (domain/answer-time.ts); empty: none. */
  readonly answers: readonly number[]
}

/** One minute of a provider. */
export interface CountedMinute extends MinuteCounts {
  /** Counted from 1970 in UTC. */
  readonly minuteNumber: number
  /** Empty where no vendor was involved. */
  readonly provider: string
}

/**
 * Minutes. They are written by whoever writes `CounterTable.add`, in the same commits and of the same deliveries, so that the
 * minutes of a day make up the day (I17) for as long as they are kept.
 */
export interface MinuteTable {
  add(appId: AppId, minuteNumber: number, provider: string, counts: MinuteCounts): Write
  /** Both minutes included, in order of minute and provider. */
  ofApp(appId: AppId, fromMinute: number, untilMinute: number): Promise<readonly CountedMinute[]>
  /** Deletes at most `limit` that are before the minute; reports how many. */
  deleteBefore(minuteNumber: number, limit: number): Write<number>
}

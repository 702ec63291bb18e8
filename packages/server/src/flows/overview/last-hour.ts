// The last hour of an app by minutes, from what was counted. Pure.
import { minute } from '@posthouse/protocol'
import { answerBuckets, answerQuantileMs, minuteNumberOf } from '../../domain/answer-time.ts'
import type { Counters } from '../../ports/counters.ts'
import type { CountedMinute } from '../../ports/minutes.ts'

/** How long vendors took to answer, ms; empty where none answered. */
export interface AnswerTimes {
  readonly p50Ms?: number
  readonly p99Ms?: number
}

/** A minute. */
export interface HourMinute extends AnswerTimes {
  /** Its beginning, epoch ms. */
  readonly atMs: number
  /** '' where no vendor was involved. */
  readonly byProvider: ReadonlyMap<string, Counters>
}

/** An hour. */
export interface LastHour extends Counters, AnswerTimes {
  /** Of the deliveries that have an outcome; undefined where none has. */
  readonly successShare: number | undefined
  /** Each of the 60, the present one last. */
  readonly minutes: readonly HourMinute[]
}

const hourMinutes = 60

/** The first minute of the hour that ends with the present one. */
export function firstMinuteOf(nowMs: number): number {
  return minuteNumberOf(nowMs) - hourMinutes + 1
}

/** Sums up the minutes of the hour; those in which nothing was counted are there too. */
export function lastHour(counted: readonly CountedMinute[], nowMs: number): LastHour {
  const first = firstMinuteOf(nowMs)
  const byMinute = Map.groupBy(counted, ({ minuteNumber }) => minuteNumber)
  const minutes = Array.from({ length: hourMinutes }, (_, index): HourMinute => {
    const own = byMinute.get(first + index) ?? []
    return {
      atMs: (first + index) * minute,
      ...answerTimes(own),
      byProvider: new Map(own.map(one => [one.provider, countersOf([one])])),
    }
  })
  const sums = countersOf(counted)
  const ended = sums.success + sums.fail + sums.error
  return {
    ...sums,
    ...answerTimes(counted),
    successShare: ended === 0 ? undefined : sums.success / ended,
    minutes,
  }
}

function countersOf(counted: readonly CountedMinute[]): Counters {
  const sum = { targeted: 0, success: 0, fail: 0, error: 0 }
  for (const { targeted, success, fail, error } of counted) {
    sum.targeted += targeted
    sum.success += success
    sum.fail += fail
    sum.error += error
  }
  return sum
}

function answerTimes(counted: readonly CountedMinute[]): AnswerTimes {
  const answers = Array.from({ length: answerBuckets }, (_, bucket) =>
    counted.reduce((sum, one) => sum + (one.answers[bucket] ?? 0), 0),
  )
  const [p50Ms, p99Ms] = [answerQuantileMs(answers, 0.5), answerQuantileMs(answers, 0.99)]
  return p50Ms === undefined || p99Ms === undefined ? {} : { p50Ms, p99Ms }
}

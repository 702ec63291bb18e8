// How long vendors took to answer, from the acceptance of a push: a coarse histogram that can be added up, and what it tells. Pure.
import { minute } from '@posthouse/protocol'
import type { Outcome } from './delivery.ts'
import type { ReasonCode } from './reason.ts'

/** Upper bounds of the buckets, ms, exclusive; one more bucket takes the rest. They never change: the record has counts by place. */
export const answerBoundsMs: readonly number[] = [
  ...[5, 10, 20, 35, 50, 75, 100, 150, 200, 300, 500, 750],
  ...[1_000, 1_500, 2_000, 3_000, 5_000, 10_000, 60_000, 600_000],
]

/** How many buckets there are. */
export const answerBuckets: number = answerBoundsMs.length + 1

/** The bucket of a time, 0 for the shortest. A clock that stepped back makes no time negative. */
export function answerBucket(elapsedMs: number): number {
  let bucket = 0
  while (elapsedMs >= (answerBoundsMs[bucket] ?? Number.POSITIVE_INFINITY)) bucket += 1
  return bucket
}

/** Outcomes that are a vendor's answer; all others were decided here, or never answered. */
const answers: ReadonlySet<ReasonCode> = new Set(['delivered', 'vendor-refused', 'push-token-failed'])

/** Whether an outcome is a vendor's answer. */
export function isAnswer({ reason }: Pick<Outcome, 'reason'>): boolean {
  return answers.has(reason)
}

/**
 * The time within which this share of the answers came, ms, taken evenly within its bucket; of the last bucket its lower bound, because
 * it has no other. Undefined where nothing was answered.
 */
export function answerQuantileMs(counts: readonly number[], share: number): number | undefined {
  const total = counts.reduce((sum, counted) => sum + counted, 0)
  if (total === 0) return undefined
  const wanted = share * total
  let below = 0
  for (const [bucket, counted] of counts.entries()) {
    if (counted > 0 && below + counted >= wanted) {
      const from = answerBoundsMs[bucket - 1] ?? 0
      const until = answerBoundsMs[bucket] ?? from
      return Math.round(from + ((until - from) * (wanted - below)) / counted)
    }
    below += counted
  }
  return answerBoundsMs.at(-1)
}

/** The minute of an instant, counted from 1970 in UTC. */
export function minuteNumberOf(atMs: number): number {
  return Math.floor(atMs / minute)
}

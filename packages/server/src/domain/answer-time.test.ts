import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import {
  answerBoundsMs,
  answerBucket,
  answerBuckets,
  answerQuantileMs,
  isAnswer,
  minuteNumberOf,
} from './answer-time.ts'

test('a time belongs to the first bucket whose bound is above it, whatever the clock did', () => {
  deepEqual([-5, 0, 4, 5, 9, 10, 599_999, 600_000, 9e9].map(answerBucket), [0, 0, 0, 1, 1, 2, 19, 20, 20])
  deepEqual(
    answerBoundsMs,
    answerBoundsMs.toSorted((one, other) => one - other),
  )
})

test('quantiles are found within a bucket of the truth', () => {
  const counts = Array.from({ length: answerBuckets }, () => 0)
  equal(answerQuantileMs(counts, 0.5), undefined)
  const times = Array.from({ length: 1_000 }, (_, index) => index)
  for (const time of times) counts[answerBucket(time)] = (counts[answerBucket(time)] ?? 0) + 1
  equal(answerQuantileMs(counts, 0.5), 500)
  equal(answerQuantileMs(counts, 0.99), 990)
  equal(answerQuantileMs(counts, 1), 1_000)
  counts[answerBuckets - 1] = 1_000_000
  equal(answerQuantileMs(counts, 0.5), 600_000)
})

test('only what the vendor said is an answer', () => {
  deepEqual(
    (
      [
        'delivered',
        'vendor-refused',
        'push-token-failed',
        'delivered-online',
        'user-ignores',
        'vendor-unclear',
      ] as const
    ).map(reason => isAnswer({ reason })),
    [true, true, true, false, false, false],
  )
})

test('minutes are counted in UTC', () => {
  deepEqual([minuteNumberOf(0), minuteNumberOf(59_999), minuteNumberOf(60_000)], [0, 0, 1])
})

import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { acceptedLately, countsOf, loneValues, providersOf, rangeOf, seriesOf } from './figures.ts'

const minutes = [
  { at: 60_000, byProvider: {} },
  {
    ...{ at: 120_000, p50Ms: 40, p99Ms: 180 },
    byProvider: {
      XIAOMIPUSH: { targeted: 3, success: 1, fail: 1, error: 0 },
      APNS: { targeted: 1, success: 1, fail: 0, error: 0 },
    },
  },
  { at: 180_000, byProvider: { APNS: { targeted: 2, success: 0, fail: 0, error: 0 } } },
]

test('minutes become series; what has no value is a gap and not a zero', () => {
  const { accepted, answer, share } = seriesOf(minutes)
  deepEqual(accepted, { times: [60_000, 120_000, 180_000], values: [0, 4, 2] })
  deepEqual(answer.values, [null, 180, null])
  deepEqual(share.values, [null, 2 / 3, null])
  deepEqual([acceptedLately(minutes, 180_000), acceptedLately(minutes, 195_000)], [6, 5])
  deepEqual([acceptedLately(minutes, 999_000), acceptedLately([], 0)], [2, 0])
})

test('a minute is counted for one vendor or for all', () => {
  deepEqual(providersOf(minutes), ['APNS', 'XIAOMIPUSH'])
  deepEqual(minutes[1] && countsOf(minutes[1], 'APNS'), { targeted: 1, success: 1, fail: 0, error: 0 })
  equal(minutes[1] && countsOf(minutes[1]).targeted, 4)
})

test('a series tells its bounds, and which values stand alone', () => {
  deepEqual(rangeOf({ times: [1, 2, 3], values: [null, 4, 2] }), { least: 2, most: 4 })
  equal(rangeOf({ times: [1], values: [null] }), undefined)
  deepEqual(loneValues([1, null, 2, 3, null, 4]), [0, 5])
})

import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { keptSamples, type Sample, seriesOfSamples, withSample } from './samples.ts'

test('looks are kept once each, in order, and the oldest are forgotten', () => {
  let samples: readonly Sample[] = []
  for (let at = 1; at <= 130; at += 1) samples = withSample(samples, { at, value: at })
  deepEqual([samples.length, samples[0]?.at, samples.at(-1)?.at], [120, 11, 130])
  equal(withSample(samples, { at: 130, value: 0 }), samples)
  deepEqual(seriesOfSamples(samples.slice(-2)), { times: [129, 130], values: [129, 130] })
})

test('each app has its own', () => {
  keptSamples('a', { at: 1, value: 1 })
  keptSamples('b', { at: 1, value: 2 })
  deepEqual(keptSamples('a', { at: 2, value: 3 }), [
    { at: 1, value: 1 },
    { at: 2, value: 3 },
  ])
})

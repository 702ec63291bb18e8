import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Backoff } from './backoff.ts'

test('each failure in a row may wait twice as long, up to a minute, and an answer forgets them all (F62)', () => {
  const backoff = new Backoff(() => 0.5)
  assert.deepEqual([backoff.isWaiting, backoff.untilMs], [false, Number.NEGATIVE_INFINITY])
  const delays = [500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]
  for (const delayMs of delays) {
    backoff.failed(10_000)
    assert.equal(backoff.untilMs, 10_000 + delayMs)
  }
  assert.equal(backoff.isWaiting, true)
  backoff.reset()
  assert.deepEqual([backoff.isWaiting, backoff.untilMs], [false, Number.NEGATIVE_INFINITY])
  backoff.failed(0)
  assert.equal(backoff.untilMs, 500)
})

test('chance spreads the wait over the whole range, and it is never nothing', () => {
  for (const [chance, delayMs] of [
    [0, 1],
    [0.25, 250],
    [0.999_9, 999],
  ] as const) {
    const backoff = new Backoff(() => chance)
    backoff.failed(0)
    assert.equal(backoff.untilMs, delayMs)
  }
})

test('a thousand failures do not overflow the ceiling', () => {
  const backoff = new Backoff(() => 0.999_999)
  for (let count = 0; count < 2_000; count += 1) backoff.failed(0)
  assert.equal(backoff.untilMs, 59_999)
})

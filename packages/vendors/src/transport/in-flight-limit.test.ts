import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { InFlightLimit } from './in-flight-limit.ts'

const bounds = { untilAnswered: 1, start: 64, max: 1_000 }

test('one request goes alone until it is answered, then many at once (F65)', () => {
  const limit = new InFlightLimit(bounds)
  assert.equal(limit.value, 1)
  limit.answered(1)
  assert.equal(limit.value, 64)
})

test('answers raise the limit only while it is reached, and never above its bound', () => {
  const limit = new InFlightLimit({ ...bounds, start: 4, max: 6 })
  limit.answered(1)
  limit.answered(3)
  assert.equal(limit.value, 4)
  for (const value of [5, 6, 6]) {
    limit.answered(limit.value)
    assert.equal(limit.value, value)
  }
})

test('a round of refusals halves it once, and from then on it rises by one per round of answers', () => {
  const limit = new InFlightLimit(bounds)
  limit.answered(1)
  for (let count = 0; count < 64; count += 1) limit.refused(0)
  assert.deepEqual([limit.value, limit.epoch], [32, 1])
  for (let count = 0; count < 31; count += 1) limit.answered(32)
  assert.equal(limit.value, 32)
  limit.answered(32)
  assert.equal(limit.value, 33)
  limit.refused(1)
  assert.equal(limit.value, 16)
})

test('who is refused before the first answer does not jump to the start, nor below one', () => {
  const limit = new InFlightLimit({ untilAnswered: 3, start: 64, max: 1_000 })
  limit.refused(0)
  assert.equal(limit.value, 1)
  limit.refused(1)
  assert.equal(limit.value, 1)
  limit.answered(1)
  assert.equal(limit.value, 1)
})

test('whatever happens, the limit stays within its bounds', () => {
  const events = fc.array(fc.oneof(fc.nat(2_000), fc.constant('refused' as const)), { maxLength: 200 })
  const numbers = fc.integer({ min: 1, max: 2_000 })
  fc.assert(
    fc.property(events, numbers, numbers, numbers, (sequence, untilAnswered, one, other) => {
      const [start, max] = [Math.min(one, other), Math.max(one, other)]
      const limit = new InFlightLimit({ untilAnswered, start, max })
      for (const event of sequence) {
        if (event === 'refused') limit.refused(limit.epoch)
        else limit.answered(Math.min(event, limit.value))
        assert.ok(limit.value >= 1 && limit.value <= max)
      }
    }),
  )
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonValue } from '../json.ts'
import { PayloadError } from '../vendor.ts'
import { badgeNumbers, data, secondsToLive, TTL_SECONDS_MAX, ttl } from './fields.ts'

const DAY_MS = 86_400_000

test('a message lives for the shortest of the wish, the remaining time and 15 days, and at least a second', () => {
  const life = (ttlSeconds: number | undefined, lifeMs: number): number =>
    secondsToLive(
      { title: '', content: '', blocks: {}, ...(ttlSeconds === undefined ? {} : { ttlSeconds }) },
      { nowMs: 5, expiresAtMs: 5 + lifeMs },
    )
  assert.equal(life(60, DAY_MS), 60)
  assert.equal(life(undefined, 90_999), 90)
  assert.equal(life(7_200, 3_600_000), 3_600)
  assert.equal(life(undefined, 20 * DAY_MS), TTL_SECONDS_MAX)
  assert.equal(life(0, DAY_MS), 1)
  assert.equal(life(undefined, -5), 1)
})

test('a block may write its seconds as it likes, up to 15 days', () => {
  for (const value of ['3600s', '3600', ' 3600s ', 3600, '3600.5s']) assert.equal(ttl(value, 'f'), 3600)
  for (const value of [TTL_SECONDS_MAX + 1, `${TTL_SECONDS_MAX + 1}s`, -1, '1h', '', true, {}] as JsonValue[]) {
    assert.throws(() => ttl(value, 'a.ttl'), { name: 'PayloadError', field: 'a.ttl' }, String(value))
  }
})

test('data is a text, or an object as JSON', () => {
  assert.equal(data('x', 'f'), 'x')
  assert.equal(data({ k: 1 }, 'f'), '{"k":1}')
  assert.throws(() => data([1], 'f'), PayloadError)
})

test('basic numbers are capped at 99, adding nothing is not said, and half a badge is refused', () => {
  assert.deepEqual(badgeNumbers(undefined), {})
  assert.deepEqual(badgeNumbers({ addNum: 0, setNum: 0 }), { setNum: 0 })
  assert.deepEqual(badgeNumbers({ addNum: 100, setNum: 1_000 }), { addNum: 99, setNum: 99 })
  assert.throws(() => badgeNumbers({ setNum: 0.5 }), { field: 'config.badge.setNum' })
  assert.throws(() => badgeNumbers({ addNum: -1 }), { field: 'config.badge.addNum' })
})

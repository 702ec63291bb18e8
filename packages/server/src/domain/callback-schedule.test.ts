import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hour, minute, second } from '@posthouse/protocol'
import fc from 'fast-check'
import { afterTry, jitterShare, readRetryAfter, retryDelaysMs, triesMax } from './callback-schedule.ts'

const nowMs = 1_700_000_000_000
const unanswered = { kind: 'unanswered' } as const
const answered = (status: number, retryAfterMs?: number) => ({ kind: 'answered', status, retryAfterMs }) as const

test('10 tries over 75 hours, each wait within ±20 % of the table, their sum within ±20 % of its sum', () => {
  assert.equal(triesMax, 10)
  const whole = retryDelaysMs.reduce((sum, delay) => sum + delay, 0)
  assert.equal(Math.floor(whole / hour), 75)
  const chance = fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { minLength: 9, maxLength: 9 })
  fc.assert(
    fc.property(chance, fractions => {
      let atMs = nowMs
      for (const [index, fraction] of fractions.entries()) {
        const next = afterTry(unanswered, index + 1, atMs, fraction)
        assert.equal(next.state, 'waiting')
        const waitMs = (next.dueAtMs ?? 0) - atMs
        const tableMs = retryDelaysMs[index] ?? 0
        assert.ok(Math.abs(waitMs - tableMs) <= tableMs * jitterShare + 1, `${waitMs} against ${tableMs}`)
        atMs += waitMs
      }
      assert.ok(Math.abs(atMs - nowMs - whole) <= whole * jitterShare + 9)
      assert.deepEqual(afterTry(unanswered, 10, atMs, 0.5), { state: 'dead', dueAtMs: undefined, gone: false })
    }),
    { numRuns: 2_000 },
  )
})

test('F85: any 2xx is delivered, whatever the number of the try', () => {
  for (const status of [200, 201, 202, 204, 299]) {
    assert.deepEqual(afterTry(answered(status), 10, nowMs, 0), { state: 'delivered', dueAtMs: undefined, gone: false })
  }
})

test('F82, F85: redirects, client errors and server errors are repeated, then dead', () => {
  for (const status of [300, 301, 302, 307, 308, 400, 401, 404, 408, 409, 429, 500, 502, 503, 504]) {
    assert.equal(afterTry(answered(status), 1, nowMs, 0.5).state, 'waiting', String(status))
    assert.equal(afterTry(answered(status), 10, nowMs, 0.5).state, 'dead', String(status))
  }
})

test('F85: 410 ends the callback and its rule at once', () => {
  assert.deepEqual(afterTry(answered(410), 1, nowMs, 0.5), { state: 'dead', dueAtMs: undefined, gone: true })
})

test('F85: Retry-After lengthens a wait, and never shortens one', () => {
  assert.equal(afterTry(answered(429, 10 * minute), 1, nowMs, 0.5).dueAtMs, nowMs + 10 * minute)
  assert.equal(afterTry(answered(429, second), 2, nowMs, 0.5).dueAtMs, nowMs + 5 * minute)
})

test('Retry-After is read as seconds or a date, within one second and one hour', () => {
  assert.equal(readRetryAfter('120', nowMs), 2 * minute)
  assert.equal(readRetryAfter(' 0 ', nowMs), second)
  assert.equal(readRetryAfter('3600', nowMs), hour)
  assert.equal(readRetryAfter('3601', nowMs), hour)
  assert.equal(readRetryAfter('999999999', nowMs), hour)
  assert.equal(readRetryAfter(new Date(nowMs + 90 * second).toUTCString(), nowMs), 90 * second)
  assert.equal(readRetryAfter(new Date(nowMs - hour).toUTCString(), nowMs), second)
  assert.equal(readRetryAfter('soon', nowMs), undefined)
  assert.equal(readRetryAfter('', nowMs), undefined)
  assert.equal(readRetryAfter(undefined, nowMs), undefined)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { minute, second } from '@posthouse/protocol'
import fc from 'fast-check'
import {
  afterEnd,
  afterNoProbe,
  afterStart,
  type Breaker,
  breakerAllows,
  failuresToOpen,
  newBreaker,
  pauseMs,
} from './callback-breaker.ts'
import type { TryEnd } from './callback-schedule.ts'

const failed: TryEnd = { kind: 'unanswered' }
const answered = (status: number, retryAfterMs?: number): TryEnd => ({ kind: 'answered', status, retryAfterMs })

function afterFailures(count: number, breaker: Breaker = newBreaker): Breaker {
  let state = breaker
  for (let done = 0; done < count; done += 1) state = afterEnd(state, failed, 0)
  return state
}

test('ten failures in a row open it, nine do not, and one answer starts the count again', () => {
  assert.equal(afterFailures(failuresToOpen - 1).kind, 'closed')
  assert.equal(afterFailures(failuresToOpen).kind, 'open')
  const interrupted = afterEnd(afterFailures(failuresToOpen - 1), answered(200), 0)
  assert.equal(interrupted, newBreaker)
})

test('an open one lets nothing through, then one probe, then nothing until the probe has ended', () => {
  const open = afterFailures(failuresToOpen)
  assert.equal(breakerAllows(open, 32, pauseMs.first - 1), 0)
  assert.equal(breakerAllows(open, 32, pauseMs.first), 1)
  const probing = afterStart(open)
  assert.equal(breakerAllows(probing, 32, 10 * minute), 0)
  assert.equal(breakerAllows(afterEnd(probing, answered(204), 0), 32, 0), 32)
})

test('failing probes double the pause up to the longest', () => {
  let breaker = afterFailures(failuresToOpen)
  const pauses: number[] = []
  for (let probe = 0; probe < 9; probe += 1) {
    assert.ok(breaker.kind === 'open')
    pauses.push(breaker.untilMs)
    breaker = afterEnd(afterStart(breaker), failed, 0)
  }
  assert.deepEqual(
    pauses.map(pause => pause / second),
    [1, 2, 4, 8, 16, 32, 60, 60, 60],
  )
})

test('a probe that was not made may be made at once', () => {
  const probing = afterStart(afterFailures(failuresToOpen))
  assert.equal(breakerAllows(afterNoProbe(probing, 5_000), 32, 5_000), 1)
  assert.equal(afterNoProbe(newBreaker, 5_000), newBreaker)
})

test('429 and 503 with Retry-After pause the whole endpoint at once; a refused callback does not', () => {
  const paused = afterEnd(newBreaker, answered(429, 5 * minute), 1_000)
  assert.equal(breakerAllows(paused, 32, 1_000 + 5 * minute - 1), 0)
  assert.equal(breakerAllows(paused, 32, 1_000 + 5 * minute), 1)
  assert.equal(afterEnd(newBreaker, answered(503, minute), 0).kind, 'open')
  assert.equal(afterEnd(newBreaker, answered(404), 0), newBreaker)
  assert.equal(afterEnd(newBreaker, answered(400, minute), 0), newBreaker)
})

test('F89: whatever happens, it is never shut for longer than what was asked for or the longest pause', () => {
  const ends = fc.oneof(
    fc.constant(failed),
    fc.record({
      kind: fc.constant('answered' as const),
      status: fc.constantFrom(200, 404, 429, 500, 503),
      retryAfterMs: fc.option(fc.integer({ min: second, max: 60 * minute }), { nil: undefined }),
    }),
  )
  fc.assert(
    fc.property(fc.array(fc.tuple(ends, fc.boolean()), { maxLength: 100 }), events => {
      let breaker: Breaker = newBreaker
      for (const [end, starts] of events) {
        if (starts) breaker = afterStart(breaker)
        breaker = afterEnd(breaker, end, 0)
        if (breaker.kind === 'open') assert.ok(breaker.untilMs <= 60 * minute)
        if (end.kind === 'answered' && end.status === 200) assert.equal(breaker, newBreaker)
      }
    }),
  )
})

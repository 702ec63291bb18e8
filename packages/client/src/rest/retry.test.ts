import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type FailedTry, pauseAfter, pauseMsMax, triesMax } from './retry.ts'

const failed = (change: Partial<FailedTry>): FailedTry => ({
  status: 503,
  code: 'service_unavailable',
  retryAfterMs: undefined,
  number: 1,
  repeatable: false,
  ...change,
})

describe('pauseAfter', () => {
  it('after 429 nothing has happened: every request is tried again, as late as the server says', () => {
    assert.equal(pauseAfter(failed({ status: 429, retryAfterMs: 2_000 })), 2_000)
    assert.equal(pauseAfter(failed({ status: 429 })), 250)
    assert.equal(pauseAfter(failed({ status: 403, code: 'limit', retryAfterMs: 1_000 })), 1_000)
  })

  it('after 503 or a lost answer only what may happen twice is tried again', () => {
    for (const status of [502, 503, 504, undefined]) {
      assert.equal(pauseAfter(failed({ status })), undefined)
      assert.equal(pauseAfter(failed({ status, repeatable: true })), 250)
      assert.equal(pauseAfter(failed({ status, repeatable: true, number: 2 })), 500)
    }
  })

  it('the first request with the same key still runs: a second later there is an answer', () => {
    const busy = { status: 409, code: 'idempotency_in_progress' }
    assert.equal(pauseAfter(failed({ ...busy, repeatable: true })), 1_000)
    assert.equal(pauseAfter(failed({ status: 409, code: 'conflict', repeatable: true })), undefined)
  })

  it('other errors are final', () => {
    for (const status of [400, 401, 403, 404, 413, 422, 500])
      assert.equal(pauseAfter(failed({ status, repeatable: true })), undefined)
  })

  it('tries and pauses are bounded', () => {
    assert.notEqual(pauseAfter(failed({ status: 429, number: triesMax - 1 })), undefined)
    assert.equal(pauseAfter(failed({ status: 429, number: triesMax })), undefined)
    assert.equal(pauseAfter(failed({ status: 429, retryAfterMs: pauseMsMax })), pauseMsMax)
    assert.equal(pauseAfter(failed({ status: 429, retryAfterMs: pauseMsMax + 1 })), undefined)
  })
})

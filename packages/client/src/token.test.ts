import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { loginTokenFault, tokenExpiry, tokenFault } from './token.ts'

const nowMs = 1_700_000_000_000
/** The published vector (spec/zego.md §4.3); it ends an hour later. */
const vector =
  '04AAAAAGVT/xAAEGFiY2RlZmdoaWowMTIzNDUAcI/rGNjnWnzy4fWLZ5xeTH6c0FC7t+Gv1y3RHxzKL0CnhZu+U+0y8NtGmeAGJIVrED6zTb75nUg6pZb3rZiQCN5ThoNKJ0BMe5IUdrO3VbfwBRreTi9RImG07ragUVgG0pNtvbH6+wqWfAc1wBgIiik='
const endsAtMs = nowMs + 3_600_000

describe('what a client can tell of a Token04', () => {
  it('is when it ends', () => {
    assert.equal(tokenExpiry(vector), endsAtMs)
    assert.equal(tokenExpiry('04'), undefined)
  })

  it('is nothing wrong between 30 seconds and 24 days before its end', () => {
    assert.equal(tokenFault(vector, nowMs), undefined)
    assert.equal(tokenFault(vector, endsAtMs - 30_000), undefined)
    assert.equal(tokenFault(vector, endsAtMs - 24 * 86_400_000), undefined)
  })

  it('is what is wrong, in the order of the original', () => {
    const faults: readonly (readonly [token: unknown, nowMs: number, code: number])[] = [
      [undefined, nowMs, 6000103],
      ['0'.repeat(30), nowMs, 6000103],
      [`05${vector.slice(2)}`, nowMs, 6000107],
      [`04****${vector.slice(6)}`, nowMs, 6000103],
      [vector, endsAtMs + 1, 6000106],
      [vector, endsAtMs - 29_999, 6000108],
      [vector, endsAtMs - 24 * 86_400_000 - 1, 6000109],
    ]
    for (const [token, atMs, code] of faults) assert.equal(tokenFault(token, atMs)?.code, code, String(token))
  })

  it('is that a renewal brings nothing when it does not end later', () => {
    assert.equal(tokenFault(vector, nowMs, endsAtMs)?.code, 6000106)
    assert.equal(tokenFault(vector, nowMs, endsAtMs - 1), undefined)
  })

  it('F101 is left to the server where the device may have the year wrong', () => {
    const [year, day] = [365 * 86_400_000, 86_400_000]
    for (const offMs of [-20 * year, -year, year, 20 * year]) {
      assert.equal(loginTokenFault(vector, nowMs + offMs), undefined, String(offMs))
    }
    assert.equal(loginTokenFault(vector, endsAtMs + day)?.code, 6000106)
    assert.equal(loginTokenFault(vector, endsAtMs - 20_000)?.code, 6000108)
    assert.equal(loginTokenFault(vector, endsAtMs - 25 * day)?.code, 6000109)
    assert.equal(loginTokenFault('04', nowMs + year)?.code, 6000103)
  })
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type ByeReason, byes } from '@posthouse/protocol/frames'
import fc from 'fast-check'
import { type Loss, pauseBefore, pauseMsMax } from './reconnect-policy.ts'

const loss: Loss = { failures: 0, reason: undefined, retryAfterMs: undefined, chance: 0.5 }
const reasons = Object.keys(byes) as ByeReason[]

describe('when a lost connection is made again', () => {
  it('is at once when it had stood', () => {
    assert.equal(pauseBefore(loss), 0)
  })

  it('is never when the server ended it for good', () => {
    for (const reason of reasons) {
      assert.equal(pauseBefore({ ...loss, reason }) === undefined, !byes[reason].again, reason)
    }
  })

  it('is spread when the server moves all its connections', () => {
    assert.equal(pauseBefore({ ...loss, reason: 'going-away', chance: 0 }), 0)
    assert.equal(pauseBefore({ ...loss, reason: 'going-away', chance: 0.9 }), 1800)
  })

  it('is not before the server asks, however often it failed', () => {
    fc.assert(
      fc.property(
        fc.nat(60),
        fc.integer({ min: 1, max: 600_000 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (failures, retryAfterMs, chance) => {
          const pause = pauseBefore({ failures, reason: undefined, retryAfterMs, chance }) ?? 0
          assert.ok(pause >= retryAfterMs && pause <= retryAfterMs * 1.25 + 1000)
        },
      ),
    )
  })

  it('is any time up to a limit that doubles and ends', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (failures, chance) => {
          const pause = pauseBefore({ ...loss, failures, chance }) ?? Number.NaN
          assert.ok(pause >= 0 && pause <= Math.min(pauseMsMax, 1000 * 2 ** failures))
        },
      ),
    )
    assert.equal(pauseBefore({ ...loss, failures: 1, chance: 0.999 }), 1998)
    assert.equal(pauseBefore({ ...loss, failures: 2, chance: 0.5 }), 2000)
  })
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { createIds } from './ids.ts'

describe('Ids', () => {
  it('S32 have 18 or 19 digits, fit 63 bits and never repeat within a millisecond', () => {
    const ids = createIds({ now: () => Date.UTC(2026, 10, 21), monotonic: () => 0, after: () => () => {} }, 3)
    const made = Array.from({ length: 10_000 }, () => ids.next())
    assert.equal(new Set(made).size, made.length)
    for (const id of made) assert.ok(id < 2n ** 63n && /^\d{18,19}$/.test(String(id)))
  })

  it('F103 grow whatever the clock does', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2080, 0, 1) })), times => {
        let nowMs = 0
        const ids = createIds({ now: () => nowMs, monotonic: () => 0, after: () => () => {} }, 0)
        let last = 0n
        for (const time of times) {
          nowMs = time
          const id = ids.next()
          assert.ok(id > last)
          last = id
        }
      }),
    )
  })

  it('F43: of a number that went to another process never meet, whatever the clocks do', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1 }),
        fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1 }),
        fc.integer({ min: 1, max: 100 }),
        (earlier, later, keptMs) => {
          const startMs = Date.UTC(2026, 10, 21)
          let nowMs = startMs
          let seenMs = startMs
          const clock = { now: () => nowMs, monotonic: () => 0, after: () => () => {} }
          const refusal = (): Error => new RangeError('over')
          const made: bigint[] = []
          const make = (ids: { next(): bigint }): void => {
            try {
              for (let count = 0; count < 3; count += 1) made.push(ids.next())
            } catch (error) {
              assert.ok(error instanceof RangeError)
            }
          }
          const one = createIds(clock, 5, { fromMs: startMs, untilMs: () => seenMs + keptMs, refusal })
          for (const step of earlier) {
            nowMs = startMs + step
            if (step % 3 === 0) seenMs = Math.max(seenMs + 1, nowMs)
            make(one)
          }
          // Another one may take the number as soon as its own clock is past what the record says.
          const takenMs = seenMs + keptMs + 1
          const other = createIds(clock, 5, { fromMs: takenMs, untilMs: () => Number.POSITIVE_INFINITY, refusal })
          for (const step of later) {
            nowMs = startMs + step
            make(one)
            make(other)
          }
          assert.equal(new Set(made).size, made.length)
        },
      ),
    )
  })

  it('of different nodes never meet', () => {
    const clock = { now: () => Date.UTC(2026, 10, 21), monotonic: () => 0, after: () => () => {} }
    const [one, two] = [createIds(clock, 1), createIds(clock, 2)]
    const made = Array.from({ length: 5_000 }, () => [one.next(), two.next()]).flat()
    assert.equal(new Set(made).size, made.length)
  })
})

import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { createSlidingWindow, exactMax } from './sliding-window.ts'

it('one call a second: the next is let through 1,000 ms after the last that was, and not 999', () => {
  const window = createSlidingWindow(1, 1_000)
  assert.equal(window.take(5_000, 1), 0)
  assert.equal(window.take(5_000, 1), 1_000)
  assert.equal(window.take(5_999, 1), 1)
  assert.equal(window.take(6_000, 1), 0)
  assert.equal(window.take(6_001, 1), 999)
})

it('more units than the limit never fit, and none always do', () => {
  for (const limit of [3, exactMax + 1]) {
    const window = createSlidingWindow(limit, 1_000)
    assert.equal(window.take(0, limit + 1), 1_000)
    assert.equal(window.take(0, limit), 0)
    assert.equal(window.take(0, 0), 0)
  }
})

const questions = fc.array(fc.tuple(fc.nat(700), fc.nat(4)), { minLength: 1, maxLength: 200 })

it('up to its limit it decides as a list of all units does, to the millisecond', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 12 }), questions, (limit, asked) => {
      const window = createSlidingWindow(limit, 1_000)
      const units: number[] = []
      let nowMs = 0
      for (const [stepMs, count] of asked) {
        nowMs += stepMs
        const used = units.filter(atMs => atMs > nowMs - 1_000).length
        const waitMs = window.take(nowMs, count)
        assert.equal(waitMs === 0, used + count <= limit || count === 0)
        if (waitMs === 0) units.push(...new Array<number>(count).fill(nowMs))
        else if (count <= limit) {
          assert.ok(units.filter(atMs => atMs > nowMs + waitMs - 1_000).length + count <= limit)
          assert.ok(units.filter(atMs => atMs > nowMs + waitMs - 1 - 1_000).length + count > limit)
        }
      }
    }),
  )
})

it('a large limit lets no more through in any window, and frees each unit a hundredth of the window late at most', () => {
  const limit = exactMax + 500
  const large = fc.array(fc.tuple(fc.nat(400), fc.nat(900)), { minLength: 1, maxLength: 100 })
  fc.assert(
    fc.property(large, asked => {
      const window = createSlidingWindow(limit, 1_000)
      const taken: { readonly atMs: number; readonly units: number }[] = []
      const within = (fromMs: number) => taken.reduce((sum, { atMs, units }) => sum + (atMs > fromMs ? units : 0), 0)
      let nowMs = 0
      for (const [stepMs, units] of asked) {
        nowMs += stepMs
        const waitMs = window.take(nowMs, units)
        if (waitMs === 0) taken.push({ atMs: nowMs, units })
        else {
          assert.ok(within(nowMs - 1_010) + units > limit, 'it refused what fitted')
          assert.ok(within(nowMs + waitMs - 1_000) + units <= limit, 'it named too short a wait')
        }
        assert.ok(within(nowMs - 1_000) <= limit, 'it let too many through')
      }
    }),
  )
})

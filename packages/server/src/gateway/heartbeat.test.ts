import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Clock } from '../base/clock.ts'
import { type Watched, Wheel } from './heartbeat.ts'

/** A clock whose seconds pass when it is told to. */
class Seconds implements Clock {
  ms = 0
  timers = 0
  #run: (() => void) | undefined

  now(): number {
    return this.ms
  }

  monotonic(): number {
    return this.ms
  }

  after(_delayMs: number, run: () => void): () => void {
    this.timers += 1
    this.#run = run
    return () => {
      this.timers -= 1
      this.#run = undefined
    }
  }

  pass(seconds: number): void {
    this.ms += seconds * 1_000
    this.timers -= 1
    this.#run?.()
  }
}

interface One extends Watched {
  readonly name: number
}

const one = (name: number): One => ({ name, before: undefined, after: undefined, slot: -1 })

describe('the wheel', () => {
  it('looks at each in the second that it asked for, with one timer for all', () => {
    const seconds = new Seconds()
    const seen: [number, number][] = []
    using wheel = new Wheel<One>(seconds, ({ name }, tick) => {
      seen.push([name, tick])
      return 0
    })
    wheel.start()
    const [a, b, c] = [one(1), one(2), one(3)]
    wheel.watch(a, 3)
    wheel.watch(b, 3)
    wheel.watch(c, 5)
    wheel.forget(b)
    wheel.watch(a, 4)
    for (let at = 0; at < 6; at += 1) seconds.pass(1)
    assert.deepEqual(seen, [
      [1, 4],
      [3, 5],
    ])
    assert.equal(seconds.timers, 1)
  })

  it('looks once more on the way at those who are due later than a round', () => {
    const seconds = new Seconds()
    const seen: number[] = []
    using wheel = new Wheel<One>(seconds, (_one, tick) => {
      seen.push(tick)
      return tick < 100 ? 100 : 0
    })
    wheel.start()
    wheel.watch(one(1), 100)
    for (let at = 0; at < 120; at += 1) seconds.pass(1)
    assert.deepEqual(seen, [63, 100])
  })

  it('makes up for a pause, and stops when it is closed', () => {
    const seconds = new Seconds()
    const seen: number[] = []
    const wheel = new Wheel<One>(seconds, (_one, tick) => {
      seen.push(tick)
      return tick + 10
    })
    wheel.start()
    wheel.watch(one(1), 10)
    seconds.pass(25)
    assert.deepEqual(seen, [10, 20])
    seconds.pass(10_000)
    assert.ok(seen.length < 12)
    wheel[Symbol.dispose]()
    assert.equal(seconds.timers, 0)
  })

  it('never forgets anybody, whatever is watched and forgotten in between', () => {
    const moves = fc.array(fc.record({ who: fc.nat(9), at: fc.nat(80), isForgotten: fc.boolean() }), { maxLength: 60 })
    fc.assert(
      fc.property(moves, all => {
        const seconds = new Seconds()
        const due = new Map<One, number>()
        using wheel = new Wheel<One>(seconds, (who, tick) => {
          const wanted = due.get(who) ?? Number.NaN
          if (tick < wanted) return wanted
          assert.ok(tick <= Math.max(wanted, wheel.tick))
          due.delete(who)
          return 0
        })
        wheel.start()
        const those = Array.from({ length: 10 }, (_, name) => one(name))
        for (const { who, at, isForgotten } of all) {
          const chosen = those[who]
          if (!chosen) continue
          if (isForgotten) {
            wheel.forget(chosen)
            due.delete(chosen)
          } else {
            wheel.watch(chosen, at)
            due.set(chosen, at)
          }
          if (at % 3 === 0) seconds.pass(1)
        }
        for (let at = 0; at < 160; at += 1) seconds.pass(1)
        assert.equal(due.size, 0)
      }),
    )
  })
})

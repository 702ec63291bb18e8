import assert from 'node:assert/strict'
import { it } from 'node:test'
import { createRememberedLook } from './remembered-look.ts'

/** A clock that is moved by hand. */
function handClock() {
  let nowMs = 0
  const timers = new Set<{ readonly atMs: number; readonly run: () => void }>()
  return {
    monotonic: () => nowMs,
    after(delayMs: number, run: () => void) {
      const timer = { atMs: nowMs + delayMs, run }
      timers.add(timer)
      return () => timers.delete(timer)
    },
    go(forMs: number) {
      nowMs += forMs
      for (const timer of timers) if (timer.atMs <= nowMs && timers.delete(timer)) timer.run()
    },
  }
}

it('looks once for all who ask at a time, and not again before what it saw is old', async () => {
  const clock = handClock()
  let looks = 0
  const ask = createRememberedLook(clock, { toldMs: 1_000, waitMs: 2_000 }, async () => ++looks)
  assert.deepEqual(await Promise.all([ask(), ask(), ask()]), [{ value: 1 }, { value: 1 }, { value: 1 }])
  clock.go(999)
  assert.deepEqual(await ask(), { value: 1 })
  clock.go(1)
  assert.deepEqual(await ask(), { value: 2 })
})

it('tells a failure, remembers it as long, and asks no second time while nothing answers', async () => {
  const clock = handClock()
  let looks = 0
  let settle: (value: string) => void = () => undefined
  const ask = createRememberedLook(clock, { toldMs: 1_000, waitMs: 2_000 }, () => {
    looks += 1
    if (looks === 1) return Promise.reject(new Error('gone'))
    return new Promise<string>(resolve => {
      settle = resolve
    })
  })
  assert.deepEqual(await ask(), { failure: 'gone' })
  assert.deepEqual(await ask(), { failure: 'gone' })
  clock.go(1_000)
  const first = ask()
  clock.go(2_000)
  assert.deepEqual(await first, { failure: 'no answer within 2000 ms' })
  const second = ask()
  assert.equal(looks, 2)
  settle('back')
  assert.deepEqual(await second, { value: 'back' })
})

import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { hungMs } from '../push/slots.ts'
import { createTaskRoom, patienceMs } from './room.ts'

/** A clock that is moved on by hand. */
function manualClock() {
  let nowMs = 0
  const timers = new Set<{ readonly atMs: number; readonly run: () => void }>()
  return {
    monotonic: () => nowMs,
    after(delayMs: number, run: () => void) {
      const timer = { atMs: nowMs + delayMs, run }
      timers.add(timer)
      return () => timers.delete(timer)
    },
    /** Moves on by steps, so that whoever waits again after a timer is seen. */
    async advance(ms: number): Promise<void> {
      for (const endMs = nowMs + ms; nowMs < endMs; ) {
        nowMs += Math.min(100, endMs - nowMs)
        for (const timer of [...timers]) {
          if (timer.atMs > nowMs) continue
          timers.delete(timer)
          timer.run()
        }
        await settle()
      }
    },
  }
}

/** Lets promises that are resolved go on. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve()
}

test('a walk goes on at once where every notifier has room, by as much as the fullest leaves', async () => {
  const room = createTaskRoom(1_000, manualClock())
  equal(await room.worthPlanning(256), 256)
  room.take('a', 300)
  room.take('b', 400)
  equal(await room.worthPlanning(2_000), 600)
})

test('a walk waits for the fullest of the notifiers that move', async () => {
  const clock = manualClock()
  const room = createTaskRoom(100, clock)
  room.take('a', 100)
  deepEqual([room.isFull({ uuid: 'a' }), room.isFull({ uuid: 'b' }), room.full()], [true, false, ['a']])
  let planned: number | undefined
  const waiting = room.worthPlanning(80).then(count => {
    planned = count
  })
  room.give('a', 30)
  await settle()
  equal(planned, undefined)
  room.give('a', 30)
  await waiting
  equal(planned, 60)
})

test('I13: a notifier that hangs holds up a walk for a second, and no longer', async () => {
  const clock = manualClock()
  const room = createTaskRoom(100, clock)
  room.take('hanging', 100)
  const waiting = room.worthPlanning(80)
  await clock.advance(hungMs)
  equal(await waiting, 80)
  equal(room.isFull({ uuid: 'hanging' }), true)
  equal(await room.worthPlanning(80), 80)
})

test('I13: a notifier that is slow, and never hangs, holds up a step for its patience', async () => {
  const clock = manualClock()
  const room = createTaskRoom(100, clock)
  room.take('slow', 100)
  const startedMs = clock.monotonic()
  let tookMs: number | undefined
  const waiting = room.worthPlanning(80).then(() => {
    tookMs = clock.monotonic() - startedMs
  })
  for (let at = 0; at < 20 && tookMs === undefined; at += 1) {
    await clock.advance(500)
    room.give('slow', 1)
    room.take('slow', 1)
    await settle()
  }
  await waiting
  equal(tookMs, patienceMs)
})

test('what is given back and not taken again is forgotten', async () => {
  const room = createTaskRoom(100, manualClock())
  room.take('a', 100)
  room.give('a', 100)
  room.give('a', 5)
  equal(room.isFull({ uuid: 'a' }), false)
  equal(await room.worthPlanning(100), 100)
})

import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { createLine } from './line.ts'
import { createNotifierSlots, hungMs, patienceMs, pressureMs } from './slots.ts'

/** Slots with a share of 10, and a clock that moves on when told. */
function someSlots() {
  const timers = new Set<{ readonly delayMs: number; readonly run: () => void }>()
  let nowMs = 0
  const slots = createNotifierSlots(10, {
    monotonic: () => nowMs,
    after(delayMs, run) {
      const timer = { delayMs, run }
      timers.add(timer)
      return () => timers.delete(timer)
    },
  })
  /** Waits for as long as was asked for; resolves with that time. */
  const wait = (): number | undefined => {
    const [timer] = timers
    if (!timer) return undefined
    timers.delete(timer)
    nowMs += timer.delayMs
    timer.run()
    return timer.delayMs
  }
  const advance = (ms: number): void => {
    nowMs += ms
  }
  return { slots, timers, wait, advance }
}

test('deliveries of a notifier with a rate line up, and a rate that was changed begins a line of its own', () => {
  const againAtMs = createLine(1_000)
  const asked = [10, 10, 1_000, 1_000].map(pushesPerSecond => againAtMs({ uuid: 'n', pushesPerSecond }, 5_000, 0))
  deepEqual(asked, [1_000, 501_000, 1_000, 6_000])
})

test('I13: a notifier with its share open is full, and no other one', () => {
  const { slots } = someSlots()
  slots.take('a', 10)
  deepEqual([slots.isFull({ uuid: 'a' }), slots.isFull({ uuid: 'b' })], [true, false])
  slots.give('a', 1)
  equal(slots.isFull({ uuid: 'a' }), false)
  slots.give('a', 9)
  equal(slots.isFull({ uuid: 'a' }), false)
})

test('as much is planned as there are slots, before anything has to be put off', async () => {
  const { slots, timers } = someSlots()
  equal(await slots.worthPlanning(256), 10)
  slots.planning(10)
  const worth = slots.worthPlanning(256)
  equal(timers.size, 1)
  slots.take('a', 7)
  slots.planned(10)
  equal(await worth, 3)
  equal(timers.size, 0)
  equal(await slots.worthPlanning(2), 2)
})

test('I13: a notifier that is full holds up nobody where another one has slots, or once it hangs', async () => {
  const { slots, wait, advance } = someSlots()
  slots.take('a', 10)
  slots.take('b', 1)
  equal(await slots.worthPlanning(256), 9)
  slots.give('b', 1)
  advance(hungMs - 1)
  const worth = slots.worthPlanning(256)
  equal(wait(), 1)
  equal(await worth, 256)
  equal(await slots.worthPlanning(256), 256)
})

test('after something was put off, as much is planned as its notifier has slots, until half of them are free for long', async () => {
  const { slots, timers, advance } = someSlots()
  slots.take('a', 12)
  slots.putOff('a')
  const worth = slots.worthPlanning(256)
  equal(timers.size, 1)
  slots.give('a', 4)
  equal(await worth, 2)
  equal(timers.size, 0)
  slots.take('a', 2)
  slots.give('a', 3)
  equal(await slots.worthPlanning(256), 3)
  equal(await slots.worthPlanning(2), 2)
  slots.give('a', 5)
  advance(pressureMs)
  equal(await slots.worthPlanning(256), 8)
  slots.take('b', 1)
  equal(await slots.worthPlanning(256), 8)
  advance(1)
  equal(await slots.worthPlanning(256), 9)
})

test('what is being planned counts as if it had its slots', async () => {
  const { slots, timers } = someSlots()
  slots.take('a', 10)
  slots.putOff('a')
  slots.give('a', 6)
  slots.planning(4)
  equal(await slots.worthPlanning(256), 2)
  slots.planning(2)
  const worth = slots.worthPlanning(256)
  slots.take('a', 1)
  slots.planned(6)
  equal(await worth, 5)
  equal(timers.size, 0)
})

test('I13: a notifier that hangs holds planning up once, then for a moment per batch, and not where another one moves', async () => {
  const { slots, wait } = someSlots()
  slots.take('a', 10)
  slots.putOff('a')
  for (const waitedMs of [hungMs, patienceMs, patienceMs]) {
    const worth = slots.worthPlanning(256)
    equal(wait(), waitedMs)
    equal(await worth, 256)
  }
  slots.take('b', 10)
  slots.putOff('b')
  slots.give('b', 1)
  equal(await slots.worthPlanning(256), 1)
  slots.take('b', 1)
  const worth = slots.worthPlanning(256)
  slots.give('b', 2)
  equal(await worth, 2)
})

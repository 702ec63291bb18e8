import { equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { day } from '@posthouse/protocol'
import { systemClock } from './clock.ts'

test('F106 a wait that is longer than a timer of the engine can be does not end at once', async t => {
  const warned: string[] = []
  const onWarning = ({ name }: Error): unknown => warned.push(name)
  process.on('warning', onWarning)
  t.after(() => process.off('warning', onWarning))
  const cancel = systemClock.after(30 * day, () => warned.push('ended'))
  // Later than the one millisecond that the engine would make of it.
  await new Promise<void>(resolve => systemClock.after(20, resolve) && setTimeout(resolve, 40))
  cancel()
  equal(warned.join(), '')
})

test('F106 a long wait goes on where one timer ends, and can be called off there', t => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  let ends = 0
  systemClock.after(60 * day, () => {
    ends += 1
  })
  const cancel = systemClock.after(60 * day, () => {
    ends += 10
  })
  for (let days = 1; days < 60; days += 1) t.mock.timers.tick(day)
  equal(ends, 0)
  cancel()
  // The engine's stand-in begins each part at the end of the tick that ended the part before.
  for (let days = 0; days < 3; days += 1) t.mock.timers.tick(day)
  equal(ends, 1)
})

test('the wall clock tells whole milliseconds of today', () => {
  ok(Number.isInteger(systemClock.now()))
  ok(Math.abs(systemClock.now() - Date.now()) < 5_000)
})

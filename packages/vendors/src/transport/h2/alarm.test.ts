import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ManualClock } from '../../testing/manual-clock.ts'
import { Alarm } from './alarm.ts'

test('it rings once, at the earliest moment it was asked for', () => {
  const clock = new ManualClock(1_000)
  const rung: number[] = []
  const alarm = new Alarm(clock, () => rung.push(clock.monotonic()))
  alarm.at(1_500)
  alarm.at(1_800)
  assert.deepEqual(clock.pending, [500])
  alarm.at(1_200.3)
  assert.deepEqual(clock.pending, [201])
  clock.advance(201)
  assert.deepEqual([rung, clock.pending], [[1_201], []])
  alarm.at(1_100)
  assert.deepEqual(clock.pending, [0])
  alarm.clear()
  alarm.at(Number.POSITIVE_INFINITY)
  assert.deepEqual(clock.pending, [])
})

test('a moment beyond what timers can do is approached in steps', () => {
  const clock = new ManualClock(0)
  const alarm = new Alarm(clock, () => alarm.at(10_000_000_000))
  alarm.at(10_000_000_000)
  assert.deepEqual(clock.pending, [2_147_483_647])
  clock.advance(2_147_483_647)
  assert.deepEqual(clock.pending, [2_147_483_647])
})

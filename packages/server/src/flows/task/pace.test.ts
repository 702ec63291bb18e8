import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { minute } from '@posthouse/protocol'
import fc from 'fast-check'
import { app } from '../push/push-lab.test.ts'
import { paceTask } from './control.ts'
import { Pace } from './pace.ts'
import { openTaskLab, order } from './task-lab.test.ts'

test('without a pace any number may begin at once', () => {
  const pace = new Pace(undefined, 0)
  equal(pace.allowed(undefined, 5), Number.POSITIVE_INFINITY)
  equal(pace.waitMs(), 0)
})

test("a second's worth may begin at once, and then as many as time brings", () => {
  const pace = new Pace(600, 0)
  equal(pace.allowed(600, 0), 10)
  pace.spent(10)
  deepEqual([pace.allowed(600, 0), pace.waitMs()], [0, 100])
  deepEqual([pace.allowed(600, 99), pace.allowed(600, 100), pace.allowed(600, 250)], [0, 1, 2])
  equal(pace.allowed(600, minute), 10, 'what was not used is not saved up')
})

test('what a user with many devices took beyond the pace is waited for', () => {
  const pace = new Pace(60, 0)
  pace.spent(4)
  deepEqual([pace.allowed(60, 3_000), pace.allowed(60, 4_000)], [0, 1])
})

test('what went without a pace is not owed to a pace that is set later', () => {
  const pace = new Pace(undefined, 0)
  equal(pace.allowed(undefined, 10), Number.POSITIVE_INFINITY)
  pace.spent(100_000)
  equal(pace.allowed(600, 1_000), 10)
})

test('in no stretch of time more begin than its minutes bring, and a burst, whatever is asked when', () => {
  const asked = fc.array(fc.record({ afterMs: fc.nat(3_000), wanted: fc.nat(500) }), { maxLength: 60 })
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60_000 }), asked, (perMinute, asks) => {
      const pace = new Pace(perMinute, 0)
      const burst = Math.max(1, perMinute / 60)
      let nowMs = 0
      let begun = 0
      for (const { afterMs, wanted } of asks) {
        nowMs += afterMs
        const taken = Math.min(wanted, pace.allowed(perMinute, nowMs))
        pace.spent(taken)
        begun += taken
        ok(begun <= burst + (nowMs * perMinute) / minute + 1e-6)
      }
    }),
  )
})

test('a paced walk begins so many a minute, and no more', async () => {
  await using lab = await openTaskLab(5)
  await lab.create({ pacePerMinute: 60 })
  const walking = lab.walk(await lab.claim())
  for (let sent = 1; sent < 5; sent += 1) {
    await lab.timer()
    equal(lab.push.sent.length, sent)
    lab.advance(999)
    await lab.timer()
    equal(lab.push.sent.length, sent)
    lab.advance(1)
  }
  await lab.timer()
  lab.advance(1_000)
  await walking
  deepEqual([lab.push.sent.length, (await lab.task()).state], [5, 'finished'])
})

test('a pace that is changed holds from the next second on, and one that is taken away lets the rest go', async () => {
  await using lab = await openTaskLab(40)
  const { id } = await lab.create({ pacePerMinute: 1 })
  const walking = lab.walk(await lab.claim())
  await lab.timer()
  equal(lab.push.sent.length, 1)
  equal((await paceTask(lab.deps, app, id, 600)).pacePerMinute, 600)
  lab.advance(1_000)
  await lab.timer()
  equal(lab.push.sent.length, 11)
  equal((await paceTask(lab.deps, app, id, undefined)).pacePerMinute, undefined)
  lab.advance(1_000)
  await walking
  equal(lab.push.sent.length, 40)
})

test('a paced walk that waits keeps its lease, and ends within its wait once the task is paused', async () => {
  await using lab = await openTaskLab(3)
  const { id } = await lab.create({ pacePerMinute: 1 })
  const walking = lab.walk(await lab.claim())
  for (let waits = 0; waits < 40; waits += 1) {
    await lab.timer()
    lab.advance(1_000)
  }
  await lab.timer()
  deepEqual(await lab.store.commit([lab.store.tables.tasks.claim(lab.deps.clock.now(), 0, 1)]), [[]])
  await order(lab, id, 'pause')
  lab.advance(1_000)
  await walking
  deepEqual([(await lab.task()).state, lab.push.sent.length], ['paused', 1])
})

test('a paced walk that is told to stop gives its task back without waiting', async () => {
  await using lab = await openTaskLab(3)
  await lab.create({ pacePerMinute: 1 })
  const stop = new AbortController()
  const walking = lab.walk(await lab.claim(), {}, stop.signal)
  await lab.timer()
  stop.abort()
  await walking
  const again = await lab.claim()
  deepEqual([again.item.state, again.item.walked], ['running', 1])
})

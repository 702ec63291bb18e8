import { deepEqual, equal, rejects } from 'node:assert/strict'
import { test } from 'node:test'
import { hour } from '@posthouse/protocol'
import type { Store } from '../../ports/store.ts'
import { app, notifier } from '../push/push-lab.test.ts'
import { beginWaiting } from './begin-waiting.ts'
import { byText, openTaskLab, order, otherNotifier, rebind, type TaskLab } from './task-lab.test.ts'

/** Fills the share of the lab's notifier, or frees it. */
function occupy(lab: TaskLab, count: number): void {
  if (count > 0) lab.deps.slots.take(notifier.uuid, count)
  else lab.deps.slots.give(notifier.uuid, -count)
}

const slotsMax = 10

/** A task over four users, of whom two use a notifier that is full, and two another one. */
async function withFullNotifier(): Promise<TaskLab> {
  const lab = await openTaskLab(4, { slotsMax })
  await rebind(lab, [2, 3])
  occupy(lab, slotsMax)
  await lab.create()
  await lab.run()
  return lab
}

/** Pauses the lab's notifier. */
async function pause(lab: TaskLab, why: 'quota' | 'refused' | 'throttled', forMs: number): Promise<void> {
  const state = { kind: 'paused', why, untilMs: lab.deps.clock.now() + forMs } as const
  await lab.store.commit([lab.store.tables.notifiers.pause(app.id, notifier.uuid, notifier.version, state)])
}

const tokens = (lab: TaskLab) => lab.push.sent.map(({ token }) => token).toSorted(byText)

test('I13: devices of a notifier that is full wait, the others get theirs at once, and the task is finished', async () => {
  await using lab = await withFullNotifier()
  deepEqual(tokens(lab), ['other-t2', 'other-t3'])
  deepEqual([(await lab.task()).state, (await lab.task()).walked], ['finished', 4])
  deepEqual([(await lab.sums()).targeted, (await lab.sums()).open], [4, 2])
  deepEqual([await lab.outcomes('u0'), await lab.outcomes('u2')], [['open'], ['delivered']])
  equal(await lab.beginWaiting(), 0, 'not before its time')
  lab.advance(1_000)
  equal(await lab.beginWaiting(), 0, 'not while it is full')
  occupy(lab, -slotsMax)
  equal(await lab.beginWaiting(), 0, 'and it was put off for another second')
  lab.advance(1_000)
  equal(await lab.beginWaiting(), 1)
  deepEqual(tokens(lab), ['other-t2', 'other-t3', 't0', 't1'])
  deepEqual([(await lab.sums()).accepted, (await lab.sums()).open], [4, 0])
  equal(await lab.beginWaiting(), 0, 'each page is begun once')
  occupy(lab, slotsMax - 1)
  equal(lab.deps.slots.isFull(notifier), false, 'every slot was given back')
})

/** A walk over four users by twos, the first two with a full notifier; the operator gives the order when they are planned. */
async function stoppedHalfWay(lab: TaskLab, given: 'pause' | 'cancel'): Promise<bigint> {
  await rebind(lab, [2, 3])
  occupy(lab, slotsMax)
  const { id } = await lab.create()
  const store: Store = {
    ...lab.store,
    tables: lab.store.tables,
    async commitFenced(units) {
      const { state, walked } = await lab.task()
      if (state === 'running' && walked === 2) await order(lab, id, given)
      return await lab.store.commitFenced(units)
    },
  }
  await lab.walk(await lab.claim(), { store })
  occupy(lab, -slotsMax)
  equal((await lab.task()).walked, 2)
  return id
}

test('a task that is cancelled sends nothing of what still waits, and says why', async () => {
  await using lab = await openTaskLab(4, { slotsMax, usersPerStep: 2 })
  await stoppedHalfWay(lab, 'cancel')
  lab.advance(1_000)
  equal(await lab.beginWaiting(), 0)
  deepEqual([await lab.outcomes('u0'), await lab.outcomes('u2')], [['task-cancelled'], []])
  const { targeted, accepted, skipped, skippedBecause, open } = await lab.sums()
  deepEqual([targeted, accepted, skipped, open], [2, 0, 2, 0])
  deepEqual(skippedBecause, { 'task-cancelled': 2 })
  deepEqual(await lab.push.counted(), { targeted: 2, success: 0, fail: 2, error: 0 })
})

test('a task that is cancelled ends at once what waits for a notifier that is paused', async () => {
  await using lab = await openTaskLab(3, { usersPerStep: 2 })
  await pause(lab, 'quota', hour)
  const { id } = await lab.create()
  const store: Store = {
    ...lab.store,
    tables: lab.store.tables,
    async commitFenced(units) {
      if ((await lab.task()).walked === 2) await order(lab, id, 'cancel')
      return await lab.store.commitFenced(units)
    },
  }
  await lab.walk(await lab.claim(), { store })
  equal(await lab.beginWaiting(), 0)
  const { skipped, open, skippedBecause } = await lab.sums()
  deepEqual([skipped, open, skippedBecause], [2, 0, { 'task-cancelled': 2 }])
})

test('a task that is paused sends nothing of what waits until it is resumed', async () => {
  await using lab = await openTaskLab(4, { slotsMax, usersPerStep: 2 })
  const id = await stoppedHalfWay(lab, 'pause')
  for (let look = 0; look < 3; look += 1) {
    lab.advance(5_000)
    equal(await lab.beginWaiting(), 0)
  }
  deepEqual([lab.push.sent.length, (await lab.sums()).open], [0, 2])
  await order(lab, id, 'resume')
  await lab.run()
  lab.advance(5_000)
  equal(await lab.beginWaiting(), 1)
  deepEqual(tokens(lab), ['other-t2', 'other-t3', 't0', 't1'])
})

test('devices of a notifier that a vendor paused wait until then', async () => {
  await using lab = await openTaskLab(3)
  const untilMs = lab.deps.clock.now() + hour
  await rebind(lab, [1], { ...otherNotifier, state: { kind: 'paused', why: 'quota', untilMs } })
  await lab.create()
  await lab.run()
  deepEqual([tokens(lab), (await lab.sums()).open], [['t0', 't2'], 1])
  lab.advance(hour - 1)
  equal(await lab.beginWaiting(), 0)
  lab.advance(1)
  equal(await lab.beginWaiting(), 1)
  deepEqual(tokens(lab), ['other-t1', 't0', 't2'])
})

test('a notifier that is paused again while pages wait for it makes them wait on', async () => {
  await using lab = await withFullNotifier()
  occupy(lab, -slotsMax)
  await pause(lab, 'throttled', hour)
  lab.advance(1_000)
  equal(await lab.beginWaiting(), 0)
  lab.advance(hour - 2_000)
  equal(await lab.beginWaiting(), 0)
  lab.advance(1_000)
  equal(await lab.beginWaiting(), 1)
})

test('I8: what waited beyond its life is not sent, and says so', async () => {
  await using lab = await openTaskLab(2, { slotsMax })
  occupy(lab, slotsMax)
  await lab.create({ notification: { title: 'short', content: 'lived', blocks: {}, ttlSeconds: 60 } })
  await lab.run()
  occupy(lab, -slotsMax)
  lab.advance(60_001)
  equal(await lab.beginWaiting(), 0)
  deepEqual([await lab.outcomes('u1'), lab.push.sent.length], [['message-expired'], 0])
  deepEqual((await lab.sums()).skippedBecause, { 'message-expired': 2 })
})

for (const kind of ['disabled', 'banned'] as const) {
  test(`F76: what waits for a notifier that is then ${kind} is not sent`, async () => {
    await using lab = await withFullNotifier()
    occupy(lab, -slotsMax)
    const state = kind === 'disabled' ? { kind } : { kind, because: 'spam' }
    await lab.store.commit([
      lab.store.tables.notifiers.update({ ...notifier, state } as typeof notifier, Uint8Array.of(1)),
    ])
    lab.advance(1_000)
    equal(await lab.beginWaiting(), 0)
    deepEqual(await lab.outcomes('u0'), [`notifier-${kind}`])
    deepEqual([(await lab.sums()).skipped, (await lab.sums()).open], [2, 0])
  })
}

test('a notifier that is gone leaves what waits for it with a reason', async () => {
  await using lab = await withFullNotifier()
  occupy(lab, -slotsMax)
  await lab.store.commit([lab.store.tables.notifiers.delete(app.id, notifier.uuid)])
  lab.advance(1_000)
  equal(await lab.beginWaiting(), 0)
  deepEqual(await lab.outcomes('u1'), ['no-notifier'])
})

test('what waits for a notifier whose credential is then refused is not sent with it', async () => {
  await using lab = await withFullNotifier()
  occupy(lab, -slotsMax)
  await pause(lab, 'refused', hour)
  lab.advance(1_000)
  equal(await lab.beginWaiting(), 0)
  deepEqual(await lab.outcomes('u0'), ['invalid-notifier'])
})

test('a notifier that is paused beyond the life of what waits for it ends it at once', async () => {
  await using lab = await openTaskLab(1, { slotsMax })
  occupy(lab, slotsMax)
  await lab.create({ notification: { title: 'short', content: 'lived', blocks: {}, ttlSeconds: 60 } })
  await lab.run()
  occupy(lab, -slotsMax)
  await pause(lab, 'quota', hour)
  lab.advance(1_000)
  equal(await lab.beginWaiting(), 0)
  deepEqual([await lab.outcomes('u0'), (await lab.sums()).open], [['notifier-out-of-limit'], 0])
})

test('a device whose notifier is gone while it waits gets the notification by its other one', async () => {
  await using lab = await openTaskLab(2, { slotsMax })
  const { notifiers, bindings } = lab.store.tables
  const further = { ...lab.push.binding(0), notifierName: otherNotifier.name, deviceToken: 'further', boundAtMs: 1 }
  await lab.store.commit([notifiers.insert(otherNotifier, Uint8Array.of(1)), bindings.put(further)])
  occupy(lab, slotsMax)
  await lab.create()
  await lab.run()
  occupy(lab, -slotsMax)
  await lab.store.commit([notifiers.delete(app.id, notifier.uuid)])
  lab.advance(1_000)
  equal(await lab.beginWaiting(), 0)
  await lab.recover()
  deepEqual(
    [tokens(lab), await lab.outcomes('u0'), await lab.outcomes('u1')],
    [['further'], ['delivered'], ['no-notifier']],
  )
  const { targeted, accepted, skipped, open } = await lab.sums()
  deepEqual([targeted, accepted, skipped, open], [2, 1, 1, 0])
})

test('I5: who was unbound while the page waited gets nothing', async () => {
  await using lab = await withFullNotifier()
  occupy(lab, -slotsMax)
  const { username, deviceId } = lab.push.binding(0)
  await lab.store.commit([lab.store.tables.bindings.deleteDevice(app.id, username, deviceId)])
  lab.advance(1_000)
  equal(await lab.beginWaiting(), 1)
  deepEqual(tokens(lab), ['other-t2', 'other-t3', 't1'])
  deepEqual(await lab.outcomes('u0'), ['illegal-binding'])
  deepEqual([(await lab.sums()).targeted, (await lab.sums()).open], [4, 0])
})

test('F05 F43: a waiting page that two processes find is begun by one, and one whose owner then dies is sent by another', async () => {
  await using lab = await withFullNotifier()
  occupy(lab, -slotsMax)
  lab.advance(1_000)
  const { pages } = lab.store.tables
  const found = await pages.waiting(lab.deps.clock.now(), 16, [])
  const [one, two] = await Promise.all([beginWaiting(lab.deps, found), beginWaiting(lab.deps, found)])
  deepEqual([one.length + two.length, lab.push.sent.length], [1, 2])
  lab.advance(60_000)
  await lab.recover()
  deepEqual(tokens(lab), ['other-t2', 'other-t3', 't0', 't1'])
  deepEqual([(await lab.sums()).accepted, (await lab.sums()).open], [4, 0])
})

test('an order to cancel that comes too late hastens nothing of what waits', async () => {
  await using lab = await openTaskLab(2)
  await pause(lab, 'quota', hour)
  const { id } = await lab.create()
  await lab.walk(await lab.claim())
  await rejects(order(lab, id, 'cancel'), { code: 'conflict' })
  deepEqual(await lab.store.tables.pages.waiting(lab.deps.clock.now(), 16, []), [])
})

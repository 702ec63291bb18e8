import { deepEqual, equal, ok, rejects } from 'node:assert/strict'
import { test } from 'node:test'
import type { UserId } from '@posthouse/protocol'
import type { SendResult } from '@posthouse/vendors'
import type { LabelName } from '../../domain/label.ts'
import { newReceipt } from '../../domain/receipt.ts'
import { aLabel, aNotifier } from '../../domain/testing/samples.ts'
import { type Store, StoreError } from '../../ports/store.ts'
import { app, notifier, secondPhone } from '../push/push-lab.test.ts'
import { sendPages } from '../push/send.ts'
import { byText, openTaskLab, order, otherNotifier, rebind, type TaskLab } from './task-lab.test.ts'

const users = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `u${index}`)

async function allOutcomes(lab: TaskLab, count: number): Promise<readonly (readonly string[])[]> {
  return await Promise.all(users(count).map(lab.outcomes))
}

test('T1-T4: every user of the app gets the notification on each phone once, and the task ends with sums that match', async () => {
  await using lab = await openTaskLab(7, { usersPerStep: 3 })
  await lab.store.commit([lab.store.tables.bindings.put(secondPhone(lab.push, 2))])
  const created = await lab.create()
  deepEqual([created.state, created.audience, created.walked], ['running', undefined, 0])
  await lab.run()
  deepEqual(
    lab.push.sent.map(({ token }) => token).toSorted(byText),
    ['second-t2', ...users(7).map(user => user.replace('u', 't'))].toSorted(byText),
  )
  const { state, audience, walked, cursor, finishedAtMs } = await lab.task()
  deepEqual([state, audience, walked, cursor], ['finished', 7, 7, 'u6'])
  equal(finishedAtMs, lab.deps.clock.now())
  deepEqual(await lab.outcomes('u2'), ['delivered', 'delivered'])
  const { targeted, accepted, open } = await lab.sums()
  deepEqual([targeted, accepted, open], [8, 8, 0])
  deepEqual(await lab.push.counted(), { targeted: 8, success: 8, fail: 0, error: 0 })
  equal(new Set(lab.push.sent.map(({ id }) => id)).size, 8)
})

/** Where a walk dies: at its n-th commit, before it or after it, when nothing that it began is sent any more. */
function dyingStore(store: Store, at: number, when: 'before' | 'after'): Store {
  let commits = 0
  const dying = async <R>(commit: () => Promise<R>): Promise<R> => {
    commits += 1
    if (commits === at && when === 'before') throw new Error('died')
    const done = await commit()
    if (commits === at) throw new Error('died')
    return done
  }
  return {
    ...store,
    tables: store.tables,
    commit: writes => dying(() => store.commit(writes)),
    commitFenced: units => dying(() => store.commitFenced(units)),
  }
}

for (const when of ['before', 'after'] as const) {
  test(`F10 F11 I17: a walk that dies ${when} any of its commits goes on at the cursor, and each phone has exactly one delivery`, async () => {
    const steps = 4
    for (let at = 1; at <= steps; at += 1) {
      await using lab = await openTaskLab(6, { usersPerStep: 2 })
      await lab.create()
      const dying = { store: dyingStore(lab.store, at, when), send: async () => {} }
      await rejects(lab.walk(await lab.claim(), dying), /died/, `${at}`)
      const before = await lab.sums()
      const { walked } = await lab.task()
      equal(before.targeted, walked, `${at}: what is counted is what was walked`)
      equal(before.open, before.targeted)
      // Whoever died before the end of its lease is not replaced before.
      await rejects(lab.claim(), /no task is due/)
      lab.advance(60_000)
      await lab.run()
      await lab.recover()
      deepEqual(await allOutcomes(lab, 6), Array(6).fill(['delivered']), `${at}`)
      deepEqual((await lab.task()).walked, 6)
      const { targeted, accepted, open } = await lab.sums()
      deepEqual([targeted, accepted, open], [6, 6, 0], `${at}`)
      equal(lab.push.sent.length, 6, 'what was never handed over is sent once')
    }
  })
}

test('F11: a walk that dies between its last page and the end of its task ends it once, and sends nothing again', async () => {
  await using lab = await openTaskLab(3)
  await lab.create()
  // After its start and its one step.
  const store = dyingStore(lab.store, 3, 'before')
  await rejects(lab.walk(await lab.claim(), { store }), /died/)
  deepEqual([(await lab.task()).state, (await lab.task()).walked], ['running', 3])
  lab.advance(60_000)
  await lab.run()
  deepEqual([(await lab.task()).state, lab.push.sent.length, (await lab.sums()).accepted], ['finished', 3, 3])
  await rejects(lab.claim(), /no task is due/)
})

test('F43: a walker whose lease ran out writes nothing any more, and nobody gets anything twice', async () => {
  await using lab = await openTaskLab(6, { usersPerStep: 2 })
  await lab.create()
  const stale = await lab.claim()
  let steps = 0
  const store: Store = {
    ...lab.store,
    tables: lab.store.tables,
    async commitFenced(units) {
      steps += 1
      if (steps === 3) {
        lab.advance(60_000)
        await lab.run()
      }
      return await lab.store.commitFenced(units)
    },
  }
  await lab.walk(stale, { store })
  equal(steps, 3)
  deepEqual(await allOutcomes(lab, 6), Array(6).fill(['delivered']))
  equal(lab.push.sent.length, 6)
  deepEqual([(await lab.task()).state, (await lab.task()).walked, (await lab.sums()).targeted], ['finished', 6, 6])
})

test('a task that is paused stops before its next users, and resumed goes on where it was', async () => {
  await using lab = await openTaskLab(6, { usersPerStep: 2 })
  const { id } = await lab.create()
  const pausing = stopping(lab, id, 'pause')
  await lab.walk(await lab.claim(), pausing)
  deepEqual([(await lab.task()).state, (await lab.task()).walked, lab.push.sent.length], ['paused', 2, 2])
  await rejects(lab.claim(), /no task is due/)
  await order(lab, id, 'resume')
  await lab.run()
  deepEqual([(await lab.task()).state, (await lab.task()).walked, lab.push.sent.length], ['finished', 6, 6])
  deepEqual(await allOutcomes(lab, 6), Array(6).fill(['delivered']))
})

test('a task that is cancelled stops before its next users, and what was sent stays sent', async () => {
  await using lab = await openTaskLab(6, { usersPerStep: 2 })
  const { id } = await lab.create()
  await lab.walk(await lab.claim(), stopping(lab, id, 'cancel'))
  const { state, walked, finishedAtMs } = await lab.task()
  deepEqual([state, walked, finishedAtMs], ['cancelled', 2, lab.deps.clock.now()])
  deepEqual([(await lab.sums()).targeted, (await lab.sums()).accepted], [2, 2])
  await rejects(order(lab, id, 'resume'), { code: 'conflict' })
  await rejects(order(lab, id, 'pause'), { code: 'conflict' })
  equal((await order(lab, id, 'cancel')).state, 'cancelled')
  lab.advance(60_000)
  await rejects(lab.claim(), /no task is due/)
})

test('of two operators who pause and cancel at once each is told what the task then is', async () => {
  await using lab = await openTaskLab(3)
  const { id } = await lab.create()
  const [cancelled, paused] = await Promise.allSettled([order(lab, id, 'cancel'), order(lab, id, 'pause')])
  equal(cancelled.status === 'fulfilled' && cancelled.value.state, 'cancelled')
  const reason: unknown = paused.status === 'rejected' ? paused.reason : undefined
  equal(String(reason).includes('the task is cancelled: it cannot pause'), true, String(reason))
})

/** An operator who gives the order after the first step. */
function stopping(lab: TaskLab, id: bigint, given: 'pause' | 'cancel') {
  let isGiven = false
  const store: Store = {
    ...lab.store,
    tables: lab.store.tables,
    async commitFenced(units) {
      if (!isGiven && (await lab.task()).walked > 0) {
        isGiven = true
        await order(lab, id, given)
      }
      return await lab.store.commitFenced(units)
    },
  }
  return { store }
}

test('a walk that is told to stop gives its task back at once, and waits for what it sent', async () => {
  await using lab = await openTaskLab(4, { usersPerStep: 2 })
  await lab.create()
  const stop = new AbortController()
  const send: typeof lab.deps.send = async pages => {
    stop.abort()
    await lab.deps.send(pages)
  }
  await lab.walk(await lab.claim(), { send }, stop.signal)
  deepEqual([lab.push.sent.length, (await lab.sums()).accepted, (await lab.task()).walked], [2, 2, 2])
  await lab.run()
  deepEqual([lab.push.sent.length, (await lab.task()).state], [4, 'finished'])
})

test('F19: a walk that is told to stop while it looks for where to cut its task gives it back at once', async () => {
  await using lab = await openTaskLab(6)
  await lab.create()
  const sharing = { workers: () => 2, usersMin: 2 }
  await lab.walk(await lab.claim(), { sharing }, AbortSignal.abort())
  await lab.walk(await lab.claim())
  deepEqual([(await lab.task()).state, lab.push.sent.length], ['finished', 6])
})

test('who gets nothing is skipped with the reason, counted, and found by name', async () => {
  await using lab = await openTaskLab(5)
  const { bindings, userSettings, users: people } = lab.store.tables
  const { username, deviceId, notifierName } = lab.push.binding(0)
  await lab.store.commit([
    bindings.delete(app.id, username, deviceId, notifierName),
    userSettings.change(app.id, 'u1' as UserId, { mode: 'NONE' }),
    bindings.put({ ...lab.push.binding(2), notifierName: 'missing' as typeof notifierName, boundAtMs: 9_000 }),
    bindings.delete(app.id, 'u2' as UserId, deviceId, notifierName),
    people.delete(app.id, 'u3' as UserId),
  ])
  await lab.create({ audience: { kind: 'list', usernames: [...users(5), 'ghost'] as UserId[] } })
  await lab.run()
  deepEqual(await allOutcomes(lab, 5), [
    ['no-push-binding'],
    ['user-ignores'],
    ['no-notifier'],
    ['no-user'],
    ['delivered'],
  ])
  deepEqual(await lab.outcomes('ghost'), ['no-user'])
  const { targeted, accepted, skipped, skippedBecause } = await lab.sums()
  deepEqual([targeted, accepted, skipped], [6, 1, 5])
  deepEqual(skippedBecause, { 'no-push-binding': 1, 'user-ignores': 1, 'no-notifier': 1, 'no-user': 2 })
  equal((await lab.task()).audience, 6)
})

test('an app whose pushes over REST are not to wait for anybody sends tasks to all', async () => {
  await using lab = await openTaskLab(2)
  const { apps, userSettings } = lab.store.tables
  await lab.store.commit([
    userSettings.change(app.id, 'u1' as UserId, { mode: 'NONE' }),
    apps.setSettings(app.id, { ...app.settings, quietForRest: false }),
  ])
  await lab.create()
  await lab.run()
  equal(lab.push.sent.length, 2)
})

test('strategy 4 sends nothing to who is not connected, and says so', async () => {
  await using lab = await openTaskLab(2)
  await lab.create({ strategy: 4 })
  await lab.run()
  const { targeted, skipped, skippedBecause, open } = await lab.sums()
  deepEqual([targeted, skipped, open, lab.push.sent.length], [2, 2, 0, 0])
  deepEqual([skippedBecause, await lab.outcomes('u0')], [{ 'user-offline': 2 }, ['user-offline']])
})

test('a VoIP notification goes through VoIP notifiers alone', async () => {
  await using lab = await openTaskLab(3)
  const voip = aNotifier({
    ...otherNotifier,
    packageName: 'com.example.chat.voip',
    settings: { bundleId: 'com.example.chat.voip' },
  })
  await rebind(lab, [1], voip)
  await lab.create({ notification: { title: 'ring', content: '', blocks: { apns: { pushType: 'voip' } } } })
  await lab.run()
  deepEqual(await allOutcomes(lab, 3), [['invalid-voip'], ['delivered'], ['invalid-voip']])
  deepEqual((await lab.sums()).skippedBecause, { 'invalid-voip': 2 })
})

test('labels: who carries all of them gets it, as it was when the task started', async () => {
  await using lab = await openTaskLab(4)
  const { labels } = lab.store.tables
  const carry = (label: bigint, names: readonly string[]) =>
    labels.addMembers(app.id, label, { usernames: names as UserId[], atMs: 1, membersMax: 9 })
  await lab.store.commit([
    labels.insert(aLabel({ id: 1n, appId: app.id }), 9),
    labels.insert(aLabel({ id: 2n, appId: app.id, name: 'north' as LabelName }), 9),
  ])
  await lab.store.commit([...carry(1n, ['u0', 'u1', 'u2']), ...carry(2n, ['u1', 'u2', 'u3'])])
  await lab.create({ audience: { kind: 'label', labels: ['vip', 'north'] as LabelName[] } })
  await lab.run()
  deepEqual(lab.push.sent.map(({ token }) => token).toSorted(byText), ['t1', 't2'])
  deepEqual([(await lab.task()).audience, await lab.outcomes('u0')], [2, []])
})

const refused: SendResult = { kind: 'rejected', scope: 'token', reason: 'token-dead', code: 'Unregistered', answer: {} }

test('I17: whatever vendors answer, the sums of the task hold, per provider too, and retries are counted once', async () => {
  await using lab = await openTaskLab(6)
  await rebind(lab, [4, 5], aNotifier({ ...otherNotifier, provider: 'ANDROID', vendor: 'fcm' }))
  const throttled = { kind: 'throttled', scope: 'token', retryAfterMs: 5_000, code: 'busy', answer: {} } as const
  const unclear = { kind: 'unknown', cause: 'no answer' } as const
  lab.push.answers.set('t1', refused).set('t2', throttled).set('t3', unclear).set('other-t4', throttled)
  await lab.create()
  await lab.run()
  deepEqual(await allOutcomes(lab, 6), [['delivered'], ['vendor-refused'], ['open'], ['open'], ['open'], ['delivered']])
  const half = await lab.sums()
  deepEqual([half.targeted, half.accepted, half.rejected, half.open], [6, 2, 1, 3])
  lab.push.answers.clear()
  lab.advance(60_000)
  await lab.recover()
  const done = await lab.sums()
  deepEqual([done.targeted, done.accepted, done.rejected, done.unknown, done.open], [6, 5, 1, 0, 0])
  const counts = await lab.store.tables.taskReports.counts(app.id, (await lab.task()).id)
  const of = (provider: string, measure: string) =>
    counts.find(one => one.provider === provider && one.measure === measure)?.counted
  deepEqual(
    [of('APNS', 'targeted'), of('APNS', 'success'), of('ANDROID', 'targeted'), of('ANDROID', 'success')],
    [4, 3, 2, 2],
  )
  deepEqual(await lab.push.counted(), { targeted: 6, success: 5, fail: 1, error: 0 })
})

test('F06 F07: pages whose owner died after handing them over are sent again with the same ids, as possible duplicates', async () => {
  await using lab = await openTaskLab(3)
  await lab.create()
  const store: Store = {
    ...lab.store,
    tables: lab.store.tables,
    // The answers are lost: what settles dies with its process.
    commitFenced: async () => {
      throw new Error('died')
    },
  }
  const send: typeof lab.deps.send = async pages => {
    await rejects(sendPages({ ...lab.deps, store }, pages, new AbortController().signal), /died/)
  }
  await lab.walk(await lab.claim(), { send })
  deepEqual([(await lab.sums()).open, lab.push.sent.length], [3, 3])
  const ids = new Set(lab.push.sent.map(({ id }) => id))
  lab.advance(60_000)
  await lab.recover()
  deepEqual(new Set(lab.push.sent.map(({ id }) => id)), ids)
  equal(lab.push.sent.length, 6)
  const { targeted, accepted, open } = await lab.sums()
  deepEqual([targeted, accepted, open], [3, 3, 0])
  const [push] = await lab.store.tables.pushes.ofUser(app.id, 'u0' as UserId, undefined, 9)
  ok(push)
  const [record] = await lab.store.tables.deliveries.ofPush(app.id, push.id)
  deepEqual([record?.outcome?.status, record?.outcome?.possibleDuplicate], ['success', true])
})

test('I5: who was unbound between planning and sending gets nothing, and the others do', async () => {
  await using lab = await openTaskLab(3)
  await lab.create()
  const send: typeof lab.deps.send = async pages => {
    await lab.store.commit([
      lab.store.tables.bindings.deleteDevice(app.id, 'u1' as UserId, lab.push.binding(1).deviceId),
    ])
    await lab.deps.send(pages)
  }
  await lab.walk(await lab.claim(), { send })
  deepEqual(lab.push.sent.map(({ token }) => token).toSorted(byText), ['t0', 't2'])
  deepEqual(await allOutcomes(lab, 3), [['delivered'], ['illegal-binding'], ['delivered']])
  const { targeted, accepted, skipped } = await lab.sums()
  deepEqual([targeted, accepted, skipped], [3, 2, 1])
})

test('seed 002: a task whose time has come waits while as many others of its app run as may', async () => {
  await using lab = await openTaskLab(1)
  await lab.store.commit([
    lab.store.tables.apps.setSettings(app.id, { ...app.settings, tasks: { runningMax: 1, anyStart: true } }),
  ])
  const { id: first } = await lab.create()
  await order(lab, first, 'pause')
  await rejects(lab.create(), { code: 'limit_request' })
  await order(lab, first, 'cancel')
  const { id } = await lab.create({ startDate: '2026-11-21 20:00:01' })
  equal((await lab.task()).state, 'scheduled')
  await rejects(lab.claim(), /no task is due/)
  const { id: other } = await lab.create()
  await order(lab, other, 'pause')
  lab.advance(1_000)
  await lab.run()
  const waiting = await lab.store.tables.tasks.find(app.id, id)
  deepEqual([waiting?.state, waiting?.startedAtMs, lab.push.sent.length], ['scheduled', undefined, 0])
  await order(lab, other, 'cancel')
  lab.advance(2_000)
  await lab.run()
  const done = await lab.store.tables.tasks.find(app.id, id)
  deepEqual([done?.state, lab.push.sent.length], ['finished', 1])
})

test('what vendors report of a task is counted for it, of first tries and of later ones', async () => {
  await using lab = await openTaskLab(3, { vendor: { receipts: {}, limits: { batch: 2 } } })
  const throttled = { kind: 'throttled', scope: 'token', retryAfterMs: 5_000, code: 'busy', answer: {} } as const
  lab.push.answers.set('t1', throttled)
  const { id } = await lab.create()
  await lab.run()
  lab.push.answers.clear()
  lab.advance(60_000)
  await lab.recover()
  const { receipts, taskReports } = lab.store.tables
  const ids = new Set(lab.push.sent.map(one => one.id))
  equal(ids.size, 3)
  const arrivals = [...ids, 'unknown'].map(vendorId =>
    newReceipt(notifier.name, { token: 't', vendorId, fate: 'arrived', code: '', text: '' }, 5),
  )
  const call = { appId: app.id, notifierName: notifier.name, provider: 'APNS', receivedAtMs: 5, receipts: arrivals }
  await lab.store.commit(receipts.record({ ...call, id: 1n }))
  await lab.store.commit(receipts.record({ ...call, id: 2n }))
  deepEqual([(await lab.sums()).arrived, (await lab.sums()).clicked], [3, 0])
  equal((await taskReports.counts(app.id, id)).find(({ measure }) => measure === 'arrived')?.provider, 'APNS')
})

test('what vendors report before their answers are recorded is counted too', async () => {
  await using lab = await openTaskLab(3, { vendor: { receipts: {}, limits: { batch: 2 } } })
  await lab.create()
  const { receipts } = lab.store.tables
  const send: typeof lab.deps.send = async pages => {
    const arrivals = pages
      .flatMap(({ page }) => page.deliveries)
      .map(({ shipmentId }) =>
        newReceipt(notifier.name, { token: 't', vendorId: shipmentId, fate: 'arrived', code: '', text: '' }, 5),
      )
    const call = { appId: app.id, notifierName: notifier.name, provider: 'APNS', receivedAtMs: 5, receipts: arrivals }
    await lab.store.commit(receipts.record({ ...call, id: 1n }))
    await lab.deps.send(pages)
  }
  await lab.walk(await lab.claim(), { send })
  deepEqual([(await lab.sums()).accepted, (await lab.sums()).arrived], [3, 3])
})

test('a page holds no more than a vendor takes at once', async () => {
  await using lab = await openTaskLab(5, { vendor: { limits: { batch: 2 } } })
  await lab.create()
  const sizes: number[] = []
  const send: typeof lab.deps.send = async pages => {
    sizes.push(...pages.map(({ page }) => page.deliveries.length))
    await lab.deps.send(pages)
  }
  await lab.walk(await lab.claim(), { send })
  deepEqual([sizes, lab.push.sent.length], [[2, 2, 1], 5])
})

test('F35: a page whose outcomes cannot be recorded ends neither the walk nor the process, and is taken up again', async () => {
  await using lab = await openTaskLab(6, { usersPerStep: 2 })
  await lab.create()
  let calls = 0
  const events: string[] = []
  const store: Store = {
    ...lab.store,
    tables: lab.store.tables,
    commitFenced: async () => {
      throw new StoreError('full', 'no connection')
    },
  }
  const failing: typeof lab.deps.send = async pages => {
    calls += 1
    await (calls === 2 ? sendPages({ ...lab.deps, store }, pages, new AbortController().signal) : lab.deps.send(pages))
  }
  await lab.walk(await lab.claim(), { send: failing, log: { ...lab.deps.log, error: event => events.push(event) } })
  deepEqual([events, (await lab.task()).state, (await lab.sums()).open], [['task.send_failed'], 'finished', 2])
  lab.advance(60_000)
  await lab.recover()
  deepEqual([(await lab.sums()).accepted, (await lab.sums()).open], [6, 0])
})

test('I19: where the clock jumps while users are planned, every message of the task is still found', async () => {
  await using lab = await openTaskLab(4, { slotsMax: 1_000 })
  const { bindings } = lab.store.tables
  await lab.store.commit([bindings.deleteDevice(app.id, 'u3' as UserId, lab.push.binding(3).deviceId)])
  await lab.create()
  let jumpMs = 0
  const ids: typeof lab.deps.ids = {
    next() {
      jumpMs += 10_000
      return lab.deps.ids.next() + (BigInt(jumpMs) << 22n)
    },
  }
  await lab.walk(await lab.claim(), { ids })
  deepEqual(await allOutcomes(lab, 4), [['delivered'], ['delivered'], ['delivered'], ['no-push-binding']])
})

test('a task of an app that may not push any more stands still, and goes on where it was once the app may', async () => {
  await using lab = await openTaskLab(6, { usersPerStep: 2 })
  await lab.create()
  const { apps } = lab.store.tables
  const setOpen = (pushOpen: boolean) => lab.store.commit([apps.setSettings(app.id, { ...app.settings, pushOpen })])
  let steps = 0
  const worthPlanning = async (): Promise<number> => {
    steps += 1
    if (steps === 2) await setOpen(false)
    lab.advance(1_000)
    return 2
  }
  await lab.walk(await lab.claim(), { slots: { ...lab.deps.slots, worthPlanning } })
  const { walked, state } = await lab.task()
  deepEqual([walked, state], [4, 'running'])
  lab.advance(2_000)
  await lab.run()
  equal((await lab.task()).walked, 4)
  await setOpen(true)
  lab.advance(2_000)
  await lab.run()
  const after = await lab.task()
  deepEqual([after.walked, after.state], [6, 'finished'])
})

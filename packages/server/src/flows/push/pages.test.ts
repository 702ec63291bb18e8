import { deepEqual, equal, notEqual } from 'node:assert/strict'
import { test } from 'node:test'
import type { MsgId } from '@posthouse/protocol'
import type { SendResult } from '@posthouse/vendors'
import { pageDeliveriesMax } from '../../domain/page.ts'
import { meters } from '../../ports/meters.ts'
import { app, notifier, openPushLab, otherName, secondPhone } from './push-lab.test.ts'
import { resumeDeliveries } from './resume.ts'
import { sendAttempts, sendPages } from './send.ts'
import { settlePage } from './settle-page.ts'
import { takeBatchesApart, takePagesApart } from './take-apart.ts'

const { signal } = new AbortController()
const refused: SendResult = {
  kind: 'rejected',
  scope: 'token',
  reason: 'token-dead',
  code: 'Unregistered',
  answer: { reason: 'Unregistered' },
}
/** Outcomes that this process has counted so far. */
function metered() {
  const sum = { success: 0, fail: 0 }
  for (const { values, member } of meters.deliveries.members()) {
    if (values[1] === 'success' || values[1] === 'fail') sum[values[1]] += member.value
  }
  return sum
}

const unclear: SendResult = { kind: 'unknown', cause: 'no answer' }

test('P5 P8: first attempts are open in their page before anything is sent, and end there when all are accepted', async () => {
  await using lab = await openPushLab(3)
  const ids = await lab.accept([0, 1, 2])
  const pages = await lab.begin()
  equal(pages.length, 1)
  equal(lab.sent.length, 0)
  for (const id of ids) {
    deepEqual(await lab.statuses(id), ['open'])
    const [attempt] = await lab.store.tables.attempts.ofPush(app.id, id)
    deepEqual([attempt?.number, attempt?.end], [1, undefined])
  }
  deepEqual(await lab.counted(), { targeted: 3, success: 0, fail: 0, error: 0 })
  await sendPages(lab.deps, pages, signal)
  for (const [index, id] of ids.entries()) {
    const [record] = await lab.store.tables.deliveries.ofPush(app.id, id)
    equal(record?.outcome?.answer, `{"ok":"t${index}"}`)
    equal(record?.dueAtMs, undefined)
    const { id: shipmentId } = lab.sent.find(({ token }) => token === `t${index}`) ?? { id: 'none' }
    equal(record?.delivery.shipmentId, shipmentId)
    const [attempt] = await lab.store.tables.attempts.ofPush(app.id, id)
    deepEqual([attempt?.end?.kind, attempt?.end?.code], ['accepted', shipmentId])
  }
  deepEqual(await lab.counted(), { targeted: 3, success: 3, fail: 0, error: 0 })
  deepEqual(await lab.begin(), [])
})

test('I17: what is refused, put off or unclear leaves its page with its attempt, and every sum holds', async () => {
  await using lab = await openPushLab(5)
  const throttled = { kind: 'throttled', scope: 'token', retryAfterMs: 5_000, code: 'busy', answer: {} } as const
  lab.answers.set('t1', refused).set('t2', throttled).set('t3', unclear).set('t4', { kind: 'unsent', cause: 'refused' })
  const ids = await lab.accept([0, 1, 2, 3, 4])
  await sendPages(lab.deps, await lab.begin(), signal)
  deepEqual(await Promise.all(ids.map(lab.statuses)), [['success'], ['fail'], ['open'], ['open'], ['open']])
  const kinds = await Promise.all(
    ids.map(async id => (await lab.store.tables.attempts.ofPush(app.id, id)).map(({ end }) => end?.kind)),
  )
  deepEqual(kinds, [['accepted'], ['rejected'], ['throttled'], ['unknown'], ['unsent']])
  deepEqual(await lab.counted(), { targeted: 5, success: 1, fail: 1, error: 0 })
  deepEqual(await lab.store.tables.bindings.ofUser(app.id, lab.binding(1).username), [])
  const [later] = await lab.store.tables.deliveries.ofPush(app.id, ids[3] ?? (0n as MsgId))
  deepEqual([later?.delivery.attempts, later?.delivery.attemptOpen, later?.delivery.ambiguous], [1, false, 1])
})

test('a page of which nothing was accepted is gone, and its deliveries are found once', async () => {
  await using lab = await openPushLab(1)
  lab.answers.set('t0', refused)
  const [id = 0n as MsgId] = await lab.accept([0])
  await sendPages(lab.deps, await lab.begin(), signal)
  deepEqual(await lab.statuses(id), ['fail'])
  equal((await lab.store.tables.attempts.ofPush(app.id, id)).length, 1)
})

test('I5: who was unbound after the page was begun gets nothing, and the others of the page do', async () => {
  await using lab = await openPushLab(3)
  const ids = await lab.accept([0, 1, 2])
  const pages = await lab.begin()
  const { username, deviceId } = lab.binding(1)
  await lab.store.commit([lab.store.tables.bindings.deleteDevice(app.id, username, deviceId)])
  await sendPages(lab.deps, pages, signal)
  deepEqual(
    lab.sent.map(({ token }) => token),
    ['t0', 't2'],
  )
  deepEqual(await Promise.all(ids.map(lab.statuses)), [['success'], ['fail'], ['success']])
  const [record] = await lab.store.tables.deliveries.ofPush(app.id, ids[1] ?? (0n as MsgId))
  equal(record?.outcome?.reason, 'illegal-binding')
  deepEqual(await lab.counted(), { targeted: 3, success: 2, fail: 1, error: 0 })
})

test('I5: a change of bindings that does not concern a page withdraws nothing', async () => {
  await using lab = await openPushLab(2)
  const [id = 0n as MsgId] = await lab.accept([0])
  const pages = await lab.begin()
  await lab.store.commit([lab.store.tables.bindings.put({ ...lab.binding(1), deviceToken: 'new' })])
  notEqual(lab.store.tables.bindings.revision(), pages[0]?.revision)
  await sendPages(lab.deps, pages, signal)
  deepEqual(await lab.statuses(id), ['success'])
})

test('F06: a page whose owner is gone is taken apart and each delivery sent again with its id, as a possible duplicate', async () => {
  await using lab = await openPushLab(2)
  const ids = await lab.accept([0, 1])
  const [page] = await lab.begin()
  if (!page) throw new Error('nothing was begun')
  const before = metered()
  lab.advance(60_000)
  const nowMs = lab.deps.clock.now()
  const { pages, deliveries } = lab.store.tables
  const [left] = await lab.store.commit([pages.claim(nowMs, nowMs + 60_000, 9)])
  await takePagesApart(lab.deps, left)
  // The one who was thought gone comes back, and is refused (F43).
  await settlePage(
    lab.deps,
    page,
    page.page.deliveries.map(() => refused),
  )
  deepEqual(await Promise.all(ids.map(lab.statuses)), [['open'], ['open']])
  const [claimed] = await lab.store.commit([deliveries.claim(nowMs, nowMs + 60_000, 9)])
  await sendAttempts(lab.deps, await resumeDeliveries(lab.deps, claimed), signal)
  for (const id of ids) {
    const [record] = await deliveries.ofPush(app.id, id)
    deepEqual([record?.outcome?.status, record?.outcome?.possibleDuplicate], ['success', true])
    const attempts = await lab.store.tables.attempts.ofPush(app.id, id)
    deepEqual(
      attempts.map(({ number, end }) => [number, end?.kind]),
      [
        [1, 'unknown'],
        [2, 'accepted'],
      ],
    )
  }
  deepEqual(new Set(lab.sent.map(({ id }) => id)), new Set(page.page.deliveries.map(({ shipmentId }) => shipmentId)))
  deepEqual(await lab.counted(), { targeted: 2, success: 2, fail: 0, error: 0 })
  // What was refused is not in the metrics either.
  deepEqual([metered().success - before.success, metered().fail - before.fail], [2, 0])
})

test('pages are bounded, a sync push has its own, and one text is rendered once', async () => {
  await using lab = await openPushLab(pageDeliveriesMax + 2)
  await lab.store.commit([lab.store.tables.bindings.put(secondPhone(lab, 0))])
  await lab.accept(Array.from({ length: pageDeliveriesMax + 1 }, (_, index) => index))
  await lab.accept([0], 'sync', 'another text')
  const pages = await lab.begin()
  deepEqual(
    pages.map(({ page }) => page.deliveries.length),
    [pageDeliveriesMax, 2, 1, 1],
  )
  equal(lab.rendered(), 2)
})

test('I20: a batch that was left again and again is taken apart, and its pushes are planned one by one', async () => {
  await using lab = await openPushLab(3)
  const ids = await lab.accept([0, 1, 2])
  let batches = await lab.claim()
  for (let left = 0; left < 6; left += 1) {
    deepEqual(await takeBatchesApart(lab.deps, batches), batches)
    lab.advance(10_000)
    batches = await lab.claim()
  }
  deepEqual(await takeBatchesApart(lab.deps, batches), [])
  const pages = await lab.begin()
  equal(pages.length, 3)
  await sendPages(lab.deps, pages, signal)
  deepEqual(await Promise.all(ids.map(lab.statuses)), [['success'], ['success'], ['success']])
})

test('a batch may end, put off and start pushes in one commit', async () => {
  await using lab = await openPushLab(2)
  const paused = { kind: 'paused', why: 'quota', untilMs: lab.deps.clock.now() + 60_000 } as const
  const other = { ...notifier, uuid: 'another', name: otherName, state: paused }
  const { notifiers, bindings } = lab.store.tables
  const rebound = { ...lab.binding(1), notifierName: otherName, deviceToken: 'other-t1', boundAtMs: 5_000 }
  await lab.store.commit([notifiers.insert(other, Uint8Array.of(1)), bindings.put(rebound)])
  const ids = await lab.accept([0, 1, 99])
  await sendPages(lab.deps, await lab.begin(), signal)
  deepEqual(await Promise.all(ids.map(lab.statuses)), [['success'], ['open'], ['fail']])
  deepEqual(await lab.counted(), { targeted: 3, success: 1, fail: 1, error: 0 })
})

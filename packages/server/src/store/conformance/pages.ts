// What every engine keeps about pages: their deliveries and attempts are found by push like any others, every write is under their
// epoch, and what leaves a page is found in its row.
import { deepEqual, equal } from 'node:assert/strict'
import type { DeviceId, MsgId, NotifierName, UserId } from '@posthouse/protocol'
import { pageAttempt, pageOutcome, pageSpanIds, taskShipmentId } from '../../domain/page.ts'
import { aDelivery, aNotifier, anAttempt, anOutcome, aPage, sampleApp, sampleId } from '../../domain/testing/samples.ts'
import { type Case, otherApp, tablet } from './case.ts'

const next = (sampleId + 1n) as MsgId
const two = aPage({ deliveries: [aDelivery(), aDelivery({ pushId: next })] })
const end = { code: 'vendor-id', answer: { status: 200, text: '你好 "quoted"' } }

/** See the head of the file. */
export const pageCases: readonly Case[] = [
  {
    name: 'P5: a page that is begun shows each delivery in its first attempt, within its app',
    run: async store => {
      const { pages, deliveries, attempts } = store.tables
      const further = { provider: 'ANDROID', deviceToken: 'token-2', boundAtMs: 5 }
      const [way] = aDelivery().ways
      if (!way) throw new Error('the sample has a way')
      const both = aDelivery({ ways: [way, { ...further, notifierName: 'fcm' as NotifierName }] })
      await store.commit([pages.insert(aPage({ deliveries: [both, aDelivery({ deviceId: tablet })] }), 60_000)])
      const open = { plannedAtMs: 2_000, dueAtMs: 60_000, outcome: undefined }
      deepEqual(await deliveries.ofPush(sampleApp, sampleId), [
        { delivery: both, ...open },
        { delivery: aDelivery({ deviceId: tablet }), ...open },
      ])
      deepEqual(await attempts.ofPush(sampleApp, sampleId), [anAttempt(), anAttempt({ deviceId: tablet })])
      deepEqual(await deliveries.ofPush(otherApp, sampleId), [])
      deepEqual(await attempts.ofPush(sampleApp, next), [])
    },
  },
  {
    name: 'P8: a settled page shows each delivery with its success, and takes no second end',
    run: async store => {
      const { pages, deliveries, attempts } = store.tables
      await store.commit([pages.insert(two, 60_000)])
      const silent = { code: '', answer: undefined }
      deepEqual(await store.commit([pages.settled(two, 2, 3_000, [end, end])]), [false])
      deepEqual(await store.commit([pages.settled(two, 1, 3_000, [end, silent])]), [true])
      const later = await store.commit([
        pages.settled(two, 1, 4_000, [silent, silent]),
        pages.takenApart(two.id, 1),
        pages.claim(99_000, 100_000, 9),
      ])
      deepEqual(later, [false, false, []])
      for (const [pushId, ended] of [[sampleId, end] as const, [next, silent] as const]) {
        const delivery = aDelivery({ pushId, attemptOpen: false })
        const outcome = pageOutcome(delivery, ended, 3_000)
        deepEqual(await deliveries.ofPush(sampleApp, pushId), [
          { delivery, plannedAtMs: 2_000, dueAtMs: undefined, outcome },
        ])
        const attempt = pageAttempt(two, delivery, { end: ended, atMs: 3_000 })
        deepEqual(await attempts.ofPush(sampleApp, pushId), [attempt])
      }
    },
  },
  {
    name: 'I2: a delivery that leaves its page is found in its row alone',
    run: async store => {
      const { pages, deliveries, attempts } = store.tables
      await store.commit([pages.insert(two, 60_000)])
      const refused = anOutcome({ status: 'fail', reason: 'vendor-refused' })
      const attempt = anAttempt({ pushId: next })
      const ended = { endedAtMs: 3_000, kind: 'rejected', code: 'no', answer: undefined } as const
      const held = await store.commitFenced([
        {
          fence: pages.settled(two, 1, 3_000, [end, undefined]),
          writes: [
            deliveries.insertDone(aDelivery({ pushId: next, attemptOpen: false }), 2_000, refused),
            attempts.started(sampleApp, attempt),
            attempts.ended(next, attempt.deviceId, 1, ended),
          ],
        },
      ])
      deepEqual(held, [true])
      deepEqual(
        (await deliveries.ofPush(sampleApp, next)).map(({ outcome }) => outcome),
        [refused],
      )
      deepEqual(await attempts.ofPush(sampleApp, next), [{ ...attempt, end: ended }])
      equal((await deliveries.ofPush(sampleApp, sampleId))[0]?.outcome?.status, 'success')
    },
  },
  {
    name: 'F05: a page whose lease ran out comes whole, and taken apart it is gone',
    run: async store => {
      const { pages, deliveries } = store.tables
      await store.commit([pages.insert(two, 60_000)])
      deepEqual(await store.commit([pages.claim(59_999, 120_000, 9)]), [[]])
      deepEqual(await store.commit([pages.claim(60_000, 120_000, 9)]), [[{ item: two, epoch: 2 }]])
      deepEqual(await store.commit([pages.settled(two, 1, 3_000, [end, end])]), [false])
      deepEqual(await store.commit([pages.takenApart(two.id, 1), pages.takenApart(two.id, 2)]), [false, true])
      deepEqual(await deliveries.ofPush(sampleApp, sampleId), [])
      deepEqual(await store.commit([pages.claim(999_000, 999_999, 9)]), [[]])
    },
  },
  {
    name: 'a push is found in every page that holds it, among pages that do not, and together with its rows',
    run: async store => {
      const { pages, deliveries } = store.tables
      const widest = (sampleId + pageSpanIds - 1n) as MsgId
      const device = (deviceId: string) => aDelivery({ deviceId: deviceId as DeviceId })
      await store.commit([
        pages.insert(aPage({ id: 1n, deliveries: [device('c'), aDelivery({ pushId: widest })] }), 60_000),
        pages.insert(aPage({ id: 2n, deliveries: [device('a')] }), 60_000),
        pages.insert(
          aPage({ id: 3n, deliveries: [aDelivery({ pushId: (sampleId - 1n) as MsgId }), aDelivery({ pushId: next })] }),
          60_000,
        ),
        pages.insert(aPage({ id: 4n, appId: otherApp, deliveries: [device('z')] }), 60_000),
        deliveries.insertWaiting(device('b'), 2_000, 5),
      ])
      deepEqual(
        (await deliveries.ofPush(sampleApp, sampleId)).map(({ delivery }) => delivery.deviceId),
        ['a', 'b', 'c'],
      )
      equal((await deliveries.ofPush(sampleApp, widest)).length, 1)
    },
  },
  {
    name: 'a page of a task that waits shows no attempt until it is begun, by one of those who found it',
    run: async store => {
      const { pages, deliveries, attempts } = store.tables
      const page = aPage({ taskId: 9n, deliveries: [ofTask(0, 'ann'), ofTask(1, 'ben')] })
      await store.commit([pages.insertWaiting(page, 5_000)])
      deepEqual(await pages.waiting(4_999, 9, []), [])
      deepEqual(await store.commit([pages.claim(99_000, 100_000, 9)]), [[]])
      deepEqual(await attempts.ofPush(sampleApp, sampleId), [])
      const [found] = await deliveries.ofPush(sampleApp, sampleId)
      deepEqual([found?.delivery.attempts, found?.delivery.attemptOpen, found?.dueAtMs], [0, false, 5_000])
      deepEqual(await store.commit([pages.putOff(page.id, 0, 6_000)]), [true])
      deepEqual(await pages.waiting(6_000, 9, []), [{ item: page, epoch: 0 }])
      const begun = await store.commit([pages.begin(page.id, 0, 6_500, 66_500), pages.begin(page.id, 0, 7_000, 67_000)])
      deepEqual(begun, [true, false])
      deepEqual(await pages.waiting(9_000, 9, []), [])
      deepEqual(await store.commit([pages.putOff(page.id, 0, 1), pages.skip(page, 0, 1, [])]), [false, false])
      const [open] = await attempts.ofPush(sampleApp, next)
      deepEqual([open?.startedAtMs, open?.end], [6_500, undefined])
      deepEqual(await store.commit([pages.settled(page, 1, 7_000, [end, end])]), [true])
    },
  },
  {
    name: 'I13: pages of some notifiers are passed over, however many wait, in their own app and for as long as they exist',
    run: async store => {
      const { pages, notifiers } = store.tables
      const name = 'full' as NotifierName
      const wait = (id: bigint, notifierName: NotifierName, dueAtMs: number, appId = sampleApp) =>
        pages.insertWaiting(aPage({ id, appId, notifierName, taskId: 9n, deliveries: [ofTask(0, 'ann')] }), dueAtMs)
      await store.commit([
        notifiers.insert(aNotifier({ uuid: 'full', appId: sampleApp, name }), Uint8Array.of(1)),
        notifiers.insert(aNotifier({ uuid: 'same-name', appId: otherApp, name }), Uint8Array.of(1)),
        ...[1n, 2n, 3n].map(id => wait(id, name, Number(id))),
        wait(4n, 'gone' as NotifierName, 4),
        wait(5n, name, 5, otherApp),
      ])
      const found = async (but: readonly string[], limit = 2) =>
        (await pages.waiting(9, limit, but)).map(({ item }) => item.id)
      deepEqual(
        [await found([]), await found(['other'], 9)],
        [
          [1n, 2n],
          [1n, 2n, 3n, 4n, 5n],
        ],
      )
      deepEqual([await found(['full']), await found(['full', 'same-name'])], [[4n, 5n], [4n]])
      await store.commit([notifiers.delete(sampleApp, 'full')])
      deepEqual(await found(['full']), [1n, 2n])
      await store.commit([
        pages.hasten(otherApp, 9n, 1),
        pages.hasten(sampleApp, 8n, 1),
        pages.hasten(sampleApp, 9n, 1),
      ])
      deepEqual((await pages.waiting(1, 9, [])).map(({ item }) => item.id).toSorted(), [1n, 2n, 3n, 4n, 5n])
    },
  },
  {
    name: 'I17: deliveries of a task that are not sent have their reasons in their page, and no attempt',
    run: async store => {
      const { pages, deliveries, attempts } = store.tables
      const ends = (['user-ignores', 'no-push-binding'] as const).map(skipped => ({
        code: '',
        answer: undefined,
        skipped,
      }))
      const page = aPage({
        taskId: 9n,
        notifierName: '' as NotifierName,
        deliveries: [ofTask(0, 'ann'), ofTask(1, 'ben')],
      })
      await store.commit([pages.insertSkipped(page, ends)])
      const reasons = []
      for (const id of [sampleId, next]) {
        deepEqual(await attempts.ofPush(sampleApp, id), [])
        const [found] = await deliveries.ofPush(sampleApp, id)
        reasons.push([found?.outcome?.status, found?.outcome?.reason, found?.delivery.target])
      }
      deepEqual(reasons, [
        ['fail', 'user-ignores', 'ann'],
        ['fail', 'no-push-binding', 'ben'],
      ])
      const other = aPage({ id: 77n, taskId: 9n, deliveries: [ofTask(0, 'ann')] })
      await store.commit([pages.insertWaiting(other, 5_000)])
      deepEqual(await store.commit([pages.skip(other, 0, 6_000, ends.slice(0, 1))]), [true])
      deepEqual(await pages.waiting(9_000, 9, []), [])
    },
  },
]

/** A delivery of a task, of the push so far after the sample's. */
function ofTask(distance: number, target: string) {
  const pushId = (sampleId + BigInt(distance)) as MsgId
  return aDelivery({ pushId, target: target as UserId, shipmentId: taskShipmentId(sampleApp, pushId, 3) })
}

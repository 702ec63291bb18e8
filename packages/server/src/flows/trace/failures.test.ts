import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { type DeviceId, day, type MsgId, type UserId } from '@posthouse/protocol'
import { idTimeMs } from '../../base/ids.ts'
import { aDelivery, anOutcome, aPage } from '../../domain/testing/samples.ts'
import type { DeliveryPlace } from '../../ports/store.ts'
import { app, openPushLab } from '../push/push-lab.test.ts'
import { type FailureFilter, failuresOf } from './failures.ts'

/** Failures of two reasons through two vendors in rows, and between them what a task skipped. */
async function openLab() {
  const lab = await openPushLab(1)
  const { deliveries, pages } = lab.store.tables
  const base = lab.deps.ids.next() as MsgId
  const idOf = (place: number) => (base + BigInt(place) * 2n ** 23n) as MsgId
  const rows = Array.from({ length: 700 }, (_, place) => {
    const isApns = place % 50 === 0
    const provider = isApns ? 'APNS' : 'HONOR'
    const outcome = anOutcome({ status: 'fail', reason: isApns ? 'vendor-refused' : 'notifier-disabled', provider })
    return deliveries.insertDone(aDelivery({ appId: app.id, pushId: idOf(place) }), 1, outcome)
  })
  for (let from = 0; from < rows.length; from += 100) await lab.store.commit(rows.slice(from, from + 100))
  const skipped = { code: '', answer: undefined, skipped: 'user-ignores' } as const
  const members = [3, 5].map(place =>
    aDelivery({ appId: app.id, pushId: (idOf(10) + BigInt(place)) as MsgId, target: `u${place}` as UserId }),
  )
  const page = aPage({ id: 9n, appId: app.id, taskId: 77n, deliveries: members })
  await lab.store.commit([pages.insertSkipped(page, [skipped, skipped])])
  const all = async (filter: FailureFilter, limit: number) => {
    const seen: DeliveryPlace[] = []
    let answers = 0
    for (let before: DeliveryPlace | undefined; ; ) {
      const { failures, next } = await failuresOf(lab, app.id, filter, before, limit)
      answers += 1
      seen.push(...failures)
      if (!next) return { seen, answers }
      before = next
    }
  }
  return { ...lab, idOf, all, [Symbol.asyncDispose]: () => lab[Symbol.asyncDispose]() }
}

test('rows and pages come together, newest first, each once, whatever the size of a page of the list', async () => {
  await using lab = await openLab()
  for (const limit of [7, 100]) {
    const { seen } = await lab.all({}, limit)
    equal(seen.length, 702)
    const ids = seen.map(({ pushId }) => pushId)
    deepEqual(
      ids,
      ids.toSorted((one, other) => (one > other ? -1 : 1)),
    )
    equal(new Set(ids).size, 702)
  }
})

test('a filter that few rows fit finds them all, and an answer looks at a bounded part', async () => {
  await using lab = await openLab()
  equal((await lab.all({ provider: 'APNS' }, 50)).seen.length, 16)
  equal((await lab.all({ reason: 'vendor-refused' }, 5)).seen.length, 14)
  equal((await lab.all({ reason: 'user-ignores' }, 5)).seen.length, 2)
  equal((await lab.all({ status: 'error' }, 5)).seen.length, 0)
  equal((await lab.all({ reason: 'no-user' }, 5)).answers, 1)
})

test('failures of a time are those of pushes that were accepted in it', async () => {
  await using lab = await openLab()
  const [from, until] = [idTimeMs(lab.idOf(100)), idTimeMs(lab.idOf(200))]
  const { seen } = await lab.all({ fromMs: from, untilMs: until }, 50)
  deepEqual([seen.length, seen.at(-1)?.pushId, seen[0]?.pushId], [100, lab.idOf(100), lab.idOf(199)])
  equal((await lab.all({ fromMs: until + day }, 50)).seen.length, 0)
})

test('a cursor within the devices of a push goes on with its next device', async () => {
  await using lab = await openLab()
  const { deliveries } = lab.store.tables
  const pushId = lab.idOf(800)
  const refused = anOutcome({ status: 'fail', reason: 'vendor-refused' })
  const devices = ['a', 'b', 'c', '张'] as DeviceId[]
  await lab.store.commit(
    devices.map(deviceId => deliveries.insertDone(aDelivery({ appId: app.id, pushId, deviceId }), 1, refused)),
  )
  const first = await failuresOf(lab, app.id, {}, undefined, 2)
  const next = await failuresOf(lab, app.id, {}, first.next, 2)
  deepEqual(
    [...first.failures, ...next.failures].map(({ deviceId }) => deviceId),
    ['张', 'c', 'b', 'a'],
  )
})

// What every engine keeps about leases (lease.ts), seen on pushes.
import { deepEqual } from 'node:assert/strict'
import type { DeviceId, MsgId } from '@posthouse/protocol'
import { aCallback, aDelivery, anOutcome, aPush, aTry, sampleApp, sampleId } from '../testing/samples.ts'
import type { Case } from './case.ts'

/** See the head of the file. */
export const leaseCases: readonly Case[] = [
  {
    name: 'a claimed push comes whole, with its epoch, and is not claimed twice while its lease lasts',
    run: async store => {
      const { pushes } = store.tables
      await store.commit([pushes.insert(aPush())])
      const [early] = await store.commit([pushes.claim(999, 60_000, 10)])
      const [first] = await store.commit([pushes.claim(1_000, 60_000, 10)])
      const [second] = await store.commit([pushes.claim(59_999, 90_000, 10)])
      deepEqual([early, first, second], [[], [{ item: aPush(), epoch: 1 }], []])
    },
  },
  {
    name: 'F43: a lease that ran out is given anew, and the late holder is refused',
    run: async store => {
      const { pushes } = store.tables
      await store.commit([pushes.insert(aPush())])
      await store.commit([pushes.claim(1_000, 2_000, 10)])
      const [again] = await store.commit([pushes.claim(2_000, 9_000, 10)])
      deepEqual(again, [{ item: aPush(), epoch: 2 }])
      deepEqual(await store.commit([pushes.planned(sampleId, 1), pushes.release(sampleId, 1, 5)]), [false, false])
      deepEqual(await store.commit([pushes.planned(sampleId, 2), pushes.planned(sampleId, 2)]), [true, false])
      deepEqual(await store.commit([pushes.claim(99_000, 100_000, 10)]), [[]])
    },
  },
  {
    name: 'a released push is due at its instant, under another epoch',
    run: async store => {
      const { pushes } = store.tables
      await store.commit([pushes.insert(aPush())])
      await store.commit([pushes.claim(1_000, 60_000, 10)])
      deepEqual(await store.commit([pushes.release(sampleId, 1, 5_000)]), [true])
      deepEqual(await store.commit([pushes.claim(4_999, 60_000, 10)]), [[]])
      deepEqual((await store.commit([pushes.claim(5_000, 60_000, 10)]))[0][0]?.epoch, 2)
    },
  },
  {
    name: 'F18: ending every lease makes leased rows due at once and refuses who held them, and leaves what waits',
    run: async store => {
      const { pushes, deliveries, callbacks, leases } = store.tables
      const device = (deviceId: string, attempts = 1) => aDelivery({ deviceId: deviceId as DeviceId, attempts })
      const ids = (leased: readonly { readonly item: { readonly deviceId: DeviceId } }[]) =>
        leased.map(({ item }) => item.deviceId).sort()
      const waitsUntil = { state: 'waiting', dueAtMs: 70_000 } as const
      await store.commit([
        pushes.insert(aPush()),
        pushes.insert(aPush({ id: 5n as MsgId })),
        pushes.insert(aPush({ id: 6n as MsgId, acceptedAtMs: 50_000 })),
        deliveries.insertLeased(device('begun'), 1_000, 61_000),
        deliveries.insertLeased(device('put off'), 1_000, 61_000),
        deliveries.insertLeased(device('ended'), 1_000, 61_000),
        deliveries.insertWaiting(device('paused'), 1_000, 70_000),
        deliveries.insertWaiting(device('again'), 1_000, 500),
        ...[1n, 2n, 3n].map(id => callbacks.insert(aCallback({ id }), id === 3n ? 70_000 : 10)),
      ])
      const { ruleId } = aCallback()
      await store.commit([
        pushes.claim(1_000, 11_000, 9),
        deliveries.claim(1_000, 61_000, 9),
        callbacks.claim(ruleId, 1_000, 91_000, 9),
      ])
      await store.commit([
        pushes.release(5n as MsgId, 1, 70_000),
        deliveries.waiting(device('put off'), 1, 70_000),
        deliveries.done(device('ended'), 1, anOutcome()),
        deliveries.started(device('again', 2), 1, 62_000),
        callbacks.tried(aCallback({ id: 2n }), 1, aTry(), waitsUntil),
      ])
      deepEqual(await store.commit([leases.releaseAll(2_000), leases.releaseAll(2_000)]), [4, 0])
      const stale = await store.commit([
        pushes.planned(sampleId, 1),
        deliveries.done(device('begun'), 1, anOutcome()),
        deliveries.started(device('again', 2), 1, 63_000),
        callbacks.tried(aCallback({ id: 1n }), 1, aTry(), waitsUntil),
      ])
      deepEqual(stale, [false, false, false, false])
      const [planned, begun, tried] = await store.commit([
        pushes.claim(2_000, 12_000, 9),
        deliveries.claim(2_000, 62_000, 9),
        callbacks.claim(ruleId, 2_000, 92_000, 9),
      ])
      deepEqual(planned, [{ item: aPush(), epoch: 3 }])
      deepEqual(ids(begun), ['again', 'begun'])
      deepEqual(tried, [{ item: aCallback({ id: 1n }), epoch: 3 }])
      const record = (await deliveries.ofPush(sampleApp, sampleId)).find(one => one.delivery.deviceId === 'ended')
      deepEqual(record?.outcome, anOutcome())
      const [later] = await store.commit([deliveries.claim(70_000, 99_000, 9)])
      deepEqual(ids(later), ['again', 'begun', 'paused', 'put off'])
    },
  },
  {
    name: 'the longest due are claimed first, and no more than asked for',
    run: async store => {
      const { pushes } = store.tables
      const due = [3_000, 1_000, 2_000]
      await store.commit(
        due.map(acceptedAtMs => pushes.insert(aPush({ id: BigInt(acceptedAtMs) as MsgId, acceptedAtMs }))),
      )
      const [claimed] = await store.commit([pushes.claim(9_000, 60_000, 2)])
      deepEqual(claimed.map(({ item }) => item.id).sort(), [1_000n, 2_000n])
    },
  },
]

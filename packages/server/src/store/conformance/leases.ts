// What every engine keeps about leases (lease.ts), seen on pushes.
import { deepEqual } from 'node:assert/strict'
import type { DeviceId, MsgId } from '@posthouse/protocol'
import {
  aCallback,
  aDelivery,
  anOutcome,
  aPage,
  aPush,
  aTry,
  sampleApp,
  sampleId,
} from '../../domain/testing/samples.ts'
import type { Case } from './case.ts'

const ids = [3n, 4n, 2n ** 62n + 5n] as MsgId[]

/** See the head of the file. */
export const leaseCases: readonly Case[] = [
  {
    name: 'waiting pushes are claimed as one batch, and not twice while its lease lasts',
    run: async store => {
      const { pushes } = store.tables
      await store.commit([...ids].reverse().map(id => pushes.insert(aPush({ id }))))
      const [first] = await store.commit([pushes.claim(100n, 1_000, 60_000, 10)])
      const [second] = await store.commit([pushes.claim(101n, 59_999, 90_000, 10)])
      deepEqual([first, second], [[{ id: 100n, epoch: 1, pushIds: ids }], []])
    },
  },
  {
    name: 'F43: a lease that ran out is given anew, and the late holder is refused',
    run: async store => {
      const { pushes } = store.tables
      await store.commit(ids.map(id => pushes.insert(aPush({ id }))))
      const [[first]] = await store.commit([pushes.claim(100n, 1_000, 2_000, 10)])
      const [again] = await store.commit([pushes.claim(101n, 2_000, 9_000, 10)])
      deepEqual(again, [{ id: 100n, epoch: 2, pushIds: ids }])
      if (!first || !again[0]) throw new Error('nothing was claimed')
      deepEqual(await store.commit([pushes.planned(first)]), [false])
      deepEqual(await store.commitFenced([pushes.takenApart(first, 5)]), [false])
      deepEqual(await store.commit([pushes.planned(again[0]), pushes.planned(again[0])]), [true, false])
      deepEqual(await store.commit([pushes.claim(102n, 99_000, 100_000, 10)]), [[]])
    },
  },
  {
    name: 'I20: a batch that is taken apart becomes a batch per push, due at its instant',
    run: async store => {
      const { pushes } = store.tables
      await store.commit(ids.map(id => pushes.insert(aPush({ id }))))
      const [[batch]] = await store.commit([pushes.claim(100n, 1_000, 60_000, 10)])
      if (!batch) throw new Error('nothing was claimed')
      deepEqual(await store.commitFenced([pushes.takenApart(batch, 5_000)]), [true])
      deepEqual(await store.commit([pushes.claim(101n, 4_999, 60_000, 10), pushes.planned(batch)]), [[], false])
      const [parts] = await store.commit([pushes.claim(102n, 5_000, 60_000, 10)])
      deepEqual(
        parts.toSorted((left, right) => Number(left.id - right.id)),
        ids.map(id => ({ id, epoch: 1, pushIds: [id] })),
      )
    },
  },
  {
    name: 'F18: ending every lease makes leased rows due at once and refuses who held them, and leaves what waits',
    run: async store => {
      const { pushes, deliveries, pages, callbacks, leases } = store.tables
      const device = (deviceId: string, attempts = 1) => aDelivery({ deviceId: deviceId as DeviceId, attempts })
      const ids = (leased: readonly { readonly item: { readonly deviceId: DeviceId } }[]) =>
        leased.map(({ item }) => item.deviceId).sort()
      const waitsUntil = { state: 'waiting', dueAtMs: 70_000 } as const
      await store.commit([
        pushes.insert(aPush()),
        pages.insert(aPage(), 61_000),
        pages.insert(aPage({ id: 2n }), 61_000),
        deliveries.insertLeased(device('begun'), 1_000, 61_000),
        deliveries.insertLeased(device('put off'), 1_000, 61_000),
        deliveries.insertLeased(device('ended'), 1_000, 61_000),
        deliveries.insertWaiting(device('paused'), 1_000, 70_000),
        deliveries.insertWaiting(device('again'), 1_000, 500),
        ...[1n, 2n, 3n].map(id => callbacks.insert(aCallback({ id }), id === 3n ? 70_000 : 10)),
      ])
      const { ruleId } = aCallback()
      await store.commit([
        pushes.claim(100n, 1_000, 11_000, 9),
        deliveries.claim(1_000, 61_000, 9),
        callbacks.claim(ruleId, 1_000, 91_000, 9),
      ])
      await store.commit([
        pages.settled(aPage({ id: 2n }), 1, 1_500, [undefined]),
        deliveries.waiting(device('put off'), 1, 70_000),
        deliveries.done(device('ended'), 1, anOutcome()),
        deliveries.started(device('again', 2), 1, 62_000),
        callbacks.tried(aCallback({ id: 2n }), 1, aTry(), waitsUntil),
      ])
      deepEqual(await store.commit([leases.releaseAll(2_000), leases.releaseAll(2_000)]), [5, 0])
      const stale = await store.commit([
        pushes.planned({ id: 100n, epoch: 1, pushIds: [] }),
        pages.takenApart(aPage().id, 1),
        deliveries.done(device('begun'), 1, anOutcome()),
        deliveries.started(device('again', 2), 1, 63_000),
        callbacks.tried(aCallback({ id: 1n }), 1, aTry(), waitsUntil),
      ])
      deepEqual(stale, [false, false, false, false, false])
      const [planned, paged, begun, tried] = await store.commit([
        pushes.claim(101n, 2_000, 12_000, 9),
        pages.claim(2_000, 62_000, 9),
        deliveries.claim(2_000, 62_000, 9),
        callbacks.claim(ruleId, 2_000, 92_000, 9),
      ])
      deepEqual(planned, [{ id: 100n, epoch: 3, pushIds: [sampleId] }])
      deepEqual(paged, [{ item: aPage(), epoch: 3 }])
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
      const [claimed] = await store.commit([pushes.claim(1n, 9_000, 60_000, 2)])
      deepEqual(
        claimed.map(({ pushIds }) => pushIds),
        [[1_000n, 2_000n]],
      )
      const [rest] = await store.commit([pushes.claim(2n, 9_000, 60_000, 2)])
      deepEqual(
        rest.map(({ pushIds }) => pushIds),
        [[3_000n]],
      )
    },
  },
]

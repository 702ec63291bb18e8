// What every engine keeps about commits: a unit is whole or nothing, alone at fault, and nothing happens behind a fence that does not hold.
import { deepEqual, equal, rejects } from 'node:assert/strict'
import type { MsgId } from '@posthouse/protocol'
import { asyncProperty, bigInt, assert as hold } from 'fast-check'
import { aDelivery, anOutcome, aPush, aUser, sampleApp, sampleId } from '../../domain/testing/samples.ts'
import { StoreError } from '../../ports/store.ts'
import { type Case, tablet } from './case.ts'

const idMax = 2n ** 63n - 1n

/** See the head of the file. */
export const commitCases: readonly Case[] = [
  {
    name: 'a unit that conflicts rejects alone, and the others of its group are kept',
    run: async store => {
      const { pushes } = store.tables
      const ids = [1n, 2n, 1n, 3n] as MsgId[]
      const ends = await Promise.allSettled(ids.map(id => store.commit([pushes.insert(aPush({ id }))])))
      const kinds = ends.map(end => (end.status === 'rejected' ? (end.reason as StoreError).kind : end.status))
      deepEqual(kinds, ['fulfilled', 'fulfilled', 'conflict', 'fulfilled'])
      deepEqual((await pushes.findMany(ids)).map(push => push.id).sort(), [1n, 2n, 3n])
      equal(store.failed.aborted, false)
    },
  },
  {
    name: 'a unit happens whole or not at all',
    run: async store => {
      const { pushes, counters } = store.tables
      await store.commit([pushes.insert(aPush())])
      const first = aPush({ id: 5n as MsgId })
      const counted = counters.add(sampleApp, '2026-11-21', 'APNS', { targeted: 1 })
      await rejects(
        store.commit([pushes.insert(first), counted, pushes.insert(aPush())]),
        (error: unknown) => error instanceof StoreError && error.kind === 'conflict',
      )
      equal(await pushes.find(sampleApp, first.id), undefined)
      deepEqual(await counters.ofApp(sampleApp, '2026-11-21', '2026-11-21'), [])
    },
  },
  {
    name: 'a commit reports what each of its writes reports, in their order',
    run: async store => {
      const { users, tokens, counters } = store.tables
      const results = await store.commit([
        users.insert(aUser(), 'hash'),
        users.insert(aUser(), 'other'),
        counters.add(sampleApp, '2026-11-21', '', { fail: 2 }),
        tokens.deleteExpired(10, 10),
      ])
      deepEqual(results, [true, false, undefined, 0])
      equal(await users.passwordHash(sampleApp, aUser().username), 'hash')
      deepEqual(await store.commit([]), [])
    },
  },
  {
    name: 'fenced units are independent: nothing of a unit happens where its fence does not hold',
    run: async store => {
      const { pushes, deliveries, counters } = store.tables
      const ids = [10n, 11n, 12n] as MsgId[]
      await Promise.all(ids.map(id => store.commit([pushes.insert(aPush({ id }))])))
      const taken = []
      for (const id of ids) taken.push(...(await store.commit([pushes.claim(id + 90n, 2_000, 60_000, 1)]))[0])
      deepEqual(
        taken.map(({ pushIds }) => pushIds),
        ids.map(id => [id]),
      )
      const done: number[] = []
      const held = await store.commitFenced(
        taken.map(({ id: batchId, epoch, pushIds: [id = 0n as MsgId] }, index) => ({
          fence: pushes.planned({ id: batchId, epoch: index === 1 ? 9 : epoch, pushIds: [] }),
          writes: [
            deliveries.insertLeased(aDelivery({ pushId: id }), 2_000, 60_000),
            deliveries.insertLeased(aDelivery({ pushId: id, deviceId: tablet }), 2_000, 60_000),
            counters.add(sampleApp, '2026-11-21', 'APNS', { targeted: 2 }),
          ],
          done: () => done.push(index),
        })),
      )
      deepEqual(
        [held, done.toSorted((one, other) => one - other)],
        [
          [true, false, true],
          [0, 2],
        ],
      )
      const counts = await Promise.all(ids.map(async id => (await deliveries.ofPush(sampleApp, id)).length))
      deepEqual(counts, [2, 0, 2])
      equal((await counters.ofApp(sampleApp, '2026-11-01', '2026-11-30'))[0]?.targeted, 4)
    },
  },
  {
    name: 'of two units behind the same fence in one group, one holds',
    run: async store => {
      const { pushes, counters } = store.tables
      await store.commit([pushes.insert(aPush())])
      const [batches] = await store.commit([pushes.claim(1n, 2_000, 60_000, 10)])
      const [batch = { id: 0n, epoch: 0, pushIds: [] }] = batches
      const unit = {
        fence: pushes.planned(batch),
        writes: [counters.add(sampleApp, '2026-11-21', '', { targeted: 1 })],
      }
      deepEqual((await store.commitFenced([unit, unit, unit])).filter(Boolean), [true])
      equal((await store.tables.counters.ofApp(sampleApp, '2026-11-21', '2026-11-21'))[0]?.targeted, 1)
    },
  },
  {
    name: 'S32: every 63-bit id keeps all its digits on every way through the store',
    run: async store => {
      const { pushes, deliveries } = store.tables
      await hold(
        asyncProperty(bigInt({ min: 1n, max: idMax - 1n }), async drawn => {
          const id = drawn as MsgId
          if (await pushes.find(sampleApp, id)) return
          const push = aPush({ id })
          await store.commit([pushes.insert(push), deliveries.insertDone(aDelivery({ pushId: id }), 1, anOutcome())])
          deepEqual(await pushes.find(sampleApp, id), push)
          deepEqual(await pushes.findMany([id]), [push])
          deepEqual(await pushes.ofUser(sampleApp, push.target, (id + 1n) as MsgId, 1), [push])
          equal((await deliveries.ofPush(sampleApp, id))[0]?.delivery.pushId, id)
        }),
        { numRuns: 30, examples: [[sampleId], [idMax - 1n], [2n ** 53n + 1n]] },
      )
    },
  },
]

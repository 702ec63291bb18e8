// What every engine keeps about deliveries: one per push and device, one outcome, every write under its epoch.
import { deepEqual, equal, rejects } from 'node:assert/strict'
import type { DeviceId, MsgId } from '@posthouse/protocol'
import { aCallback, aDelivery, anAttempt, anOutcome, sampleApp, sampleId } from '../../domain/testing/samples.ts'
import { StoreError } from '../../ports/store.ts'
import type { Case } from './case.ts'

/** See the head of the file. */
export const deliveryCases: readonly Case[] = [
  {
    name: 'I2: a second delivery of the same push and device is refused as a conflict',
    run: async store => {
      const { deliveries } = store.tables
      await store.commit([deliveries.insertLeased(aDelivery(), 1_000, 60_000)])
      const isConflict = (error: unknown): boolean => error instanceof StoreError && error.kind === 'conflict'
      await rejects(store.commit([deliveries.insertDone(aDelivery(), 1_000, anOutcome())]), isConflict)
      await rejects(store.commit([deliveries.insertWaiting(aDelivery(), 1_000, 5)]), isConflict)
      await rejects(store.commit([deliveries.insertLeased(aDelivery(), 1_000, 5)]), isConflict)
    },
  },
  {
    name: 'I2: a delivery that is done takes no second outcome and no further attempt',
    run: async store => {
      const { deliveries } = store.tables
      await store.commit([deliveries.insertLeased(aDelivery(), 1_000, 60_000)])
      const first = anOutcome({ possibleDuplicate: true })
      deepEqual(await store.commit([deliveries.done(aDelivery({ ambiguous: 1 }), 1, first)]), [true])
      const later = await store.commit([
        deliveries.done(aDelivery(), 1, anOutcome({ status: 'fail', reason: 'vendor-refused' })),
        deliveries.waiting(aDelivery(), 1, 5),
        deliveries.started(aDelivery(), 1, 5),
        deliveries.claim(99_000, 100_000, 10),
      ])
      deepEqual(later, [false, false, false, []])
      deepEqual(await deliveries.ofPush(sampleApp, sampleId), [
        { delivery: aDelivery({ ambiguous: 1 }), plannedAtMs: 1_000, dueAtMs: undefined, outcome: first },
      ])
    },
  },
  {
    name: 'a delivery goes from attempt to waiting to attempt, and every write is fenced by its epoch',
    run: async store => {
      const { deliveries } = store.tables
      await store.commit([deliveries.insertLeased(aDelivery(), 1_000, 60_000)])
      const waiting = aDelivery({ attemptOpen: false, ways: [] })
      deepEqual(await store.commit([deliveries.waiting(waiting, 1, 8_000)]), [true])
      const [claimed] = await store.commit([deliveries.claim(8_000, 20_000, 10)])
      deepEqual(claimed, [{ item: waiting, epoch: 2 }])
      const started = aDelivery({ attempts: 2 })
      const stale = await store.commit([
        deliveries.started(started, 1, 30_000),
        deliveries.done(started, 1, anOutcome()),
      ])
      deepEqual(stale, [false, false])
      deepEqual(await store.commit([deliveries.started(started, 2, 30_000)]), [true])
      deepEqual(await deliveries.ofPush(sampleApp, sampleId), [
        { delivery: started, plannedAtMs: 1_000, dueAtMs: 30_000, outcome: undefined },
      ])
    },
  },
  {
    name: 'many deliveries are claimed at once, each with its own key',
    run: async store => {
      const { deliveries } = store.tables
      const devices = ['a', 'b', 'c'] as DeviceId[]
      await store.commit(devices.map(deviceId => deliveries.insertWaiting(aDelivery({ deviceId }), 1, 5)))
      await store.commit([deliveries.insertWaiting(aDelivery({ deviceId: 'later' as DeviceId }), 1, 6)])
      const [claimed] = await store.commit([deliveries.claim(5, 60, 10)])
      deepEqual(
        claimed.map(({ item, epoch }) => [item.deviceId, epoch]).sort(),
        devices.map(device => [device, 1]),
      )
    },
  },
  {
    name: 'settling many deliveries in one group gives each its own outcome, attempts and callbacks',
    run: async store => {
      const { deliveries, attempts, counters, callbacks } = store.tables
      const ids = Array.from({ length: 40 }, (_, index) => BigInt(100 + index) as MsgId)
      await store.commit(
        ids.flatMap(pushId => [
          deliveries.insertLeased(aDelivery({ pushId }), 1, 60),
          attempts.started(sampleApp, anAttempt({ pushId })),
        ]),
      )
      const held = await store.commitFenced(
        ids.map((pushId, index) => ({
          fence: deliveries.done(aDelivery({ pushId }), index % 5 === 0 ? 3 : 1, anOutcome({ answer: `"${pushId}"` })),
          writes: [
            attempts.ended(pushId, aDelivery().deviceId, 1, {
              endedAtMs: 9,
              kind: 'accepted',
              code: `${pushId}`,
              answer: undefined,
            }),
            counters.add(sampleApp, '2026-11-21', index % 2 ? 'APNS' : 'FCM', { success: 1 }),
            callbacks.insert(aCallback({ id: pushId, pushId }), 10),
          ],
        })),
      )
      deepEqual(
        held,
        ids.map((_, index) => index % 5 !== 0),
      )
      for (const [index, pushId] of ids.entries()) {
        const settled: boolean = held[index] === true
        equal((await deliveries.ofPush(sampleApp, pushId))[0]?.outcome?.answer, settled ? `"${pushId}"` : undefined)
        equal((await attempts.ofPush(sampleApp, pushId))[0]?.end?.code, settled ? `${pushId}` : undefined)
        equal((await callbacks.ofPush(sampleApp, pushId)).length, settled ? 1 : 0)
      }
      const counted = await counters.ofApp(sampleApp, '2026-11-21', '2026-11-21')
      deepEqual(
        counted.map(({ provider, success }) => [provider, success]),
        [
          ['APNS', 16],
          ['FCM', 16],
        ],
      )
    },
  },
]

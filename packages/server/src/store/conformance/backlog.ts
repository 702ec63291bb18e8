// What every engine tells of the whole server's backlog: what waits in each place, since when, and no more than was asked for.
import { deepEqual } from 'node:assert/strict'
import type { DeviceId } from '@posthouse/protocol'
import { idTimeMs } from '../../base/ids.ts'
import { aCallback, aDelivery, aPage, aPush, aTry, sampleId } from '../../domain/testing/samples.ts'
import type { BacklogKind } from '../../ports/backlog.ts'
import type { Store } from '../../ports/store.ts'
import { type Case, otherApp, tablet } from './case.ts'

async function look(store: Store, nowMs: number, max = 9): Promise<Partial<Record<BacklogKind, unknown>>> {
  const places = await store.tables.backlog.look(nowMs, max)
  return Object.fromEntries(
    places.filter(({ waiting }) => waiting > 0).map(({ kind, waiting, oldestAtMs }) => [kind, [waiting, oldestAtMs]]),
  )
}

/** See the head of the file. */
export const backlogCases: readonly Case[] = [
  {
    name: 'the backlog counts what is due in each place of all apps, and since when it waits',
    run: async store => {
      const { pushes, deliveries, pages, callbacks } = store.tables
      deepEqual(await look(store, 100_000), {})
      await store.commit([
        pushes.insert(aPush()),
        deliveries.insertWaiting(aDelivery(), 1_000, 60_000),
        deliveries.insertWaiting(aDelivery({ deviceId: tablet }), 1_000, 70_000),
        deliveries.insertWaiting(aDelivery({ appId: otherApp, deviceId: 'x' as DeviceId }), 1_000, 200_000),
        pages.insert(aPage(), 60_000),
        pages.insertWaiting(aPage({ id: 7n, taskId: 3n }), 90_000),
        callbacks.insert(aCallback(), 500_000),
        callbacks.insert(aCallback({ id: aCallback().id + 1n }), 1_000),
      ])
      const made = idTimeMs(sampleId)
      deepEqual(await look(store, 100_000), {
        push: [1, made],
        delivery: [2, 60_000],
        page: [1, 90_000],
        callback: [2, idTimeMs(aCallback().id)],
      })
      deepEqual((await look(store, 100_000, 1))['delivery'], [1, 60_000])
      deepEqual((await look(store, 10_000))['delivery'], undefined)
    },
  },
  {
    name: 'a dead letter is in the backlog until somebody replays it',
    run: async store => {
      const { callbacks } = store.tables
      await store.commit([callbacks.insert(aCallback(), 1_000)])
      const [[leased]] = await store.commit([callbacks.claim(aCallback().ruleId, 1_000, 90_000, 9)])
      const epoch = leased?.epoch ?? 0
      const dead = callbacks.tried(aCallback(), epoch, aTry({ error: 'gone' }), { state: 'dead', dueAtMs: undefined })
      deepEqual(await store.commitFenced([{ fence: dead, writes: [] }]), [true])
      deepEqual(await look(store, 100_000), { 'dead-letter': [1, idTimeMs(aCallback().id)] })
    },
  },
]

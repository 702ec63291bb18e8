// What every engine tells of an app as a whole, and of an app alone: its ledger, what waits, what was there once.
import { deepEqual } from 'node:assert/strict'
import type { DeviceId, MsgId } from '@posthouse/protocol'
import {
  aBinding,
  aCallback,
  aDelivery,
  anOutcome,
  aPage,
  aPush,
  aTry,
  sampleApp,
  sampleId,
} from '../../domain/testing/samples.ts'
import { type Case, otherApp, tablet } from './case.ts'

const later = (sampleId + 1n) as MsgId
const empty = { waiting: 0, oldestId: undefined }

/** See the head of the file. */
export const overviewCases: readonly Case[] = [
  {
    name: 'I17: the ledger counts outcomes of all days, and what is open where it waits',
    run: async store => {
      const { overview, counters, pages, deliveries } = store.tables
      const nothing = { targeted: 0, success: 0, fail: 0, error: 0, open: 0, isWhole: true }
      deepEqual(await overview.ledger(sampleApp, 9), nothing)
      const page = aPage({ deliveries: [aDelivery(), aDelivery({ deviceId: tablet })] })
      await store.commit([
        counters.add(sampleApp, '2026-11-20', 'APNS', { targeted: 5, success: 2, fail: 2, error: 1 }),
        counters.add(sampleApp, '2026-11-21', '', { targeted: 4, fail: 1 }),
        counters.add(otherApp, '2026-11-21', '', { targeted: 7 }),
        pages.insert(page, 60_000),
        deliveries.insertWaiting(aDelivery({ pushId: later }), 1_000, 60_000),
        deliveries.insertDone(aDelivery({ pushId: later, deviceId: tablet }), 1_000, anOutcome()),
        deliveries.insertWaiting(aDelivery({ appId: otherApp, deviceId: 'x' as DeviceId }), 1_000, 60_000),
      ])
      const sums = { targeted: 9, success: 2, fail: 3, error: 1, open: 3, isWhole: true }
      deepEqual(await overview.ledger(sampleApp, 9), sums)
      deepEqual(await overview.ledger(sampleApp, 1), { ...sums, isWhole: false })
      const end = { code: 'x', answer: undefined }
      await store.commit([pages.settled(page, 1, 3_000, [end, undefined])])
      deepEqual(await overview.ledger(sampleApp, 9), { ...sums, open: 1 })
    },
  },
  {
    name: 'what waits is counted by app up to a bound, with the oldest',
    run: async store => {
      const { overview, pushes, pages, deliveries } = store.tables
      await store.commit([
        pushes.insert(aPush()),
        pushes.insert(aPush({ id: later })),
        pushes.insert(aPush({ id: 5n as MsgId, appId: otherApp })),
        pages.insert(aPage(), 60_000),
        pages.insertWaiting(aPage({ id: 7n, taskId: 3n }), 90_000),
        pages.insertSkipped(aPage({ id: 8n, taskId: 3n }), [{ code: '', answer: undefined, skipped: 'no-user' }]),
        deliveries.insertWaiting(aDelivery({ pushId: later }), 1_000, 60_000),
      ])
      deepEqual(await overview.pushes(sampleApp, 9), { waiting: 2, oldestId: sampleId })
      deepEqual(await overview.pushes(sampleApp, 2), { waiting: 1, oldestId: sampleId })
      deepEqual(await overview.pages(sampleApp, 9), { waiting: 2, oldestId: 7n })
      deepEqual(await overview.pages(sampleApp, 1), { waiting: 1, oldestId: 7n })
      deepEqual(await overview.deliveries(sampleApp, 9), { waiting: 1, oldestId: later })
      for (const depth of ['pages', 'deliveries', 'handovers'] as const)
        deepEqual(await overview[depth](otherApp, 9), empty)
    },
  },
  {
    name: 'callbacks of a rule wait or are dead, and the first that was answered is known',
    run: async store => {
      const { overview, callbacks, bindings } = store.tables
      const { ruleId } = aCallback()
      deepEqual(await overview.firsts(sampleApp, 9), { isBound: false, isAnswered: false })
      await store.commit([
        bindings.put(aBinding()),
        ...[3n, 4n, 5n].map(id => callbacks.insert(aCallback({ id }), 1_000)),
        callbacks.insert(aCallback({ id: 6n, ruleId: ruleId + 1n }), 1_000),
      ])
      deepEqual(await overview.callbacks(ruleId, 2), { waiting: 2, oldestId: 3n })
      deepEqual(await overview.firsts(sampleApp, 9), { isBound: true, isAnswered: false })
      const [claimed] = await store.commit([callbacks.claim(ruleId, 1_000, 2_000, 2)])
      for (const [index, state] of (['dead', 'delivered'] as const).entries()) {
        const { item, epoch } = claimed[index] ?? { item: aCallback(), epoch: 0 }
        await store.commit([callbacks.tried(item, epoch, aTry(), { state, dueAtMs: undefined })])
      }
      deepEqual(await overview.callbacks(ruleId, 9), { waiting: 1, oldestId: 5n })
      deepEqual(await overview.deadLetters(sampleApp, 9), [{ ruleId, waiting: 1, oldestId: 3n }])
      deepEqual(await overview.deadLetters(otherApp, 9), [])
      deepEqual(await overview.firsts(sampleApp, 9), { isBound: true, isAnswered: true })
      deepEqual(await overview.firsts(sampleApp, 1), { isBound: true, isAnswered: false })
    },
  },
]

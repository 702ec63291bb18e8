// What every engine tells an operator about callbacks: counts before a replay, a replay's progress and its end by hand, a rule's tries.
import { deepEqual, equal } from 'node:assert/strict'
import type { MsgId } from '@posthouse/protocol'
import type { Callback } from '../../domain/callback-rule.ts'
import { aCallback, aTry, sampleApp, sampleId } from '../../domain/testing/samples.ts'
import type { Store } from '../../ports/store.ts'
import { type Case, otherApp } from './case.ts'

const { ruleId } = aCallback()
const end = { state: 'dead', dueAtMs: undefined } as const

/** Callbacks that are dead after one try. */
async function insertDead(store: Store, callbacks: readonly Callback[]): Promise<void> {
  const { callbacks: table } = store.tables
  await store.commit(callbacks.map(callback => table.insert(callback, 10)))
  const [claimed] = await store.commit([table.claim(ruleId, 10, 100, callbacks.length)])
  await store.commit(claimed.map(({ item, epoch }) => table.tried(item, epoch, aTry({ callbackId: item.id }), end)))
}

/** See the head of the file. */
export const callbackDeskCases: readonly Case[] = [
  {
    name: 'callbacks are counted by every member of a selection, among the newest in their states, and no further',
    run: async store => {
      const { callbackDesk, callbacks } = store.tables
      await insertDead(store, [
        aCallback({ id: 1n, createdAtMs: 1_000 }),
        aCallback({ id: 2n, createdAtMs: 2_000, status: 'fail' }),
        aCallback({ id: 3n, createdAtMs: 3_000, event: 'chat', pushId: 77n as MsgId }),
      ])
      await store.commit([
        callbacks.insert(aCallback({ id: 4n }), 500),
        callbacks.insert(aCallback({ id: 5n, appId: otherApp }), 500),
      ])
      const count = async (selection: Parameters<typeof callbackDesk.count>[1], lookedMax = 9) => {
        const { counted, isMore } = await callbackDesk.count(sampleApp, selection, lookedMax)
        return isMore ? `at least ${counted}` : counted
      }
      equal(await count({}), 4)
      equal(await count({ states: ['dead'] }), 3)
      equal(await count({ states: ['dead'], fromMs: 2_000 }), 2)
      equal(await count({ states: ['dead'], untilMs: 2_000 }), 1)
      equal(await count({ states: ['dead'], statuses: ['fail'] }), 1)
      equal(await count({ states: ['dead'], events: ['chat', 'presence'] }), 1)
      equal(await count({ states: ['dead'], ruleId: 99n }), 0)
      equal(await count({ pushId: 77n as MsgId }), 1)
      equal(await count({ pushIds: [77n as MsgId, sampleId] }), 4)
      equal(await count({ pushIds: [] }), 0)
      equal(await count({ states: ['dead'] }, 2), 'at least 2')
      const window = (before: bigint | undefined, lookedMax: number) =>
        callbackDesk.windowBelow(sampleApp, before, lookedMax)
      deepEqual([await window(undefined, 2), await window(3n, 2), await window(3n, 3)], [3n, 1n, undefined])
      deepEqual((await callbacks.list(sampleApp, { fromId: 3n }, undefined, 9)).length, 2)
      equal(await count({ states: ['dead'], untilMs: 2_000 }, 2), 'at least 0')
      equal(await count({ states: ['dead'], untilMs: 2_000, belowId: 2n }, 2), 1)
      const above = (selection: Parameters<typeof callbackDesk.count>[1], lookedMax: number) =>
        callbackDesk.windowAbove(sampleApp, selection, lookedMax)
      deepEqual(
        [await above({}, 2), await above({ fromId: 3n }, 2), await above({ fromId: 3n }, 3)],
        [3n, 5n, undefined],
      )
      deepEqual([await above({ states: ['dead'], fromId: 2n }, 2), await above({ belowId: 3n }, 3)], [4n, undefined])
      deepEqual([await above({ pushId: 77n as MsgId }, 1), await above({ pushIds: [] }, 1)], [4n, undefined])
      deepEqual(
        (await callbacks.list(sampleApp, { events: ['chat'] }, undefined, 9)).map(({ callback }) => callback.id),
        [3n],
      )
      deepEqual(
        (await callbacks.list(sampleApp, { pushIds: [sampleId] }, undefined, 9)).map(({ callback }) => callback.id),
        [4n, 2n, 1n],
      )
    },
  },
  {
    name: 'a replay is followed; cancelled, what still waits is what it was before, and a try under way is refused',
    run: async store => {
      const { callbackDesk, callbacks } = store.tables
      await insertDead(
        store,
        [1n, 2n, 3n, 4n].map(id => aCallback({ id })),
      )
      await store.commit([callbacks.insert(aCallback({ id: 5n }), 9_999)])
      const as = { id: 70n, nowMs: 700, limit: 9 }
      deepEqual(await store.commit([callbacks.replay(sampleApp, { states: ['dead'] }, as)]), [4])
      equal(await callbackDesk.replayed(sampleApp, 71n), undefined)
      equal(await callbackDesk.replayed(otherApp, 70n), undefined)
      const none = { waiting: 0, retrying: 0, delivered: 0, dead: 0, putBack: 0 }
      deepEqual(await callbackDesk.replayed(sampleApp, 70n), { ...none, waiting: 4 })

      const [claimed] = await store.commit([callbacks.claim(ruleId, 700, 900, 3)])
      const [one, two, late] = claimed
      const tried = (leased: typeof one, state: 'delivered' | 'waiting', dueAtMs?: number) =>
        callbacks.tried(aCallback({ id: leased?.item.id ?? 0n }), leased?.epoch ?? 0, aTry(), { state, dueAtMs })
      await store.commit([tried(one, 'delivered'), tried(two, 'waiting', 5_000)])
      deepEqual(await callbackDesk.replayed(sampleApp, 70n), { ...none, waiting: 2, retrying: 1, delivered: 1 })

      deepEqual(await store.commit([callbackDesk.cancelReplay(otherApp, 70n, { nowMs: 800, limit: 9 })]), [0])
      const cancel = (limit: number) => callbackDesk.cancelReplay(sampleApp, 70n, { nowMs: 800, limit })
      deepEqual(await store.commit([cancel(2), cancel(2)]), [2, 1])
      deepEqual(await store.commit([tried(late, 'delivered')]), [false])
      deepEqual(await callbackDesk.replayed(sampleApp, 70n), { ...none, delivered: 1, putBack: 3 })
      const listed = await callbacks.list(sampleApp, {}, undefined, 9)
      deepEqual(
        listed.map(({ callback, state }) => [callback.id, state]),
        [
          [5n, 'waiting'],
          [4n, 'dead'],
          [3n, 'dead'],
          [2n, 'dead'],
          [1n, 'delivered'],
        ],
      )
      deepEqual(await store.commit([cancel(9)]), [0])
    },
  },
  {
    name: "a rule's latest tries are found, each with how it ended, and nobody else's",
    run: async store => {
      const { callbackDesk, callbacks } = store.tables
      await store.commit([
        callbacks.insert(aCallback({ id: 1n }), 10),
        callbacks.insert(aCallback({ id: 2n, ruleId: 8n }), 10),
      ])
      const next = { state: 'waiting', dueAtMs: 10 } as const
      for (const made of [
        aTry({ callbackId: 1n, atMs: 100, durationMs: 5, httpStatus: 500, error: 'no' }),
        aTry({ callbackId: 1n, atMs: 200, durationMs: 6, httpStatus: 200, error: undefined }),
        aTry({ callbackId: 1n, atMs: 300, durationMs: 7, httpStatus: undefined, error: 'reset' }),
      ]) {
        const [[leased]] = await store.commit([callbacks.claim(ruleId, 10, 20, 1)])
        await store.commit([callbacks.tried(aCallback({ id: 1n }), leased?.epoch ?? 0, made, next)])
      }
      deepEqual(await callbackDesk.triesOf(ruleId, 150, 9), [
        { durationMs: 7, httpStatus: undefined, isTaken: false },
        { durationMs: 6, httpStatus: 200, isTaken: true },
      ])
      equal((await callbackDesk.triesOf(ruleId, 0, 2)).length, 2)
      deepEqual(await callbackDesk.triesOf(8n, 0, 9), [])
      const waiting = (of: bigint, max = 9, app = sampleApp) => callbackDesk.waitingOf(app, of, max)
      await store.commit([callbacks.insert(aCallback({ id: 3n }), 10)])
      deepEqual(
        [await waiting(ruleId), await waiting(ruleId, 1), await waiting(9n), await waiting(ruleId, 9, otherApp)],
        [2, 1, 0, 0],
      )
    },
  },
]

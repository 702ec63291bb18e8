// What every engine keeps of callbacks that nobody took.
import { deepEqual } from 'node:assert/strict'
import type { Callback } from '../../domain/callback-rule.ts'
import { aCallback, aTry, sampleApp, sampleId } from '../../domain/testing/samples.ts'
import type { Store } from '../../ports/store.ts'
import { type Case, otherApp } from './case.ts'

const { ruleId } = aCallback()
const window = 600_000
const grid = { windowMs: window, shiftMs: 0 }

/** See the head of the file. */
export const callbackStorageCases: readonly Case[] = [
  {
    name: 'dead callbacks are counted by windows of the time when they were given up',
    run: async store => {
      const { callbackStorage } = store.tables
      await bury(store, aCallback({ id: 1n }), window - 1)
      await bury(store, aCallback({ id: 2n }), window)
      await bury(store, aCallback({ id: 3n }), 2 * window - 1)
      await bury(store, aCallback({ id: 4n, appId: otherApp }), window)
      await store.commit([store.tables.callbacks.insert(aCallback({ id: 5n }), 1)])
      deepEqual(await callbackStorage.windows(sampleApp, 0, grid), [
        { startMs: 0, size: 1, resends: 0 },
        { startMs: window, size: 2, resends: 0 },
      ])
      deepEqual(await callbackStorage.windows(sampleApp, window, grid), [{ startMs: window, size: 2, resends: 0 }])
      deepEqual(await callbackStorage.windows(sampleApp, 0, { windowMs: window, shiftMs: 1 }), [
        { startMs: window - 1, size: 2, resends: 0 },
        { startMs: 2 * window - 1, size: 1, resends: 0 },
      ])
    },
  },
  {
    name: 'a window is sent again, counts it, and gets back what is given up again',
    run: async store => {
      const { callbackStorage, callbacks } = store.tables
      await bury(store, aCallback({ id: 1n }), 5)
      await bury(store, aCallback({ id: 2n, ruleId: 7n }), 6)
      await bury(store, aCallback({ id: 3n, appId: otherApp }), 6)
      await bury(store, aCallback({ id: 4n }), window)
      const selection = { ruleIds: [ruleId], fromMs: 0, untilMs: window, resendsMax: 2 }
      const resend = (url?: string) => callbackStorage.resend(sampleApp, selection, url, 9)
      deepEqual(await store.commit([resend('https://example.com/again'), resend()]), [1, 0])
      deepEqual(await callbackStorage.windows(sampleApp, 0, grid), [
        { startMs: 0, size: 1, resends: 0 },
        { startMs: window, size: 1, resends: 0 },
      ])
      const [claimed] = await store.commit([callbacks.claim(ruleId, 900, 1_900, 5)])
      deepEqual(
        claimed.map(({ item }) => [item.id, item.tries, item.targetUrl]),
        [[1n, 0, 'https://example.com/again']],
      )
      const dead = { state: 'dead', dueAtMs: undefined } as const
      const again = callbacks.tried(aCallback({ id: 1n }), claimed[0]?.epoch ?? 0, aTry({ atMs: 3 * window }), dead)
      deepEqual(await store.commit([again]), [true])
      deepEqual((await callbackStorage.windows(sampleApp, 0, grid))[0], { startMs: 0, size: 2, resends: 1 })
      deepEqual(
        await store.commit([callbackStorage.resend(sampleApp, { ...selection, resendsMax: 1 }, undefined, 9)]),
        [0],
      )
      deepEqual(await store.commit([resend()]), [1])
      const [own] = await store.commit([callbacks.claim(ruleId, 900, 1_900, 5)])
      deepEqual(own[0]?.item.targetUrl, undefined)
    },
  },
  {
    name: 'an operator’s replay starts anew: no other URL, and no count',
    run: async store => {
      const { callbackStorage, callbacks } = store.tables
      await bury(store, aCallback({ id: 1n }), 5)
      const selection = { ruleIds: [ruleId], fromMs: 0, untilMs: window, resendsMax: 10 }
      await store.commit([callbackStorage.resend(sampleApp, selection, 'https://example.com/again', 9)])
      await store.commit([callbacks.claim(ruleId, 900, 1_900, 5)])
      await store.commit([callbacks.replay(sampleApp, { states: ['waiting'] }, { id: 70n, nowMs: 1_000, limit: 9 })])
      const [claimed] = await store.commit([callbacks.claim(ruleId, 1_000, 1_900, 5)])
      deepEqual(claimed[0]?.item.targetUrl, undefined)
      const dead = { state: 'dead', dueAtMs: undefined } as const
      const made = aTry({ atMs: 2 * window })
      await store.commit([callbacks.tried(aCallback({ id: 1n }), claimed[0]?.epoch ?? 0, made, dead)])
      deepEqual(await callbackStorage.windows(sampleApp, 0, grid), [{ startMs: 2 * window, size: 1, resends: 0 }])
    },
  },
  {
    name: 'dead letters are deleted with their tries, the oldest first, and nothing else is',
    run: async store => {
      const { callbackStorage, callbacks } = store.tables
      for (const [id, atMs] of [
        [1n, 10],
        [2n, 20],
        [3n, 30],
      ] as const)
        await bury(store, aCallback({ id }), atMs)
      await store.commit([callbacks.insert(aCallback({ id: 4n }), 1)])
      deepEqual(await store.commit([callbackStorage.deleteBefore(30, 1)]), [1])
      const left = async () => (await callbacks.ofPush(sampleApp, sampleId)).map(one => one.callback.id)
      deepEqual(await left(), [2n, 3n, 4n])
      deepEqual(await store.commit([callbackStorage.deleteBefore(30, 9)]), [1])
      deepEqual(await left(), [3n, 4n])
      await store.commit([callbacks.insert(aCallback({ id: 1n }), 1)])
      deepEqual((await callbacks.ofPush(sampleApp, sampleId))[0]?.tries, [])
    },
  },
]

/** Inserts a callback and gives it up at the instant. */
async function bury({ commit, tables: { callbacks } }: Store, callback: Callback, atMs: number): Promise<void> {
  await commit([callbacks.insert(callback, 1)])
  const [claimed] = await commit([callbacks.claim(callback.ruleId, 1, 2, 1)])
  const epoch = claimed.find(({ item }) => item.id === callback.id)?.epoch ?? 0
  const dead = { state: 'dead', dueAtMs: undefined } as const
  deepEqual(await commit([callbacks.tried(callback, epoch, aTry({ callbackId: callback.id, atMs }), dead)]), [true])
}

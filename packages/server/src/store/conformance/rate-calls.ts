// What every engine keeps of calls that are counted together: no more than allowed within a window, whoever takes them.
import { deepEqual, equal, ok } from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { sampleApp } from '../../domain/testing/samples.ts'
import { type Case, otherApp } from './case.ts'

/** See the head of the file. */
export const rateCallCases: readonly Case[] = [
  {
    name: 'calls that are counted together are let through as often as allowed, for each app and name on its own',
    run: async store => {
      const { rateCalls } = store.tables
      const take = (name: string, calls: number, appId = sampleApp) => rateCalls.take(appId, name, calls, 60_000)
      const ends = await store.commit([
        take('pushSync', 1),
        take('pushSync', 1),
        take('pushSync', 1, otherApp),
        take('label', 3),
        take('label', 3),
        take('label', 3),
        take('label', 3),
      ])
      deepEqual(ends, [true, false, true, true, true, true, false])
      const waitMs = await rateCalls.waitMs(sampleApp, 'pushSync', 60_000)
      ok(waitMs > 55_000 && waitMs <= 60_000, `${waitMs}`)
      equal(await rateCalls.waitMs(sampleApp, 'template', 60_000), 0)
    },
  },
  {
    name: 'a call is free again when its window is over',
    run: async store => {
      const take = async () => (await store.commit([store.tables.rateCalls.take(sampleApp, 'pushSync', 1, 40)]))[0]
      equal(await take(), true)
      await sleep(60)
      deepEqual([await take(), await store.tables.rateCalls.waitMs(sampleApp, 'pushSync', 0)], [true, 0])
    },
  },
]

// What every engine keeps of calls that are counted together: no more than allowed within a window, whoever takes them.
import { deepEqual, equal, ok } from 'node:assert/strict'
import { systemClock } from '../../base/clock.ts'
import { pause } from '../../base/pause.ts'
import { sampleApp } from '../../domain/testing/samples.ts'
import { type Case, otherApp } from './case.ts'

const { signal: never } = new AbortController()

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
      const waitMs = await rateCalls.waitMs(sampleApp, 'pushSync', 1, 60_000)
      ok(waitMs > 55_000 && waitMs <= 60_000, `${waitMs}`)
      equal(await rateCalls.waitMs(sampleApp, 'template', 1, 60_000), 0)
    },
  },
  {
    name: 'nobody waits while there are places, and those of a limit that was higher count for nothing',
    run: async store => {
      const { rateCalls } = store.tables
      const take = async (calls: number) => (await store.commit([rateCalls.take(sampleApp, 'label', calls, 40)]))[0]
      deepEqual([await take(3), await rateCalls.waitMs(sampleApp, 'label', 3, 60_000)], [true, 0])
      deepEqual([await take(3), await take(3)], [true, true])
      await pause(systemClock, 60, never)
      equal(await take(1), true)
      const waitMs = await rateCalls.waitMs(sampleApp, 'label', 1, 60_000)
      ok(waitMs > 55_000, `${waitMs}`)
    },
  },
  {
    name: 'a call is free again when its window is over',
    run: async store => {
      const take = async () => (await store.commit([store.tables.rateCalls.take(sampleApp, 'pushSync', 1, 40)]))[0]
      equal(await take(), true)
      await pause(systemClock, 60, never)
      deepEqual([await take(), await store.tables.rateCalls.waitMs(sampleApp, 'pushSync', 1, 0)], [true, 0])
    },
  },
]

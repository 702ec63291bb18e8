// What every engine keeps of push resources: some per app, by name.
import { deepEqual, equal } from 'node:assert/strict'
import { sampleApp } from '../../domain/testing/samples.ts'
import { type Case, otherApp } from './case.ts'

/** See the head of the file. */
export const pushResourceCases: readonly Case[] = [
  {
    name: 'a push resource comes back whole, only in its own app, and a new one replaces it',
    run: async store => {
      const { pushResources } = store.tables
      const options = { apns: { kind: 'voip', sound: '铃.caf' }, vivo: { isTest: true } } as const
      await store.commit([
        pushResources.put(sampleApp, 'call', {}, 1_000, 9),
        pushResources.put(sampleApp, 'call', options, 2_000, 9),
        pushResources.put(sampleApp, 'alert', {}, 3_000, 9),
      ])
      deepEqual(await pushResources.find(sampleApp, 'call'), { id: 'call', options, updatedAtMs: 2_000 })
      equal(await pushResources.find(otherApp, 'call'), undefined)
      const ids = (await pushResources.list(sampleApp)).map(({ id }) => id)
      deepEqual(ids, ['alert', 'call'])
      deepEqual(await store.commit([pushResources.delete(otherApp, 'call'), pushResources.delete(sampleApp, 'call')]), [
        false,
        true,
      ])
      equal(await pushResources.find(sampleApp, 'call'), undefined)
    },
  },
  {
    name: 'an app has no more push resources than allowed, and may replace one when it has them all',
    run: async store => {
      const { pushResources } = store.tables
      const put = (id: string, appId = sampleApp) => pushResources.put(appId, id, {}, 1_000, 2)
      const ends = await store.commit([put('a', otherApp), put('a'), put('b'), put('c'), put('a')])
      deepEqual(ends, [true, true, true, false, true])
    },
  },
]

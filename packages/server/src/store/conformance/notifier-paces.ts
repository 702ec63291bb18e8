// What every engine keeps of notifiers' rates: a rate that outlives a change of its notifier, and time that is given away once.
import { deepEqual, equal, ok } from 'node:assert/strict'
import { aNotifier, sampleApp } from '../../domain/testing/samples.ts'
import { type Case, otherApp } from './case.ts'

const notifier = aNotifier()
const { uuid, name } = notifier
const second = 1_000_000

/** See the head of the file. */
export const notifierPaceCases: readonly Case[] = [
  {
    name: 'a notifier’s rate is set in its own app, stays when the notifier is changed, and can be taken away',
    run: async ({ tables: { notifiers, notifierPaces }, commit }) => {
      await commit([notifiers.insert(notifier, Uint8Array.of(1))])
      deepEqual(await commit([notifierPaces.set(otherApp, uuid, 9), notifierPaces.set(sampleApp, uuid, 50)]), [
        ...[false, true],
      ])
      deepEqual(await commit([notifiers.update({ ...notifier, version: 9 }, Uint8Array.of(1))]), [true])
      equal((await notifiers.byName(sampleApp, name))?.pushesPerSecond, 50)
      deepEqual(await commit([notifierPaces.set(sampleApp, uuid, undefined)]), [true])
      deepEqual(await notifiers.byName(sampleApp, name), { ...notifier, version: 9 })
    },
  },
  {
    name: 'I18: stretches of a notifier’s time follow each other, and those of another notifier are its own',
    run: async ({ tables: { notifiers, notifierPaces }, commit }) => {
      const take = async (of: string, stretchUs: number) => {
        const [{ startsUs, nowUs }] = await commit([notifierPaces.take(sampleApp, of, stretchUs)])
        return Math.max(0, startsUs - nowUs)
      }
      equal(await take(uuid, 60 * second), 0)
      const next = await take(uuid, 10 * second)
      ok(next > 50 * second && next <= 60 * second, `${next}`)
      const third = await take(uuid, 10 * second)
      ok(third > 60 * second && third <= 70 * second, `${third}`)
      equal(await take('another', second), 0)
      await commit([notifiers.insert(notifier, Uint8Array.of(1)), notifiers.delete(sampleApp, uuid)])
      equal(await take(uuid, second), 0)
    },
  },
  {
    name: 'I18 I19: whoever takes a stretch hears what state the notifier is in, and a clock that was ahead holds up nobody',
    run: async ({ tables: { notifiers, notifierPaces }, commit }) => {
      await commit([notifiers.insert(notifier, Uint8Array.of(1))])
      const take = async (stretchUs: number) => (await commit([notifierPaces.take(sampleApp, uuid, stretchUs)]))[0]
      deepEqual((await take(3_600 * second)).state, notifier.state)
      const pause = { kind: 'paused', untilMs: 9, why: 'throttled' } as const
      await commit([notifiers.pause(sampleApp, uuid, notifier.version, pause)])
      const { startsUs, nowUs, state } = await take(second)
      deepEqual([startsUs <= nowUs, state], [true, pause])
    },
  },
]

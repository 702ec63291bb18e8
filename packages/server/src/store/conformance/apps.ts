// What every engine keeps about apps and notifiers.
import { deepEqual, equal } from 'node:assert/strict'
import type { AppId, NotifierName } from '@posthouse/protocol'
import { aNotifier, anApp, sampleApp } from '../../domain/testing/samples.ts'
import { type Case, otherApp } from './case.ts'

/** See the head of the file. */
export const appCases: readonly Case[] = [
  {
    name: 'apps keep name, secrets and settings; a taken name or id reports false',
    run: async store => {
      const { apps } = store.tables
      const secrets = { clientSecret: Uint8Array.of(1), appSign: Uint8Array.of(0, 255), serverSecret: new Uint8Array() }
      const taken = await store.commit([
        apps.insert(anApp(), secrets),
        apps.insert(anApp({ id: otherApp }), secrets),
        apps.insert(anApp({ name: 'second' }), secrets),
        apps.insert(anApp({ id: otherApp, name: 'second', appkey: 'acme#second' as never }), secrets),
        apps.setSettings(sampleApp, { openRegistration: true, pushOpen: false }),
        apps.setSettings(99 as AppId, { openRegistration: true, pushOpen: false }),
      ])
      deepEqual(taken, [true, false, false, true, true, false])
      const changed = anApp({ settings: { openRegistration: true, pushOpen: false } })
      deepEqual(await apps.byId(sampleApp), changed)
      deepEqual(await apps.byName('acme', 'chat'), changed)
      deepEqual(await apps.secrets(sampleApp), secrets)
      deepEqual(
        (await apps.list(undefined, 1)).map(app => app.id),
        [otherApp],
      )
      deepEqual(
        (await apps.list(otherApp, 9)).map(app => app.id),
        [sampleApp],
      )
    },
  },
  {
    name: 'notifiers are found by name, names and uuid within their app only; a taken name reports false',
    run: async store => {
      const { notifiers } = store.tables
      const second = aNotifier({ uuid: 'u2', name: 'second' as NotifierName, packageName: 'com.x' })
      const credential = Uint8Array.of(9, 0, 9)
      const inserted = await store.commit([
        notifiers.insert(aNotifier(), credential),
        notifiers.insert(second, credential),
        notifiers.insert(aNotifier({ uuid: 'u3' }), credential),
        notifiers.insert(aNotifier({ uuid: 'u4', appId: otherApp }), credential),
      ])
      deepEqual(inserted, [true, true, false, true])
      deepEqual(await notifiers.list(sampleApp), [aNotifier(), second])
      deepEqual(await notifiers.byNames(sampleApp, [second.name, 'none' as NotifierName]), [second])
      equal(await notifiers.byUuid(otherApp, second.uuid), undefined)
      deepEqual(await notifiers.credential(sampleApp, second.uuid), credential)
      const paused = { kind: 'paused', untilMs: 9_999_999_999_999, why: 'quota' } as const
      const renamed = aNotifier({ uuid: 'u2', name: 'third' as NotifierName, version: 2 })
      const changed = await store.commit([
        notifiers.update(aNotifier({ uuid: 'u2' }), credential),
        notifiers.update(renamed, Uint8Array.of(1)),
        notifiers.update(aNotifier({ uuid: 'gone' }), credential),
        notifiers.pause(sampleApp, 'u2', 2, paused),
        notifiers.pause(sampleApp, 'u2', 1, { ...paused, untilMs: 1 }),
        notifiers.pause(otherApp, 'u2', 2, paused),
        notifiers.delete(otherApp, 'u2'),
      ])
      deepEqual(changed, [false, true, false, true, false, false, false])
      deepEqual(await notifiers.byName(sampleApp, renamed.name), { ...renamed, state: paused })
      const longer = { ...paused, untilMs: paused.untilMs + 1 }
      const crossed = await store.commit([
        notifiers.pause(sampleApp, 'u2', 2, { ...paused, untilMs: paused.untilMs - 1 }),
        notifiers.pause(sampleApp, 'u2', 2, longer),
        notifiers.pause(sampleApp, 'u2', 2, { kind: 'paused', untilMs: paused.untilMs - 1_000, why: 'throttled' }),
      ])
      deepEqual(crossed, [false, true, false], 'F55 of pauses that crossed the longest counts')
      deepEqual((await notifiers.byName(sampleApp, renamed.name))?.state, longer)
      const wasAhead = { ...longer, untilMs: 5 }
      deepEqual(
        await store.commit([notifiers.pause(sampleApp, 'u2', 2, wasAhead)]),
        [true],
        'I19 of a clock that was ahead',
      )
      for (const kind of ['disabled', 'banned'] as const) {
        const withheld = await store.commit([
          notifiers.update({ ...renamed, state: { kind } }, credential),
          notifiers.pause(sampleApp, 'u2', 2, paused),
        ])
        deepEqual(withheld, [true, false], `F76 a pause does not undo ${kind}`)
      }
      deepEqual(await store.commit([notifiers.delete(sampleApp, 'u2')]), [true])
    },
  },
]

// What every engine keeps of notifiers besides their credentials, and how many bindings it counts for one.
import { deepEqual, equal } from 'node:assert/strict'
import type { NotifierName } from '@posthouse/protocol'
import { aBinding, aNotifier, sampleApp } from '../../domain/testing/samples.ts'
import { bob, type Case, otherApp } from './case.ts'

const { uuid } = aNotifier()
const check = {
  atMs: 5_000,
  version: 3,
  findings: [{ level: 'warn', code: 'clock-skew', text: 'Late.', zh: '时钟慢了。' }],
} as const

/** See the head of the file. */
export const notifierHealthCases: readonly Case[] = [
  {
    name: 'the last check of a notifier comes back whole, only in its own app, and a new date leaves it',
    run: async store => {
      const { notifiers, notifierHealth } = store.tables
      await store.commit([notifiers.insert(aNotifier(), Uint8Array.of(1))])
      const noted = await store.commit([
        notifierHealth.noteExpiry(sampleApp, uuid, 9_000),
        notifierHealth.noteCheck(sampleApp, uuid, { ...check, atMs: 1 }, undefined),
        notifierHealth.noteCheck(sampleApp, uuid, check, 7_000),
        notifierHealth.noteCheck(otherApp, uuid, check, 7_000),
        notifierHealth.noteCheck(sampleApp, 'gone', check, 7_000),
      ])
      deepEqual(noted.slice(1), [true, true, false, false])
      deepEqual(await notifierHealth.find(sampleApp, uuid), { uuid, expiresAtMs: 7_000, check })
      await store.commit([notifierHealth.noteExpiry(sampleApp, uuid, undefined)])
      deepEqual(await notifierHealth.ofApp(sampleApp), [{ uuid, expiresAtMs: undefined, check }])
      deepEqual(await notifierHealth.ofApp(otherApp), [])
    },
  },
  {
    name: 'what is known of a notifier goes with it',
    run: async store => {
      const { notifiers, notifierHealth } = store.tables
      await store.commit([
        notifiers.insert(aNotifier(), Uint8Array.of(1)),
        notifierHealth.noteCheck(sampleApp, uuid, check, undefined),
      ])
      deepEqual(await store.commit([notifiers.delete(otherApp, uuid)]), [false])
      deepEqual((await notifierHealth.find(sampleApp, uuid))?.check, check)
      deepEqual(await store.commit([notifiers.delete(sampleApp, uuid)]), [true])
      equal(await notifierHealth.find(sampleApp, uuid), undefined)
    },
  },
  {
    name: 'bindings of a notifier are counted up to a number, in their own app only',
    run: async store => {
      const { bindings } = store.tables
      const binding = aBinding()
      await store.commit([
        bindings.put(binding),
        bindings.put({ ...binding, username: bob, deviceToken: 'second' }),
        bindings.put({ ...binding, username: bob, notifierName: 'other' as NotifierName }),
      ])
      const { notifierName } = binding
      deepEqual(
        [
          await bindings.countOf(sampleApp, notifierName, 9),
          await bindings.countOf(sampleApp, notifierName, 1),
          await bindings.countOf(otherApp, notifierName, 9),
        ],
        [2, 1, 0],
      )
    },
  },
]

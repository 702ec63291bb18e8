// What every engine finds by device and by token, within an app.
import { deepEqual } from 'node:assert/strict'
import type { NotifierName } from '@posthouse/protocol'
import { aBinding, aNotifier, aUser, sampleApp } from '../../domain/testing/samples.ts'
import { bob, type Case, otherApp, tablet } from './case.ts'

const other = 'other' as NotifierName

/** See the head of the file. */
export const lookupCases: readonly Case[] = [
  {
    name: 'a device is found with each user who has it, bound or logged in, once',
    run: async store => {
      const { lookups, bindings, chatDevices, users } = store.tables
      const { username, deviceId } = aBinding()
      const chat = { appId: sampleApp, platform: 3, ackedPosition: 0, state: 'present', changedAtMs: 1 } as const
      await store.commit([
        users.insert(aUser({ username: bob }), 'x'),
        bindings.put(aBinding()),
        bindings.put(aBinding({ notifierName: other, deviceToken: 'token-2' })),
        bindings.put(aBinding({ deviceId: tablet, deviceToken: 'token-3' })),
        bindings.put(aBinding({ appId: otherApp })),
        chatDevices.put({ ...chat, username, deviceId }),
        chatDevices.put({ ...chat, username: bob, deviceId }),
      ])
      deepEqual(await lookups.devices(sampleApp, deviceId, 9), [
        { username, deviceId },
        { username: bob, deviceId },
      ])
      deepEqual(await lookups.devices(sampleApp, deviceId, 1), [{ username, deviceId }])
      deepEqual(await lookups.devices(sampleApp, tablet, 9), [{ username, deviceId: tablet }])
    },
  },
  {
    name: 'a token is found under each of the notifiers of its app',
    run: async store => {
      const { lookups, bindings, notifiers } = store.tables
      const { username, deviceId, notifierName, deviceToken } = aBinding()
      await store.commit([
        notifiers.insert(aNotifier(), Uint8Array.of(1)),
        notifiers.insert(aNotifier({ uuid: 'another', name: other }), Uint8Array.of(1)),
        bindings.put(aBinding()),
        bindings.put(aBinding({ username: bob, notifierName: other })),
        bindings.put(aBinding({ username: bob, notifierName: other, deviceId: tablet, deviceToken: 'token-2' })),
      ])
      deepEqual(await lookups.tokens(sampleApp, deviceToken, 9), [
        { username, deviceId, notifierName },
        { username: bob, deviceId, notifierName: other },
      ])
      deepEqual(await lookups.tokens(sampleApp, 'token', 9), [])
      deepEqual(await lookups.tokens(otherApp, deviceToken, 9), [])
    },
  },
]

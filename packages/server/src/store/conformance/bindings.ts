// What every engine keeps about bindings: a token has one owner (I6), and a dead one goes once (F70).
import { deepEqual, equal, notEqual } from 'node:assert/strict'
import type { DeviceId, NotifierName, UserId } from '@posthouse/protocol'
import { aBinding, aPush, aUser, sampleApp } from '../../domain/testing/samples.ts'
import { bob, type Case, otherApp, tablet } from './case.ts'

/** See the head of the file. */
export const bindingCases: readonly Case[] = [
  {
    name: 'I6: a token that a second user binds is taken from the first, whole devices of others stay',
    run: async store => {
      const { bindings, users } = store.tables
      await store.commit([users.insert(aUser(), ''), users.insert(aUser({ username: bob }), '')])
      const mine = aBinding()
      const theirs = aBinding({ username: bob, boundAtMs: 2_000 })
      const foreign = aBinding({ appId: otherApp })
      const another = aBinding({ notifierName: 'other' as NotifierName })
      await store.commit([bindings.put(mine), bindings.put(foreign), bindings.put(another)])
      await store.commit([bindings.put(theirs)])
      deepEqual(await bindings.ofUser(sampleApp, mine.username), [another])
      deepEqual(await bindings.ofUsers(sampleApp, [mine.username, bob]), [another, theirs])
      deepEqual(await bindings.ofUser(otherApp, mine.username), [foreign])
    },
  },
  {
    name: 'I6: users who bind one token at the same time end as one owner',
    run: async store => {
      const { bindings, users } = store.tables
      const names = Array.from({ length: 20 }, (_, index) => `user${index}` as UserId)
      await store.commit(names.map(username => users.insert(aUser({ username }), '')))
      await Promise.all(names.map(username => store.commit([bindings.put(aBinding({ username }))])))
      equal((await bindings.ofUsers(sampleApp, names)).length, 1)
    },
  },
  {
    name: 'bindings of several users come per user by device and notifier, and only for users who exist',
    run: async store => {
      const { bindings, users } = store.tables
      const all = [bob, aUser().username].flatMap(username =>
        ['b', 'a'].flatMap(device =>
          ['y', 'x'].map(notifier =>
            aBinding({
              username,
              deviceId: device as DeviceId,
              notifierName: notifier as NotifierName,
              deviceToken: `${username} ${device} ${notifier}`,
            }),
          ),
        ),
      )
      await store.commit([users.insert(aUser(), ''), users.insert(aUser({ appId: otherApp, username: bob }), '')])
      await store.commit(all.map(bindings.put))
      deepEqual(
        (await bindings.ofUsers(sampleApp, [bob, aUser().username])).map(({ deviceToken }) => deviceToken),
        ['alice a x', 'alice a y', 'alice b x', 'alice b y'],
      )
    },
  },
  {
    name: 'I5: a revision that stands says that no binding changed since it was asked for',
    run: async store => {
      const { bindings, users, pushes } = store.tables
      await store.commit([users.insert(aUser(), ''), bindings.put(aBinding())])
      const before = bindings.revision()
      if (before === undefined) return
      await store.commit([pushes.insert(aPush())])
      equal(bindings.revision(), before)
      const { username, deviceId, notifierName, deviceToken } = aBinding()
      const changes = [
        () => bindings.put(aBinding({ boundAtMs: 5 })),
        () => bindings.delete(sampleApp, username, deviceId, notifierName),
        () => bindings.deleteDevice(sampleApp, username, deviceId),
        () => bindings.deleteToken(sampleApp, notifierName, deviceToken, 9),
        () => users.delete(sampleApp, username),
      ]
      for (const change of changes) {
        const known = bindings.revision()
        await store.commit([change()])
        notEqual(bindings.revision(), known)
      }
    },
  },
  {
    name: 'a device that binds again replaces its token, and the same device of the same user moves freely',
    run: async store => {
      const { bindings } = store.tables
      const fresh = aBinding({ deviceToken: 'token-2', boundAtMs: 5_000 })
      await store.commit([bindings.put(aBinding())])
      await store.commit([bindings.put(fresh)])
      await store.commit([bindings.put(aBinding({ deviceId: tablet, deviceToken: 'token-2' }))])
      deepEqual(await bindings.ofUser(sampleApp, fresh.username), [
        aBinding({ deviceId: tablet, deviceToken: 'token-2' }),
      ])
    },
  },
  {
    name: 'F70: a dead token is removed once, and not when it was bound again after its death',
    run: async store => {
      const { bindings } = store.tables
      const { notifierName, deviceToken, username } = aBinding()
      await store.commit([bindings.put(aBinding({ boundAtMs: 5_000 }))])
      const died = (atMs: number) => bindings.deleteToken(sampleApp, notifierName, deviceToken, atMs)
      deepEqual(await store.commit([died(4_999)]), [false])
      equal((await bindings.ofUser(sampleApp, username)).length, 1)
      deepEqual(await store.commit([died(5_000), died(5_000)]), [true, false])
      deepEqual(await bindings.ofUser(sampleApp, username), [])
    },
  },
  {
    name: 'bindings are removed one by one and device by device, within their app',
    run: async store => {
      const { bindings } = store.tables
      const second = aBinding({ notifierName: 'other' as NotifierName, deviceToken: 'token-2' })
      const { username, deviceId, notifierName } = second
      await store.commit([bindings.put(aBinding()), bindings.put(second)])
      const removals = await store.commit([
        bindings.delete(otherApp, username, deviceId, notifierName),
        bindings.delete(sampleApp, username, deviceId, notifierName),
        bindings.delete(sampleApp, username, deviceId, notifierName),
      ])
      deepEqual(removals, [false, true, false])
      await store.commit([bindings.deleteDevice(otherApp, username, deviceId)])
      equal((await bindings.ofUser(sampleApp, username)).length, 1)
      await store.commit([bindings.deleteDevice(sampleApp, username, deviceId)])
      deepEqual(await bindings.ofUser(sampleApp, username), [])
    },
  },
]

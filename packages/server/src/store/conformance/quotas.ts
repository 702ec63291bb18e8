// What every engine keeps about quotas: as many a day as allowed, per app and name, and none of the day before.
import { deepEqual, equal } from 'node:assert/strict'
import { minute } from '@posthouse/protocol'
import { systemClock } from '../../base/clock.ts'
import { aUser, sampleApp } from '../../domain/testing/samples.ts'
import { type Case, otherApp } from './case.ts'

/** See the head of the file. */
export const quotaCases: readonly Case[] = [
  {
    name: 'a quota by day is taken as often as allowed, for each app and name on its own',
    run: async store => {
      const { quotas } = store.tables
      const take = (day: number, limit: number, appId = sampleApp) => quotas.take(appId, 'allPushesPerDay', day, limit)
      deepEqual(await store.commit([take(5, 2), take(5, 2), take(5, 2), take(5, 3), take(5, 3)]), [
        true,
        true,
        false,
        true,
        false,
      ])
      deepEqual(await store.commit([take(5, 1, otherApp), quotas.take(sampleApp, 'users', 5, 1)]), [true, true])
      deepEqual(await store.commit([take(5, 0, otherApp), quotas.take(otherApp, 'users', 5, 0)]), [false, false])
    },
  },
  {
    name: 'a new day starts at nothing, and a clock that is behind counts on the latest day',
    run: async store => {
      const take = (day: number) => store.tables.quotas.take(sampleApp, 'allPushesPerDay', day, 2)
      deepEqual(await store.commit([take(5), take(5), take(6), take(5), take(6), take(7)]), [
        true,
        true,
        true,
        true,
        false,
        true,
      ])
    },
  },
  {
    name: 'I19: a quota by minute goes by the record’s clock, and what a clock counted that was ahead is over',
    run: async store => {
      const { quotas } = store.tables
      const ahead = Math.floor(systemClock.now() / minute) + 60
      deepEqual(await store.commit([quotas.take(sampleApp, 'pushesPerMinute', ahead, 5)]), [true])
      const take = (units: number) => quotas.takeMinute(sampleApp, 'pushesPerMinute', 5, units)
      deepEqual(await store.commit([take(6), take(5), take(1)]), [false, true, false])
    },
  },
  {
    name: 'takers at the same instant take no more than there is',
    run: async store => {
      const takes = Array.from({ length: 20 }, () =>
        store.commit([store.tables.quotas.take(sampleApp, 'allPushesPerDay', 1, 7)]),
      )
      equal((await Promise.all(takes)).filter(([taken]) => taken).length, 7)
    },
  },
  {
    name: 'users are counted up to a number, in their own app only',
    run: async store => {
      const { users, quotas } = store.tables
      const names = ['a', 'b', 'c'].map(name => aUser({ username: name as ReturnType<typeof aUser>['username'] }))
      await store.commit(names.map(user => users.insert(user, 'hash')))
      deepEqual(
        [
          await quotas.countUsers(sampleApp, 9),
          await quotas.countUsers(sampleApp, 2),
          await quotas.countUsers(otherApp, 9),
        ],
        [3, 2, 0],
      )
    },
  },
]

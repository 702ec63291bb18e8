// What every engine's lists of users for people are: by prefix, by age, and the labels of one.
import { deepEqual } from 'node:assert/strict'
import type { UserId } from '@posthouse/protocol'
import type { LabelName } from '../../domain/label.ts'
import { aLabel, aUser, sampleApp } from '../../domain/testing/samples.ts'
import type { UserAge } from '../../ports/store.ts'
import { type Case, otherApp } from './case.ts'

const names = ['anna', 'an', 'an_', 'an%', 'ann张', 'bob', 'an\u{10FFFF}x'] as UserId[]

/** See the head of the file. */
export const peopleCases: readonly Case[] = [
  {
    name: 'users with a prefix come in order of name, page after page; its signs stand for themselves',
    run: async store => {
      const { users, people } = store.tables
      await store.commit([
        ...names.map(username => users.insert(aUser({ username }), 'h')),
        users.insert(aUser({ appId: otherApp, username: 'annex' as UserId }), 'h'),
      ])
      const found = async (prefix: string) => {
        const seen: UserId[] = []
        for (let after: UserId | undefined; ; after = seen.at(-1)) {
          const page = await people.byName(sampleApp, prefix, after, 2)
          seen.push(...page.map(({ username }) => username))
          if (page.length < 2) return seen
        }
      }
      deepEqual(await found('ann'), ['anna', 'ann张'])
      deepEqual(await found('an_'), ['an_'])
      deepEqual(await found('an%'), ['an%'])
      deepEqual(await found('x'), [])
      deepEqual((await found('')).length, names.length)
    },
  },
  {
    name: 'users by age come newest first without gaps or repeats, namesakes in age included',
    run: async store => {
      const { users, people } = store.tables
      await store.commit(
        names.map((username, index) => users.insert(aUser({ username, createdAtMs: 1_000 + (index >> 1) }), 'h')),
      )
      const seen: UserAge[] = []
      for (let before: UserAge | undefined; ; before = seen.at(-1)) {
        const page = await people.byAge(sampleApp, before, 3)
        seen.push(...page)
        if (page.length < 3) break
      }
      deepEqual(
        seen.map(({ createdAtMs }) => createdAtMs - 1_000),
        [3, 2, 2, 1, 1, 0, 0],
      )
      deepEqual(new Set(seen.map(({ username }) => username)), new Set(names))
      deepEqual(await people.byAge(otherApp, undefined, 9), [])
    },
  },
  {
    name: 'the labels of a user are those that were given, in order of name',
    run: async store => {
      const { users, labels, people } = store.tables
      const { username } = aUser()
      const [vip, beta, none] = ['vip', 'beta', 'none'].map((name, index) =>
        aLabel({ id: BigInt(index + 1), name: name as LabelName }),
      )
      if (!vip || !beta || !none) throw new Error('three labels were made')
      await store.commit([
        users.insert(aUser(), 'h'),
        ...[vip, beta, none].map(label => labels.insert(label, 9)),
        ...[vip, beta].flatMap(({ id }) =>
          labels.addMembers(sampleApp, id, { usernames: [username], atMs: 5, membersMax: 9 }),
        ),
      ])
      deepEqual(await people.labelsOf(sampleApp, username, 9), ['beta', 'vip'])
      deepEqual(await people.labelsOf(sampleApp, username, 1), ['beta'])
      deepEqual(await people.labelsOf(otherApp, username, 9), [])
    },
  },
]

// What every engine keeps about labels: counts that are exact, limits that hold for callers at the same instant, pages without gaps.
import { deepEqual, equal } from 'node:assert/strict'
import type { UserId } from '@posthouse/protocol'
import type { LabelName } from '../../domain/label.ts'
import { aLabel, aUser, sampleApp } from '../../domain/testing/samples.ts'
import type { Store } from '../../ports/store.ts'
import { bob, type Case, otherApp } from './case.ts'

const alice = aUser().username
const vip = aLabel()

/** See the head of the file. */
export const labelCases: readonly Case[] = [
  {
    name: 'a label comes back whole, once per name, and only in its own app',
    run: async store => {
      const { labels } = store.tables
      const bare = aLabel({ id: 2n ** 62n + 22n, name: 'VIP' as LabelName, description: undefined })
      const ends = await store.commit([
        labels.insert(vip, 9),
        labels.insert(aLabel({ id: 3n }), 9),
        labels.insert(bare, 9),
      ])
      deepEqual(ends, [true, false, true])
      deepEqual(await labels.find(sampleApp, vip.name), { ...vip, memberCount: 0 })
      deepEqual(await labels.find(sampleApp, bare.name), { ...bare, memberCount: 0 })
      equal(await labels.find(otherApp, vip.name), undefined)
      deepEqual(await store.commit([labels.delete(otherApp, vip.id), labels.delete(sampleApp, vip.id)]), [false, true])
      deepEqual(await labels.list(sampleApp, undefined, 9), [{ ...bare, memberCount: 0 }])
    },
  },
  {
    name: 'an app has no more labels than allowed, and other apps do not count',
    run: async store => {
      const { labels } = store.tables
      const inserted = (id: bigint, appId = sampleApp) =>
        labels.insert(aLabel({ id, appId, name: `n${id}` as LabelName }), 2)
      deepEqual(await store.commit([inserted(1n, otherApp), inserted(2n), inserted(3n), inserted(4n)]), [
        true,
        true,
        true,
        false,
      ])
      deepEqual(await store.commit([labels.delete(sampleApp, 2n), inserted(4n)]), [true, true])
    },
  },
  {
    name: 'users are added once, those that do not exist not at all, and the count says how many there are',
    run: async store => {
      const { labels } = store.tables
      await givenUsers(store, [alice, bob])
      deepEqual(await add(store, [alice, 'nobody' as UserId], 5_000), [true, true])
      deepEqual(await add(store, [alice, bob], 6_000), [true, true])
      deepEqual(await labels.members(sampleApp, vip.id, undefined, 9), [
        { username: alice, addedAtMs: 5_000 },
        { username: bob, addedAtMs: 6_000 },
      ])
      deepEqual(await labels.membersAmong(sampleApp, vip.id, [bob, 'nobody' as UserId]), [
        { username: bob, addedAtMs: 6_000 },
      ])
      deepEqual(await labels.membersAmong(otherApp, vip.id, [bob]), [])
      deepEqual(await labels.members(otherApp, vip.id, undefined, 9), [])
      equal(await count(store), 2)
    },
  },
  {
    name: 'a label is filled to its last place and no further, and nobody is added to one that is gone',
    run: async store => {
      const { labels } = store.tables
      const users = await givenUsers(store, names(5))
      deepEqual(await add(store, users.slice(0, 2), 1, 3), [true, true])
      deepEqual(await add(store, users.slice(2, 4), 1, 3), [true, false])
      equal(await count(store), 2)
      deepEqual(await add(store, users.slice(1, 3), 1, 3), [true, true])
      deepEqual(await add(store, users.slice(0, 3), 1, 3), [true, true])
      deepEqual(await add(store, users.slice(4), 1, 3), [true, false])
      deepEqual([await count(store), (await labels.members(sampleApp, vip.id, undefined, 9)).length], [3, 3])
      await store.commit([labels.delete(sampleApp, vip.id)])
      deepEqual(await add(store, users, 1), [false, false])
      deepEqual(await labels.members(sampleApp, vip.id, undefined, 9), [])
    },
  },
  {
    name: 'many who add, remove and delete at once leave a count that is the number of users in the label',
    run: async store => {
      const { labels, users: table } = store.tables
      const users = await givenUsers(store, names(12))
      await add(store, users.slice(0, 6), 1)
      const changes = users.map((username, at) => {
        if (at % 4 === 0)
          return store.commit([labels.removeMembers(sampleApp, vip.id, [username, ...users.slice(1, 3)])])
        if (at % 4 === 1) return store.commit([table.delete(sampleApp, username)])
        return add(store, users.slice(at - 2, at + 1), 2, 8)
      })
      await Promise.all(changes)
      const members = await labels.members(sampleApp, vip.id, undefined, 99)
      equal(await count(store), members.length)
      const left = (await table.findMany(sampleApp, users)).map(user => user.username)
      deepEqual(
        members.filter(member => !left.includes(member.username)),
        [],
      )
    },
  },
  {
    name: 'users are removed if they are there, and with a label all of its users',
    run: async store => {
      const { labels } = store.tables
      await givenUsers(store, [alice, bob])
      await add(store, [alice, bob], 1)
      const ends = await store.commit([
        labels.removeMembers(sampleApp, vip.id, [bob, 'nobody' as UserId]),
        labels.removeMembers(otherApp, vip.id, [alice]),
        labels.removeMembers(sampleApp, 99n, [alice]),
      ])
      deepEqual(ends, [true, false, false])
      deepEqual([await count(store), await labels.membersAmong(sampleApp, vip.id, [bob])], [1, []])
      await store.commit([labels.delete(sampleApp, vip.id), labels.insert(vip, 9)])
      deepEqual([await count(store), await labels.members(sampleApp, vip.id, undefined, 9)], [0, []])
    },
  },
  {
    name: 'a user that is deleted leaves all labels, a namesake in another app none',
    run: async store => {
      const { labels, users } = store.tables
      await givenUsers(store, [alice, bob])
      const theirs = aLabel({ id: 7n, appId: otherApp })
      await store.commit([users.insert(aUser({ appId: otherApp }), 'h'), labels.insert(theirs, 9)])
      await store.commit(labels.addMembers(otherApp, 7n, { usernames: [alice], atMs: 1, membersMax: 9 }))
      await add(store, [alice, bob], 1)
      await store.commit([users.delete(sampleApp, alice)])
      deepEqual([await count(store), await labels.membersAmong(sampleApp, vip.id, [alice])], [1, []])
      await store.commit([users.insert(aUser(), 'h')])
      deepEqual(await labels.membersAmong(sampleApp, vip.id, [alice]), [])
      equal((await labels.find(otherApp, theirs.name))?.memberCount, 1)
    },
  },
  {
    name: 'pages of labels and of their users follow the name without gaps or repeats',
    run: async store => {
      const { labels } = store.tables
      const users = await givenUsers(store, ['a', 'b.1', 'b_1', 'b-1', 'z', '0', 'a0'] as UserId[])
      await add(store, users, 1)
      const labelNames = ['A', 'a', 'a.b', 'a_b', '9'] as LabelName[]
      await store.commit(labelNames.map((name, at) => labels.insert(aLabel({ id: BigInt(at + 1), name }), 99)))
      const seen: UserId[] = []
      for (let page = await labels.members(sampleApp, vip.id, undefined, 3); page.length > 0; ) {
        seen.push(...page.map(member => member.username))
        page = await labels.members(sampleApp, vip.id, seen.at(-1), 3)
      }
      deepEqual(seen, [...users].sort())
      const first = await labels.list(sampleApp, undefined, 4)
      const second = await labels.list(sampleApp, first.at(-1)?.name, 4)
      deepEqual(
        [...first, ...second].map(label => label.name),
        [...labelNames, vip.name].sort(),
      )
    },
  },
]

function names(size: number): readonly UserId[] {
  return Array.from({ length: size }, (_, at) => `user${String(at).padStart(2, '0')}` as UserId)
}

/** Users of the samples' app, and the samples' label. */
async function givenUsers(store: Store, users: readonly UserId[]): Promise<readonly UserId[]> {
  const { labels, users: table } = store.tables
  await store.commit([labels.insert(vip, 9), ...users.map(username => table.insert(aUser({ username }), 'h'))])
  return users
}

function add(store: Store, usernames: readonly UserId[], atMs: number, membersMax = 99) {
  return store.commit(store.tables.labels.addMembers(sampleApp, vip.id, { usernames, atMs, membersMax }))
}

async function count(store: Store): Promise<number | undefined> {
  return (await store.tables.labels.find(sampleApp, vip.name))?.memberCount
}

// What every engine keeps about users.
import { deepEqual, equal } from 'node:assert/strict'
import type { UserId } from '@posthouse/protocol'
import { aBinding, aUser, sampleApp } from '../../domain/testing/samples.ts'
import { bob, type Case, otherApp } from './case.ts'

/** See the head of the file. */
export const userCases: readonly Case[] = [
  {
    name: 'a user that is deleted takes bindings and tokens along, and a namesake in another app stays',
    run: async store => {
      const { users, bindings, tokens } = store.tables
      const { username } = aUser()
      const hash = Uint8Array.of(1, 2, 3)
      const token = { appId: sampleApp, kind: 'user', username, expiresAtMs: 9_000 } as const
      await store.commit([
        users.insert(aUser(), 'h'),
        users.insert(aUser({ appId: otherApp }), 'h'),
        bindings.put(aBinding()),
        tokens.insert(hash, token),
      ])
      deepEqual(await tokens.find(hash), token)
      deepEqual(await store.commit([users.delete(sampleApp, username)]), [true])
      deepEqual(await store.commit([users.delete(sampleApp, username)]), [false])
      deepEqual([await tokens.find(hash), await bindings.ofUser(sampleApp, username)], [undefined, []])
      deepEqual(await users.find(otherApp, username), aUser({ appId: otherApp }))
    },
  },
  {
    name: 'an update of a user changes only what it names',
    run: async store => {
      const { users } = store.tables
      await store.commit([users.insert(aUser(), 'old')])
      const { username } = aUser()
      const ends = await store.commit([
        users.update(sampleApp, username, { nickname: '小明', modifiedAtMs: 5 }),
        users.update(sampleApp, username, { activated: false, passwordHash: 'new', modifiedAtMs: 6 }),
        users.update(sampleApp, bob, { nickname: 'x', modifiedAtMs: 5 }),
      ])
      deepEqual(ends, [true, true, false])
      deepEqual(await users.find(sampleApp, username), aUser({ nickname: '小明', activated: false, modifiedAtMs: 6 }))
      equal(await users.passwordHash(sampleApp, username), 'new')
    },
  },
  {
    name: 'pages of users follow the name without gaps or repeats, whatever the script',
    run: async store => {
      const { users } = store.tables
      const names = ['a', 'b.1', 'b_1', 'b-1', 'z', 'é', '张三', '0'] as UserId[]
      await store.commit(names.map(username => users.insert(aUser({ username }), 'h')))
      await store.commit([users.insert(aUser({ appId: otherApp, username: 'c' as UserId }), 'h')])
      const seen: UserId[] = []
      for (let after: UserId | undefined; ; after = seen.at(-1)) {
        const page = await users.list(sampleApp, after, 3)
        seen.push(...page.map(user => user.username))
        if (page.length < 3) break
      }
      deepEqual(seen, [...names].sort())
      deepEqual(
        (await users.findMany(sampleApp, ['z', 'c'] as UserId[])).map(user => user.username),
        ['z'],
      )
    },
  },
]

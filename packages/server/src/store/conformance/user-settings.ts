// What every engine keeps about settings of users: each member by itself, nothing for users who are gone, bounds per user.
import { deepEqual, equal } from 'node:assert/strict'
import type { UserId } from '@posthouse/protocol'
import { aUser, sampleApp } from '../../domain/testing/samples.ts'
import type { Conversation, UserSettings, UserSettingsChange } from '../../domain/user-settings.ts'
import type { Store } from '../../ports/store.ts'
import { bob, type Case, otherApp } from './case.ts'

const alice = aUser().username
const nobody = 'nobody' as UserId
const group: Conversation = { kind: 'chatgroup', key: 'g-1' }

const everything: UserSettings = {
  displayStyle: 1,
  legacyQuiet: { on: true, fromHour: 22, untilHour: 7 },
  mode: 'AT',
  ignoreInterval: '21:30-08:00',
  ignoreUntilMs: 1_700_086_400_000,
  language: 'EN',
  templateName: '促销',
}

/** See the head of the file. */
export const userSettingCases: readonly Case[] = [
  {
    name: 'settings of a user come back whole, and each change touches only what it names',
    run: async store => {
      const { userSettings } = store.tables
      await givenUsers(store, [alice, bob])
      equal(await userSettings.find(sampleApp, alice), undefined)
      deepEqual(await changed(store, alice, everything), everything)
      deepEqual(await changed(store, alice, {}), everything)
      for (const [name, value] of Object.entries({ displayStyle: 0, mode: 'NONE', ignoreUntilMs: 5, language: 'ZH' }))
        deepEqual((await changed(store, alice, { [name]: value }))?.[name as keyof UserSettings], value)
      deepEqual(await changed(store, alice, { legacyQuiet: { untilHour: 8 } }), {
        ...everything,
        ...{ displayStyle: 0, mode: 'NONE', ignoreUntilMs: 5, language: 'ZH' },
        legacyQuiet: { on: true, fromHour: 22, untilHour: 8 },
      })
      const none = {
        mode: null,
        ignoreInterval: null,
        ignoreUntilMs: null,
        language: null,
        templateName: null,
      } as const
      deepEqual(await changed(store, alice, { ...none, displayStyle: null, legacyQuiet: { on: false } }), {
        legacyQuiet: { on: false, fromHour: 22, untilHour: 8 },
      })
      deepEqual(await changed(store, bob, { legacyQuiet: { fromHour: 1 } }), {
        legacyQuiet: { on: false, fromHour: 1, untilHour: 0 },
      })
      equal(await userSettings.find(otherApp, alice), undefined)
    },
  },
  {
    name: 'settings are found for many users at once, and between two names in their order',
    run: async store => {
      const { userSettings } = store.tables
      const names = ['a', 'b', 'c', 'd', 'é'] as UserId[]
      await givenUsers(store, names)
      await givenUsers(store, names, otherApp)
      const set = names.filter(name => name !== 'c')
      await store.commit(set.map(name => userSettings.change(sampleApp, name, { language: name })))
      await store.commit([userSettings.change(otherApp, 'c' as UserId, { mode: 'NONE' })])
      deepEqual(
        await userSettings.findMany(sampleApp, ['b', 'c', 'd', nobody] as UserId[]),
        new Map([
          ['b', { language: 'b' }],
          ['d', { language: 'd' }],
        ]),
      )
      const between = async (after: string | undefined, last: string) =>
        [...(await userSettings.between(sampleApp, after as UserId | undefined, last as UserId))].map(([name]) => name)
      deepEqual(await between(undefined, 'b'), ['a', 'b'])
      deepEqual(await between('a', 'd'), ['b', 'd'])
      deepEqual(await between('d', '\u{10ffff}'), ['é'])
      deepEqual(await userSettings.findMany(sampleApp, []), new Map())
    },
  },
  {
    name: 'nobody who does not exist has settings, and a user that is deleted leaves none behind',
    run: async store => {
      const { users, userSettings } = store.tables
      await givenUsers(store, [alice, bob])
      const put = (who: UserId) =>
        userSettings.changeConversation(sampleApp, who, group, { mode: 'NONE' }, { max: 9, nowMs: 0 })
      deepEqual(await store.commit([userSettings.change(sampleApp, nobody, everything), put(nobody)]), [false, false])
      deepEqual(await store.commit([userSettings.change(sampleApp, bob, everything), put(bob), put(alice)]), [
        true,
        true,
        true,
      ])
      await store.commit([users.delete(sampleApp, bob)])
      await givenUsers(store, [bob, nobody])
      for (const who of [bob, nobody]) {
        equal(await userSettings.find(sampleApp, who), undefined)
        deepEqual(await userSettings.withMode(sampleApp, who, undefined, 9), [])
      }
      deepEqual(await userSettings.conversation(sampleApp, alice, group), { mode: 'NONE' })
    },
  },
  {
    name: 'a conversation keeps what is named, is forgotten when nothing is set, and is one of its kind',
    run: async store => {
      const { userSettings } = store.tables
      await givenUsers(store, [alice])
      const change = async (change: Parameters<typeof userSettings.changeConversation>[3], of = group) => {
        await store.commit([userSettings.changeConversation(sampleApp, alice, of, change, { max: 9, nowMs: 0 })])
        return userSettings.conversation(sampleApp, alice, of)
      }
      deepEqual(await change({ mode: 'AT', ignoreInterval: '08:00-09:00' }), {
        mode: 'AT',
        ignoreInterval: '08:00-09:00',
      })
      deepEqual(await change({ ignoreUntilMs: 7, ignoreInterval: null }), { mode: 'AT', ignoreUntilMs: 7 })
      equal(await change({ mode: null, ignoreUntilMs: null }), undefined)
      const peer: Conversation = { kind: 'user', key: 'g-1' }
      await change({ mode: 'NONE' }, peer)
      equal(await userSettings.conversation(sampleApp, alice, group), undefined)
      equal(await userSettings.conversation(otherApp, alice, peer), undefined)
      await change({ ignoreUntilMs: 9 })
      const kept = await userSettings.conversations(sampleApp, alice, [group, peer, { kind: 'user', key: 'x' }])
      deepEqual(
        new Map(kept.map(one => [one.conversation.kind, one])),
        new Map([
          ['chatgroup', { conversation: group, settings: { ignoreUntilMs: 9 } }],
          ['user', { conversation: peer, settings: { mode: 'NONE' } }],
        ]),
      )
      deepEqual(await userSettings.conversations(sampleApp, alice, []), [])
    },
  },
  {
    name: 'conversations with a mode follow kind and key without gaps, and a user has no more than allowed',
    run: async store => {
      const { userSettings } = store.tables
      await givenUsers(store, [alice, bob])
      const of = (kind: Conversation['kind'], key: string): Conversation => ({ kind, key })
      const all = [of('chatgroup', '1'), of('chatgroup', 'é'), of('user', '1'), of('user', 'b')]
      const put = (conversation: Conversation, change: object, who = alice) =>
        userSettings.changeConversation(sampleApp, who, conversation, change, { max: 5, nowMs: 0 })
      const ends = await store.commit([
        ...all.map(one => put(one, { mode: 'AT' })),
        put(of('user', 'a'), { ignoreUntilMs: 1 }),
        put(of('user', 'c'), { mode: 'NONE' }),
        put(of('user', 'c'), { mode: 'NONE' }, bob),
        put(of('user', 'b'), { mode: 'NONE' }),
      ])
      deepEqual(ends, [true, true, true, true, true, false, true, true])
      const seen: Conversation[] = []
      for (let after: Conversation | undefined; ; after = seen.at(-1)) {
        const page = await userSettings.withMode(sampleApp, alice, after, 3)
        seen.push(...page.map(one => one.conversation))
        if (page.length < 3) break
      }
      deepEqual(seen, all)
      deepEqual(await store.commit([put(of('user', 'a'), { ignoreUntilMs: null }), put(of('user', 'c'), {})]), [
        true,
        true,
      ])
      deepEqual(await store.commit([put(of('user', 'd'), { mode: 'AT' })]), [true])
    },
  },
  {
    name: 'conversations whose duration is over take no room and are forgotten, and what only takes away needs none',
    run: async store => {
      const { userSettings } = store.tables
      await givenUsers(store, [alice, bob])
      const put = (key: string, change: object, nowMs: number, who = alice) =>
        userSettings.changeConversation(sampleApp, who, { kind: 'user', key }, change, { max: 2, nowMs })
      await store.commit([put('a', { ignoreUntilMs: 5 }, 0), put('b', { ignoreUntilMs: 9 }, 0)])
      await store.commit([put('a', { ignoreUntilMs: 5 }, 0, bob)])
      deepEqual(await store.commit([put('c', { mode: 'AT' }, 4), put('c', { mode: null }, 4)]), [false, true])
      deepEqual(await store.commit([put('c', { mode: 'AT', ignoreUntilMs: 5 }, 5)]), [true])
      deepEqual(await store.commit([put('d', { mode: 'AT' }, 8)]), [false])
      const all = ['a', 'b', 'c', 'd'].map((key): Conversation => ({ kind: 'user', key }))
      const kept = await userSettings.conversations(sampleApp, alice, all)
      deepEqual(new Set(kept.map(one => one.conversation.key)), new Set(['b', 'c']))
      equal((await userSettings.conversations(sampleApp, bob, all)).length, 1)
    },
  },
]

async function givenUsers(store: Store, names: readonly UserId[], appId = sampleApp): Promise<void> {
  await store.commit(names.map(username => store.tables.users.insert(aUser({ appId, username }), 'h')))
}

async function changed(store: Store, who: UserId, change: UserSettingsChange): Promise<UserSettings | undefined> {
  const { userSettings } = store.tables
  deepEqual(await store.commit([userSettings.change(sampleApp, who, change)]), [true])
  return userSettings.find(sampleApp, who)
}

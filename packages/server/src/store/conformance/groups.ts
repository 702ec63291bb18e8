// What every engine keeps about groups: a change happens to the revision that it was made from or not at all, an id is given once, and
// memberships begin and end exactly where the entries that tell of them stand.
import { deepEqual, equal } from 'node:assert/strict'
import type { UserId } from '@posthouse/protocol'
import { type ConversationId, groupConversation } from '../../domain/chat/conversation.ts'
import { type Group, wireGroup } from '../../domain/chat/group.ts'
import { aGroup } from '../../domain/testing/group-samples.ts'
import { sampleApp } from '../../domain/testing/samples.ts'
import type { Store } from '../../ports/store.ts'
import { bob, type Case, otherApp } from './case.ts'

const alice = 'alice' as UserId
const carol = 'carol' as UserId
const team = aGroup()
const conversation: ConversationId = groupConversation(team.id)

/** See the head of the file. */
export const groupCases: readonly Case[] = [
  {
    name: 'a group comes back whole, once per id, and only in its own app',
    run: async store => {
      const { groups } = store.tables
      const other = aGroup({ id: '#7', name: '家 👪', attributes: {}, joinMode: 2, inviteMode: 1, beInviteMode: 1 })
      const ends = await store.commit([
        groups.insert(team),
        groups.insert(other),
        groups.insert(aGroup({ name: 'again' })),
        groups.insert(aGroup({ appId: otherApp, name: 'theirs' })),
      ])
      deepEqual(ends, [true, true, false, true])
      deepEqual(await groups.find(sampleApp, team.id), team)
      deepEqual(await groups.findMany(sampleApp, [team.id, 'nothing', '#7']), [other, team])
      equal((await groups.find(otherApp, team.id))?.name, 'theirs')
      equal(await groups.find(sampleApp, 'nothing'), undefined)
    },
  },
  {
    name: 'of changes made from the same revision one happens, with everything behind it, and the others leave no trace',
    run: async store => {
      const { groups, conversations } = store.tables
      await given(store, [])
      const users = Array.from({ length: 8 }, (_, at) => `user${at}` as UserId)
      const ends = await Promise.all(users.map(user => fenced(store, { ...team, memberCount: 1 }, user)))
      equal(ends.filter(Boolean).length, 1)
      const members = await conversations.members(sampleApp, conversation, undefined, 9)
      deepEqual(
        members.map(({ username }) => username),
        users.filter((_user, at) => ends[at]),
      )
      deepEqual(await groups.find(sampleApp, team.id), { ...team, memberCount: 1, revision: 1 })
    },
  },
  {
    name: 'a dismissed group is changed no more, and its id is not given again',
    run: async store => {
      const { groups } = store.tables
      await given(store, [alice])
      const over: Group = { ...team, memberCount: 0, dismissedAtMs: 5_000 }
      deepEqual(await store.commit([groups.replace(over)]), [true])
      deepEqual(await groups.find(sampleApp, team.id), { ...over, revision: 1 })
      deepEqual(await store.commit([groups.replace({ ...over, revision: 1 }), groups.insert(team)]), [false, false])
      deepEqual(await store.commit([groups.replace({ ...team, appId: otherApp })]), [false])
    },
  },
  {
    name: 'who enters before an entry and who leaves after one each have it once, and nothing of the time between or after',
    run: async store => {
      const { groups, conversations, timeline } = store.tables
      await given(store, [alice])
      await store.commit([tell(store, 'role-changed')])
      await store.commit([join(store, bob), tell(store, 'joined')])
      await store.commit([tell(store, 'kicked'), conversations.leave(sampleApp, conversation, bob)])
      await store.commit([tell(store, 'owner-changed')])
      await store.commit([tell(store, 'dismissed'), groups.endMemberships(sampleApp, team.id)])
      await store.commit([tell(store, 'role-changed')])
      const told = async (user: UserId) =>
        (await timeline.catchUp(sampleApp, user, 0, 99)).map(({ entry }) => entry.kind === 'group' && entry.event)
      deepEqual(await told(bob), ['joined', 'kicked'])
      deepEqual(await told(alice), ['role-changed', 'joined', 'kicked', 'owner-changed', 'dismissed'])
      deepEqual(await conversations.members(sampleApp, conversation, undefined, 9), [])
    },
  },
  {
    name: 'ending all memberships leaves those that ended before where they ended, and other groups alone',
    run: async store => {
      const { groups, conversations } = store.tables
      await given(store, [alice, bob])
      const other = groupConversation('#7')
      await store.commit([
        conversations.insert(sampleApp, other),
        conversations.join(sampleApp, other, alice, { role: 1, enteredAtMs: 1, enterType: 1 }),
        tell(store, 'left'),
        conversations.leave(sampleApp, conversation, bob),
      ])
      await store.commit([tell(store, 'dismissed'), groups.endMemberships(sampleApp, team.id)])
      const left = async (user: UserId, of = conversation) =>
        (await conversations.membership(sampleApp, of, user))?.leftPosition
      deepEqual([await left(alice), await left(bob), await left(alice, other)], [2, 1, undefined])
    },
  },
  {
    name: 'the earliest member is the present one who entered first, by name where several entered at once',
    run: async store => {
      const { groups, conversations } = store.tables
      await given(store, [carol, bob])
      const earliest = async (except: UserId) => (await groups.earliestMember(sampleApp, team.id, except))?.username
      await store.commit([tell(store, 'joined'), join(store, alice)])
      deepEqual([await earliest(alice), await earliest(bob)], [bob, carol])
      await store.commit([conversations.leave(sampleApp, conversation, bob), tell(store, 'left')])
      await store.commit([join(store, bob)])
      deepEqual([await earliest(carol), await earliest(alice)], [alice, carol])
      equal(await groups.earliestMember(otherApp, team.id, alice), undefined)
    },
  },
]

/** The group of the samples, and who is in it. */
async function given(store: Store, users: readonly UserId[]): Promise<void> {
  const { groups, conversations } = store.tables
  await store.commit([
    groups.insert(team),
    conversations.insert(sampleApp, conversation),
    ...users.map(user => join(store, user)),
  ])
}

function join(store: Store, user: UserId) {
  return store.tables.conversations.join(sampleApp, conversation, user, { role: 3, enteredAtMs: 1, enterType: 3 })
}

function tell(store: Store, event: 'joined' | 'left' | 'kicked' | 'dismissed' | 'owner-changed' | 'role-changed') {
  const operator = {
    id: 'alice',
    name: '',
    avatarUrl: '',
    nickname: '',
    role: 1,
    enteredAtMs: 1,
    enterType: 1,
  } as const
  const body = { kind: 'group', event, group: wireGroup(team), members: [], operator, atMs: 1 } as const
  return store.tables.timeline.append(sampleApp, conversation, body, 1, 9)
}

async function fenced(store: Store, next: Group, user: UserId): Promise<boolean> {
  const [isDone] = await store.commitFenced([
    { fence: store.tables.groups.replace(next), writes: [join(store, user), tell(store, 'joined')] },
  ])
  return isDone === true
}

// What every engine keeps of conversations: who is in them and since when, what is unread, what was deleted for whom, and the list.
import { deepEqual, equal } from 'node:assert/strict'
import type { MsgId, UserId } from '@posthouse/protocol'
import {
  type ConversationId,
  groupConversation,
  peerConversation,
  userAudience,
} from '../../domain/chat/conversation.ts'
import { aUser, sampleApp } from '../../domain/testing/samples.ts'
import type { Store } from '../../ports/store.ts'
import type { AddressedEntry } from '../../ports/timeline.ts'
import { bob, type Case, otherApp } from './case.ts'
import { aNewMessage, send } from './timeline.ts'

const alice = 'alice' as UserId
const carol = 'carol' as UserId
const both = peerConversation(alice, bob)
const team = groupConversation('team')
const member = { role: 3, enteredAtMs: 5, enterType: 1 } as const
const toTeam = (id: bigint, from = alice) => aNewMessage(id, { conversationType: 2, to: 'team', from })
const everything = { before: undefined, limit: 99, onlyUnread: false, types: [0, 2] } as const

/** See the head of the file. */
export const conversationCases: readonly Case[] = [
  {
    name: 'a message makes the conversation of two users and their places in it, once',
    run: async store => {
      const { conversations } = store.tables
      await send(store, aNewMessage(1n), aNewMessage(2n, { from: bob, to: alice }))
      deepEqual(await conversations.membership(sampleApp, both, bob), {
        conversation: both,
        username: bob,
        joinedPosition: 0,
        joinedSeq: 0,
        leftPosition: undefined,
        leftSeq: undefined,
        readSeq: 0,
        clearedSeq: 0,
        isHidden: false,
        status: 1,
        role: 3,
        nickname: '',
        enteredAtMs: 1_000,
        enterType: 0,
      })
      deepEqual(usernames(await conversations.members(sampleApp, both, undefined, 9)), [alice, bob])
      equal(await conversations.membership(otherApp, both, bob), undefined)
      equal(await conversations.membership(sampleApp, both, carol), undefined)
    },
  },
  {
    name: 'members join at the present end, leave at the present end, and may come back',
    run: async store => {
      const { conversations } = store.tables
      const join = (user: UserId, role: 1 | 3 = 3) => conversations.join(sampleApp, team, user, { ...member, role })
      deepEqual(await store.commit([join(alice, 1)]), [false])
      deepEqual(
        await store.commit([
          conversations.insert(sampleApp, team),
          conversations.insert(sampleApp, team),
          join(alice, 1),
          join(alice),
        ]),
        [true, false, true, false],
      )
      await send(store, aNewMessage(9n), toTeam(1n), toTeam(2n))
      await store.commit([join(bob)])
      const placed = async () => {
        const found = await conversations.membership(sampleApp, team, bob)
        return [found?.joinedPosition, found?.joinedSeq, found?.leftPosition, found?.leftSeq, found?.readSeq]
      }
      deepEqual(await placed(), [3, 2, undefined, undefined, 2])
      await send(store, toTeam(3n))
      const leave = () => conversations.leave(sampleApp, team, bob)
      deepEqual(await store.commit([leave(), leave(), conversations.leave(otherApp, team, alice)]), [
        true,
        false,
        false,
      ])
      deepEqual(await placed(), [3, 2, 4, 3, 2])
      deepEqual(usernames(await conversations.members(sampleApp, team, undefined, 9)), [alice])
      deepEqual(usernames(await conversations.membersAmong(sampleApp, team, [bob, alice, carol])), [alice])
      deepEqual(await store.commit([conversations.setRole(sampleApp, team, bob, 2), join(bob)]), [false, true])
      deepEqual(await placed(), [4, 3, undefined, undefined, 3])
      deepEqual(await store.commit([conversations.setRole(sampleApp, team, bob, 2)]), [true])
      equal((await conversations.membership(sampleApp, team, bob))?.role, 2)
    },
  },
  {
    name: 'pages of members and of a user’s groups follow the id without gaps or repeats',
    run: async store => {
      const { conversations } = store.tables
      const names = ['0', 'a', 'b.1', 'b_1', '|', '~z'] as string[] as UserId[]
      const groups = ['#1', '0', 'g', 'z~'].map(groupConversation)
      await store.commit([
        ...groups.map(group => conversations.insert(sampleApp, group)),
        ...groups.map(group => conversations.join(sampleApp, group, alice, member)),
        ...names.map(name => conversations.join(sampleApp, groupConversation('g'), name, member)),
      ])
      await send(store, aNewMessage(1n))
      const first = await conversations.members(sampleApp, groupConversation('g'), undefined, 4)
      const rest = await conversations.members(sampleApp, groupConversation('g'), first.at(-1)?.username, 4)
      deepEqual(usernames([...first, ...rest]), [...names, alice].sort())
      const some = await conversations.groupsOf(sampleApp, alice, undefined, 3)
      const more = await conversations.groupsOf(sampleApp, alice, some.at(-1)?.conversation, 3)
      deepEqual(
        [...some, ...more].map(found => found.conversation),
        groups,
      )
      deepEqual(await conversations.groupsOf(otherApp, alice, undefined, 3), [])
    },
  },
  {
    name: 'unread are counted messages of others after the last that was read, neither deleted nor before the member came',
    run: async store => {
      const { conversations } = store.tables
      const unread = async (user: UserId, of: ConversationId = both) =>
        (await conversations.find(sampleApp, user, of))?.unread
      await send(store, aNewMessage(1n), aNewMessage(2n, { isQuiet: true }), aNewMessage(3n), aNewMessage(4n))
      deepEqual([await unread(bob), await unread(alice)], [3, 0])
      await store.commit([conversations.hide(sampleApp, both, bob, [3, 77])])
      deepEqual([await unread(bob), await unread(alice)], [2, 0])
      deepEqual(
        await store.commit([conversations.read(sampleApp, both, bob, 4), conversations.read(sampleApp, team, bob, 4)]),
        [true, false],
      )
      equal(await unread(bob), 0)
      await send(store, aNewMessage(5n), aNewMessage(6n, { from: bob, to: alice }))
      deepEqual([await unread(bob), await unread(alice)], [1, 1])
      await store.commit([conversations.read(sampleApp, both, bob, 4)])
      equal(await unread(bob), 1)
      await store.commit([conversations.clear(sampleApp, both, bob, false)])
      equal(await unread(bob), 0)
      await store.commit([conversations.insert(sampleApp, team), conversations.join(sampleApp, team, alice, member)])
      await send(store, toTeam(11n))
      await store.commit([conversations.join(sampleApp, team, bob, member)])
      await send(store, toTeam(12n), toTeam(13n))
      await store.commit([conversations.leave(sampleApp, team, bob)])
      await send(store, toTeam(14n))
      equal(await unread(bob, team), 2)
      await send(store, aNewMessage(7n))
      const total = (types: readonly (0 | 2)[] = [0, 2]) => conversations.unread(sampleApp, bob, types)
      deepEqual([await total(), await total([0]), await total([2]), await total([])], [3, 1, 2, 0])
      deepEqual(await store.commit([conversations.setStatus(sampleApp, team, bob, 2)]), [true])
      equal(await total(), 1)
      equal(await conversations.unread(otherApp, bob, [0, 2]), 0)
      await store.commit([conversations.readAll(sampleApp, bob)])
      deepEqual([await total(), await unread(bob), await unread(bob, team), await unread(alice)], [0, 0, 0, 1])
    },
  },
  {
    name: 'a user who is deleted is in no conversation any more, and a namesake who comes later sees nothing of before',
    run: async store => {
      const { conversations, timeline, users } = store.tables
      await store.commit([
        users.insert(aUser({ username: bob }), 'h'),
        conversations.insert(sampleApp, team),
        conversations.join(sampleApp, team, alice, member),
        conversations.join(sampleApp, team, bob, member),
        timeline.claimLocalId(sampleApp, bob, 'l', 1n as MsgId, 1),
        timeline.append(sampleApp, userAudience(bob), { kind: 'conversation' }, 1, 9_000),
      ])
      await send(store, aNewMessage(1n), toTeam(2n))
      await store.commit([conversations.hide(sampleApp, both, bob, [1])])
      deepEqual(await store.commit([users.delete(sampleApp, bob)]), [true])
      deepEqual(usernames(await conversations.members(sampleApp, team, undefined, 9)), [alice])
      await store.commit([users.insert(aUser({ username: bob }), 'h')])
      deepEqual(await listed(store), [])
      deepEqual(await timeline.catchUp(sampleApp, bob, 0, 9), [])
      equal(await timeline.ofLocalId(sampleApp, bob, 'l'), undefined)
      await send(store, aNewMessage(3n))
      deepEqual(positions(await timeline.catchUp(sampleApp, bob, 0, 9)), [4])
      const found = await conversations.find(sampleApp, bob, both)
      deepEqual([found?.membership.joinedSeq, found?.unread], [1, 1])
      deepEqual(positions(await timeline.catchUp(sampleApp, alice, 0, 9)), [2, 3, 4])
      deepEqual([...(await conversations.hidden(sampleApp, both, bob, 1, 9))], [])
    },
  },
  {
    name: 'mentions are unread messages of others that mention anybody, oldest first, until they are read, deleted or taken back',
    run: async store => {
      const { conversations, timeline } = store.tables
      const mention = { mentioned: [bob] }
      await send(store, aNewMessage(1n, mention), aNewMessage(2n), aNewMessage(3n, { mentionsAll: true }))
      await send(store, aNewMessage(4n, { ...mention, from: bob, to: alice }), aNewMessage(5n, mention))
      await send(store, aNewMessage(6n, { ...mention, from: carol }))
      const seqs = async (of = [both], appId = sampleApp) =>
        (await conversations.mentioning(appId, bob, of, 9)).map(({ message }) => message.id)
      deepEqual(await seqs(), ['1', '3', '5'])
      deepEqual(await seqs([both, peerConversation(bob, carol)]), ['1', '3', '5', '6'])
      deepEqual(await seqs([both], otherApp), [])
      await store.commit([conversations.hide(sampleApp, both, bob, [3])])
      const taken = { ...aNewMessage(5n), seq: 5, recalled: { by: alice, atMs: 1, extendedData: '', type: 1 } }
      await store.commit([timeline.replaceMessage(sampleApp, 5n as MsgId, taken)])
      deepEqual(await seqs(), ['1'])
      await store.commit([conversations.read(sampleApp, both, bob, 99)])
      deepEqual(await seqs(), [])
    },
  },
  {
    name: 'the list is in order of the last message, the newest first, in pages, by kind, and by what is unread',
    run: async store => {
      const { conversations } = store.tables
      const withCarol = peerConversation(bob, carol)
      await store.commit([
        conversations.insert(sampleApp, team),
        conversations.join(sampleApp, team, alice, member),
        conversations.join(sampleApp, team, bob, member),
      ])
      deepEqual(await listed(store), [])
      await send(store, aNewMessage(1n), toTeam(2n), aNewMessage(3n, { from: carol }), aNewMessage(4n))
      deepEqual(await listed(store), [both, withCarol, team])
      const [newest] = await conversations.list(sampleApp, bob, { ...everything, limit: 1 })
      deepEqual(
        [newest?.lastSeq, newest?.lastPosition, newest?.unread, newest?.lastMessage],
        [2, 4, 2, { conversation: both, position: 4, message: { ...aNewMessage(4n), seq: 2 } }],
      )
      deepEqual(await listed(store, { before: 4, limit: 1 }), [withCarol])
      deepEqual(await listed(store, { types: [2] }), [team])
      await store.commit([conversations.read(sampleApp, both, bob, 2)])
      deepEqual(await listed(store, { onlyUnread: true }), [withCarol, team])
      deepEqual(await conversations.list(otherApp, bob, everything), [])
    },
  },
  {
    name: 'a conversation that is cleared has no last message, one that is hidden is not listed until something new comes',
    run: async store => {
      const { conversations } = store.tables
      await send(store, aNewMessage(1n), aNewMessage(2n))
      await store.commit([conversations.hide(sampleApp, both, bob, [2])])
      equal((await conversations.find(sampleApp, bob, both))?.lastMessage?.message.seq, 1)
      deepEqual([...(await conversations.hidden(sampleApp, both, bob, 1, 2))], [2])
      deepEqual([...(await conversations.hidden(sampleApp, both, bob, 3, 9))], [])
      deepEqual([...(await conversations.hidden(sampleApp, both, alice, 1, 9))], [])
      const clear = (isHidden: boolean, of = both) => conversations.clear(sampleApp, of, bob, isHidden)
      deepEqual(await store.commit([clear(false), clear(true, team)]), [true, false])
      deepEqual([...(await conversations.hidden(sampleApp, both, bob, 1, 9))], [])
      deepEqual(await listed(store), [both])
      equal((await conversations.find(sampleApp, bob, both))?.lastMessage, undefined)
      await store.commit([clear(true)])
      deepEqual(await listed(store), [])
      deepEqual(await listed(store, {}, alice), [both])
      await send(store, aNewMessage(3n))
      deepEqual(await listed(store), [both])
      equal((await conversations.find(sampleApp, bob, both))?.lastMessage?.message.seq, 3)
    },
  },
]

async function listed(
  store: Store,
  change: Partial<Parameters<Store['tables']['conversations']['list']>[2]> = {},
  user = bob,
): Promise<readonly ConversationId[]> {
  const found = await store.tables.conversations.list(sampleApp, user, { ...everything, ...change })
  return found.map(({ membership }) => membership.conversation)
}

function usernames(members: readonly { readonly username: UserId }[]): readonly UserId[] {
  return members.map(({ username }) => username)
}

function positions(entries: readonly AddressedEntry[]): readonly number[] {
  return entries.map(({ entry }) => entry.position)
}

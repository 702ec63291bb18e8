// What every engine keeps of the timeline: positions and numbers without a gap, in the order of commits, each member's own window of it,
// and nothing that is forgotten too early.
import { deepEqual, equal } from 'node:assert/strict'
import type { MsgId, UserId } from '@posthouse/protocol'
import type { Entry } from '@posthouse/protocol/frames'
import { type Audience, groupConversation, peerConversation, userAudience } from '../../domain/chat/conversation.ts'
import { sampleApp } from '../../domain/testing/samples.ts'
import type { Store } from '../../ports/store.ts'
import type { AddressedEntry, NewMessage } from '../../ports/timeline.ts'
import { bob, type Case, otherApp } from './case.ts'

const alice = 'alice' as UserId
const carol = 'carol' as UserId
const both = peerConversation(alice, bob)
const team = groupConversation('team')
const member = { role: 3, enteredAtMs: 5, enterType: 1 } as const
const never = 9_000

/** A text from alice to bob, unless said otherwise. */
export function aNewMessage(id: bigint, change: Partial<NewMessage> = {}): NewMessage {
  return {
    id: String(id),
    conversationType: 0,
    from: alice,
    to: bob,
    type: 1,
    content: { message: `text ${id}` },
    sentAtMs: 1_000,
    ...change,
  }
}

/** See the head of the file. */
export const timelineCases: readonly Case[] = [
  {
    name: 'entries of an app get positions 1, 2, … whoever they are for, and those of another app their own',
    run: async store => {
      const { timeline } = store.tables
      equal(await timeline.position(sampleApp), 0)
      const ends = await store.commit([
        timeline.append(sampleApp, userAudience(alice), { kind: 'conversation' }, 7, never),
        timeline.appendMessage(sampleApp, both, aNewMessage(2n ** 62n), { isCounted: true, expiresAtMs: never }),
        timeline.append(otherApp, userAudience(alice), { kind: 'conversation' }, 8, never),
        timeline.appendMessage(sampleApp, both, aNewMessage(12n), { isCounted: true, expiresAtMs: never }),
      ])
      const sentAtMs = 1_000
      deepEqual(ends, [1, { position: 2, seq: 1, sentAtMs }, 1, { position: 3, seq: 2, sentAtMs }])
      deepEqual([await timeline.position(sampleApp), await timeline.position(otherApp)], [3, 1])
      deepEqual(await timeline.after(sampleApp, 0, 2), [
        { audience: userAudience(alice), entry: { kind: 'conversation', position: 1 }, createdAtMs: 7 },
        messageEntry(2, { ...aNewMessage(2n ** 62n), seq: 1 }),
      ])
      deepEqual(positions(await timeline.after(sampleApp, 2, 9)), [3])
    },
  },
  {
    name: 'I19: no message of a conversation bears an earlier instant than the one before it, whatever the clock said',
    run: async store => {
      const { timeline } = store.tables
      const taken = [5_000, 4_997, 5_001].map((sentAtMs, index) => aNewMessage(BigInt(index + 11), { sentAtMs }))
      await send(store, ...taken)
      const [other] = await store.commit([
        timeline.appendMessage(sampleApp, team, aNewMessage(14n, { sentAtMs: 4_000, conversationType: 2 }), {
          isCounted: true,
          expiresAtMs: never,
        }),
      ])
      equal(other.sentAtMs, 4_000)
      const found = await timeline.messages(sampleApp, both, { from: 1, to: 3, limit: 9, isNewestFirst: false })
      deepEqual(
        found.map(({ message }) => message.sentAtMs),
        [5_000, 5_000, 5_001],
      )
      const followed = await timeline.after(sampleApp, 1, 1)
      deepEqual(followed, [messageEntry(2, { ...taken[1], seq: 2, sentAtMs: 5_000 } as never)])
    },
  },
  {
    name: 'a message comes back by its id and by its number, whole, and only in its own app',
    run: async store => {
      const { timeline } = store.tables
      const full = aNewMessage(2n ** 62n, {
        extendedData: '…',
        mentioned: [bob],
        localId: 'l-1',
        content: { message: 'é\u0000"', list: [1, { deep: null }] },
      })
      await send(store, full, aNewMessage(12n), aNewMessage(13n, { from: bob, to: alice }))
      const stored = { conversation: both, position: 1, message: { ...full, seq: 1 } }
      deepEqual(await timeline.message(sampleApp, (2n ** 62n) as MsgId), stored)
      equal(await timeline.message(otherApp, (2n ** 62n) as MsgId), undefined)
      const window = { from: 1, to: 2, limit: 9, isNewestFirst: false }
      deepEqual((await timeline.messages(sampleApp, both, window))[0], stored)
      const seqs = async (change: Partial<typeof window>) =>
        (await timeline.messages(sampleApp, both, { ...window, ...change })).map(found => found.message.seq)
      deepEqual(await seqs({}), [1, 2])
      deepEqual(await seqs({ to: 99, isNewestFirst: true, limit: 2 }), [3, 2])
      deepEqual(await seqs({ from: 2, to: 99, limit: 1 }), [2])
      deepEqual(await timeline.messages(otherApp, both, window), [])
    },
  },
  {
    name: 'a push that came by this channel is there once however often it is added, and is no message',
    run: async store => {
      const { timeline } = store.tables
      const pushId = (2n ** 62n + 1n) as MsgId
      const add = (app: typeof sampleApp, atMs: number) =>
        timeline.appendNotification(app, userAudience(alice), pushId, { title: 'é' }, { atMs, expiresAtMs: 10 })
      await store.commit([add(sampleApp, 7), add(sampleApp, 8)])
      await store.commit([add(sampleApp, 9), add(otherApp, 9)])
      const entry = { kind: 'notification', pushId: String(pushId), notification: { title: 'é' }, position: 1 } as const
      const told = (atMs: number) => [{ audience: userAudience(alice), entry: { ...entry, atMs }, createdAtMs: atMs }]
      deepEqual(await timeline.after(sampleApp, 0, 9), told(7))
      deepEqual(await timeline.catchUp(otherApp, alice, 0, 9), told(9))
      deepEqual(await timeline.notifications(sampleApp, alice, 0, 9), told(7))
      deepEqual(await timeline.notifications(sampleApp, alice, 1, 9), [])
      deepEqual(await timeline.notifications(sampleApp, bob, 0, 9), [])
      equal(await timeline.message(sampleApp, pushId), undefined)
      await store.commit([timeline.deleteExpired(10, 9)])
      deepEqual(await timeline.after(sampleApp, 0, 9), [])
    },
  },
  {
    name: 'a sender’s own name for a message is taken once, and names the first one',
    run: async store => {
      const { timeline } = store.tables
      const claim = (id: bigint, sender = alice, appId = sampleApp) =>
        timeline.claimLocalId(appId, sender, 'l-1', id as MsgId, 5)
      const unit = (id: bigint) => ({
        fence: claim(id),
        writes: [timeline.appendMessage(sampleApp, both, aNewMessage(id), { isCounted: true, expiresAtMs: never })],
      })
      deepEqual(await store.commitFenced([unit(2n ** 62n), unit(12n)]), [true, false])
      equal(await timeline.ofLocalId(sampleApp, alice, 'l-1'), 2n ** 62n)
      deepEqual(await store.commit([claim(13n, bob), claim(14n, alice, otherApp), claim(15n)]), [true, true, false])
      equal(await timeline.position(sampleApp), 1)
      deepEqual(await store.commit([timeline.deleteLocalIds(5, 9), timeline.deleteLocalIds(6, 2)]), [0, 2])
      deepEqual(await store.commit([timeline.deleteLocalIds(6, 2), timeline.deleteLocalIds(6, 2)]), [1, 0])
      equal(await timeline.ofLocalId(sampleApp, alice, 'l-1'), undefined)
    },
  },
  {
    name: 'I7: a user catches up on own entries and on those of conversations while a member, in order of position',
    run: async store => {
      const { timeline, conversations } = store.tables
      const toTeam = (id: bigint) => aNewMessage(id, { conversationType: 2, to: 'team' })
      await store.commit([conversations.insert(sampleApp, team), conversations.join(sampleApp, team, alice, member)])
      await send(store, toTeam(21n)) // 1
      await store.commit([conversations.join(sampleApp, team, bob, member)])
      await send(store, toTeam(22n), aNewMessage(23n)) // 2, 3
      await store.commit([
        timeline.append(sampleApp, userAudience(bob), { kind: 'conversation' }, 1, never), // 4
        timeline.append(sampleApp, userAudience(alice), { kind: 'conversation' }, 1, never), // 5
        timeline.append(sampleApp, team, recallOf(21n), 1, never), // 6
        conversations.leave(sampleApp, team, bob),
      ])
      await send(store, toTeam(24n)) // 7
      const caught = async (user: UserId, after: number, limit = 99) =>
        positions(await timeline.catchUp(sampleApp, user, after, limit))
      deepEqual(await caught(bob, 0), [2, 3, 4, 6])
      deepEqual(await caught(bob, 2), [3, 4, 6])
      deepEqual(await caught(bob, 0, 2), [2, 3])
      deepEqual(await caught(bob, 6), [])
      deepEqual(await caught(alice, 0), [1, 2, 3, 5, 6, 7])
      deepEqual(await caught(carol, 0), [])
      deepEqual(await timeline.catchUp(otherApp, bob, 0, 99), [])
      deepEqual((await timeline.catchUp(sampleApp, bob, 2, 1))[0], messageEntry(3, { ...aNewMessage(23n), seq: 1 }))
      const missed = (user: UserId, after: number, limit = 99) => timeline.missed(sampleApp, user, after, limit)
      deepEqual(
        [await missed(bob, 0), await missed(bob, 2), await missed(alice, 0, 3), await missed(carol, 0)],
        [2, 1, 3, 0],
      )
    },
  },
  {
    name: 'a message that is replaced keeps its place, and is told so to whoever catches up',
    run: async store => {
      const { timeline, conversations } = store.tables
      await send(store, aNewMessage(11n))
      const recalled = { by: alice, atMs: 6, extendedData: '', type: 1 }
      const message = { ...aNewMessage(11n, { content: {}, recalled }), seq: 1 }
      const replaced = (appId = sampleApp, id = 11n) => timeline.replaceMessage(appId, id as MsgId, message)
      const tries = [replaced(otherApp), replaced(sampleApp, 99n), replaced(), replaced()]
      deepEqual(await store.commit(tries), [false, false, true, false])
      deepEqual(await timeline.message(sampleApp, 11n as MsgId), { conversation: both, position: 1, message })
      deepEqual(await timeline.catchUp(sampleApp, bob, 0, 9), [messageEntry(1, message)])
      equal((await conversations.find(sampleApp, bob, both))?.unread, 0)
    },
  },
  {
    name: 'expired entries go, a bounded number at a time, and the others stay where they are',
    run: async store => {
      const { timeline, conversations } = store.tables
      const sent = [1n, 2n, 3n, 4n].map(id =>
        timeline.appendMessage(sampleApp, both, aNewMessage(id), { isCounted: true, expiresAtMs: Number(id) * 10 }),
      )
      await store.commit(sent)
      await store.commit([conversations.hide(sampleApp, both, bob, [1, 4])])
      deepEqual(await store.commit([timeline.deleteExpired(9, 9)]), [0])
      deepEqual(await store.commit([timeline.deleteExpired(30, 2)]), [3])
      deepEqual(positions(await timeline.after(sampleApp, 0, 9)), [3, 4])
      deepEqual(await store.commit([timeline.deleteExpired(30, 2), timeline.deleteExpired(30, 2)]), [1, 0])
      deepEqual(positions(await timeline.after(sampleApp, 0, 9)), [4])
      deepEqual([...(await conversations.hidden(sampleApp, both, bob, 1, 9))], [4])
      deepEqual(await send(store, aNewMessage(5n)), [{ position: 5, seq: 5, sentAtMs: 1_000 }])
    },
  },
]

/** Stores messages in the conversations that they name. */
export function send(store: Store, ...messages: readonly NewMessage[]) {
  return store.commit(
    messages.map(message =>
      store.tables.timeline.appendMessage(
        sampleApp,
        message.conversationType === 2
          ? groupConversation(message.to)
          : peerConversation(message.from as UserId, message.to as UserId),
        message,
        { isCounted: message.isQuiet !== true, expiresAtMs: never },
      ),
    ),
  )
}

function recallOf(id: bigint) {
  return { kind: 'recall', message: { ...aNewMessage(id), seq: 1 } } as const
}

function messageEntry(position: number, message: Extract<Entry, { kind: 'message' }>['message']): AddressedEntry {
  return { audience: both as Audience, entry: { kind: 'message', position, message }, createdAtMs: message.sentAtMs }
}

function positions(entries: readonly AddressedEntry[]): readonly number[] {
  return entries.map(({ entry }) => entry.position)
}

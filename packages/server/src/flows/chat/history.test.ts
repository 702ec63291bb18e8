import { deepEqual, equal, rejects } from 'node:assert/strict'
import { test } from 'node:test'
import type { MsgId, UserId } from '@posthouse/protocol'
import type { WireMessage } from '@posthouse/protocol/frames'
import type { ConversationId } from '../../domain/chat/conversation.ts'
import { alice, bob, type ChatLab, carol, openChatLab, refusedAs, team, withBob } from './chat-lab.test.ts'
import { readConversation } from './conversations.ts'
import { deleteConversation, deleteMessages } from './delete-messages.ts'
import { findMessages, type HistoryPage, history } from './history.ts'
import { recallMessage } from './recall.ts'

const toTeam = { to: 'team', conversationType: 2 } as const

async function seqs(lab: ChatLab, user: UserId, page: HistoryPage, conversation: ConversationId = withBob) {
  return numbers(await history(lab.deps, lab.app, user, conversation, page))
}

function numbers(messages: readonly WireMessage[]): readonly number[] {
  return messages.map(({ seq }) => seq)
}

async function recall(lab: ChatLab, user: UserId, id: string, conversation = withBob, push?: object) {
  const input = { conversation, id: BigInt(id) as MsgId, push, extendedData: 'why' }
  return recallMessage(lab.deps, lab.caller(user), input)
}

test('spec §8.5: pages are in order of seq, whichever way they are turned', async () => {
  await using lab = await openChatLab()
  deepEqual(await seqs(lab, alice, { count: 9 }), [])
  for (let index = 0; index < 7; index += 1)
    await lab.send(index % 2 === 0 ? alice : bob, { to: index % 2 === 0 ? 'bob' : 'alice' })
  deepEqual(await seqs(lab, bob, { count: 3 }), [5, 6, 7])
  deepEqual(await seqs(lab, bob, { count: 3, before: 5 }), [2, 3, 4])
  deepEqual(await seqs(lab, bob, { count: 3, before: 2 }), [1])
  deepEqual(await seqs(lab, bob, { count: 3, before: 1 }), [])
  deepEqual(await seqs(lab, bob, { count: 3, after: 0 }), [1, 2, 3])
  deepEqual(await seqs(lab, bob, { count: 3, after: 6 }), [7])
  deepEqual(await seqs(lab, bob, { count: 3, after: 7 }), [])
  deepEqual(await seqs(lab, bob, { count: 9, after: 2, before: 5 }), [3, 4])
  deepEqual(numbers(await findMessages(lab.deps, lab.app, bob, withBob, [6, 1, 6, 99])), [1, 6])
})

test('a message is shown to its receiver without the sender’s own name for it, to the sender with it', async () => {
  await using lab = await openChatLab()
  await lab.send(alice, { localId: 'mine' })
  const shown = async (user: UserId) => (await history(lab.deps, lab.app, user, withBob, { count: 1 }))[0]?.localId
  deepEqual([await shown(alice), await shown(bob)], ['mine', undefined])
})

test('spec §3.12: a new member sees nothing from before, a former one keeps what there was, a stranger is refused', async () => {
  await using lab = await openChatLab()
  await lab.group(alice)
  const { conversations } = lab.store.tables
  await lab.send(alice, toTeam)
  await lab.store.commit([conversations.join(lab.app.id, team, bob, { role: 3, enteredAtMs: 2, enterType: 3 })])
  await lab.send(alice, toTeam)
  await lab.send(bob, toTeam)
  await rejects(seqs(lab, carol, { count: 9 }, team), refusedAs('group-not-member'))
  await rejects(seqs(lab, carol, { count: 9 }, 'g/none' as ConversationId), refusedAs('group-unknown'))
  await lab.store.commit([conversations.leave(lab.app.id, team, bob)])
  await lab.send(alice, toTeam)
  deepEqual(await seqs(lab, bob, { count: 9 }, team), [2, 3])
  deepEqual(await seqs(lab, bob, { count: 9, after: 0 }, team), [2, 3])
  deepEqual(numbers(await findMessages(lab.deps, lab.app, bob, team, [1, 2, 4])), [2])
  deepEqual(await seqs(lab, alice, { count: 9 }, team), [1, 2, 3, 4])
  await rejects(lab.send(bob, toTeam), refusedAs('group-not-member'))
})

test('what a user deletes is gone for that user alone, pages are filled past it, and the user’s devices are told', async () => {
  await using lab = await openChatLab()
  const sent = []
  for (let index = 0; index < 8; index += 1) sent.push(await lab.send(alice))
  const ids = sent.slice(3, 7).map(({ id }) => BigInt(id) as MsgId)
  await lab.send(alice, { to: 'carol' })
  await deleteMessages(lab.deps, lab.caller(bob), withBob, [...ids, 77n as MsgId])
  deepEqual(await seqs(lab, bob, { count: 3 }), [2, 3, 8])
  deepEqual(await seqs(lab, bob, { count: 3, after: 2 }), [3, 8])
  deepEqual(await seqs(lab, alice, { count: 3 }), [6, 7, 8])
  const [told] = await lab.store.tables.timeline.catchUp(lab.app.id, bob, 9, 9)
  deepEqual(told?.entry, {
    ...{ kind: 'deleted', position: 10, conversationId: 'alice', conversationType: 0, messageIds: ids.map(String) },
  })
  await deleteMessages(lab.deps, lab.caller(bob), withBob, undefined)
  deepEqual(await seqs(lab, bob, { count: 3 }), [])
  await lab.send(alice)
  deepEqual(await seqs(lab, bob, { count: 3 }), [9])
  await deleteConversation(lab.deps, lab.caller(bob), withBob)
  deepEqual(
    await lab.store.tables.conversations.list(lab.app.id, bob, {
      before: undefined,
      limit: 9,
      onlyUnread: false,
      types: [0],
    }),
    [],
  )
  const entries = await lab.store.tables.timeline.catchUp(lab.app.id, bob, 10, 9)
  deepEqual(
    entries.map(({ entry }) => [entry.kind, 'isConversationToo' in entry ? entry.isConversationToo : undefined]),
    [
      ['deleted', undefined],
      ['message', undefined],
      ['deleted', true],
    ],
  )
  equal((await seqs(lab, alice, { count: 9 })).length, 9)
})

test('spec §7: a sender takes a message back within two minutes, with nothing of it left, and everybody is told', async () => {
  await using lab = await openChatLab()
  const sent = await lab.send(alice, { extendedData: 'secret', mentioned: ['bob'] })
  const late = await lab.send(alice)
  await rejects(recall(lab, bob, sent.id), refusedAs('not-allowed'))
  await rejects(recall(lab, carol, sent.id), refusedAs('params-invalid'))
  await rejects(recall(lab, alice, '77'), refusedAs('params-invalid'))
  const push = { title: 'taken back' }
  const message = await recall(lab, alice, sent.id, withBob, push)
  const { atMs } = message.recalled ?? { atMs: 0 }
  const expected = {
    ...{
      id: sent.id,
      conversationType: 0,
      from: 'alice',
      to: 'bob',
      seq: 1,
      type: 1,
      content: {},
      sentAtMs: sent.sentAtMs,
    },
    recalled: { by: 'alice', atMs, extendedData: 'why', type: 1 },
  }
  deepEqual(message, { ...expected, localId: 'l-1' })
  deepEqual((await history(lab.deps, lab.app, bob, withBob, { count: 9 }))[0], expected)
  const told = await lab.store.tables.timeline.catchUp(lab.app.id, bob, 2, 9)
  deepEqual(
    told.map(({ entry }) => entry),
    [{ kind: 'recall', position: 3, message: expected }],
  )
  const [handover] = await lab.store.tables.handovers.ofSubject(lab.app.id, sent.id, 9)
  const { what, position, users, push: handed } = handover?.handover ?? {}
  deepEqual([what, position, users, handed], ['recall', 3, [bob], push])
  await rejects(recall(lab, alice, sent.id), refusedAs('recalled'))
  lab.clock.advance(121_000)
  await rejects(recall(lab, alice, late.id), refusedAs('recall-too-late'))
  equal(await lab.store.tables.conversations.unread(lab.app.id, bob, [0]), 1)
})

test('spec §3.12: a group’s owner takes back what members wrote, admins what plain members wrote, at any time', async () => {
  await using lab = await openChatLab()
  await lab.group(alice, bob, carol)
  const { conversations } = lab.store.tables
  await lab.store.commit([conversations.setRole(lab.app.id, team, bob, 2)])
  const [owners, admins, members] = [
    await lab.send(alice, toTeam),
    await lab.send(bob, toTeam),
    await lab.send(carol, toTeam),
  ]
  lab.clock.advance(3_600_000)
  await rejects(recall(lab, bob, owners.id, team), refusedAs('not-allowed'))
  await rejects(recall(lab, carol, admins.id, team), refusedAs('not-allowed'))
  equal((await recall(lab, bob, members.id, team)).recalled?.by, 'bob')
  equal((await recall(lab, alice, admins.id, team)).recalled?.by, 'alice')
  await lab.store.commit([conversations.leave(lab.app.id, team, bob)])
  await rejects(recall(lab, bob, owners.id, team), refusedAs('group-not-member'))
})

test('what comes while a conversation is being read stays unread, here and on the reader’s other devices', async () => {
  await using lab = await openChatLab()
  await lab.send(alice)
  const { store } = lab.deps
  const slow = {
    ...store,
    // The message comes after the conversation was looked at, and before its reading is stored.
    commit: (async (...[writes, ...more]: Parameters<typeof store.commit>) => {
      await lab.send(alice)
      return store.commit(writes, ...more)
    }) as typeof store.commit,
  }
  await readConversation({ ...lab.deps, store: slow }, lab.caller(bob), withBob)
  const found = await store.tables.conversations.find(lab.app.id, bob, withBob)
  const told = await store.tables.timeline.catchUp(lab.app.id, bob, 2, 9)
  deepEqual([found?.unread, found?.membership.readSeq], [1, 1])
  deepEqual(
    told.map(({ entry }) => (entry.kind === 'conversation' ? entry.readSeq : entry.kind)),
    [1],
  )
})

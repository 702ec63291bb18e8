import { deepEqual, equal, ok, rejects } from 'node:assert/strict'
import { test } from 'node:test'
import type { MsgId } from '@posthouse/protocol'
import { createRule } from '../callback/rules.ts'
import { alice, aText, bob, carol, nobody, openChatLab, refusedAs, team, withBob } from './chat-lab.test.ts'
import { sendMessage } from './send-message.ts'

test('W1: a message is stored with the number of its conversation and its position, and the hint follows', async () => {
  await using lab = await openChatLab()
  const first = await lab.send(alice)
  const second = await lab.send(bob, { to: 'ALICE', content: { message: 'yes' }, extendedData: 'x', isQuiet: true })
  await lab.send(alice, { to: 'carol' })
  deepEqual([first.seq, first.position, second.seq, second.position], [1, 1, 2, 2])
  const stored = await lab.store.tables.timeline.message(lab.app.id, BigInt(second.id) as MsgId)
  deepEqual(stored, {
    conversation: withBob,
    position: 2,
    message: {
      ...{ id: second.id, conversationType: 0, from: 'bob', to: 'alice', seq: 2, type: 1 },
      ...{ content: { message: 'yes' }, sentAtMs: second.sentAtMs, localId: 'l-2', extendedData: 'x', isQuiet: true },
    },
  })
  deepEqual(
    lab.hints.map(({ kind }) => kind),
    Array(3).fill('timeline.appended'),
  )
  equal(await lab.store.tables.conversations.unread(lab.app.id, alice, [0, 2]), 0)
  equal(await lab.store.tables.conversations.unread(lab.app.id, bob, [0, 2]), 1)
})

test('spec §8.3: the same localId of the same sender is the same message, one after the other and at once', async () => {
  await using lab = await openChatLab()
  const same = await Promise.all([1, 2, 3].map(() => lab.send(alice, { localId: 'once' })))
  const again = await lab.send(alice, { localId: 'once', content: { message: 'something else' } })
  const of = (sent: typeof again) => [sent.id, sent.seq, sent.position, sent.sentAtMs]
  for (const sent of same) deepEqual(of(sent), of(again))
  deepEqual([again.seq, again.position], [1, 1])
  const theirs = await lab.send(bob, { to: 'alice', localId: 'once' })
  deepEqual([theirs.seq, theirs.position], [2, 2])
  equal(await lab.store.tables.timeline.position(lab.app.id), 2)
})

test('spec §3.11: what may not be sent is refused with its code, and changes nothing', async () => {
  await using lab = await openChatLab()
  await lab.group(bob, carol)
  const refused = [
    ['params-invalid', { content: { message: ' \n ' } }],
    ['params-invalid', { content: {} }],
    ['params-invalid', { type: 3 }],
    ['params-invalid', { type: 20, content: { message: 'barrage' } }],
    ['params-invalid', { type: 31, content: { message: 'revoke' } }],
    ['params-invalid', { to: 'a/b' }],
    ['params-invalid', { to: 'Alice' }],
    ['params-invalid', { mentioned: ['a b'] }],
    ['target-unknown', { to: nobody }],
    ['group-not-member', { to: 'team', conversationType: 2 }],
    ['target-unknown', { to: 'teams', conversationType: 2 }],
  ] as const
  for (const [reason, change] of refused) await rejects(lab.send(alice, change), refusedAs(reason), reason)
  equal(await lab.store.tables.timeline.position(lab.app.id), 0)
  equal(await lab.store.tables.timeline.ofLocalId(lab.app.id, alice, 'l-1'), undefined)
  deepEqual(lab.hints, [])
})

test('spec §7: a session sends ten messages and thirty commands in a second, another session as many', async () => {
  await using lab = await openChatLab()
  const send = (index: number, user = alice, change: object = {}) =>
    sendMessage(lab.deps, lab.caller(user), { ...aText, to: 'carol', localId: `r-${index}`, ...change })
  for (let index = 0; index < 10; index += 1) await send(index)
  await rejects(send(10), error => {
    ok(refusedAs('too-often')(error))
    const { retryAfterMs } = error as { retryAfterMs: number }
    return retryAfterMs > 0 && retryAfterMs <= 1_000
  })
  const command = { type: 2, content: { message: 'AQI=' } }
  for (let index = 0; index < 30; index += 1) await send(index, alice, command)
  await rejects(send(30, alice, command), refusedAs('too-often'))
  await send(10, bob)
  lab.clock.advance(1_000)
  await send(10)
  equal(await lab.store.tables.timeline.position(lab.app.id), 12)
})

test('spec §3.3: a command goes to whoever is connected but the sending connection, and nothing is kept', async () => {
  await using lab = await openChatLab()
  await lab.group(alice, bob, carol)
  const command = { type: 2, content: { message: 'AQI=' } }
  const toBob = await lab.send(alice, command)
  const toTeam = await lab.send(alice, { ...command, to: 'team', conversationType: 2, push: { title: 't' } })
  deepEqual([toBob.seq, toBob.position, toTeam.seq, toTeam.position], [0, 0, 0, 0])
  deepEqual(
    lab.passed.map(({ to, except }) => [to, except]),
    [
      [[bob, alice], 'alice-1'],
      [[bob, carol, alice], 'alice-1'],
    ],
  )
  deepEqual(lab.passed[0]?.message, {
    ...{ id: toBob.id, conversationType: 0, from: 'alice', to: 'bob', type: 2 },
    ...{ content: { message: 'AQI=' }, sentAtMs: toBob.sentAtMs },
  })
  equal(await lab.store.tables.timeline.position(lab.app.id), 0)
  deepEqual(lab.hints, [])
})

test('spec §1.4: a message with a push is handed over in the commit that stores it, one without is not', async () => {
  await using lab = await openChatLab()
  await lab.group(alice, bob, carol)
  const { handovers } = lab.store.tables
  const push = { title: 'New', content: 'hi', payload: '{}' }
  const plain = await lab.send(alice)
  const toBob = await lab.send(alice, { push, mentioned: ['Bob'] })
  const toTeam = await lab.send(alice, {
    ...{ to: 'team', conversationType: 2, push, mentioned: ['Bob', 'alice'], notifiesMentioned: true },
  })
  const toAll = await lab.send(alice, {
    ...{ to: 'team', conversationType: 2, push, mentionsAll: true, notifiesMentioned: true },
  })
  deepEqual(await handovers.ofSubject(lab.app.id, plain.id, 9), [])
  const [bobs] = await handovers.ofSubject(lab.app.id, toBob.id, 9)
  deepEqual(bobs?.handover, {
    ...{ id: BigInt(toBob.id), appId: lab.app.id, position: 2, from: 'alice', users: [bob], conversation: withBob },
    ...{ what: 'message', subjectId: toBob.id, push, mentioned: [], easemob: undefined },
    ...{ deadlineMs: toBob.sentAtMs + 86_400_000, createdAtMs: toBob.sentAtMs, awaited: undefined },
  })
  equal(bobs?.dueAtMs, toBob.sentAtMs)
  const [teams] = await handovers.ofSubject(lab.app.id, toTeam.id, 9)
  deepEqual([teams?.handover.users, teams?.handover.conversation, teams?.handover.mentioned], [undefined, team, [bob]])
  equal((await handovers.ofSubject(lab.app.id, toAll.id, 9))[0]?.handover.mentioned, 'all')
  equal(lab.hints.filter(({ kind }) => kind === 'handover.due').length, 3)
  await lab.send(alice, { push, localId: 'l-2' })
  equal((await handovers.ofSubject(lab.app.id, toBob.id, 9)).length, 1)
})

test('spec/easemob §9.7: rules hear of a message, and of each receiver who is away', async () => {
  await using lab = await openChatLab()
  await lab.group(alice, bob, carol)
  lab.connected.set(bob, [])
  const filter = { events: ['chat', 'chat_offline'] } as const
  await createRule(lab.ruleParts, lab.app.id, {
    name: 'all',
    url: 'https://a.example/',
    secret: 'demo-secret',
    ...filter,
  })
  const toTeam = await lab.send(alice, { to: 'team', conversationType: 2, extendedData: 'x' })
  await lab.send(alice)
  const told = (await lab.callbacks()).toReversed().map(({ callback }) => JSON.parse(callback.body))
  deepEqual(
    told.map(({ eventType, chat_type: type, to }) => [eventType, type, to]),
    [
      ['chat', 'groupchat', 'team'],
      ['chat_offline', 'groupchat', 'carol'],
      ['chat', 'chat', 'bob'],
    ],
  )
  equal(told[0].msg_id, toTeam.id)
  deepEqual(told[0].payload, {
    ...{
      ext: { extendedData: 'x' },
      bodies: [{ type: 'txt', msg: 'hi' }],
      from: 'alice',
      to: 'team',
      type: 'groupchat',
    },
  })
  equal(lab.hints.filter(({ kind }) => kind === 'callback.waiting').length, 2)
})

test('spec/easemob §9.8: the app’s server is asked before delivery, may change a text, refuse it, and is not asked twice', async () => {
  await using lab = await openChatLab()
  const receiver = await lab.receiver((response, number) => {
    const changed = { ext: {}, bodies: [{ type: 'txt', msg: 'nicer' }], from: 'alice', to: 'bob', type: 'chat' }
    response.end(JSON.stringify(number === 1 ? { valid: true, payload: changed } : { valid: false, code: 'no ads' }))
  })
  await createRule(lab.ruleParts, lab.app.id, { name: 'ask', url: receiver.url, secret: 'demo-secret', before: {} })
  const sent = await lab.send(alice, { localId: 'a' })
  deepEqual((await lab.send(alice, { localId: 'a' })).id, sent.id)
  const stored = await lab.store.tables.timeline.message(lab.app.id, BigInt(sent.id) as MsgId)
  deepEqual(stored?.message.content, { message: 'nicer' })
  equal(receiver.requests.length, 1)
  await rejects(lab.send(alice, { localId: 'b' }), error => {
    return refusedAs('refused-by-app')(error) && (error as Error).message === 'no ads'
  })
  await lab.send(alice, { type: 2, content: { message: 'AQI=' } })
  equal(receiver.requests.length, 2)
  equal(await lab.store.tables.timeline.position(lab.app.id), 1)
})

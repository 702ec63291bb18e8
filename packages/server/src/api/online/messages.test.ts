import { deepEqual, rejects } from 'node:assert/strict'
import { test } from 'node:test'
import { readParams, readResult } from '@posthouse/protocol/frames'
import { alice, bob, type ChatLab, openChatLab, refusedAs, withBob } from '../../flows/chat/chat-lab.test.ts'
import { conversationMethods } from './conversations.ts'
import { messageMethods } from './messages.ts'
import { userMethods } from './users.ts'

function methodsOf({ deps }: ChatLab) {
  return { ...messageMethods(deps), ...conversationMethods(deps), ...userMethods(deps) }
}

type Name = keyof ReturnType<typeof methodsOf>

/** Calls a method as the gateway does: parameters and result cross the wire. */
async function call(lab: ChatLab, user: typeof alice, method: Name, params: unknown) {
  const handler = methodsOf(lab)[method] as (caller: unknown, params: unknown) => Promise<unknown>
  const result = await handler(lab.caller(user), readParams(method, params))
  return readResult(method, JSON.parse(JSON.stringify(result)) as unknown) as Readonly<Record<string, unknown>>
}

test('every method of messages, conversations and users takes and gives what its declaration says', async () => {
  await using lab = await openChatLab()
  const where = { conversationId: 'Bob', conversationType: 0 }
  const text = { localId: '1', to: 'BOB', conversationType: 0, type: 1, content: { message: 'hi' }, priority: 1 }
  const sent = await call(lab, alice, 'message.send', text)
  await call(lab, alice, 'message.send', { ...text, localId: '2', mentionsAll: true, mentioned: ['bob'] })
  const history = await call(lab, alice, 'message.history', { ...where, count: 9 })
  const messages = history['messages'] as readonly { readonly id: string; readonly seq: number }[]
  deepEqual(
    messages.map(({ seq }) => seq),
    [1, 2],
  )
  deepEqual((await call(lab, alice, 'message.find', { ...where, seqs: [2] }))['messages'], [messages[1]])
  const mine = { conversationId: 'alice', conversationType: 0 }
  const { conversations = [] } = await call(lab, bob, 'conversation.list', { count: 9 })
  const found = await call(lab, bob, 'conversation.find', mine)
  deepEqual(conversations, [found['conversation']])
  const { lastMessage: _, mentions, ...rest } = (conversations as Record<string, unknown>[])[0] ?? {}
  deepEqual(rest, {
    ...{
      id: 'alice',
      type: 0,
      unread: 2,
      readSeq: 0,
      notificationStatus: 1,
      orderKey: 2,
      isDisabled: false,
      firstSeq: 1,
    },
    ...{ name: '', avatarUrl: '' },
  })
  deepEqual(mentions, [{ messageId: messages[1]?.id, seq: 2, from: 'alice', type: 3 }])
  deepEqual(await call(lab, bob, 'conversation.unread', {}), { unread: 2 })
  await call(lab, bob, 'conversation.notify', { ...mine, status: 2 })
  deepEqual(await call(lab, bob, 'conversation.unread', { types: [0] }), { unread: 0 })
  await call(lab, bob, 'conversation.read', mine)
  await call(lab, bob, 'conversation.readAll', {})
  const told = await lab.store.tables.timeline.catchUp(lab.app.id, bob, 2, 9)
  deepEqual(
    told.map(({ entry }) => entry),
    [
      { kind: 'conversation', position: 3, ...mine, notificationStatus: 2 },
      { kind: 'conversation', position: 4, ...mine, readSeq: 2 },
      { kind: 'conversation', position: 5 },
    ],
  )
  await call(lab, alice, 'message.recall', { ...where, id: sent['id'] })
  await call(lab, alice, 'message.delete', where)
  await call(lab, alice, 'conversation.delete', where)
  deepEqual(await call(lab, alice, 'conversation.list', { count: 9 }), { conversations: [] })
  await rejects(
    call(lab, alice, 'conversation.find', { conversationId: 'carol', conversationType: 0 }),
    refusedAs('conversation-unknown'),
  )
  await rejects(
    call(lab, alice, 'conversation.read', { conversationId: 'x', conversationType: 2 }),
    refusedAs('conversation-unknown'),
  )
  await rejects(
    call(lab, alice, 'message.history', { conversationId: 'a/b', conversationType: 0, count: 1 }),
    refusedAs('params-invalid'),
  )
  deepEqual(
    (await lab.store.tables.timeline.messages(lab.app.id, withBob, { from: 1, to: 9, limit: 9, isNewestFirst: false }))
      .length,
    2,
  )
})

test('spec §3.8: users say who they are, are found, and are online, offline or logged out', async () => {
  await using lab = await openChatLab()
  const rule = { onlinePlatforms: [3], silentPlatforms: [1, 2] }
  const face = { name: 'Alice 爱', avatarUrl: 'https://a.example/a.png', extendedData: '{}' }
  await call(lab, alice, 'user.update', { name: face.name, avatarUrl: face.avatarUrl })
  await call(lab, alice, 'user.setRule', rule)
  await call(lab, alice, 'user.setBadge', { badge: 7 })
  const user = { id: 'alice', ...face }
  deepEqual(await call(lab, alice, 'user.update', { extendedData: '{}' }), { user })
  deepEqual(await call(lab, alice, 'user.self', {}), { user, rule, badge: 7 })
  deepEqual(await call(lab, bob, 'user.find', { users: ['Alice', 'nobody', 'alice', 'bob'] }), {
    users: [user, { id: 'bob', name: '', avatarUrl: '', extendedData: '' }],
    failed: [{ id: 'nobody', code: 6_000_011 }],
  })
  const told = await lab.store.tables.timeline.catchUp(lab.app.id, alice, 0, 9)
  deepEqual(
    told.map(({ entry }) => entry),
    [
      { kind: 'self', position: 1, user: { ...user, extendedData: '' } },
      { kind: 'rule', position: 2, ...rule },
      { kind: 'self', position: 3, user },
    ],
  )
  const device = { appId: lab.app.id, username: bob, deviceId: 'phone' as never, platform: 2, ackedPosition: 0 }
  await lab.store.commit([lab.store.tables.chatDevices.put({ ...device, state: 'present', changedAtMs: 5 })])
  const connected = { resource: 'r', deviceId: 'web', name: '', platform: 5, ackedPosition: 0 }
  lab.connected.set(alice, [connected, { ...connected, resource: 's' }])
  deepEqual(await call(lab, bob, 'user.status', { users: ['ALICE', 'bob', 'carol', 'nobody'] }), {
    users: [
      { id: 'alice', status: 0, platforms: [5], changedAtMs: 0 },
      { id: 'bob', status: 1, platforms: [], changedAtMs: 5 },
      { id: 'carol', status: 2, platforms: [], changedAtMs: 0 },
    ],
    failed: [{ id: 'nobody', code: 6_000_011 }],
  })
  await rejects(call(lab, alice, 'user.update', { name: 'x'.repeat(200) }), refusedAs('params-invalid'))
})

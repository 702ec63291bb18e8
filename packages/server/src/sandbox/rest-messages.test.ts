import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { AppId, UserId } from '@posthouse/protocol'
import { groupConversation, peerConversation } from '../domain/chat/conversation.ts'
import { type Body, type Receiver, startReceiver, startTestServer, type TestServer } from './test-server.ts'

/** spec/easemob.md §10.7, with the callbacks of §9.7. */
describe('Messages over REST', () => {
  let server: TestServer
  let receiver: Receiver
  let appId: AppId
  before(async () => {
    server = await startTestServer()
    receiver = await startReceiver()
    const { body } = await server.admin('POST', 'callbacks/rules', {
      name: 'messages',
      url: receiver.url,
      events: ['chat', 'chat_offline'],
    })
    assert.ok(body.rule, JSON.stringify(body))
    appId = (await server.system.store.tables.apps.byName(server.demo.org, server.demo.app))?.id ?? (0 as AppId)
    for (const username of ['alice', 'bob', 'carol']) {
      assert.equal((await server.app('POST', 'users', { username, password: 'p' })).status, 200)
    }
  })
  after(async () => {
    await server[Symbol.asyncDispose]()
    await receiver[Symbol.asyncDispose]()
  })

  const send = (body: object) => server.app('POST', 'messages/users', body)
  const text = { type: 'txt', body: { msg: 'hello' } }

  /** The next callbacks about a message, in the order of their events. */
  async function callbacksOf(msgId: string, count: number): Promise<readonly Body[]> {
    for (let all = 1; ; all += 1) {
      await receiver.came(all)
      const bodies: readonly Body[] = receiver.received.map(({ text: read }) => JSON.parse(read))
      const found = bodies.filter(({ msg_id, recall_id }) => msg_id === msgId || recall_id === msgId)
      if (found.length >= count) return found.toSorted((one, other) => (one.eventType < other.eventType ? -1 : 1))
    }
  }

  async function stored(from: string, to: string) {
    const conversation = peerConversation(from as UserId, to as UserId)
    const window = { from: 1, to: 99, limit: 99, isNewestFirst: false }
    const found = await server.system.store.tables.timeline.messages(appId, conversation, window)
    return found.map(({ message }) => message)
  }

  it('each receiver gets a message of an own id, which waits in the conversation with its ext', async () => {
    const { status, body } = await send({ ...text, from: 'alice', to: ['Bob', 'carol'], ext: { k: 'v' } })
    assert.equal(status, 200)
    assert.deepEqual([body.action, body.path, Object.keys(body.data)], ['post', '/messages/users', ['Bob', 'carol']])
    assert.notEqual(body.data.Bob, body.data.carol)
    const [message] = await stored('alice', 'bob')
    const { sentAtMs, ...rest } = message ?? assert.fail('nothing was stored')
    assert.ok(sentAtMs > 0)
    assert.deepEqual(rest, {
      ...{ id: body.data.Bob, conversationType: 0, from: 'alice', to: 'bob', seq: 1, type: 1 },
      ...{ content: { message: 'hello' }, isFromServer: true, ext: { k: 'v' } },
    })
  })

  it('seed of §9.7: a callback tells that it went up, and one more that its receiver was away, with the body as it was given', async () => {
    const kinds = [
      ['txt', { msg: 'hi' }, 'text'],
      ['img', { url: 'https://f.example/1', filename: '1.png', secret: 's', size: { width: 4, height: 3 } }, 'image'],
      ['audio', { url: 'https://f.example/2', length: 3 }, 'voice'],
      ['video', { url: 'https://f.example/3', length: 3, thumb: 'https://f.example/4', thumb_secret: 't' }, 'video'],
      ['file', { url: 'https://f.example/5', filename: 'a.pdf' }, 'file'],
      ['loc', { addr: 'Beijing', lat: 39.9, lng: 116.4 }, 'location'],
      ['custom', { customEvent: 'gift', customExts: { name: 'flower' } }, 'custom'],
    ] as const
    for (const [type, given, kind] of kinds) {
      const { body } = await send({ to: ['bob'], type, body: given, ext: { em_ignore_notification: true } })
      const told = await callbacksOf(body.data.bob, 2)
      assert.deepEqual(
        told.map(({ eventType, to, chat_type, content_type }) => [eventType, to, chat_type, content_type]),
        [
          ['chat', 'bob', 'chat', `chat:user:${kind}`],
          ['chat_offline', 'bob', 'chat', `chat:user:${kind}`],
        ],
      )
      assert.deepEqual(told[0].payload, {
        ext: { em_ignore_notification: true },
        bodies: [{ ...given, type }],
        ...{ from: 'admin', to: 'bob', type: 'chat' },
      })
    }
  })

  it('nothing is kept of what is only for those who are connected, nor of a command, nor for an id that nobody has', async () => {
    const before = (await stored('admin', 'carol')).length
    for (const body of [
      { ...text, to: ['carol'], routetype: 'ROUTE_ONLINE' },
      { to: ['carol'], type: 'cmd', body: { action: 'refresh' } },
      { ...text, to: ['nobody', 'CAROL2'] },
    ]) {
      const { status, body: reply } = await send(body)
      assert.equal(status, 200)
      for (const name of body.to) assert.match(reply.data[name], /^[0-9]{10,19}$/)
    }
    assert.equal((await stored('admin', 'carol')).length, before)
    assert.equal((await stored('admin', 'nobody')).length, 0)
  })

  for (const [what, body, status, error, description] of [
    ['no receiver', { ...text, to: [] }, 400, 'message_send_error', "param to can't be empty"],
    ['an absent receiver', text, 400, 'message_send_error', "param to can't be empty"],
    ['an empty sender', { ...text, from: '', to: ['bob'] }, 400, 'message_send_error', "param from can't be empty"],
    ['an empty type', { ...text, type: '', to: ['bob'] }, 400, 'message_send_error', "param type can't be empty"],
    ['an empty body', { type: 'txt', body: {}, to: ['bob'] }, 400, 'message_send_error', "param body can't be empty"],
    ['a wrong ext', { ...text, ext: 'x', to: ['bob'] }, 400, 'message_send_error', 'param ext must be JSONObject'],
    ['601 receivers', { ...text, to: Array(601).fill('bob') }, 400, 'message_send_error', 'param to exceed limit'],
    [
      'a large body',
      { type: 'txt', body: { msg: 'x'.repeat(5_120) }, to: ['bob'] },
      400,
      'message_send_error',
      'message is too large',
    ],
    ['an unknown type', { ...text, type: 'fax', to: ['bob'] }, 400, 'invalid_request_body', undefined],
    ['a text without msg', { type: 'txt', body: { text: 'hi' }, to: ['bob'] }, 400, 'invalid_request_body', undefined],
    ['another route', { ...text, routetype: 'x', to: ['bob'] }, 400, 'invalid_request_body', undefined],
    ['receivers that are no list', { ...text, to: 'bob' }, 400, 'invalid_request_body', undefined],
  ] as const) {
    it(`refuses ${what} and stores nothing`, async () => {
      const before = (await stored('admin', 'bob')).length
      const answer = await send(body)
      assert.deepEqual([answer.status, answer.body.error], [status, error])
      if (description !== undefined) assert.equal(answer.body.error_description, description)
      assert.equal((await stored('admin', 'bob')).length, before)
    })
  }

  it('spec §8, §10.4: a receiver who is away is pushed to in the words of the extensions, or told of why not, once', async () => {
    const apns = server.simulators.get('apns') ?? assert.fail('there is no APNs')
    const token = apns.newToken('com.example.chat', 81_000)
    const { notifierName } =
      server.demo.users[0]?.bindings.find(one => one.vendor === 'apns') ?? assert.fail('the demo has no APNs')
    const binding = { device_id: 'iphone', device_token: token, notifier_name: notifierName }
    await server.app('PUT', 'users/carol/push/binding', binding)
    const rule = { name: 'pushes', url: receiver.url, events: ['push'], statuses: ['success', 'fail', 'error'] }
    assert.equal((await server.admin('POST', 'callbacks/rules', rule)).status, 200)
    const words = { em_push_ext: { title: 'A title', content: 'A content' } }
    const said = await send({ ...text, from: 'alice', to: ['carol'], ext: words })
    const silent = await send({ ...text, from: 'alice', to: ['carol'], ext: { em_ignore_notification: true } })
    assert.deepEqual([said.status, silent.status], [200, 200])
    const outcomes = async () => {
      const found = receiver.received.map(({ text: read }) => JSON.parse(read)).filter(({ step }) => step === 'push')
      return found.map(({ status, detail = '', target }) => `${target} ${status} ${detail}`.trim()).toSorted()
    }
    for (let count = 1; (await outcomes()).length < 2; count += 1) await receiver.came(count)
    assert.deepEqual(await outcomes(), ['carol fail message ignore push', 'carol success'])
    const pushed = apns.delivered.filter(push => push.token === token)
    assert.equal(pushed.length, 1)
    assert.match(JSON.stringify(pushed[0]), /A title.*A content/)
  })

  it('600 receivers are one call', async () => {
    const to = Array.from({ length: 600 }, (_, index) => (index === 0 ? 'bob' : `nobody${index}`))
    const { status, body } = await send({ ...text, to })
    assert.deepEqual([status, new Set(Object.values(body.data)).size], [200, 600])
  })

  it('spec §10.7: more messages within a minute than the plan has are 403', async () => {
    await server.admin('PUT', 'settings', { rates: { messages: 1 } })
    const to = Array.from({ length: 61 }, (_, index) => `nobody${index}`)
    const { status, body } = await send({ ...text, to })
    assert.deepEqual([status, body.error_description], [403, 'message send reach limit'])
    await server.admin('PUT', 'settings', { rates: { messages: 0 } })
  })

  it('a group gets one message, each member who is away a callback, and only groups that there are', async () => {
    const { conversations, groups, users } = server.system.store.tables
    assert.ok(groups && users)
    const made = await server.app('POST', 'chatgroups', {
      ...{ groupname: 'team', public: false, maxusers: 10 },
      ...{ owner: 'alice', members: ['bob', 'carol'] },
    })
    assert.equal(made.status, 200, JSON.stringify(made.body))
    const id = String(made.body.data.groupid)
    const members = await conversations.members(appId, groupConversation(id), undefined, 9)
    assert.equal(members.length, 3)
    const { status, body } = await server.app('POST', 'messages/chatgroups', {
      ...text,
      from: 'alice',
      to: [id, 'none'],
    })
    assert.deepEqual([status, Object.keys(body.data).length], [200, 2])
    const told = await callbacksOf(body.data[id], 3)
    assert.deepEqual(
      told.map(({ eventType, to, chat_type, group_id, content_type }) => [
        eventType,
        to,
        chat_type,
        group_id,
        content_type,
      ]),
      [
        ['chat', id, 'groupchat', id, 'chat:group:text'],
        ['chat_offline', 'bob', 'groupchat', id, 'chat:group:text'],
        ['chat_offline', 'carol', 'groupchat', id, 'chat:group:text'],
      ],
    )
    await server.app('DELETE', `chatgroups/${id}`)
    const { timeline } = server.system.store.tables
    const end = await timeline.position(appId)
    assert.equal((await server.app('POST', 'messages/chatgroups', { ...text, to: [id] })).status, 200)
    assert.equal(await timeline.position(appId), end, 'a group that is over has no messages any more')
    const four = await server.app('POST', 'messages/chatgroups', { ...text, to: [id, 'a', 'b', 'c'] })
    assert.deepEqual([four.status, four.body.error_description], [400, 'param to exceed limit'])
  })

  describe('Taking back', () => {
    const recall = (body: object) => server.app('POST', 'messages/msg_recall', body)

    it('the content is gone, everybody is told, and once', async () => {
      const sent = await send({ ...text, from: 'carol', to: ['alice'] })
      const msg_id = sent.body.data.alice
      await callbacksOf(msg_id, 2)
      const body = { msg_id, to: 'Alice', chat_type: 'chat', force: false, recallMessageExtensionInfo: 'why' }
      const taken = await recall(body)
      const data = { recalled: 'yes', chattype: 'chat', from: 'admin', to: 'Alice', msg_id }
      assert.deepEqual([taken.status, taken.body.data], [200, data])
      const message = (await stored('carol', 'alice')).find(({ id }) => id === msg_id)
      const { atMs, ...recalled } = message?.recalled ?? assert.fail('it is not recalled')
      assert.ok(atMs > 0)
      assert.deepEqual([message?.content, recalled], [{}, { by: 'admin', extendedData: 'why', type: 1 }])
      const told = (await callbacksOf(msg_id, 3)).find(({ chat_type }) => chat_type === 'recall')
      assert.deepEqual([told.recall_id, told.payload.ack_message_id, told.eventType], [msg_id, msg_id, 'chat'])
      const again = await recall(body)
      assert.deepEqual([again.status, again.body.error_description], [403, 'not_found msg'])
    })

    it('refuses what is not there, is elsewhere, or is too old unless forced', async () => {
      const sent = await send({ ...text, from: 'carol', to: ['bob'] })
      const wish = { msg_id: sent.body.data.bob, to: 'bob', chat_type: 'chat', force: false }
      const told = async (change: object) => {
        const { status, body } = await recall({ ...wish, ...change })
        return [status, body.error_description ?? body.data.recalled]
      }
      assert.deepEqual(await told({ msg_id: '12' }), [403, 'not_found msg'])
      assert.deepEqual(await told({ msg_id: '' }), [400, "param msg_id can't be empty"])
      assert.deepEqual(await told({ force: undefined }), [400, "param force can't be empty"])
      assert.deepEqual(await told({ to: 'alice' }), [400, "can't find msg to"])
      assert.deepEqual(await told({ chat_type: 'groupchat' }), [400, "can't find msg to"])
      assert.deepEqual(await told({ chat_type: 'chatroom' }), [400, "can't find msg to"])
      const { store, ids } = server.system
      // From somebody who wrote nothing else: no message bears an earlier instant than the one before it.
      const old = { id: String(ids.next()), conversationType: 0, from: 'dave', to: 'bob', type: 1 } as const
      const sentAtMs = Date.now() - 121_000
      await store.commit([
        store.tables.timeline.appendMessage(
          appId,
          peerConversation('dave' as UserId, 'bob' as UserId),
          { ...old, content: { message: 'old' }, sentAtMs },
          { isCounted: true, expiresAtMs: Date.now() + 60_000 },
        ),
      ])
      assert.deepEqual(await told({ msg_id: old.id }), [403, 'exceed recall time limit'])
      assert.deepEqual(await told({ msg_id: old.id, force: true }), [200, 'yes'])
    })
  })
})

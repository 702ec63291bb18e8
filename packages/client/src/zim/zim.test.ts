import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import type { Entry } from '@posthouse/protocol/frames'
import { currentSession } from '../current-session.ts'
import { FakeWorld, settled } from '../testing/fake-world.ts'
import { ZIM } from './zim.ts'

const usual = { priority: 2 } as const
let world: FakeWorld
let zim: ZIM
let told: string[]

beforeEach(() => {
  world = new FakeWorld()
  told = []
  const made = ZIM.create({
    appID: 7,
    appSign: 'sign',
    server: 'https://push.example',
    deviceID: 'd1',
    ports: world.ports(),
  })
  assert.ok(made)
  zim = made
})
afterEach(async () => {
  zim.destroy()
  // What it still waits for comes to its end: the next login waits for that.
  await world.clock.advance(10_000)
})

async function loggedIn(): Promise<void> {
  const login = zim.login('alice', {})
  await world.welcome()
  await login
  world.link.say({ t: 'entries', entries: [], position: 0, isCatchUp: true, isLast: true })
  await settled()
  await world.answer('conversation.unread', { unread: 0 })
}

function message(position: number, more: object = {}): Entry {
  const base = {
    id: String(position),
    conversationType: 0,
    from: 'bob',
    to: 'alice',
    seq: position,
    type: 1,
    content: { message: 'hi' },
    sentAtMs: 9,
  }
  return { kind: 'message', position, message: { ...base, ...more } } as Entry
}

describe('ZIM', () => {
  it('is one per program, until it is destroyed', () => {
    assert.equal(ZIM.create(8), null)
    assert.equal(ZIM.getInstance(), zim)
    assert.ok(currentSession())
    zim.destroy()
    assert.equal(ZIM.getInstance(), null)
    assert.equal(currentSession(), undefined)
  })

  it('fails with plain objects: not logged in, and not created any more', async () => {
    await assert.rejects(zim.sendMessage({ type: 1, message: 'x' }, 'bob', 0, usual), cause => {
      assert.ok(!(cause instanceof Error))
      assert.equal((cause as { code: number }).code, 6000121)
      return true
    })
    zim.destroy()
    await assert.rejects(zim.querySelfUserInfo(), { code: 6000002 })
  })

  it('fails with plain objects where a program without types leaves out what has to be given', async () => {
    await loggedIn()
    const methods = zim as unknown as Record<string, (...given: unknown[]) => Promise<unknown>>
    const names = [
      ...['replyMessage', 'revokeMessage', 'queryConversationList', 'queryConversationTotalUnreadMessageCount'],
      ...[
        'callInvite',
        'callCancel',
        'queryCallInvitationList',
        'createGroup',
        'updateUserOfflinePushRule',
        'updateUserName',
      ],
    ]
    for (const name of names) await assert.rejects(async () => methods[name]?.call(zim), { code: 6000001 }, name)
    await assert.rejects(async () => methods['queryHistoryMessage']?.call(zim, 'bob', 0), { code: 6000001 })
    await assert.rejects(async () => methods['queryGroupMemberList']?.call(zim, 'team'), { code: 6000001 })
    await assert.rejects(async () => methods['callInvite']?.call(zim, ['bob']), { code: 6000001 })
  })

  it('looks at what a login is given before it goes out', async () => {
    await assert.rejects(zim.login('a b/c', {}), { code: 6000001 })
    await assert.rejects(zim.login('a'.repeat(33), {}), { code: 6000001 })
    await assert.rejects(zim.login('alice', { token: 'short' }), { code: 6000103 })
    await assert.rejects(zim.login('alice', { token: `03${'A'.repeat(40)}` }), { code: 6000107 })
    assert.equal(world.links.length, 0)
  })

  it('demands a token where there is no AppSign', async () => {
    zim.destroy()
    const made = ZIM.create({ appID: 7, server: 'wss://push.example/im', ports: world.ports() })
    assert.ok(made)
    zim = made
    await assert.rejects(zim.login('alice', { token: '' }), { code: 6000103 })
  })

  it('is not created without a server', () => {
    zim.destroy()
    assert.equal(ZIM.create({ appID: 7, server: 'push.example', ports: world.ports() }), null)
    assert.equal(ZIM.create({ appID: 0, server: 'https://push.example', ports: world.ports() }), null)
  })

  it('lets only the last user in without a network, and at once', async () => {
    world.shelf.set('posthouse.7.user', 'alice')
    await assert.rejects(zim.login('bob', { isOfflineLogin: true }), { code: 6000124 })
    await zim.login('alice', { isOfflineLogin: true })
    zim.on('connectionStateChanged', (_zim, { state }) => told.push(String(state)))
    await world.clock.advance(40_000)
    await world.welcome()
    assert.deepEqual(told, ['2'])
  })

  it('refuses messages that cannot be sent, and sends none of them', async () => {
    await loggedIn()
    const refused: readonly (readonly [message: object, to: string, type: number, config: object])[] = [
      [{ type: 1, message: ' ' }, 'bob', 0, usual],
      [{ type: 1 }, 'bob', 0, usual],
      [{ type: 30, message: 'x' }, 'bob', 0, usual],
      [{ type: 2, message: 'no bytes' }, 'bob', 0, usual],
      [{ type: 2, message: new Uint8Array(5 * 1024 + 1) }, 'bob', 0, usual],
      [{ type: 200, message: 'x', subType: 201 }, 'bob', 0, usual],
      [{ type: 11, fileLocalPath: '/a.png' }, 'bob', 0, usual],
      [{ type: 1, message: 'x'.repeat(32 * 1024) }, 'bob', 0, usual],
      [{ type: 1, message: 'x', extendedData: 'y'.repeat(1025) }, 'bob', 0, usual],
      [{ type: 1, message: 'x' }, 'ALICE', 0, usual],
      [{ type: 1, message: 'x' }, '', 0, usual],
      [{ type: 1, message: 'x' }, 'bob', 7, usual],
      [{ type: 1, message: 'x' }, 'bob', 0, { priority: 4 }],
      [{ type: 1, message: 'x' }, 'bob', 0, {}],
    ]
    for (const [one, to, type, config] of refused) {
      await assert.rejects(
        zim.sendMessage(one as never, to, type as never, config as never),
        { code: 6000001 },
        JSON.stringify(one).slice(0, 60),
      )
    }
    await assert.rejects(zim.sendMessage({ type: 1, message: 'x' }, 'room', 1, usual), { code: 6000013 })
    assert.equal(world.requests('message.send').length, 0)
  })

  it('sends what a push needs, in the words of the wire', async () => {
    await loggedIn()
    const pushConfig = {
      title: 't',
      content: 'c',
      extendedData: 'old',
      resourcesID: 'r',
      badgeIncrement: 250,
      enableBadge: true,
    }
    const sent = zim.sendMessage({ type: 1, message: 'x', mentionedUserIDs: ['bob'] }, 'bob', 0, {
      ...usual,
      pushConfig,
    })
    await settled()
    const params = world.requests('message.send')[0]?.params as { push: object; mentioned: object; content: object }
    assert.deepEqual(params.push, {
      title: 't',
      content: 'c',
      payload: 'old',
      resourcesId: 'r',
      badgeIncrement: 99,
      enableBadge: true,
    })
    assert.deepEqual([params.content, params.mentioned], [{ message: 'x' }, ['bob']])
    await world.answer('message.send', { id: '5', seq: 1, sentAtMs: 1, position: 1 })
    await sent
  })

  it('tells of sending in this order: attached, promise, status, conversation', async () => {
    await loggedIn()
    zim.on('messageSentStatusChanged', (_zim, { infos }) => told.push(`status ${infos[0]?.status}`))
    zim.on('conversationChanged', (_zim, { infoList }) =>
      told.push(`conversation ${infoList[0]?.conversation.conversationID}`),
    )
    const one = { type: 1, message: 'x' } as const
    const sent = zim.sendMessage(one, 'bob', 0, usual, {
      onMessageAttached: attached => told.push(`attached ${attached === one}`),
    })
    assert.deepEqual(told, ['attached true', 'status 0'])
    const done = sent.then(({ message: same }) => told.push(`sent ${same === one}`))
    await settled()
    await world.answer('message.send', { id: '5', seq: 1, sentAtMs: 1, position: 1 })
    await done
    await world.clock.advance(0)
    const conversation = {
      id: 'bob',
      type: 0,
      unread: 0,
      readSeq: 1,
      notificationStatus: 1,
      orderKey: 1,
      isDisabled: false,
    }
    await world.answer('conversation.find', { conversation })
    assert.deepEqual(told, ['attached true', 'status 0', 'sent true', 'status 1', 'conversation bob'])
  })

  it('I3 sends again under the same name when the answer was lost, and gives up after thirty seconds', async () => {
    await loggedIn()
    const sent = zim.sendMessage({ type: 1, message: 'x' }, 'bob', 0, usual)
    await settled()
    const name = (): unknown =>
      (world.requests('message.send').pop()?.params as { localId?: string } | undefined)?.localId
    const first = name()
    world.link.cut()
    await world.clock.advance(0)
    await world.welcome()
    assert.equal(name(), first)
    await world.answer('message.send', { id: '5', seq: 1, sentAtMs: 1, position: 1 })
    assert.equal((await sent).message.messageID, '5')
    const failing = zim.sendMessage({ type: 1, message: 'y' }, 'bob', 0, usual)
    const failed = assert.rejects(failing, { code: 6000105 })
    for (let second = 0; second < 32; second += 1) {
      world.link.say({ t: 'pong', nowMs: 1 })
      await world.clock.advance(1_000)
    }
    await failed
  })

  it('I6 does not send what one user wrote as the user who comes next', async () => {
    await loggedIn()
    const sent = zim.sendMessage({ type: 1, message: 'of alice' }, 'bob', 0, usual)
    const failed = assert.rejects(sent, { code: 6000121 })
    await settled()
    const request = world.requests('message.send').pop()
    world.link.say({ t: 'refused', id: request?.id ?? 0, code: 6000005, message: 'busy' })
    const leaving = zim.logout()
    await settled()
    await world.answer('session.logout', {})
    await leaving
    const login = zim.login('carol', {})
    await world.welcome()
    await login
    await world.clock.advance(2_000)
    await failed
    assert.equal(world.requests('message.send').length, 0)
  })

  it('I6 logs in after the PushIDs of the instance before are forgotten', async () => {
    await loggedIn()
    const session = currentSession() ?? assert.fail()
    session.setPushIds(() => ['ph1.x'])
    world.link.cut()
    await zim.logout()
    zim.destroy()
    const links = world.links.length
    zim =
      ZIM.create({ appID: 7, appSign: 'sign', server: 'https://push.example', ports: world.ports() }) ?? assert.fail()
    const login = zim.login('bob', {})
    await settled()
    world.link.open()
    assert.equal(world.links.length, links)
    const [forget] = world.link.of('forget')
    world.link.say({ t: 'reply', id: forget?.id ?? 0, result: {} })
    await world.welcome()
    await login
    assert.equal(world.link.of('login')[0]?.user, 'bob')
  })

  it('stays out where it is destroyed before a login without a network has looked who was here', async () => {
    world.shelf.set('posthouse.7.user', 'alice')
    const login = assert.rejects(zim.login('alice', { isOfflineLogin: true }), { code: 6000002 })
    zim.destroy()
    await login
    await world.clock.advance(1_000)
    assert.equal(world.links.length, 0)
  })

  it('tells of messages by every name that the original has', async () => {
    await loggedIn()
    for (const event of ['receivePeerMessage', 'peerMessageReceived', 'messageReceived'] as const) {
      zim.on(event, (from: ZIM, data: { messageList: readonly { messageID?: string }[] }) => {
        assert.equal(from, zim)
        told.push(`${event} ${data.messageList.map(({ messageID }) => messageID).join()}`)
      })
    }
    world.link.say({ t: 'entries', entries: [message(1), message(2)], position: 2 })
    await settled()
    assert.deepEqual(told, ['receivePeerMessage 1,2', 'peerMessageReceived 1,2', 'messageReceived 1,2'])
    zim.off('peerMessageReceived')
    told.length = 0
    world.link.say({ t: 'entries', entries: [message(3)], position: 3 })
    await settled()
    assert.deepEqual(told, ['receivePeerMessage 3', 'messageReceived 3'])
  })

  it('tells of calls as they come, also what it was away for, and not what is for another device alone', async () => {
    const login = zim.login('alice', {})
    await world.welcome()
    await login
    zim.on('callInvitationReceived', (_zim, { callID }) => told.push(callID))
    zim.on('callInvitationCancelled', (_zim, { callID }) => told.push(`cancelled ${callID}`))
    const call = (position: number, id: string, event: string, state: number, more: object = {}): Entry => {
      const users = [
        { id: 'bob', state: 1, extendedData: '' },
        { id: 'alice', state, extendedData: '' },
      ]
      const whole = {
        id,
        caller: 'bob',
        inviter: 'bob',
        mode: 0,
        state: 1,
        extendedData: '',
        timeoutSeconds: 30,
        createdAtMs: world.clock.nowMs,
        endedAtMs: 0,
        users,
      }
      return { kind: 'call', position, event, call: whole, operator: 'bob', atMs: 1, users, ...more } as Entry
    }
    world.link.say({
      t: 'entries',
      entries: [
        call(1, '11', 'invited', 0),
        call(2, '12', 'invited', 0),
        call(3, '11', 'cancelled', 3),
        call(4, '14', 'invited', 0, { device: 'another' }),
      ],
      position: 4,
      isCatchUp: true,
      isLast: true,
    })
    await settled()
    assert.deepEqual(told, ['11', '12', 'cancelled 11'])
    assert.deepEqual(
      world.requests('call.received').map(({ params }) => params),
      [{ callId: '11' }, { callId: '12' }],
    )
  })

  const conversation = (id: string, more: object = {}) => {
    const usual = {
      id,
      type: 0,
      unread: 1,
      readSeq: 0,
      notificationStatus: 1,
      orderKey: 1,
      isDisabled: false,
      firstSeq: 1,
    }
    return { ...usual, ...more }
  }
  const listenToConversations = (): void => {
    zim.on('conversationChanged', (_zim, { infoList }) => {
      for (const { event, conversation: one } of infoList)
        told.push(`${one.conversationID} ${event} ${one.unreadMessageCount}`)
    })
  }
  const catchUp = async (...entries: readonly Entry[]): Promise<void> => {
    world.link.say({ t: 'entries', entries: [...entries], position: entries.length, isCatchUp: true, isLast: true })
    await settled()
  }

  it('tells of conversations whose question the network cut off after the next catch-up, each once', async () => {
    await loggedIn()
    listenToConversations()
    world.link.say({ t: 'entries', entries: [message(1)], position: 1 })
    await settled()
    assert.equal(world.requests('conversation.find').length, 1)
    world.link.cut()
    await world.clock.advance(0)
    await world.welcome()
    await catchUp()
    world.link.cut()
    await world.clock.advance(0)
    await world.welcome()
    await catchUp()
    await world.answer('conversation.list', { conversations: [conversation('bob')] })
    world.link.cut()
    await world.clock.advance(0)
    await world.welcome()
    await catchUp()
    assert.equal(world.requests('conversation.list').length, 0)
    assert.deepEqual(told, ['bob 0 1'])
  })

  it('tells of the other conversations of a catch-up where one is there no more', async () => {
    await loggedIn()
    listenToConversations()
    world.link.cut()
    await world.clock.advance(0)
    await world.welcome()
    await catchUp(message(1), message(2, { from: 'carol', seq: 1 }), message(3, { from: 'dora', seq: 1 }), {
      kind: 'deleted',
      position: 4,
      conversationId: 'dora',
      conversationType: 0,
      isConversationToo: true,
    } as Entry)
    await world.answer('conversation.unread', { unread: 1 })
    await world.answer('conversation.list', { conversations: [] })
    const [gone] = world.requests('conversation.find')
    world.link.say({ t: 'refused', id: gone?.id ?? 0, code: 6000603, message: 'There is none.' })
    await settled()
    await world.answer('conversation.find', { conversation: conversation('carol') })
    assert.deepEqual(
      world.requests('conversation.find').map(({ params }) => (params as { conversationId: string }).conversationId),
      ['bob', 'carol'],
    )
    assert.deepEqual(told, ['carol 0 1'])
  })

  it('tells that all was read elsewhere while it was away', async () => {
    await loggedIn()
    world.link.say({ t: 'entries', entries: [message(1)], position: 1 })
    await settled()
    await world.answer('conversation.find', { conversation: conversation('bob') })
    await world.answer('conversation.unread', { unread: 1 })
    listenToConversations()
    world.link.cut()
    await world.clock.advance(0)
    await world.welcome()
    world.link.say({
      t: 'entries',
      entries: [{ kind: 'conversation', position: 2 } as Entry],
      position: 2,
      isCatchUp: true,
      isLast: true,
    })
    await settled()
    assert.deepEqual(told, ['bob 1 0'])
  })

  it('tells of a catch-up that the network ended', async () => {
    zim.on('conversationSyncStateChanged', (_zim, { state }) => told.push(String(state)))
    const login = zim.login('alice', {})
    await world.welcome()
    await login
    world.link.cut()
    await settled()
    assert.deepEqual(told, ['0', '2'])
  })

  it('lets listeners fail later, and callbacks of sending, without harm to anything', async () => {
    await loggedIn()
    zim.on('peerMessageReceived', async () => {
      throw new Error('a listener that waits')
    })
    world.link.say({ t: 'entries', entries: [message(1)], position: 1 })
    await settled()
    assert.ok(world.lines.includes('error listener.failed'))
    const sent = zim.sendMessage({ type: 1, message: 'x' }, 'bob', 0, usual, {
      onMessageAttached: () => {
        throw new Error('a page that is gone')
      },
    })
    await settled()
    await world.answer('message.send', { id: '1', seq: 1, sentAtMs: 5, position: 2 })
    assert.equal((await sent).message.messageSeq, 1)
  })

  it('lets a listener throw without harm to the others', async () => {
    await loggedIn()
    zim.on('peerMessageReceived', () => {
      throw new Error('of the app')
    })
    zim.on('messageReceived', () => told.push('heard'))
    world.link.say({ t: 'entries', entries: [message(1)], position: 1 })
    await settled()
    assert.deepEqual(told, ['heard'])
    assert.deepEqual(world.link.of('ack').pop(), { t: 'ack', position: 1 })
    assert.ok(world.lines.includes('error listener.failed'))
  })
})

// A user who is let in and lies: frames about what is others', with the ids that they really have, over the long connection (S19).
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Method, methods, pushIdOf, type ServerFrame } from '@posthouse/protocol/frames'
import type { RawClient } from '../gateway/testing/raw-client.ts'
import { startTestServer, type TestServer } from './test-server.ts'
import { DemoApp } from './testing/demo-app.ts'

/** In all that Alice and Bob say to each other, and in nothing that they show to everybody. */
const secret = 'between-alice-and-bob'
const team = 'their-team'
const message = (to: string, conversationType: 0 | 2, localId: string, words: string) => ({
  ...{ localId, to, conversationType, type: 1, content: { message: words }, priority: 2 },
})

describe('S19 a user who forges frames', () => {
  let server: TestServer
  let app: DemoApp
  let alice: RawClient
  let bob: RawClient
  let mallory: RawClient
  const ids = { peer: '', group: '', general: '', advanced: '' }
  before(async () => {
    server = await startTestServer()
    app = new DemoApp(server)
    alice = await app.client({ user: 'alice', device: 'of-alice' })
    bob = await app.client({ user: 'bob', device: 'of-bob' })
    mallory = await app.client({ user: 'mallory', device: 'of-mallory' })
    ids.peer = (await alice.call('message.send', message('bob', 0, 'a', secret))).id
    const attributes = { note: secret }
    const group = {
      groupId: team,
      name: secret,
      avatarUrl: '',
      users: ['bob'],
      notice: secret,
      attributes,
      joinMode: 2,
    }
    await alice.call('group.create', group)
    ids.group = (await alice.call('message.send', message(team, 2, 'b', secret))).id
    const call = { invitees: ['bob'], timeoutSeconds: 60, extendedData: secret }
    ids.general = (await alice.call('call.invite', { ...call, mode: 0 })).callId
    ids.advanced = (await alice.call('call.invite', { ...call, mode: 1 })).callId
    await bob.until(() => bob.entries.filter(entry => entry.kind === 'call').length >= 2)
  })
  after(async () => {
    for (const client of [alice, bob, mallory]) client[Symbol.dispose]()
    await server[Symbol.asyncDispose]()
  })

  /** Whatever else a client might say to be somebody else. */
  const forged = {
    ...{ from: 'alice', user: 'alice', userId: 'alice', sender: 'alice', operator: 'alice', caller: 'alice' },
    ...{ device: 'of-alice', deviceId: 'of-alice', session: '1', appId: 1, isFromServer: true },
  }
  const inPeer = { conversationId: 'bob', conversationType: 0 }
  const inTeam = { conversationId: team, conversationType: 2 }
  const pushId = pushIdOf({
    ...{ source: 'fcm', token: 'of-alice', appType: 1, environment: 'auto', isVoip: false, version: '1' },
  } as const)
  const ofBoth = (more: object): readonly object[] => [ids.general, ids.advanced].map(callId => ({ callId, ...more }))
  /** Every method with what is theirs. */
  const asked = (): Readonly<Record<Method, readonly object[]>> => ({
    'message.send': [message(team, 2, 'm', 'let me in')],
    'message.history': [
      { ...inTeam, count: 100 },
      { ...inPeer, count: 100 },
      { ...inPeer, conversationId: 'alice', count: 9 },
    ],
    'message.find': [
      { ...inTeam, seqs: [1] },
      { ...inPeer, seqs: [1] },
      { ...inPeer, conversationId: 'alice', seqs: [1] },
    ],
    'message.recall': [
      { ...inTeam, id: ids.group },
      { ...inPeer, id: ids.peer },
      { ...inPeer, conversationId: 'alice', id: ids.peer },
    ],
    'message.delete': [{ ...inTeam, ids: [ids.group] }, { ...inPeer, ids: [ids.peer] }, inTeam, inPeer],
    'conversation.list': [{ count: 100 }],
    'conversation.find': [inTeam, inPeer],
    'conversation.delete': [inTeam, inPeer],
    'conversation.read': [inTeam, inPeer],
    'conversation.readAll': [{}],
    'conversation.unread': [{}],
    'conversation.notify': [{ ...inTeam, status: 2 }],
    'group.create': [{ groupId: team, name: 'x', avatarUrl: '', users: [] }],
    'group.dismiss': [{ groupId: team }],
    'group.join': [{ groupId: team }],
    'group.leave': [{ groupId: team }],
    'group.invite': [{ groupId: team, users: ['mallory'] }],
    'group.kick': [{ groupId: team, users: ['bob'] }],
    'group.transfer': [{ groupId: team, to: 'mallory' }],
    'group.setRole': [{ groupId: team, user: 'mallory', role: 2 }],
    'group.find': [{ groupId: team }],
    'group.member': [{ groupId: team, user: 'bob' }],
    'group.list': [{ count: 100 }],
    'group.members': [{ groupId: team, count: 100 }],
    'call.invite': [],
    'call.add': ofBoth({ invitees: ['mallory'] }),
    'call.cancel': ofBoth({ invitees: ['bob'] }),
    'call.accept': ofBoth({}),
    'call.reject': ofBoth({}),
    'call.received': ofBoth({}),
    // Of an advanced call the id is what lets one in, as in ZIM.
    'call.join': [{ callId: ids.general }],
    'call.quit': ofBoth({}),
    'call.end': ofBoth({}),
    'call.list': [{ count: 100 }],
    'user.self': [{}],
    'user.find': [{ users: ['alice', 'bob'] }],
    'user.status': [{ users: ['alice', 'bob'] }],
    'user.update': [{ name: 'I am Alice' }],
    'user.setRule': [{ onlinePlatforms: [3], silentPlatforms: [3] }],
    'user.setBadge': [{ badge: 99 }],
    'session.renewToken': [{ token: app.token('alice', 3_600_000) }],
    'session.logout': [],
    'push.bind': [],
    'push.unbind': [{ pushId }],
    'push.report': [{ reports: [{ event: 'clicked', atMs: 1, subjectId: ids.peer }] }],
  })

  it('is told nothing of others and changes nothing of theirs, by any method', async () => {
    const before = await state()
    for (const [method, all] of Object.entries(asked())) {
      for (const params of all) {
        const answer = await mallory.ask(method, { ...forged, ...params })
        const at = `${method} ${JSON.stringify(params)}: ${JSON.stringify(answer)}`
        assert.ok(!JSON.stringify(answer).includes(secret), at)
        // A peer conversation of one's own there always is, whether anything was said in it or not.
        const isTheirs = [team, ids.general, ids.advanced].some(id => JSON.stringify(params).includes(`"${id}"`))
        if (isTheirs) assert.equal(answer.t, 'refused', at)
      }
    }
    assert.deepEqual(new Set(Object.keys(asked())), new Set(Object.keys(methods)))
    assert.deepEqual(await state(), before)
  })

  /** What Alice and Bob have, each by their own asking. */
  async function state(): Promise<unknown> {
    const of = async (client: RawClient, other: string) => [
      await client.call('message.history', { conversationId: other, conversationType: 0, count: 100 }),
      await client.call('message.history', { ...inTeam, count: 100 }),
      await client.call('conversation.list', { count: 100 }),
      await client.call('group.members', { groupId: team, count: 100 }),
      await client.call('group.find', { groupId: team }),
      await client.call('call.list', { count: 100 }),
      await client.call('user.self', {}),
      client.entries.length,
    ]
    return [await of(alice, 'bob'), await of(bob, 'alice'), await app.devices('alice'), await app.devices('bob')]
  }

  it('is named as who it is in what it sends, however it calls itself', async () => {
    const had = alice.entries.length
    await mallory.call('message.send', { ...message('alice', 0, 'from', 'hello'), ...forged })
    await alice.until(() => alice.entries.length > had)
    const entry = alice.entries.at(-1)
    assert.ok(entry?.kind === 'message')
    assert.deepEqual([entry.message.from, entry.message.isFromServer], ['mallory', undefined])
  })

  it('gets no entry of others, whatever it says it has, and acknowledges for nobody else', async () => {
    const before = await app.devices('alice')
    using liar = await app.connect()
    const claim = { app: app.id, user: 'mallory', device: 'of-alice', sign: app.sign, cursor: 0 }
    assert.equal((await liar.logIn({ ...claim, ...forged, user: 'mallory' } as typeof claim)).t, 'welcome')
    await liar.caughtUp()
    liar.send({ t: 'ack', position: Number.MAX_SAFE_INTEGER })
    await alice.call('message.send', message('bob', 0, 'later', secret))
    await alice.call('message.send', message('mallory', 0, 'for-mallory', 'hello'))
    await liar.until(() => liar.entries.some(({ kind }) => kind === 'message'))
    assert.ok(!JSON.stringify(liar.frames).includes(secret))
    assert.ok(!JSON.stringify(mallory.frames).includes(secret))
    assert.deepEqual(await app.devices('alice'), before)
    assert.equal(alice.web.readyState, alice.web.OPEN)
  })

  it('ends its connection with a frame that only a server says, and reaches nobody', async () => {
    const entry = { kind: 'message', position: 1, message: { id: '1', from: 'alice', to: 'bob' } }
    const serverFrames: readonly ({ readonly t: ServerFrame['t'] } & Readonly<Record<string, unknown>>)[] = [
      { t: 'entries', entries: [entry], position: 9 },
      { t: 'welcome', id: 1, session: '1' },
      { t: 'reply', id: 1, result: {} },
      { t: 'passing', message: { from: 'alice', to: 'bob' } },
      { t: 'bye', reason: 'kicked-out' },
    ]
    const had = bob.frames.length
    for (const frame of serverFrames) {
      using client = await app.client({ user: 'mallory', device: 'server' })
      client.send(JSON.stringify(frame))
      assert.equal((await client.bye()).reason, 'bad-frame')
    }
    await bob.call('user.self', {})
    assert.deepEqual(
      bob.frames.slice(had).filter(frame => frame.t !== 'reply'),
      [],
    )
  })
})

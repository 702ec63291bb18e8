import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { startTestServer, type TestServer } from './test-server.ts'
import { DemoApp } from './testing/demo-app.ts'

const text = (to: string, localId: string, message: string) => ({
  ...{ localId, to, conversationType: 0, type: 1, content: { message }, priority: 2 },
})

describe('what the gateway hands to devices', () => {
  let server: TestServer
  let app: DemoApp
  before(async () => {
    server = await startTestServer()
    app = new DemoApp(server)
  })
  after(() => server[Symbol.asyncDispose]())

  it('I7 is what came while they were away, once and in order, and then what comes', async () => {
    const claim = { user: 'away', device: 'd' }
    {
      using client = await app.client(claim)
      await app.tell('away', '1')
      await client.until(() => client.entries.length === 1)
      client.send({ t: 'ack', position: client.position })
      await client.call('session.logout', {})
    }
    const missed: number[] = []
    for (let at = 0; at < 450; at += 1) missed.push(await app.tell('away', String(at)))
    using again = await app.client(claim)
    const frames = again.frames.filter(frame => frame.t === 'entries')
    assert.ok(frames.every(frame => frame.isCatchUp === true && frame.entries.length <= 200))
    assert.equal(frames.filter(frame => frame.isLast === true).length, 1)
    const next = await app.tell('away', 'live')
    await again.until(() => again.position === next)
    assert.deepEqual(
      again.entries.map(one => one.position),
      [...missed, next],
    )
    using cursor = await app.connect()
    await cursor.logIn({ ...claim, app: app.id, sign: app.sign, cursor: missed[447] ?? 0 })
    await cursor.caughtUp()
    assert.deepEqual(
      cursor.entries.map(one => one.position),
      [...missed.slice(448), next],
    )
  })

  it('F102 is no more than the app allows, and how many were left out', async () => {
    using sender = await app.client({ user: 'writer' })
    const claim = { user: 'reader' }
    ;(await app.client(claim)).web.terminate()
    for (let at = 0; at < 8; at += 1) await sender.call('message.send', text('reader', `f102-${at}`, String(at)))
    await app.set({ catchUpMax: 5 })
    using reader = await app.client(claim)
    await app.set({ catchUpMax: null })
    const [first] = reader.frames.filter(frame => frame.t === 'entries')
    assert.equal(first?.dropped, 3)
    const texts = reader.entries.map(one => one.kind === 'message' && one.message.content['message'])
    assert.deepEqual(texts, ['3', '4', '5', '6', '7'])
  })

  it('goes to both sides of a conversation and to no third, the own name of a message to its sender only', async () => {
    using sender = await app.client({ user: 'anna', device: 'a1' })
    using other = await app.client({ user: 'anna', device: 'a2' })
    using receiver = await app.client({ user: 'ben' })
    using third = await app.client({ user: 'carl' })
    const sent = await sender.call('message.send', text('ben', 'mine', 'hi'))
    for (const client of [sender, other, receiver]) await client.until(() => client.entries.length > 0)
    const names = [sender, other, receiver].map(client =>
      client.entries.map(one => one.kind === 'message' && [one.position, one.message.localId]),
    )
    assert.deepEqual(names, [[[sent.position, 'mine']], [[sent.position, 'mine']], [[sent.position, undefined]]])
    await third.call('user.self', {})
    assert.deepEqual(third.entries, [])
  })

  it('F95 is acknowledged by a number that only grows, and no further than it was handed out', async () => {
    using client = await app.client({ user: 'acks', device: 'd' })
    const first = await app.tell('acks', '1')
    const last = await app.tell('acks', '2')
    await client.until(() => client.position === last)
    const [device] = await server.system.presence.devicesOf(app.id, 'acks' as never)
    assert.ok((device?.ackedPosition ?? 0) < first)
    for (const position of [last + 1_000, last, first, 0, last]) client.send({ t: 'ack', position })
    await client.call('user.self', {})
    assert.equal((await server.system.presence.devicesOf(app.id, 'acks' as never))[0]?.ackedPosition, last)
    await client.call('session.logout', {})
    assert.deepEqual(await app.devices('acks'), { d: ['logged-out', last] })
  })

  it('follows the members of a group as they come and go', async () => {
    using owner = await app.client({ user: 'owner' })
    using member = await app.client({ user: 'member' })
    const created = await owner.call('group.create', { name: 'g', avatarUrl: '', users: ['member'] })
    const groupId = created.group.id
    const say = (message: string) =>
      owner.call('message.send', { ...text(groupId, message, message), conversationType: 2 })
    await say('one')
    const heard = (client: typeof member) =>
      client.entries.flatMap(one => (one.kind === 'message' ? [String(one.message.content['message'])] : []))
    await member.until(() => heard(member).length === 1)
    await owner.call('group.kick', { groupId, users: ['member'] })
    await say('two')
    await member.until(() => member.entries.some(one => one.kind === 'group' && one.event === 'kicked'))
    await owner.call('group.invite', { groupId, users: ['member'] })
    await say('three')
    await member.until(() => heard(member).includes('three'))
    assert.deepEqual(heard(member), ['one', 'three'])
    using late = await app.client({ user: 'member', device: 'late' })
    await say('four')
    for (const client of [member, late, owner]) await client.until(() => heard(client).includes('four'))
    assert.deepEqual(heard(late), ['four'])
    assert.deepEqual(heard(owner), ['one', 'two', 'three', 'four'])
  })

  it('ends with a word when the server stops, and a new server goes on where it was', async () => {
    const { mkdtemp, rm } = await import('node:fs/promises')
    const { tmpdir } = await import('node:os')
    const dataPath = await mkdtemp(`${tmpdir()}/posthouse-drain-`)
    const claim = { user: 'stays', device: 'd' }
    try {
      const first = await startTestServer([], { dataPath })
      const before = new DemoApp(first)
      using client = await before.client(claim)
      const heard = await before.tell('stays', 'heard')
      await client.until(() => client.position === heard)
      client.send({ t: 'ack', position: heard })
      await client.call('user.self', {})
      await first[Symbol.asyncDispose]()
      assert.equal((await client.bye()).reason, 'going-away')
      assert.equal((await client.ended).code, 4000)
      await using second = await startTestServer([], { dataPath })
      const later = new DemoApp(second)
      assert.deepEqual(await later.devices('stays'), { d: ['present', heard] })
      const missed = await later.tell('stays', 'missed')
      using again = await later.client(claim)
      assert.deepEqual(
        again.entries.map(one => one.position),
        [missed],
      )
    } finally {
      await rm(dataPath, { recursive: true, force: true })
    }
  })
})

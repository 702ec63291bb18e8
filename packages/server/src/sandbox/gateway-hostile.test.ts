// S37: what attackers send over the long connection ends their own connection, and costs little until then.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { frameBytesMax, gatewayPath, pushIdOf, readResult } from '@posthouse/protocol/frames'
import { startTestServer, type TestServer } from './test-server.ts'
import { DemoApp } from './testing/demo-app.ts'

describe('S37 a hostile client', () => {
  let server: TestServer
  let app: DemoApp
  before(async () => {
    server = await startTestServer(['--clients-per-address-max', '600', '--client-origins', 'https://app.example.com'])
    app = new DemoApp(server)
  })
  after(() => server[Symbol.asyncDispose]())

  /** A connection that sends any bytes after the handshake. */
  const raw = async (headers = ''): Promise<{ socket: Socket; answer: string }> => {
    const { hostname, port } = new URL(server.url)
    const socket = connect(Number(port), hostname)
    socket.on('error', () => {})
    socket.write(
      `GET ${gatewayPath} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n${headers}\r\n`,
    )
    const [bytes] = (await once(socket, 'data')) as [Buffer]
    return { socket, answer: bytes.toString('latin1').split('\r\n')[0] ?? '' }
  }
  /** Everything that comes until the end, as text. */
  const rest = async (socket: Socket): Promise<string> => {
    let text = ''
    socket.on('data', bytes => {
      text += bytes.toString('latin1')
      // A peer that is polite closes too.
      if (text.includes('"bye"')) socket.end()
    })
    await once(socket, 'close')
    return text
  }
  /** A masked frame with a key of zeros. */
  const frame = (firstByte: number, payload: Buffer): Buffer => {
    const size = payload.length
    const header =
      size < 126 ? Buffer.of(firstByte, 0x80 | size) : Buffer.of(firstByte, 0x80 | 126, size >> 8, size & 0xff)
    return Buffer.concat([header, Buffer.alloc(4), payload])
  }
  const byeOf = (text: string): string | undefined => /"t":"bye","reason":"([a-z-]+)"/.exec(text)?.[1]

  it('ends with bad-frame for what is no frame, or none that is taken', async () => {
    const cases: Readonly<Record<string, Buffer>> = {
      'invalid UTF-8': frame(0x81, Buffer.of(0xc3, 0x28)),
      'reserved bits': frame(0xc1, Buffer.from('{}')),
      'a reserved opcode': frame(0x83, Buffer.from('{}')),
      'a binary frame': frame(0x82, Buffer.from('{}')),
      'no JSON': frame(0x81, Buffer.from('{')),
      'an unmasked frame': Buffer.from([0x81, 0x02, 0x7b, 0x7d]),
      'a frame of 100 MiB': Buffer.of(0x81, 0xff, 0, 0, 0, 0, 0x06, 0x40, 0, 0, 0, 0, 0, 0, 1),
      'fragments of one byte': Buffer.concat([
        frame(0x01, Buffer.from('x')),
        ...Array.from({ length: 80 }, () => frame(0x00, Buffer.from('x'))),
      ]),
      'more bytes than a frame has': Buffer.concat([
        frame(0x01, Buffer.alloc(60_000, 'x')),
        frame(0x80, Buffer.alloc(frameBytesMax - 60_000 + 1, 'x')),
      ]),
    }
    for (const [name, bytes] of Object.entries(cases)) {
      const { socket } = await raw()
      socket.write(bytes)
      assert.equal(byeOf(await rest(socket)), 'bad-frame', name)
    }
  })

  it('ends with no-login when it says nothing, and when it asks before it said who it is', async () => {
    const silent = await raw()
    using asking = await app.connect()
    asking.send({ t: 'request', id: 1, method: 'user.self', params: {} })
    assert.equal((await asking.bye()).reason, 'no-login')
    using old = await app.connect()
    old.send({ t: 'login', v: 2, id: 1, app: 1, user: 'a', device: 'd', platform: 1, sdk: '' })
    assert.equal((await old.bye()).reason, 'version')
    using twice = await app.client({ user: 'twice' })
    assert.equal(
      await twice.logIn({ app: app.id, user: 'twice', sign: app.sign }).catch(String),
      'Error: the connection ended: {"t":"bye","reason":"bad-frame"}',
    )
    assert.equal(byeOf(await rest(silent.socket)), 'no-login')
  })

  it('ends with busy when it sends more frames in a second than a client can mean', async () => {
    for (const send of [
      (client: Awaited<ReturnType<DemoApp['client']>>) => client.web.ping('x'),
      (client: Awaited<ReturnType<DemoApp['client']>>) => client.web.pong('x'),
      (client: Awaited<ReturnType<DemoApp['client']>>) => client.send({ t: 'ping' }),
    ]) {
      using client = await app.client({ user: 'flood' })
      for (let at = 0; at < 500; at += 1) send(client)
      assert.equal((await client.bye()).reason, 'busy')
      assert.equal((await client.ended).code, 4009)
    }
  })

  it('is refused what it asks beyond 32 answers that it waits for', async () => {
    using client = await app.client({ user: 'asks' })
    const answers = await Promise.all(Array.from({ length: 60 }, () => client.ask('user.self', {})))
    const refused = answers.filter(answer => answer.t === 'refused').map(answer => answer.code)
    assert.ok(refused.length > 0 && refused.length <= 28, String(refused.length))
    assert.deepEqual([...new Set(refused)], [6000005])
    assert.equal((await client.ask('user.self', {})).t, 'reply')
    assert.deepEqual(await client.ask('user.nothing', {}), {
      ...{ t: 'refused', id: 63, code: 6000013, message: 'This server does not offer that.' },
    })
    const wrong = await client.ask('user.find', { users: 5 })
    assert.deepEqual(wrong.t === 'refused' && [wrong.code, wrong.message], [
      6000001,
      'params.users must be a list of 1 to 10',
    ])
  })

  it('F96 that does not read is told to come back when it is 256 KiB behind, and others get everything', async () => {
    using reader = await app.client({ user: 'pair', device: 'reads' })
    using slow = await app.client({ user: 'pair', device: 'slow' })
    slow.web.pause()
    let last = 0
    for (let at = 0; at < 60; at += 1) {
      // The kernel's own buffers are filled first.
      for (let more = 0; more < 20; more += 1) last = await app.tellMuch('pair', 30_000)
      await reader.until(() => reader.position === last)
      if ((await server.system.presence.devicesOf(app.id, 'pair' as never)).length === 1) break
    }
    assert.equal((await server.system.presence.devicesOf(app.id, 'pair' as never)).length, 1)
    assert.deepEqual(
      reader.entries.map(one => one.position),
      Array.from({ length: reader.entries.length }, (_, at) => (reader.entries[0]?.position ?? 0) + at),
    )
    slow.web.resume()
    await slow.ended
  })

  it('S37 that asks for pages of megabytes gets one after the other as it reads, and keeps its connection', async () => {
    using writer = await app.client({ user: 'writer' })
    using reader = await app.client({ user: 'reader' })
    const names = Array.from({ length: 10 }, (_, index) => `writer-${index}`)
    // Each sends as many as nobody minds.
    const writers = await Promise.all(names.map(user => app.client({ user })))
    await writer.call('group.create', { groupId: 'novel', name: 'x', avatarUrl: '', users: ['reader', ...names] })
    const message = { to: 'novel', conversationType: 2, type: 1, content: { message: 'x'.repeat(32_000) }, priority: 1 }
    for (let at = 0; at < 100; at += 1)
      await writers[at % 10]?.call('message.send', { ...message, localId: String(at) })
    for (const one of writers) one.web.terminate()
    reader.web.pause()
    const { external, arrayBuffers } = process.memoryUsage()
    const page = { conversationId: 'novel', conversationType: 2, count: 100 }
    const asked = Promise.all(Array.from({ length: 30 }, () => reader.ask('message.history', page)))
    // Others are answered meanwhile.
    for (let at = 0; at < 20; at += 1) await writer.ask('user.self', {})
    const now = process.memoryUsage()
    assert.ok(now.external + now.arrayBuffers - external - arrayBuffers < 40 * 1024 * 1024)
    reader.web.resume()
    for (const answer of await asked)
      assert.equal(answer.t === 'reply' && readResult('message.history', answer.result).messages.length, 100)
    assert.equal(reader.web.readyState, reader.web.OPEN)
  })

  it('that unbinds PushIDs without saying who it is does so a few times', async () => {
    const pushId = pushIdOf({
      ...{ source: 'fcm', token: 'nobody has it', appType: 1, environment: 'auto', isVoip: false, version: '1' },
    } as const)
    using stranger = await app.connect()
    for (let id = 1; id <= 20; id += 1) stranger.send({ t: 'forget', v: 1, id, app: app.id, pushId })
    assert.equal((await stranger.bye()).reason, 'busy')
    assert.ok(stranger.frames.filter(one => one.t === 'reply').length <= 4)
  })

  it('of a page of another origin, of a crowded address, or of no WebSocket is not let in', async () => {
    assert.match((await raw('Origin: https://app.example.com\r\n')).answer, /101/)
    assert.match((await raw('Origin: https://evil.example.com\r\n')).answer, /401/)
    const { socket, answer } = await raw('Sec-WebSocket-Extensions: permessage-deflate\r\n')
    assert.match(answer, /101/)
    socket.destroy()
  })

  it('does not take much memory, five hundred of them at once', async () => {
    const { heapUsed, external } = process.memoryUsage()
    const attackers = await Promise.all(Array.from({ length: 500 }, () => raw()))
    const bite = frame(0x01, Buffer.alloc(1_000, 'x'))
    for (const { socket } of attackers) {
      socket.write(bite)
      for (let at = 0; at < 55; at += 1) socket.write(frame(0x00, Buffer.from('x')))
    }
    using one = await app.client({ user: 'beside' })
    assert.equal((await one.ask('user.self', {})).t, 'reply')
    const now = process.memoryUsage()
    // Both ends of each connection are in this process.
    assert.ok(now.heapUsed + now.external - heapUsed - external < 50 * 1024 * 1024)
    const crowd = await Promise.all(Array.from({ length: 110 }, () => raw()))
    assert.ok(crowd.some(({ answer }) => /503/.test(answer)))
    for (const { socket } of [...attackers, ...crowd]) socket.destroy()
  })
})

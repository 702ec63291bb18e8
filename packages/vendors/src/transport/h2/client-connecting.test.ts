// How a client gets a connection to a real peer, when it waits before the next one, and how it notices a dead one.
import assert from 'node:assert/strict'
import { createServer, type Socket } from 'node:net'
import { after, test } from 'node:test'
import type { Exchange } from '../../simulator/exchange.ts'
import { cableTo } from '../../testing/cable.ts'
import { brief, get, http2Lab, never, ok } from '../../testing/http2-lab.ts'
import { ManualClock } from '../../testing/manual-clock.ts'
import type { Http2Options } from './client.ts'

const { authority, peer, tls, transportTo } = await http2Lab(Date.now())

test('nobody listening, a foreign authority, a wrong or expired name and no HTTP/2 are unsent (F57)', async () => {
  await using vendor = await peer()
  const expired = await authority.issue({ names: ['127.0.0.1'], notAfterMs: Date.now() - 1_000 })
  const wrongName = await authority.issue({ names: ['elsewhere.example'] })
  await using old = await peer({ tls: { ...tls, ...expired } })
  await using misnamed = await peer({ tls: { ...tls, ...wrongName } })
  await using http1 = await peer({ alpn: ['http/1.1'] })
  const gone = await peer()
  await gone.server.close()
  const cases: [string, Partial<Http2Options>, RegExp][] = [
    [gone.url, {}, /^ECONNREFUSED$/],
    [vendor.url, { ca: [] }, /CERT|ISSUER|SIGNED/],
    [old.url, {}, /^CERT_HAS_EXPIRED$/],
    [misnamed.url, {}, /^ERR_TLS_CERT_ALTNAME_INVALID$/],
    [http1.url, {}, /ALPN|NO_APPLICATION_PROTOCOL|no-h2/],
    ['https://nowhere.invalid', {}, /ENOTFOUND|EAI_AGAIN/],
  ]
  for (const [url, more, cause] of cases) {
    await using transport = transportTo(url, more)
    const result = await transport.request(get('/a'), never)
    assert.equal(result.kind, 'unsent')
    assert.match(result.kind === 'unsent' ? result.cause : '', cause)
  }
  assert.deepEqual([vendor.taken, old.taken, misnamed.taken, http1.taken], [[], [], [], []])
})

test('the environment cannot switch verification off (S25)', async () => {
  await using vendor = await peer()
  await using transport = transportTo(vendor.url, { ca: [] })
  process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0'
  after(() => delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'])
  assert.equal((await transport.request(get('/a'), never)).kind, 'unsent')
  delete process.env['NODE_TLS_REJECT_UNAUTHORIZED']
})

test('a host that takes the connection and says nothing is unsent after the connect time', async () => {
  const accepted = Promise.withResolvers<Socket>()
  const silent = createServer(socket => accepted.resolve(socket))
  await new Promise<void>(resolve => silent.listen(0, '127.0.0.1', resolve))
  const clock = new ManualClock(0)
  const { port } = silent.address() as { port: number }
  await using transport = transportTo(`https://127.0.0.1:${port}`, {}, clock)
  const result = transport.request(get('/a'), never)
  const socket = await accepted.promise
  clock.advance(10_000)
  assert.deepEqual(await result, { kind: 'unsent', cause: 'connect-timeout' })
  socket.destroy()
  silent.close()
})

test('failed connects wait longer each time, and what waited meanwhile is unsent (F62)', async () => {
  const gone = await peer()
  await gone.server.close()
  const clock = new ManualClock(0)
  await using transport = transportTo(gone.url, {}, clock)
  await transport.request(get('/a'), never)
  for (const delayMs of [500, 1_000, 2_000]) {
    const result = transport.request(get('/a'), never)
    assert.deepEqual(clock.pending, [delayMs])
    clock.advance(delayMs)
    assert.deepEqual(await result, { kind: 'unsent', cause: 'ECONNREFUSED' })
  }
})

test('a peer that says GOAWAY on each connection is not hammered (F62)', async () => {
  const connections = new Set<object>()
  await using vendor = await peer({
    handle: exchange => {
      connections.add(exchange.connection)
      if (connections.size >= 3) return exchange.answer(200, {}, exchange.path)
      exchange.connection.goaway(exchange.streamId, 'Storm', 11)
      exchange.resetStream(8)
    },
  })
  const clock = new ManualClock(0)
  await using transport = transportTo(vendor.url, {}, clock)
  assert.equal((await transport.request(get('/a'), never)).kind, 'unknown')
  for (const delayMs of [500, 1_000]) {
    const opened = connections.size
    const next = transport.request(get('/a'), never)
    clock.advance(delayMs - 1)
    await new Promise(resolve => setImmediate(resolve))
    assert.equal(connections.size, opened)
    clock.advance(1)
    assert.equal((await next).kind, delayMs === 500 ? 'unknown' : 'answered')
  }
})

test('a peer that vanished is asked after 5 s of silence and given up 8 s later, its requests are unknown (F63)', async () => {
  await using vendor = await peer()
  const clock = new ManualClock(0)
  await using cable = await cableTo(vendor.server.port)
  await using transport = transportTo(`https://127.0.0.1:${cable.port}`, {}, clock)
  assert.deepEqual(brief(await transport.request(get('/a'), never)), ok('/a'))
  cable.cut()
  const lost = transport.request(get('/lost'), never)
  await turn()
  const { bytesOut } = transport.metrics()
  clock.advance(4_999)
  assert.equal(transport.metrics().bytesOut, bytesOut)
  clock.advance(1)
  assert.equal(transport.metrics().bytesOut, bytesOut + PING_BYTES)
  assert.deepEqual(clock.pending, [8_000])
  clock.advance(7_999)
  assert.equal(transport.metrics().inFlight, 1)
  clock.advance(1)
  assert.deepEqual(await lost, { kind: 'unknown', cause: 'ping-timeout' })
  assert.deepEqual(brief(await transport.request(get('/b'), never)), ok('/b'))
  assert.deepEqual(vendor.taken, ['/a', '/b'])
})

test('requests that end by their deadlines do not hide a vanished peer, however they follow each other (F63)', async () => {
  await using vendor = await peer()
  const clock = new ManualClock(0)
  await using cable = await cableTo(vendor.server.port)
  await using transport = transportTo(`https://127.0.0.1:${cable.port}`, {}, clock)
  await transport.request(get('/a'), never)
  cable.cut()
  const causes: string[] = []
  for (let ms = 0; ms < 15_000; ms += 1_000) {
    if (transport.metrics().inFlight === 0) {
      transport.send(get(`/at-${ms}`), { timeoutMs: 4_000 }, result => {
        causes.push(result.kind === 'unknown' ? result.cause : result.kind)
      })
      await turn()
    }
    clock.advance(1_000)
    await turn()
  }
  assert.deepEqual(causes, ['deadline', 'deadline', 'deadline', 'ping-timeout'])
  assert.deepEqual(brief(await transport.request(get('/b'), never)), ok('/b'))
})

test('a peer that is slow but answers PING is waited for, and asked again after each 5 s of silence (F63)', async () => {
  const held = Promise.withResolvers<Exchange>()
  await using vendor = await peer({ handle: held.resolve })
  const clock = new ManualClock(0)
  await using transport = transportTo(vendor.url, {}, clock)
  const slow = transport.request(get('/slow'), never)
  const exchange = await held.promise
  for (let round = 0; round < 10; round += 1) {
    const { bytesIn, bytesOut } = transport.metrics()
    clock.advance(4_999)
    assert.equal(transport.metrics().bytesOut, bytesOut)
    clock.advance(1)
    assert.equal(transport.metrics().bytesOut, bytesOut + PING_BYTES)
    while (transport.metrics().bytesIn < bytesIn + PING_BYTES) await turn()
    assert.deepEqual(clock.pending, [5_000])
  }
  exchange.answer(200, {}, '/slow')
  assert.deepEqual(brief(await slow), ok('/slow'))
})

test('a connection at rest costs one timer, is asked after 60 s, and replaced when nobody answers for 8 s (F63)', async () => {
  await using vendor = await peer()
  const clock = new ManualClock(0)
  await using cable = await cableTo(vendor.server.port)
  await using transport = transportTo(`https://127.0.0.1:${cable.port}`, {}, clock)
  const paths = Array.from({ length: 50 }, (_, index) => `/${index}`)
  await Promise.all(paths.map(path => transport.request(get(path), never)))
  assert.equal(clock.pending.length, 1)
  const { bytesIn, bytesOut } = transport.metrics()
  clock.advance(59_999)
  assert.deepEqual(clock.pending, [1])
  assert.equal(transport.metrics().bytesOut, bytesOut)
  clock.advance(1)
  assert.equal(transport.metrics().bytesOut, bytesOut + PING_BYTES)
  while (transport.metrics().bytesIn < bytesIn + PING_BYTES) await turn()
  cable.cut()
  clock.advance(8_000)
  assert.deepEqual(clock.pending, [52_000])
  clock.advance(52_000)
  clock.advance(8_000)
  await turn()
  const { connectionsOpened, connectionsLost } = transport.metrics()
  assert.equal(connectionsOpened, 1)
  assert.deepEqual(brief(await transport.request(get('/b'), never)), ok('/b'))
  assert.equal(transport.metrics().connectionsOpened, 2)
  assert.equal(transport.metrics().connectionsLost, connectionsLost)
  assert.equal(connectionsLost, 1)
})

/** What a PING takes on the wire, and what its answer takes. */
const PING_BYTES = 17

/** Lets what was asked in this turn be written. */
function turn(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}

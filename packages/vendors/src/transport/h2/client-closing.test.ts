// How connections end under HTTP/2, what that makes of the requests on them, and that no peer can keep us.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createSecureServer, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2'
import type { AddressInfo, Socket } from 'node:net'
import { test } from 'node:test'
import type { Exchange } from '../../simulator/exchange.ts'
import { cableTo } from '../../testing/cable.ts'
import { brief, get, http2Lab, never, ok } from '../../testing/http2-lab.ts'

const { peer, tls, transportTo } = await http2Lab(Date.now())

test('a stream refused or above the last of GOAWAY that may not move is unsent, and the next one gets through (F61)', async () => {
  await using vendor = await peer()
  await using transport = transportTo(vendor.url, { movesMax: 0 })
  vendor.arm({ kind: 'refuse-stream' })
  assert.deepEqual(await transport.request(get('/a'), never), { kind: 'unsent', cause: 'refused-stream' })
  assert.deepEqual(brief(await transport.request(get('/b'), never)), ok('/b'))
  vendor.arm({ kind: 'goaway', finish: false })
  assert.deepEqual(await transport.request(get('/c'), never), { kind: 'unsent', cause: 'goaway' })
  assert.deepEqual(brief(await transport.request(get('/d'), never)), ok('/d'))
  assert.deepEqual(vendor.taken, ['/b', '/d'])
  assert.equal(vendor.connections.size, 2)
})

test('under GOAWAY earlier streams are awaited, later ones are answered on the next connection, none is taken twice (F61)', async () => {
  await using vendor = await peer()
  await using transport = transportTo(vendor.url)
  await transport.request(get('/warm'), never)
  vendor.arm({ kind: 'goaway', finish: true }, '/10')
  const paths = Array.from({ length: 100 }, (_, index) => `/${index}`)
  const results = await Promise.all(paths.map(path => transport.request(get(path), never)))
  assert.deepEqual(results.map(brief), paths.map(ok))
  assert.deepEqual(vendor.taken.toSorted(), ['/warm', ...paths].toSorted())
  assert.equal(vendor.connections.size, 2)
  assert.ok(transport.metrics().moves > 0)
})

test('under GOAWAY those that may not move are unsent, and then the vendor has not taken them (F61)', async () => {
  await using vendor = await peer()
  await using transport = transportTo(vendor.url, { movesMax: 0 })
  await transport.request(get('/warm'), never)
  vendor.arm({ kind: 'goaway', finish: true }, '/10')
  const paths = Array.from({ length: 100 }, (_, index) => `/${index}`)
  const results = await Promise.all(paths.map(path => transport.request(get(path), never)))
  const kinds = results.map(result => result.kind)
  assert.deepEqual(new Set(kinds.slice(0, 11)), new Set(['answered']))
  for (const [index, path] of paths.entries()) {
    assert.equal(kinds[index] === 'answered', vendor.taken.includes(path), path)
    assert.notEqual(kinds[index], 'unknown')
  }
  assert.ok(kinds.includes('unsent'))
})

test('GOAWAY with an error code lets lower streams be answered; those that are not when the peer closes are unknown (F61, F64)', async () => {
  const held = new Map<string, Exchange>()
  await using vendor = await peer({
    handle: exchange => {
      held.set(exchange.path, exchange)
      if (exchange.path === '/3') exchange.connection.goaway(exchange.streamId, 'Enough', 11)
    },
  })
  await using transport = transportTo(vendor.url, { movesMax: 0 })
  const [first, ...others] = ['/1', '/2', '/3', '/4', '/5'].map(path => transport.request(get(path), never))
  const given = { kind: 'unsent', cause: 'goaway: enhance-your-calm' }
  assert.deepEqual(await Promise.all(others.slice(2)), [given, given])
  held.get('/1')?.answer(200, {}, '/1')
  assert.deepEqual(brief(await (first ?? assert.fail())), ok('/1'))
  await vendor.server.close()
  const lost = await Promise.all(others.slice(0, 2))
  assert.deepEqual(
    lost.map(result => result.kind),
    ['unknown', 'unknown'],
  )
})

test('a connection broken after the bytes left is unknown, whether the vendor took them or not (F64)', async () => {
  await using vendor = await peer()
  await using transport = transportTo(vendor.url)
  for (const when of ['before', 'after'] as const) {
    await transport.request(get('/warm'), never)
    vendor.arm({ kind: 'reset', when })
    assert.equal((await transport.request(get(`/${when}`), never)).kind, 'unknown')
  }
  assert.deepEqual(vendor.taken, ['/warm', '/warm', '/after'])
})

test('a stream reset with another code, or refused amid its answer, is unknown (F64)', async () => {
  const gate = Promise.withResolvers<void>()
  await using vendor = await peer({
    handle: exchange => {
      if (exchange.path === '/before') return exchange.resetStream(2)
      if (exchange.path === '/other') return exchange.answer(200, {})
      const half = async function* () {
        yield Buffer.from('half')
        await gate.promise
        exchange.resetStream(7)
      }
      exchange.answer(200, {}, half())
    },
  })
  await using transport = transportTo(vendor.url)
  assert.equal((await transport.request(get('/before'), never)).kind, 'unknown')
  const amid = transport.request(get('/amid'), never)
  // Two round trips, so that the answer's head is surely here before the reset.
  await transport.request(get('/other'), never)
  await transport.request(get('/other'), never)
  gate.resolve()
  assert.equal((await amid).kind, 'unknown')
  assert.equal(vendor.server.connectionCount, 1)
})

test('reconnecting moves the next request to a new connection while open ones finish', async () => {
  const held = Promise.withResolvers<Exchange>()
  const connections = new Set<object>()
  await using vendor = await peer({
    handle: exchange => {
      connections.add(exchange.connection)
      if (exchange.path === '/held') held.resolve(exchange)
      else exchange.answer(200, {}, exchange.path)
    },
  })
  await using transport = transportTo(vendor.url)
  await transport.request(get('/a'), never)
  const open = transport.request(get('/held'), never)
  const exchange = await held.promise
  transport.reconnect()
  assert.deepEqual(brief(await transport.request(get('/b'), never)), ok('/b'))
  assert.equal(connections.size, 2)
  exchange.answer(200, {}, '/held')
  assert.deepEqual(brief(await open), ok('/held'))
})

test('closing ends open requests as unknown, waiting ones as unsent, and twice is harmless', async () => {
  await using vendor = await peer()
  const transport = transportTo(vendor.url, { inFlightMax: 1 })
  await transport.request(get('/warm'), never)
  vendor.arm({ kind: 'hang' })
  const arrived = vendor.arrived('/open')
  const open = transport.request(get('/open'), never)
  const queued = transport.request(get('/queued'), never)
  await arrived
  await transport[Symbol.asyncDispose]()
  await transport[Symbol.asyncDispose]()
  assert.deepEqual(await open, { kind: 'unknown', cause: 'closed' })
  assert.deepEqual(await queued, { kind: 'unsent', cause: 'closed' })
  assert.deepEqual(await transport.request(get('/late'), never), { kind: 'unsent', cause: 'closed' })
})

test('F61: disposing ends at once below a GOAWAY whose peer never closes its side', { timeout: 5_000 }, async () => {
  const held: ServerHttp2Stream[] = []
  await using server = await stubbornServer((stream, session) => {
    held.push(stream)
    if (held.length < 4) return
    session.goaway(0, held[1]?.id)
    for (const first of held.slice(0, 2)) {
      first.respond({ ':status': 200 })
      first.end('yes')
    }
  })
  const transport = transportTo(`https://127.0.0.1:${server.port}`, { movesMax: 0 })
  const results = await Promise.all(['/1', '/2', '/3', '/4'].map(path => transport.request(get(path), never)))
  assert.deepEqual(
    results.map(result => result.kind),
    ['answered', 'answered', 'unsent', 'unsent'],
  )
  await transport[Symbol.asyncDispose]()
})

test('F61: a retired connection is let go when its last request has ended, though its peer stays', {
  timeout: 5_000,
}, async () => {
  await using server = await stubbornServer((stream, session) => {
    session.goaway(0, stream.id)
    stream.respond({ ':status': 200 })
    stream.end('yes')
  })
  await using cable = await cableTo(server.port)
  await using transport = transportTo(`https://127.0.0.1:${cable.port}`)
  assert.equal((await transport.request(get('/'), never)).kind, 'answered')
  await cable.left
})

/** A bare server that never closes its side by itself, whatever it said. */
async function stubbornServer(handle: (stream: ServerHttp2Stream, session: ServerHttp2Session) => void) {
  const server = createSecureServer({ cert: tls.certPem, key: tls.keyPem })
  const sockets = new Set<Socket>()
  server.on('connection', socket => sockets.add(socket))
  server.on('stream', stream => {
    stream.on('error', () => undefined)
    handle(stream as ServerHttp2Stream, stream.session as ServerHttp2Session)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

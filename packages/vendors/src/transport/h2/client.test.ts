// The whole client against a vendor on real TLS sockets.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { createServer, type TLSSocket } from 'node:tls'
import { brief, get, http2Lab, never, ok } from '../../testing/http2-lab.ts'
import { ManualClock } from '../../testing/manual-clock.ts'
import type { WireResult } from '../contract.ts'
import { type Http2Client, type Http2Options, openHttp2 } from './client.ts'

const { peer, tls } = await http2Lab(Date.now())

test('requests are answered, by callback and by promise, over one connection that was warmed up', async () => {
  await using vendor = await peer()
  await using client = clientOf(vendor.url)
  assert.deepEqual(await client.warmUp(), { kind: 'ready' })
  const results = await Promise.all([
    client.request(get('/promise'), never),
    sent(client, '/callback'),
    sent(client, '/limited', new AbortController().signal),
  ])
  assert.deepEqual(results.map(brief), [ok('/promise'), ok('/callback'), ok('/limited')])
  const { roundTrip, bytesIn, bytesOut, ...rest } = client.metrics()
  assert.ok(bytesIn > 100 && bytesOut > 100, `${bytesIn} in, ${bytesOut} out`)
  assert.equal(roundTrip.count, 3)
  assert.deepEqual(rest, {
    connectionsOpen: 1,
    connectionsOpened: 1,
    connectionsFailed: 0,
    connectionsLost: 0,
    inFlight: 0,
    waiting: 0,
    answered: 3,
    unsent: 0,
    unknown: 0,
    moves: 0,
  })
})

test('a request above the last of GOAWAY is answered on the next connection (F61)', async () => {
  await using vendor = await peer()
  await using client = clientOf(vendor.url)
  await client.request(get('/a'), never)
  vendor.arm({ kind: 'goaway', finish: false })
  assert.deepEqual(brief(await client.request(get('/b'), never)), ok('/b'))
  assert.deepEqual([vendor.taken, vendor.connections.size], [['/a', '/b'], 2])
  assert.equal(client.metrics().moves, 1)
})

test('a refused request is answered after a moment (F61)', async () => {
  await using vendor = await peer()
  const clock = new ManualClock(0)
  await using client = clientOf(vendor.url, {}, clock)
  vendor.arm({ kind: 'refuse-stream' })
  const paused = clock.armed(75)
  const answer = client.request(get('/a'), never)
  await paused
  clock.advance(75)
  assert.deepEqual(brief(await answer), ok('/a'))
  assert.equal(vendor.connections.size, 1)
})

test('a request on a connection that broke after its bytes left is unknown, and the next one is served (F64)', async () => {
  await using vendor = await peer()
  await using client = clientOf(vendor.url)
  await client.request(get('/a'), never)
  vendor.arm({ kind: 'reset', when: 'after' })
  assert.equal((await client.request(get('/b'), never)).kind, 'unknown')
  assert.deepEqual(brief(await client.request(get('/c'), never)), ok('/c'))
  assert.equal(client.metrics().connectionsLost, 1)
})

test('rotating and reconnecting bring a new connection, the former while the old one serves', async () => {
  await using vendor = await peer()
  await using client = clientOf(vendor.url)
  await client.request(get('/a'), never)
  client.rotate()
  await client.request(get('/b'), never)
  client.reconnect()
  await client.request(get('/c'), never)
  const { connectionsOpened, connectionsLost } = client.metrics()
  assert.ok(connectionsOpened >= 2)
  assert.equal(connectionsLost, 0)
  assert.deepEqual(vendor.taken, ['/a', '/b', '/c'])
})

test('a failed warm-up says why, a full queue says so, and room comes back', async () => {
  const gone = await peer()
  await gone.server.close()
  await using client = clientOf(gone.url, { waitingMax: 1 })
  assert.deepEqual(await client.warmUp(), { kind: 'failed', cause: 'ECONNREFUSED' })
  const controller = new AbortController()
  const waiting = client.request(get('/a'), controller.signal)
  assert.equal(client.room, 0)
  assert.deepEqual(await client.request(get('/b'), never), { kind: 'unsent', cause: 'queue-full' })
  const drained = client.drained()
  controller.abort()
  await drained
  assert.deepEqual(await waiting, { kind: 'unsent', cause: 'aborted' })
  assert.equal(client.room, 1)
})

test('a peer that never says its settings fails the connect within its time, or when the client closes', async () => {
  await using silent = await silentPeer()
  const clock = new ManualClock(0)
  await using client = clientOf(silent.url, {}, clock)
  const waiting = client.request(get('/a'), never)
  await silent.accepted()
  clock.advance(10_000)
  assert.deepEqual(await waiting, { kind: 'unsent', cause: 'settings-timeout' })
  clock.advance(500)
  const next = client.request(get('/b'), never)
  await silent.accepted()
  await client[Symbol.asyncDispose]()
  assert.deepEqual(await next, { kind: 'unsent', cause: 'closed' })
  assert.deepEqual(clock.pending, [])
})

test('numbers out of their bounds are refused at once', () => {
  const cases: [Partial<Http2Options>, RegExp][] = [
    [{ inFlightMax: 0 }, /inFlightMax must be at least 1, but is 0/],
    [{ waitingMax: Number.NaN }, /waitingMax/],
    [{ connectionsMax: 0 }, /connectionsMax/],
    [{ connectionInFlightMax: 0 }, /connectionInFlightMax/],
    [{ inFlightStart: -1 }, /inFlightStart/],
    [{ streamsUntilAnswered: 0 }, /streamsUntilAnswered/],
    [{ movesMax: -1 }, /movesMax must be at least 0/],
    [{ idleMs: 0 }, /idleMs/],
    [{ connectionAgeMsMax: 0 }, /connectionAgeMsMax/],
  ]
  for (const [more, message] of cases) {
    assert.throws(() => clientOf('https://127.0.0.1', more), { name: 'RangeError', message })
  }
})

function clientOf(origin: string, more: Partial<Http2Options> = {}, clock = new ManualClock(0)): Http2Client {
  const limits = { connectTimeoutMs: 10_000, responseBytesMax: 65_536, inFlightMax: 1_000 }
  return openHttp2({ origin, ca: [tls.caPem], ...limits, ...more }, clock, () => 0.5)
}

function sent(client: Http2Client, path: string, signal?: AbortSignal): Promise<WireResult> {
  const limit = { timeoutMs: 10_000, ...(signal ? { signal } : {}) }
  return new Promise(resolve => client.send(get(path), limit, resolve))
}

/** Speaks TLS, agrees to HTTP/2 and says nothing. */
async function silentPeer() {
  const sockets: TLSSocket[] = []
  const server = createServer({ cert: tls.certPem, key: tls.keyPem, ALPNProtocols: ['h2'] }, socket => {
    socket.on('error', () => undefined)
    sockets.push(socket)
    socket.resume()
    socket.once('data', () => server.emit('greeted'))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Resolves when the next client has said its preface. */
    accepted: () => once(server, 'greeted'),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

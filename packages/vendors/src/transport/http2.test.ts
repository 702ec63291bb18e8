import assert from 'node:assert/strict'
import { connect as connectTcp, createServer, type Socket } from 'node:net'
import { after, test } from 'node:test'
import { createAuthority } from '../simulator/authority.ts'
import type { Fault } from '../simulator/contract.ts'
import type { Exchange } from '../simulator/exchange.ts'
import { applyFault, FaultList } from '../simulator/faults.ts'
import { startTlsServer, type TlsServerOptions } from '../simulator/tls-server.ts'
import type { TransportOptions, WireRequest } from './contract.ts'
import { openHttp2, QUEUE_MAX } from './http2.ts'

const authority = await createAuthority({ nowMs: Date.now() })
const tls = { ...(await authority.issue({ names: ['127.0.0.1'] })), caPem: authority.caPem }
const never = new AbortController().signal
const post: WireRequest = { method: 'POST', path: '/a', headers: { 'x-one': '1' }, body: 'hello' }

/** A clock that stands still until it is told to go on. */
class TestClock {
  nowMs = 0
  timers: { atMs: number; run: () => void }[] = []
  #armed: { delayMs: number; resolve: () => void }[] = []

  now = (): number => this.nowMs

  after = (delayMs: number, run: () => void): (() => void) => {
    const timer = { atMs: this.nowMs + delayMs, run }
    this.timers.push(timer)
    for (const waiter of this.#armed) if (waiter.delayMs === delayMs) waiter.resolve()
    return () => {
      this.timers = this.timers.filter(other => other !== timer)
    }
  }

  /** Resolves once a timer of this length is set. */
  armed(delayMs: number): Promise<void> {
    return new Promise(resolve => this.#armed.push({ delayMs, resolve }))
  }

  advance(ms: number): void {
    this.nowMs += ms
    const due = this.timers.filter(timer => timer.atMs <= this.nowMs)
    this.timers = this.timers.filter(timer => timer.atMs > this.nowMs)
    for (const timer of due) timer.run()
  }
}

function transportTo(origin: string, more: Partial<TransportOptions> = {}, clock = new TestClock()) {
  const options = { origin, ca: [tls.caPem], connectTimeoutMs: 10_000, responseBytesMax: 65_536, inFlightMax: 1_000 }
  return openHttp2({ ...options, ...more }, clock, () => 0.5)
}

/** A vendor that answers 200 with the path unless a fault is armed for it; `taken` are the paths it processed. */
async function vendorThat(more: Partial<TlsServerOptions> = {}) {
  const faults = new FaultList()
  const taken: string[] = []
  const streams = new Set<object>()
  const proceed = (exchange: Exchange): void => {
    taken.push(exchange.path)
    exchange.answer(200, { 'x-two': '2' }, exchange.path)
  }
  const server = await startTlsServer({
    port: 0,
    tls,
    alpn: ['h2'],
    handle: async exchange => {
      streams.add(exchange.connection)
      const fault = faults.take('push', exchange.path)
      const done =
        fault && (await applyFault(fault, exchange, () => proceed(exchange), { after: () => () => undefined }))
      if (done !== 'done') proceed(exchange)
    },
    ...more,
  })
  const arm = (action: Fault['action'], token?: string): void => {
    faults.arm(token === undefined ? { action } : { action, token })
  }
  return { server, url: server.url, arm, taken, connections: streams, [Symbol.asyncDispose]: server.close }
}

const get = (path: string): WireRequest => ({ method: 'GET', path, headers: {} })
const ok = (path: string) => ({ kind: 'answered', status: 200, body: path, truncated: false }) as const

/** The result without the headers, which hold the server's date. */
function brief(result: Awaited<ReturnType<ReturnType<typeof transportTo>['request']>>): object {
  if (result.kind !== 'answered') return result
  const { headers: _headers, ...rest } = result
  return rest
}

test('a request carries method, path, headers and body, and its answer comes back whole', async () => {
  const seen: object[] = []
  await using vendor = await vendorThat({
    handle: exchange => {
      seen.push([exchange.method, exchange.path, exchange.headers['x-one'], exchange.body.toString()])
      exchange.answer(403, { 'apns-id': 'x' }, '{"reason":"Forbidden"}')
    },
  })
  await using transport = transportTo(vendor.url)
  const result = await transport.request(post, never)
  assert.deepEqual(brief(result), { kind: 'answered', status: 403, body: '{"reason":"Forbidden"}', truncated: false })
  assert.equal(result.kind === 'answered' && result.headers['apns-id'], 'x')
  assert.deepEqual(seen, [['POST', '/a', '1', 'hello']])
})

test('a thousand requests share one connection and one signal', async () => {
  await using vendor = await vendorThat()
  await using transport = transportTo(vendor.url)
  const paths = Array.from({ length: 1_000 }, (_, index) => `/${index}`)
  const results = await Promise.all(paths.map(path => transport.request(get(path), never)))
  assert.deepEqual(results.map(brief), paths.map(ok))
  assert.equal(vendor.connections.size, 1)
})

test('redirects are answers and are not followed (F74)', async () => {
  await using vendor = await vendorThat()
  await using transport = transportTo(vendor.url)
  vendor.arm({ kind: 'answer', status: 307, headers: { location: `${vendor.url}/stolen` } })
  const result = await transport.request(get('/a'), never)
  assert.equal(result.kind === 'answered' && result.status, 307)
  assert.deepEqual(vendor.taken, [])
})

test('nobody listening, a foreign authority, a wrong or expired name and no HTTP/2 are unsent (F57)', async () => {
  await using vendor = await vendorThat()
  const expired = await authority.issue({ names: ['127.0.0.1'], notAfterMs: Date.now() - 1_000 })
  const wrongName = await authority.issue({ names: ['elsewhere.example'] })
  await using old = await vendorThat({ tls: { ...tls, ...expired } })
  await using misnamed = await vendorThat({ tls: { ...tls, ...wrongName } })
  await using http1 = await vendorThat({ alpn: ['http/1.1'] })
  const gone = await vendorThat()
  await gone.server.close()
  const cases: [string, Partial<TransportOptions>, RegExp][] = [
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
  await using vendor = await vendorThat()
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
  const clock = new TestClock()
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
  const gone = await vendorThat()
  await gone.server.close()
  const clock = new TestClock()
  await using transport = transportTo(gone.url, {}, clock)
  await transport.request(get('/a'), never)
  for (const delayMs of [500, 1_000, 2_000]) {
    const result = transport.request(get('/a'), never)
    assert.deepEqual(
      clock.timers.map(timer => timer.atMs - clock.nowMs),
      [delayMs],
    )
    clock.advance(delayMs)
    assert.deepEqual(await result, { kind: 'unsent', cause: 'ECONNREFUSED' })
  }
})

test('a stream refused or above the last of GOAWAY is unsent and a new connection carries the next (F61)', async () => {
  await using vendor = await vendorThat()
  await using transport = transportTo(vendor.url)
  vendor.arm({ kind: 'refuse-stream' })
  assert.deepEqual(await transport.request(get('/a'), never), { kind: 'unsent', cause: 'refused-stream' })
  assert.deepEqual(brief(await transport.request(get('/b'), never)), ok('/b'))
  vendor.arm({ kind: 'goaway', finish: false })
  const refused = await transport.request(get('/c'), never)
  assert.equal(refused.kind, 'unsent')
  assert.deepEqual(brief(await transport.request(get('/d'), never)), ok('/d'))
  assert.deepEqual(vendor.taken, ['/b', '/d'])
  assert.equal(vendor.connections.size, 2)
})

test('under GOAWAY earlier streams are awaited, later ones are unsent, none is both or neither (F61)', async () => {
  await using vendor = await vendorThat()
  await using transport = transportTo(vendor.url)
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

test('GOAWAY with an error code still tells unprocessed streams from unknown ones (F61, F64)', async () => {
  await using vendor = await vendorThat({
    handle: exchange => {
      if (exchange.path === '/3') exchange.connection.goaway(exchange.streamId, 'Enough', 11)
    },
  })
  await using transport = transportTo(vendor.url)
  const paths = ['/1', '/2', '/3', '/4', '/5']
  const results = await Promise.all(paths.map(path => transport.request(get(path), never)))
  assert.deepEqual(
    results.map(result => result.kind),
    ['unknown', 'unknown', 'unknown', 'unsent', 'unsent'],
  )
})

test('a peer that says GOAWAY on each connection is not hammered (F62)', async () => {
  const connections = new Set<object>()
  await using vendor = await vendorThat({
    handle: exchange => {
      connections.add(exchange.connection)
      if (connections.size < 3) exchange.connection.goaway(exchange.streamId, 'Storm', 11)
      else exchange.answer(200, {}, exchange.path)
    },
  })
  const clock = new TestClock()
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

test('a connection broken after the bytes left is unknown, whether the vendor took them or not (F64)', async () => {
  await using vendor = await vendorThat()
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
  await using vendor = await vendorThat({
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

test('a deadline after the bytes left is unknown, and its place is free again (F58, F59)', async () => {
  await using vendor = await vendorThat()
  await using transport = transportTo(vendor.url, { inFlightMax: 1 })
  await transport.request(get('/warm'), never)
  vendor.arm({ kind: 'hang' }, '/hang')
  const controller = new AbortController()
  const hanging = transport.request(get('/hang'), controller.signal)
  const next = transport.request(get('/next'), never)
  controller.abort(new DOMException('late', 'TimeoutError'))
  assert.deepEqual(await hanging, { kind: 'unknown', cause: 'deadline' })
  assert.deepEqual(brief(await next), ok('/next'))
})

test('a deadline while waiting in the queue is unsent and never reaches the vendor (F58)', async () => {
  await using vendor = await vendorThat()
  await using transport = transportTo(vendor.url, { inFlightMax: 1 })
  vendor.arm({ kind: 'hang' }, '/hang')
  const first = new AbortController()
  const second = new AbortController()
  const hanging = transport.request(get('/hang'), first.signal)
  const queued = transport.request(get('/queued'), second.signal)
  second.abort()
  assert.deepEqual(await queued, { kind: 'unsent', cause: 'aborted' })
  assert.deepEqual(await transport.request(get('/dead'), AbortSignal.abort()), { kind: 'unsent', cause: 'aborted' })
  const last = transport.request(get('/last'), never)
  first.abort()
  await hanging
  assert.deepEqual(brief(await last), ok('/last'))
  assert.equal(vendor.taken.includes('/queued'), false)
})

test('the queue has an end: what does not fit is unsent (I11)', async () => {
  await using vendor = await vendorThat({ maxConcurrentStreams: 0 })
  const transport = transportTo(vendor.url)
  const waiting = Array.from({ length: QUEUE_MAX }, () => transport.request(get('/a'), never))
  assert.deepEqual(await transport.request(get('/a'), never), { kind: 'unsent', cause: 'queue-full' })
  await transport[Symbol.asyncDispose]()
  const results = await Promise.all(waiting)
  assert.ok(results.every(result => result.kind === 'unsent' && result.cause === 'closed'))
})

test('one stream at a time is kept when the peer says so, and more when it allows more (F65)', async () => {
  let open = 0
  let mostOpen = 0
  const held: Exchange[] = []
  const four = Promise.withResolvers<void>()
  await using vendor = await vendorThat({
    maxConcurrentStreams: 1,
    handle: exchange => {
      open += 1
      mostOpen = Math.max(mostOpen, open)
      if (exchange.path === '/raise') exchange.connection.setMaxConcurrentStreams(4)
      if (exchange.path !== '/held') {
        open -= 1
        return exchange.answer(200, {}, exchange.path)
      }
      held.push(exchange)
      if (held.length === 4) four.resolve()
    },
  })
  await using transport = transportTo(vendor.url)
  const paths = Array.from({ length: 20 }, (_, index) => `/${index}`)
  const results = await Promise.all(paths.map(path => transport.request(get(path), never)))
  assert.deepEqual(results.map(brief), paths.map(ok))
  assert.equal(mostOpen, 1)
  await transport.request(get('/raise'), never)
  const more = Array.from({ length: 8 }, () => transport.request(get('/held'), never))
  await four.promise
  assert.equal(mostOpen, 4)
  await vendor.server.close()
  assert.deepEqual(new Set((await Promise.all(more)).map(result => result.kind)), new Set(['unknown', 'unsent']))
})

test('no stream at all is kept until the peer allows one (F65)', async () => {
  await using vendor = await vendorThat()
  await using transport = transportTo(vendor.url)
  vendor.arm({ kind: 'hang' }, '/hang')
  await using closedVendor = await vendorThat({
    maxConcurrentStreams: 1,
    handle: exchange => {
      const { connection } = exchange
      exchange.onAnswer(() => connection.setMaxConcurrentStreams(exchange.path === '/zero' ? 0 : 1))
      exchange.answer(200, {}, exchange.path)
    },
  })
  await using strict = transportTo(closedVendor.url)
  await strict.request(get('/zero'), never)
  const controller = new AbortController()
  const waiting = strict.request(get('/waits'), controller.signal)
  assert.deepEqual(brief(await transport.request(get('/elsewhere'), never)), ok('/elsewhere'))
  controller.abort()
  assert.deepEqual(await waiting, { kind: 'unsent', cause: 'aborted' })
})

test('an answer above the limit is cut, keeps its status and does not stay open (F60)', async () => {
  let source: AsyncGenerator<Buffer> | undefined
  const stopped = Promise.withResolvers<void>()
  await using vendor = await vendorThat({
    handle: exchange => {
      if (exchange.path === '/at') return exchange.answer(200, {}, 'x'.repeat(1_000))
      const endless = async function* () {
        try {
          while (true) yield Buffer.alloc(16_384, 120)
        } finally {
          stopped.resolve()
        }
      }
      source = endless()
      exchange.answer(413, {}, source)
    },
  })
  await using transport = transportTo(vendor.url, { responseBytesMax: 1_000 })
  const whole = { kind: 'answered', body: 'x'.repeat(1_000) }
  assert.deepEqual(brief(await transport.request(get('/at'), never)), { ...whole, status: 200, truncated: false })
  assert.deepEqual(brief(await transport.request(get('/endless'), never)), { ...whole, status: 413, truncated: true })
  await stopped.promise
})

test('a peer that vanished without a word is noticed by PING, its requests are unknown (F63)', async () => {
  await using vendor = await vendorThat()
  const clock = new TestClock()
  await using cable = await cableTo(vendor.server.port)
  await using transport = transportTo(`https://127.0.0.1:${cable.port}`, {}, clock)
  assert.deepEqual(brief(await transport.request(get('/a'), never)), ok('/a'))
  clock.advance(59_999)
  assert.equal(clock.timers.length, 1)
  const answered = clock.armed(60_000)
  clock.advance(1)
  await answered
  cable.cut()
  clock.advance(60_000)
  const lost = transport.request(get('/lost'), never)
  clock.advance(15_000)
  assert.deepEqual(await lost, { kind: 'unknown', cause: 'ping-timeout' })
  assert.deepEqual(brief(await transport.request(get('/b'), never)), ok('/b'))
})

test('reconnecting moves the next request to a new connection while open ones finish', async () => {
  const held = Promise.withResolvers<Exchange>()
  const connections = new Set<object>()
  await using vendor = await vendorThat({
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
  await using vendor = await vendorThat()
  const transport = transportTo(vendor.url, { inFlightMax: 1 })
  await transport.request(get('/warm'), never)
  vendor.arm({ kind: 'hang' })
  const open = transport.request(get('/open'), never)
  const queued = transport.request(get('/queued'), never)
  await transport[Symbol.asyncDispose]()
  await transport[Symbol.asyncDispose]()
  assert.equal((await open).kind, 'unknown')
  assert.deepEqual(await queued, { kind: 'unsent', cause: 'closed' })
  assert.deepEqual(await transport.request(get('/late'), never), { kind: 'unsent', cause: 'closed' })
})

test('a header that HTTP/2 cannot carry is unsent, not an exception', async () => {
  await using vendor = await vendorThat()
  await using transport = transportTo(vendor.url)
  const result = await transport.request({ ...post, headers: { connection: 'close' } }, never)
  assert.equal(result.kind, 'unsent')
})

/** A TCP relay that can fall silent without closing anything. */
async function cableTo(port: number) {
  const pairs: [Socket, Socket][] = []
  const relay = createServer(near => {
    const far = connectTcp(port, '127.0.0.1')
    pairs.push([near, far])
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('error', () => to.destroy())
      from.once('close', () => to.destroy())
      from.pipe(to)
    }
  })
  await new Promise<void>(resolve => relay.listen(0, '127.0.0.1', resolve))
  const cut = (): void => {
    for (const [near, far] of pairs) {
      near.unpipe(far).resume()
      far.unpipe(near).resume()
    }
  }
  const close = (): Promise<void> => {
    for (const pair of pairs) for (const socket of pair) socket.destroy()
    return new Promise(resolve => relay.close(() => resolve()))
  }
  return { port: (relay.address() as { port: number }).port, cut, [Symbol.asyncDispose]: close }
}

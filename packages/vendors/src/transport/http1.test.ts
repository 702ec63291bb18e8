import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { test } from 'node:test'
import type { TLSSocket } from 'node:tls'
import { gzipSync } from 'node:zlib'
import type { Exchange } from '../simulator/exchange.ts'
import { startTlsServer, type TlsServerOptions } from '../simulator/tls-server.ts'
import { dialLab, tcpListener } from '../testing/dial-lab.ts'
import { ManualClock } from '../testing/manual-clock.ts'
import { startProxyLab } from '../testing/proxy-lab.ts'
import type { TransportOptions, WireRequest, WireResult } from './contract.ts'
import { openHttp1 } from './http1.ts'

const lab = await dialLab(Date.now())
const { authority } = lab
const tls = { ...(await authority.issue({ names: ['127.0.0.1'] })), caPem: authority.caPem }
const never = new AbortController().signal
const get = (path: string): WireRequest => ({ method: 'GET', path, headers: {} })

function transportTo(origin: string, more: Partial<TransportOptions> = {}, clock = new ManualClock(0)) {
  const options = { origin, ca: [tls.caPem], connectTimeoutMs: 10_000, responseBytesMax: 65_536, inFlightMax: 10 }
  return openHttp1({ ...options, ...more }, clock)
}

/** A vendor that answers with the path unless `handle` says otherwise; `taken` are the paths that reached it. */
async function vendorThat(handle?: (exchange: Exchange) => void, more: Partial<TlsServerOptions> = {}) {
  const taken: string[] = []
  const connections = new Set<object>()
  const server = await startTlsServer({
    port: 0,
    tls,
    alpn: ['h2', 'http/1.1'],
    handle: exchange => {
      taken.push(exchange.path)
      connections.add(exchange.connection)
      if (handle) handle(exchange)
      else exchange.answer(200, {}, `${exchange.on} ${exchange.path}`)
    },
    ...more,
  })
  return { server, url: server.url, taken, connections, [Symbol.asyncDispose]: server.close }
}

function brief(result: WireResult): object {
  if (result.kind !== 'answered') return result
  const { headers: _headers, ...rest } = result
  return rest
}

const ok = (path: string) => ({ kind: 'answered', status: 200, body: `http/1.1 ${path}`, truncated: false })

test('a request carries method, path, headers and body over HTTP/1.1, and connections are kept', async () => {
  const seen: object[] = []
  await using vendor = await vendorThat(exchange => {
    seen.push([exchange.on, exchange.method, exchange.path, exchange.headers['x-one'], exchange.body.toString()])
    exchange.answer(400, { 'x-two': '2' }, 'no')
  })
  await using transport = transportTo(vendor.url)
  for (const body of ['hello', new TextEncoder().encode('hello')]) {
    const result = await transport.request({ method: 'POST', path: '/a?b=c', headers: { 'x-one': '1' }, body }, never)
    assert.deepEqual(brief(result), { kind: 'answered', status: 400, body: 'no', truncated: false })
    assert.equal(result.kind === 'answered' && result.headers['x-two'], '2')
  }
  const line = ['http/1.1', 'POST', '/a?b=c', '1', 'hello']
  assert.deepEqual(seen, [line, line])
  for (let count = 0; count < 20; count += 1) await transport.request(get('/again'), never)
  // Two, because the pool frees a connection one turn after its answer was told.
  assert.ok(vendor.connections.size <= 2)
})

test('nobody listening, no such name and an untrusted certificate are unsent (F57)', async () => {
  const gone = await vendorThat()
  await gone.server.close()
  const wrongName = await authority.issue({ names: ['elsewhere.example'] })
  await using misnamed = await vendorThat(undefined, { tls: { ...tls, ...wrongName } })
  await using vendor = await vendorThat()
  const cases: [string, Partial<TransportOptions>, RegExp][] = [
    [gone.url, {}, /ECONNREFUSED/],
    ['https://nowhere.invalid', {}, /ENOTFOUND|EAI_AGAIN/],
    [misnamed.url, {}, /ERR_TLS_CERT_ALTNAME_INVALID/],
    [vendor.url, { ca: [] }, /CERT|ISSUER|SIGNED/],
  ]
  for (const [url, more, cause] of cases) {
    await using transport = transportTo(url, more)
    const result = await transport.request(get('/a'), never)
    assert.equal(result.kind, 'unsent')
    assert.match(result.kind === 'unsent' ? result.cause : '', cause)
  }
  assert.deepEqual([misnamed.taken, vendor.taken], [[], []])
})

test('a deadline before the handshake ends is unsent (F57, F58)', async () => {
  const accepted = Promise.withResolvers<Socket>()
  const silent = createServer(socket => accepted.resolve(socket))
  await new Promise<void>(resolve => silent.listen(0, '127.0.0.1', resolve))
  await using transport = transportTo(`https://127.0.0.1:${(silent.address() as { port: number }).port}`)
  const controller = new AbortController()
  const result = transport.request(get('/a'), controller.signal)
  const socket = await accepted.promise
  controller.abort(new DOMException('late', 'TimeoutError'))
  assert.deepEqual(await result, { kind: 'unsent', cause: 'deadline' })
  socket.destroy()
  silent.close()
})

test('a deadline after the request was written is unknown (F58)', async () => {
  const arrived = Promise.withResolvers<void>()
  await using vendor = await vendorThat(() => arrived.resolve())
  await using transport = transportTo(vendor.url)
  const controller = new AbortController()
  const result = transport.request(get('/a'), controller.signal)
  await arrived.promise
  controller.abort(new DOMException('late', 'TimeoutError'))
  assert.deepEqual(await result, { kind: 'unknown', cause: 'deadline' })
})

test('an abort while queued is unsent, never reaches the vendor and costs no connection (F58)', async () => {
  const held = Promise.withResolvers<Exchange>()
  await using vendor = await vendorThat(exchange => {
    if (exchange.path === '/held') held.resolve(exchange)
    else exchange.answer(200, {}, `http/1.1 ${exchange.path}`)
  })
  await using transport = transportTo(vendor.url, { inFlightMax: 1 })
  const first = transport.request(get('/held'), never)
  const controller = new AbortController()
  const queued = transport.request(get('/queued'), controller.signal)
  const last = transport.request(get('/last'), never)
  const exchange = await held.promise
  controller.abort()
  assert.deepEqual(await queued, { kind: 'unsent', cause: 'aborted' })
  exchange.answer(200, {}, 'http/1.1 /held')
  assert.deepEqual([brief(await first), brief(await last)], [ok('/held'), ok('/last')])
  assert.deepEqual(vendor.taken, ['/held', '/last'])
  assert.equal(vendor.connections.size, 1)
  assert.deepEqual(await transport.request(get('/dead'), AbortSignal.abort()), { kind: 'unsent', cause: 'aborted' })
})

test('a connection broken before or amid the answer is unknown (F64)', async () => {
  await using vendor = await vendorThat(exchange => {
    if (exchange.path === '/before') return exchange.destroy()
    const half = async function* () {
      yield Buffer.from('half')
      await Promise.resolve()
      exchange.destroy()
    }
    exchange.answer(200, {}, half())
  })
  await using transport = transportTo(vendor.url)
  assert.equal((await transport.request(get('/before'), never)).kind, 'unknown')
  assert.equal((await transport.request(get('/amid'), never)).kind, 'unknown')
})

test('an answer above the limit is cut and keeps its status; one at the limit is whole (F60)', async () => {
  const stopped = Promise.withResolvers<void>()
  await using vendor = await vendorThat(exchange => {
    if (exchange.path === '/at') return exchange.answer(200, {}, 'x'.repeat(1_000))
    const endless = async function* () {
      try {
        while (true) yield Buffer.alloc(16_384, 120)
      } finally {
        stopped.resolve()
      }
    }
    exchange.answer(503, {}, endless())
  })
  await using transport = transportTo(vendor.url, { responseBytesMax: 1_000 })
  const whole = { kind: 'answered', body: 'x'.repeat(1_000) }
  assert.deepEqual(brief(await transport.request(get('/at'), never)), { ...whole, status: 200, truncated: false })
  assert.deepEqual(brief(await transport.request(get('/endless'), never)), { ...whole, status: 503, truncated: true })
  await stopped.promise
})

test('compressed answers are not unpacked and redirects not followed (F60, F74)', async () => {
  await using vendor = await vendorThat(exchange => {
    if (exchange.path === '/zip') exchange.answer(200, { 'content-encoding': 'gzip' }, gzipSync('x'.repeat(1_000_000)))
    else exchange.answer(302, { location: '/stolen' })
  })
  await using transport = transportTo(vendor.url)
  const zipped = await transport.request(get('/zip'), never)
  assert.ok(zipped.kind === 'answered' && zipped.body.length < 5_000 && !zipped.truncated)
  const redirect = await transport.request(get('/away'), never)
  assert.equal(redirect.kind === 'answered' && redirect.status, 302)
  assert.deepEqual(vendor.taken, ['/zip', '/away'])
})

test('reconnecting opens a new connection; closing ends open requests truthfully', async () => {
  const held = Promise.withResolvers<void>()
  await using vendor = await vendorThat(exchange => {
    if (exchange.path === '/held') held.resolve()
    else exchange.answer(200, {}, `http/1.1 ${exchange.path}`)
  })
  const transport = transportTo(vendor.url, { inFlightMax: 1 })
  await transport.request(get('/a'), never)
  transport.reconnect()
  assert.deepEqual(brief(await transport.request(get('/b'), never)), ok('/b'))
  assert.equal(vendor.connections.size, 2)
  const open = transport.request(get('/held'), never)
  const queued = transport.request(get('/queued'), never)
  await held.promise
  await transport[Symbol.asyncDispose]()
  await transport[Symbol.asyncDispose]()
  assert.equal((await open).kind, 'unknown')
  assert.equal((await queued).kind, 'unsent')
  assert.deepEqual(await transport.request(get('/late'), never), { kind: 'unsent', cause: 'closed' })
})

test('an invalid header is unsent, not an exception', async () => {
  await using vendor = await vendorThat()
  await using transport = transportTo(vendor.url)
  const result = await transport.request({ ...get('/a'), headers: { 'x-bad': 'a\r\nb: c' } }, never)
  assert.equal(result.kind, 'unsent')
  assert.deepEqual(vendor.taken, [])
})

test('a proxy carries the requests and looks the name up; one that refuses leaves them unsent', async () => {
  const named = await authority.issue({ names: ['push.vendor.example'] })
  await using vendor = await vendorThat(undefined, { tls: { ...tls, ...named } })
  await using proxy = await startProxyLab({
    kind: 'socks5',
    credentials: 'user:pass',
    reach: asked => (asked === 'push.vendor.example:443' ? vendor.server.port : undefined),
  })
  await using transport = transportTo('https://push.vendor.example', { proxy: proxy.url('user:pass') })
  assert.deepEqual(brief(await transport.request(get('/a'), never)), ok('/a'))
  await using refused = transportTo('https://push.vendor.example', { proxy: proxy.url('user:wrong') })
  assert.deepEqual(await refused.request(get('/b'), never), { kind: 'unsent', cause: 'proxy-auth' })
  assert.deepEqual([vendor.taken, proxy.asked], [['/a'], ['push.vendor.example:443']])
})

test('connecting has a time limit, after which the request is unsent (F57)', async () => {
  await using silent = await tcpListener()
  const clock = new ManualClock(0)
  await using transport = transportTo(`https://127.0.0.1:${silent.port}`, {}, clock)
  const arrived = silent.next()
  const result = transport.request(get('/a'), never)
  await arrived
  clock.advance(10_000)
  assert.deepEqual(await result, { kind: 'unsent', cause: 'connect-timeout' })
  assert.deepEqual(clock.pending, [])
})

test('closing gives up connections that are being opened', async () => {
  await using silent = await tcpListener()
  const clock = new ManualClock(0)
  const transport = transportTo(`https://127.0.0.1:${silent.port}`, {}, clock)
  const arrived = silent.next()
  const result = transport.request(get('/a'), never)
  const socket = await arrived
  await transport[Symbol.asyncDispose]()
  assert.equal((await result).kind, 'unsent')
  await once(socket.resume(), 'close')
  assert.deepEqual(clock.pending, [])
  transport.reconnect()
})

test('the next connection resumes the TLS session of the last', async () => {
  const resumed: boolean[] = []
  await using vendor = await lab.tls()
  vendor.server.on('secureConnection', (socket: TLSSocket) => {
    resumed.push(socket.isSessionReused())
    socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\nX-Two: a\r\nX-Two: b\r\nContent-Length: 0\r\n\r\n'))
  })
  await using transport = transportTo(`https://127.0.0.1:${vendor.port}`, { ca: [lab.authority.caPem] })
  for (let count = 0; count < 2; count += 1) {
    const result = await transport.request(get('/a'), never)
    assert.equal(result.kind === 'answered' && result.headers['x-two'], 'a, b')
    transport.reconnect()
  }
  assert.deepEqual(resumed, [false, true])
})

test('S21: a request to a forbidden address is unsent by that name, and nobody was connected to', async () => {
  await using canary = await tcpListener()
  await using transport = transportTo(`https://127.0.0.1:${canary.port}`, { mayConnect: () => false })
  const results = await Promise.all(['/a', '/b'].map(path => transport.request(get(path), never)))
  assert.deepEqual(results, Array(2).fill({ kind: 'unsent', cause: 'address-forbidden' }))
  assert.equal(canary.sockets.length, 0)
})

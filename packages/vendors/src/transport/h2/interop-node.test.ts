// The client against node:http2's server, whose HTTP/2 is nghttp2's library.
import assert from 'node:assert/strict'
import { constants, type Settings } from 'node:http2'
import { test } from 'node:test'
import type { Clock } from '../../io.ts'
import { createAuthority } from '../../simulator/authority.ts'
import { ask, askAll, chanceFrom, interopCells, requestAt, tryCell, widestClient } from '../../testing/interop-cells.ts'
import { type Handle, startNodeServer } from '../../testing/interop-node.ts'
import { type InteropServer, tlsVersionOf } from '../../testing/interop-server.ts'
import type { WireRequest } from '../contract.ts'
import { type Http2Client, type Http2Options, openHttp2 } from './client.ts'

const authority = await createAuthority({ nowMs: Date.now() })
const certificate = await authority.issue({ names: ['127.0.0.1'] })
const clock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs).unref()
    return () => clearTimeout(timer)
  },
}

function clientTo({ origin }: InteropServer, more: Partial<Http2Options> = {}): Http2Client {
  const limits = { connectTimeoutMs: 10_000, responseBytesMax: 65_536 }
  return openHttp2({ origin, ca: [authority.caPem], ...limits, ...widestClient, ...more }, clock, () => 0.5)
}

for (const cell of interopCells('pairs')) {
  test(`node:http2 answers every request over ${cell.title}`, async () => {
    await using server = await startNodeServer(certificate, {
      ...cell,
      holdUntilOpen: Math.min(cell.streamsMax, 1_000),
    })
    await using client = clientTo(server)
    assert.deepEqual(await tryCell(client, server, cell), [])
    assert.equal(await tlsVersionOf(server, authority.caPem), cell.tls)
    assert.equal(server.openMost, cell.streamsMax)
    const { connectionsOpened, moves } = client.metrics()
    assert.deepEqual({ connectionsOpened, moves }, { connectionsOpened: 1, moves: 0 })
  })
}

const roomy = { windowBytes: 65_535, streamsMax: 100, tls: 'TLSv1.3' } as const

function requests(count: number, bodyBytesMax: number, seed: number): readonly WireRequest[] {
  const chance = chanceFrom(seed)
  return Array.from({ length: count }, (_, index) => requestAt(index, bodyBytesMax, chance))
}

for (const headerTableSize of [0, 64, 4_096, 65_536]) {
  test(`node:http2 keeps a header table of ${headerTableSize} bytes, and every header arrives`, async () => {
    await using server = await startNodeServer(certificate, { ...roomy, settings: { headerTableSize } })
    await using client = clientTo(server)
    const asked = requests(300, 100, headerTableSize)
    const varied = asked.map((request, index) => ({
      ...request,
      headers: { ...request.headers, authorization: `bearer ${index % 7}`, 'x-filler': 'f'.repeat(index % 90) },
    }))
    assert.deepEqual(await askAll(client, server, varied), [])
    assert.equal(client.metrics().connectionsOpened, 1)
  })
}

test('node:http2 changes all its settings again and again while requests are on their way', async () => {
  const changes: readonly Settings[] = [
    { initialWindowSize: 1_048_576, maxConcurrentStreams: 1_000, headerTableSize: 0 },
    { initialWindowSize: 1, maxConcurrentStreams: 3, headerTableSize: 65_536 },
    { initialWindowSize: 16, maxConcurrentStreams: 1, headerTableSize: 64 },
    { initialWindowSize: 0, maxConcurrentStreams: 50, headerTableSize: 4_096 },
    { initialWindowSize: 65_535, maxConcurrentStreams: 2, headerTableSize: 100 },
  ]
  await using server = await startNodeServer(certificate, roomy)
  await using client = clientTo(server, { movesMax: 1_000 })
  await client.warmUp()
  const asked = requests(2_000, 5_000, 5)
  const asking = askAll(client, server, asked)
  const [session = assert.fail()] = server.sessions
  let isDone = false
  const changing = (async (): Promise<number> => {
    for (let turn = 0; ; turn += 1) {
      if (isDone) return turn
      await new Promise<void>(resolve => session.settings(changes[turn % changes.length] ?? {}, () => resolve()))
    }
  })()
  assert.deepEqual(await asking, [])
  isDone = true
  assert.ok((await changing) > 10)
  assert.equal(client.metrics().connectionsOpened, 1)
  // Those that the lower limit met on their way came again.
  assert.ok(client.metrics().moves > 0)
  assert.deepEqual(
    asked.filter(({ path }) => server.arrivals.get(path) !== 1),
    [],
  )
})

test('a server without any window lets bodies wait until it has one', async () => {
  await using server = await startNodeServer(certificate, { ...roomy, windowBytes: 0, holdUntilOpen: 50 })
  await using client = clientTo(server)
  const asked = requests(50, 5_000, 6)
  const asking = askAll(client, server, asked)
  await server.held
  assert.equal(server.arrivals.size, 50)
  const [session = assert.fail()] = server.sessions
  session.settings({ initialWindowSize: 1_000 })
  assert.deepEqual(await asking, [])
})

test('informational answers are passed over, trailers are taken for nothing else', async () => {
  const handle: Handle = (stream, headers) => {
    const path = headers[':path'] ?? ''
    stream.additionalHeaders({ ':status': 100 })
    for (const at of [1, 2]) stream.additionalHeaders({ ':status': 103, link: `</${at}>; rel=preload` })
    stream.respond({ ':status': 200, 'x-path': path }, { waitForTrailers: true })
    stream.on('wantTrailers', () => stream.sendTrailers({ 'x-checksum': 'f00d', 'x-path': 'trailer' }))
    if (path.includes('/5')) stream.end()
    else stream.end(path)
    stream.resume()
  }
  await using server = await startNodeServer(certificate, { ...roomy, handle })
  await using client = clientTo(server)
  const asked = requests(200, 300, 7)
  const answers = await Promise.all(asked.map(request => ask(client, request)))
  for (const [index, { path }] of asked.entries()) {
    const answer = answers[index]
    assert.ok(answer?.kind === 'answered')
    assert.deepEqual([answer.status, answer.headers['x-path']], [200, path])
    assert.equal(answer.body, path.includes('/5') ? '' : path)
    assert.equal(answer.headers['x-checksum'], undefined)
  }
  assert.equal(client.metrics().connectionsOpened, 1)
})

test('answers may be larger than every window, and those that are too large are cut without harm to others', async () => {
  const sizes = [65_535, 65_536, 300_000, 1_048_576, 6_000_000]
  const handle: Handle = (stream, headers) => {
    const size = Number(headers[':path']?.split('/').at(-1))
    stream.respond({ ':status': 200 })
    stream.end('y'.repeat(size))
    stream.resume()
  }
  await using server = await startNodeServer(certificate, { ...roomy, handle })
  await using client = clientTo(server, { responseBytesMax: 1_048_576 })
  const asked = Array.from({ length: 30 }, (_, index) => `/${index}/${sizes[index % sizes.length]}`)
  const answers = await Promise.all(asked.map(path => ask(client, { method: 'GET', path, headers: {} })))
  for (const [index, answer] of answers.entries()) {
    const size = sizes[index % sizes.length] ?? 0
    assert.ok(answer.kind === 'answered')
    assert.deepEqual([answer.truncated, answer.body.length], [size > 1_048_576, Math.min(size, 1_048_576)])
  }
  assert.equal(client.metrics().connectionsOpened, 1)
})

for (const windowBytes of [1, 65_535]) {
  test(`node:http2 answers before it has read bodies, with windows of ${windowBytes} bytes`, async () => {
    const handle: Handle = (stream, headers) => {
      stream.respond({ ':status': 413, 'x-path': headers[':path'] })
      stream.end('too large')
      stream.resume()
    }
    // Node counts a stream as open for a while after it was reset; with room for all that does not matter.
    await using server = await startNodeServer(certificate, { ...roomy, windowBytes, streamsMax: 1_000, handle })
    await using client = clientTo(server)
    const body = 'x'.repeat(100_000)
    const paths = Array.from({ length: 300 }, (_, index) => `/${index}`)
    const answers = await Promise.all(paths.map(path => ask(client, { method: 'POST', path, headers: {}, body })))
    assert.deepEqual(
      answers.map(answer => answer.kind === 'answered' && [answer.status, answer.body, answer.headers['x-path']]),
      paths.map(path => [413, 'too large', path]),
    )
    const { connectionsOpened, moves } = client.metrics()
    assert.deepEqual({ connectionsOpened, moves }, { connectionsOpened: 1, moves: 0 })
  })
}

test('F61 node:http2 says farewell again and again, and each request is processed exactly once', async () => {
  await using server = await startNodeServer(certificate, roomy)
  await using client = clientTo(server, { connectionsMax: 2, inFlightStart: 64, movesMax: 20 })
  await client.warmUp()
  const asked = requests(1_000, 5_000, 8)
  let answers = 0
  const asking = asked.map(async request => {
    const wrong = await askAll(client, server, [request])
    answers += 1
    if (answers % 100 === 0) for (const session of server.sessions) session.close()
    return wrong
  })
  assert.deepEqual((await Promise.all(asking)).flat(), [])
  assert.deepEqual(
    asked.filter(({ path }) => server.arrivals.get(path) !== 1),
    [],
  )
  assert.ok(client.metrics().connectionsLost >= 5)
})

test('F64 streams that node:http2 refuses go elsewhere or come again', async () => {
  let count = 0
  const handle: Handle = (stream, headers) => {
    count += 1
    if (count % 3 === 0) {
      stream.close(constants.NGHTTP2_REFUSED_STREAM)
      return
    }
    stream.respond({ ':status': 200 })
    stream.end(headers[':path'])
    stream.resume()
  }
  await using server = await startNodeServer(certificate, { ...roomy, handle })
  await using client = clientTo(server, { connectionsMax: 2, inFlightStart: 20, movesMax: 20 })
  const asked = requests(200, 1_000, 9)
  const answers = await Promise.all(asked.map(request => ask(client, request)))
  assert.deepEqual(
    answers.map(answer => (answer.kind === 'answered' ? answer.body : answer)),
    asked.map(({ path }) => path),
  )
  assert.ok(client.metrics().moves >= 60)
})

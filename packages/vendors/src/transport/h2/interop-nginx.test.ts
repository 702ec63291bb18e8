// The client against nginx.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Clock } from '../../io.ts'
import { createAuthority } from '../../simulator/authority.ts'
import { debianProgram, nginx } from '../../testing/debian-program.ts'
import { ask, askAll, chanceFrom, interopCells, requestAt, tryCell, widestClient } from '../../testing/interop-cells.ts'
import { startNginx } from '../../testing/interop-nginx.ts'
import { type InteropServer, tlsVersionOf } from '../../testing/interop-server.ts'
import type { WireRequest } from '../contract.ts'
import { type Http2Client, type Http2Options, openHttp2 } from './client.ts'

const program = await debianProgram(nginx)
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

/** By default nginx says farewell after a thousand requests. */
const longLived = { more: ['keepalive_requests 1000000;'] }
const roomy = { windowBytes: 65_535, streamsMax: 128, tls: 'TLSv1.3' } as const

test('nginx answers every request', async t => {
  const cells = interopCells('pairs')
  await using nginx = await startNginx(program, certificate, {
    servers: cells.map(cell => ({ ...cell, ...longLived })),
  })
  for (const [index, cell] of cells.entries()) {
    await t.test(`over ${cell.title}`, async () => {
      const server = nginx.servers[index] ?? assert.fail()
      await using client = clientTo(server)
      assert.deepEqual(await tryCell(client, server, cell), [])
      assert.equal(await tlsVersionOf(server, authority.caPem), cell.tls)
      const { connectionsOpened, moves } = client.metrics()
      assert.deepEqual({ connectionsOpened, moves }, { connectionsOpened: 1, moves: 0 })
    })
  }
})

for (const keepaliveRequests of [1, 7, 50]) {
  test(`F61 nginx says farewell after every ${keepaliveRequests} requests, and each is still processed exactly once`, async () => {
    const more = [`keepalive_requests ${keepaliveRequests};`]
    await using nginx = await startNginx(program, certificate, { servers: [{ ...roomy, more }] })
    const [server = assert.fail()] = nginx.servers
    await using client = clientTo(server, { connectionsMax: 4, inFlightStart: 64 })
    const chance = chanceFrom(61)
    const asked = Array.from({ length: 300 }, (_, index) => requestAt(index, 5_000, chance))
    assert.deepEqual(await askAll(client, server, asked), [])
    assert.deepEqual(
      asked.filter(({ path }) => nginx.arrivals.get(path) !== 1),
      [],
    )
  })
}

test('F61 nginx is reloaded again and again under load, and each request is processed exactly once', async () => {
  await using nginx = await startNginx(program, certificate, { servers: [{ ...roomy, ...longLived }] })
  const [server = assert.fail()] = nginx.servers
  await using client = clientTo(server, { connectionsMax: 2, inFlightStart: 64 })
  await client.warmUp()
  const chance = chanceFrom(62)
  let isReloading = true
  let count = 0
  const asked: WireRequest[] = []
  const wrong: string[] = []
  const lane = async (): Promise<void> => {
    while (isReloading && wrong.length === 0) {
      const request = requestAt(count++, 5_000, chance)
      asked.push(request)
      wrong.push(...(await askAll(client, server, [request])))
    }
  }
  const lanes = Array.from({ length: 50 }, lane)
  for (let turn = 0; turn < 5; turn += 1) {
    await nginx.reload()
    // The old worker is gone: whoever is answered now is on a new connection.
    wrong.push(...(await askAll(client, server, [requestAt(count++, 5_000, chance)])))
  }
  isReloading = false
  await Promise.all(lanes)
  assert.deepEqual(wrong, [])
  assert.deepEqual(
    asked.filter(({ path }) => nginx.arrivals.get(path) !== 1),
    [],
  )
  assert.equal(client.metrics().connectionsLost, 5)
})

test('bodies of more than the socket takes at once may all leave in one turn', async () => {
  const wide = { ...roomy, windowBytes: 1_048_576, streamsMax: 1_000, ...longLived }
  await using nginx = await startNginx(program, certificate, { servers: [wide] })
  const [server = assert.fail()] = nginx.servers
  await using client = clientTo(server)
  await client.warmUp()
  const chance = chanceFrom(1_000)
  const body = 'x'.repeat(9_000)
  const asked = Array.from({ length: 1_000 }, (_, index) => ({ ...requestAt(index, 0, chance), body }))
  assert.deepEqual(await askAll(client, server, asked), [])
  assert.equal(client.metrics().connectionsOpened, 1)
})

for (const windowBytes of [1, 1_024, 65_535]) {
  test(`nginx refuses requests before it has read their bodies, with windows of ${windowBytes} bytes`, async () => {
    await using nginx = await startNginx(program, certificate, { servers: [{ ...roomy, windowBytes, ...longLived }] })
    const [server = assert.fail()] = nginx.servers
    await using client = clientTo(server)
    const body = 'x'.repeat(200_000)
    // nginx takes more than 8 MiB of what it did not want for a flood, and hangs up.
    const paths = Array.from({ length: 100 }, (_, index) => `/early/${index}`)
    const answers = await Promise.all(paths.map(path => ask(client, { method: 'POST', path, headers: {}, body })))
    assert.deepEqual(
      answers.filter(answer => answer.kind !== 'answered' || answer.status !== 403 || answer.body !== 'too early'),
      [],
    )
    const chance = chanceFrom(windowBytes)
    const asked = Array.from({ length: 20 }, (_, index) => requestAt(index, 40, chance))
    assert.deepEqual(await askAll(client, server, asked), [])
    assert.equal(client.metrics().connectionsOpened, 1)
  })
}

test('nginx passes bodies on while they arrive, through the smallest windows it has', async () => {
  await using nginx = await startNginx(program, certificate, {
    servers: [1, 16, 1_024].map(windowBytes => ({ ...roomy, windowBytes, ...longLived })),
  })
  for (const [index, server] of nginx.servers.entries()) {
    await using client = clientTo(server)
    const chance = chanceFrom(index)
    const bytesMax = 1_000 * 10 ** index
    const asked = Array.from({ length: 30 }, (_, at) => requestAt(at, bytesMax, chance, `/piecewise/${index}`))
    assert.deepEqual(await askAll(client, server, asked), [])
  }
})

test('nginx sends documents larger than any window, and says what it has not', async () => {
  const text = Array.from({ length: 100_000 }, (_, index) => `line ${index}`).join('\n')
  await using nginx = await startNginx(program, certificate, { servers: [roomy], files: { 'large.txt': text } })
  const [server = assert.fail()] = nginx.servers
  await using client = clientTo(server, { responseBytesMax: 4_194_304 })
  const get = { method: 'GET', path: '/files/large.txt', headers: {} } as const
  const answers = await Promise.all(Array.from({ length: 8 }, () => ask(client, get)))
  for (const answer of answers) assert.ok(answer.kind === 'answered' && answer.status === 200 && answer.body === text)
  const missing = await ask(client, { ...get, path: '/files/none' })
  assert.equal(missing.kind === 'answered' && missing.status, 404)
  const posted = await ask(client, { ...get, method: 'POST', body: text })
  assert.equal(posted.kind === 'answered' && posted.status, 405)
  assert.equal(client.metrics().connectionsOpened, 1)
})

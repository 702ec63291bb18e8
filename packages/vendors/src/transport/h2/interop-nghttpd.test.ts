// The client against nghttpd, the server of those who make nghttp2.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Clock } from '../../io.ts'
import { createAuthority } from '../../simulator/authority.ts'
import { debianProgram, nghttpd } from '../../testing/debian-program.ts'
import { ask, askAll, chanceFrom, interopCells, requestAt, tryCell, widestClient } from '../../testing/interop-cells.ts'
import { startNghttpd } from '../../testing/interop-nghttpd.ts'
import { type InteropServer, tlsVersionOf } from '../../testing/interop-server.ts'
import { type Http2Client, type Http2Options, openHttp2 } from './client.ts'

const program = await debianProgram(nghttpd)
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
  test(`nghttpd answers every request over ${cell.title}`, async () => {
    await using server = await startNghttpd(program, certificate, cell)
    await using client = clientTo(server)
    assert.deepEqual(await tryCell(client, server, cell), [])
    assert.equal(await tlsVersionOf(server, authority.caPem), cell.tls)
    const { connectionsOpened, moves } = client.metrics()
    assert.deepEqual({ connectionsOpened, moves }, { connectionsOpened: 1, moves: 0 })
  })
}

const roomy = { windowBytes: 65_535, streamsMax: 100, tls: 'TLSv1.3' } as const

for (const [title, more] of [
  ['pads its frames', ['--padding=255']],
  ['says no length', ['--no-content-length']],
  ['ends answers with trailers', ['--trailer=x-end: 1', '--trailer=x-more: 2']],
  ['keeps no header table', ['--header-table-size=0', '--encoder-header-table-size=0']],
  ['keeps a small header table', ['--header-table-size=64', '--encoder-header-table-size=64']],
  ['keeps a large header table', ['--header-table-size=64K', '--encoder-header-table-size=64K']],
  ['has two threads and a wide window', ['--workers=2', '--connection-window-bits=24']],
] as const) {
  test(`nghttpd ${title}`, async () => {
    await using server = await startNghttpd(program, certificate, { ...roomy, more })
    await using client = clientTo(server, { responseBytesMax: 1_048_576 })
    const chance = chanceFrom(title.length)
    const asked = Array.from({ length: 200 }, (_, index) =>
      requestAt(index, index % 20 === 0 ? 200_000 : 5_000, chance),
    )
    assert.deepEqual(await askAll(client, server, asked), [])
    assert.equal(client.metrics().connectionsOpened, 1)
  })
}

test('nghttpd takes whole pushes byte by byte', async () => {
  await using server = await startNghttpd(program, certificate, { ...roomy, windowBytes: 1 })
  await using client = clientTo(server)
  const chance = chanceFrom(1)
  const asked = Array.from({ length: 50 }, (_, index) => requestAt(index, 5_000, chance))
  assert.deepEqual(await askAll(client, server, asked), [])
  assert.equal(client.metrics().connectionsOpened, 1)
})

test('nghttpd answers before it has read the body, and the next requests find the connection whole', async () => {
  const windows = [1, 65_535].map(windowBytes => ({ ...roomy, windowBytes, more: ['--early-response'] }))
  for (const options of windows) {
    await using server = await startNghttpd(program, certificate, { ...options, files: { here: 'found' } })
    await using client = clientTo(server)
    const body = 'x'.repeat(100_000)
    const paths = Array.from({ length: 250 }, (_, index) => (index % 2 === 0 ? '/here' : `/none-${index}`))
    const answers = await Promise.all(paths.map(path => ask(client, { method: 'DELETE', path, headers: {}, body })))
    assert.deepEqual(
      answers.map(answer => answer.kind === 'answered' && answer.status),
      paths.map(path => (path === '/here' ? 200 : 404)),
    )
    assert.equal(client.metrics().connectionsOpened, 1)
  }
})

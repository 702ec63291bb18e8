// What a whole server says to whoever watches over it: liveness, readiness, metrics, and what each role answers.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { gatewayPath } from '@posthouse/protocol/frames'
import { compose, type System } from '../app/compose.ts'
import { readConfig } from '../app/config.ts'
import { openDataDirectory } from '../app/data-directory.ts'
import { metrics } from '../app/metrics/catalogue.ts'
import { systemClock } from '../base/clock.ts'
import { silentLog } from '../base/log.ts'
import { startTestServer, type TestServer } from './test-server.ts'

async function ask(url: string, headers: Readonly<Record<string, string>> = {}) {
  const answer = await fetch(url, { headers })
  return { status: answer.status, headers: answer.headers, text: await answer.text() }
}

/** The raw answer to an upgrade. */
async function upgrade(url: string): Promise<string> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  socket.setEncoding('utf8')
  const lines = [`GET ${gatewayPath} HTTP/1.1`, 'Host: x', 'Upgrade: websocket', 'Connection: Upgrade']
  const key = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='
  socket.write([...lines, key, 'Sec-WebSocket-Version: 13', '', ''].join('\r\n'))
  const [text] = await once(socket, 'data')
  socket.destroy()
  return String(text)
}

/** The values of a metric's lines by their labels. */
function valuesOf(text: string, name: string): ReadonlyMap<string, number> {
  const lines = text.split('\n').filter(line => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
  return new Map(lines.map(line => [line.slice(name.length, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]))
}

describe('Whoever watches over a server', () => {
  it('F109 is told that it lives and how late its event loop is, and that it is ready, check by check', async () => {
    await using server = await startTestServer()
    const live = await ask(`${server.url}/livez`)
    assert.equal(live.status, 200)
    const { status, checks } = JSON.parse(live.text)
    assert.deepEqual([status, checks[0].name, typeof checks[0].longestMs], ['live', 'event-loop', 'number'])
    const ready = JSON.parse((await ask(`${server.url}/readyz`)).text)
    assert.equal(ready.status, 'ready')
    assert.deepEqual(
      ready.checks.map((check: { name: string; state: string }) => check.name),
      ['intake', 'record', 'schema', 'node', 'bus', 'event-loop', 'clock'],
    )
    assert.equal((await ask(`${server.url}/healthz`)).text, '{"status":"ok"}')
  })

  it('is told at once when it stops, while requests are answered as before and connections end', async () => {
    await using server = await startTestServer()
    server.system.drain()
    const ready = await ask(`${server.url}/readyz`)
    assert.deepEqual([ready.status, ready.headers.get('retry-after')], [503, '2'])
    const { status, reason } = JSON.parse(ready.text)
    assert.deepEqual([status, reason], ['unready', 'the process stops'])
    assert.equal((await ask(`${server.url}/livez`)).status, 200)
    const answer = await server.app('GET', 'users/test1')
    assert.deepEqual([answer.status, answer.headers['connection']], [200, 'close'])
  })

  it('S60 reads metrics on this machine, and behind a proxy only with the token', async () => {
    await using server = await startTestServer(['--metrics-token', 'sixteen-letters-x'])
    const url = `${server.url}/metrics`
    assert.equal((await ask(url)).status, 200)
    assert.equal((await ask(url, { 'x-forwarded-for': '10.0.0.1' })).status, 401)
    assert.equal((await ask(url, { 'x-forwarded-for': '10.0.0.1', authorization: 'Bearer sixteen' })).status, 401)
    const shown = { 'x-forwarded-for': '10.0.0.1', authorization: 'Bearer sixteen-letters-x' }
    assert.equal((await ask(url, shown)).status, 200)
    await using other = await startTestServer(['--admin-port', '0'])
    assert.equal((await ask(`${other.url}/metrics`, { via: '1.1 proxy' })).status, 404)
    assert.equal((await ask(`${other.adminUrl}/metrics`, { via: '1.1 proxy' })).status, 200)
  })

  it('finds every metric of the catalogue, and the push that was made in them', async () => {
    await using server = await startTestServer()
    await pushOne(server)
    const { headers, text } = await ask(`${server.url}/metrics`)
    assert.match(headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/)
    for (const { name, text: words, kind } of Object.values(metrics).flat()) {
      assert.ok(text.includes(`# HELP ${name} ${words.en}\n# TYPE ${name} ${kind}\n`), name)
    }
    assert.match(text, /^process_cpu_seconds_total /m)
    assert.ok((valuesOf(text, 'posthouse_pushes_accepted_total').get('{source="sync"}') ?? 0) >= 1)
    const sum = (name: string) => [...valuesOf(text, name).values()].reduce((total, value) => total + value, 0)
    for (const name of ['posthouse_deliveries_total', 'posthouse_vendor_answers_total', 'posthouse_commit_units_count'])
      assert.ok(sum(name) >= 1, name)
    assert.equal(valuesOf(text, 'posthouse_backlog').get('{kind="push"}'), 0)
    assert.equal(valuesOf(text, 'posthouse_nodes').get('{role="worker"}'), 1)
    assert.ok(
      (valuesOf(text, 'posthouse_http_request_duration_seconds_count').get('{route="push",status="2xx"}') ?? 0) >= 1,
    )
    // No label names an app, a user or a device.
    assert.ok(!/testy|test1|easemob-demo/.test(text))
  })
})

describe('A process', () => {
  it('without the role api answers what it is and nothing else; with the role gateway it takes connections', async () => {
    await using server = await startTestServer(['--admin-port', '0'])
    assert.match(await upgrade(server.url), /^HTTP\/1\.1 101 /)
    for (const [roles, first] of [
      ['gateway', /^HTTP\/1\.1 101 /],
      ['worker', /^HTTP\/1\.1 404 /],
    ] as const) {
      await using node = await startBareServer(roles)
      assert.match(await upgrade(node.url), first, roles)
      for (const path of ['/livez', '/readyz', '/healthz', '/metrics'])
        assert.equal((await ask(node.url + path)).status, 200, `${roles} ${path}`)
      for (const path of [
        '/openapi.json',
        '/reference',
        '/console',
        '/admin/v1/info',
        '/acme/chat/users',
        '/receipts/x',
      ])
        assert.equal((await ask(node.url + path)).status, 404, `${roles} ${path}`)
    }
  })
})

/** A server of some roles with a record of its own and nothing in it: the sandbox wants an interface to furnish. */
async function startBareServer(roles: string): Promise<System & { readonly url: string }> {
  const data = await mkdtemp(join(tmpdir(), 'posthouse-role-'))
  const argv = ['--data', data, '--port', '0', '--log-level', 'silent', '--roles', roles]
  const config = readConfig({ argv, env: {}, readFile: () => undefined })
  const directory = await openDataDirectory(config.data)
  const ioOf = () => ({ clock: systemClock, random: () => 0.5, endpoints: {} })
  const system = await compose({ config, directory, adminKey: 'k'.repeat(32), log: silentLog, ioOf })
  const { url } = await system.listen()
  system.work()
  return {
    ...system,
    url,
    async [Symbol.asyncDispose]() {
      await system[Symbol.asyncDispose]()
      await rm(data, { recursive: true })
    },
  }
}

async function pushOne(server: TestServer): Promise<void> {
  const body = { strategy: 2, pushMessage: { title: 'Hello', content: 'World' } }
  assert.equal((await server.app('POST', 'push/sync/test1', body)).status, 200)
}

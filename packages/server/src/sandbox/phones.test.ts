// The sandbox's own endpoints: phones get tokens and logins, deliveries come in order, vendors obey, and other servers know none of it.
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { request } from 'undici'
import { compose } from '../app/compose.ts'
import { readConfig } from '../app/config.ts'
import { openDataDirectory, operatorKey } from '../app/data-directory.ts'
import { systemClock } from '../base/clock.ts'
import { silentLog } from '../base/log.ts'
import { systemRandom } from '../base/random.ts'
import { readToken04 } from '../base/token04.ts'
import { type Body, startTestServer, type TestServer } from './test-server.ts'

let server: TestServer
before(async () => {
  server = await startTestServer()
})
after(() => server[Symbol.asyncDispose]())

interface Answer {
  readonly status: number
  readonly body: Body
}

async function call(method: string, path: string, body?: unknown): Promise<Answer> {
  return await callAt(server.adminUrl, server.demo.adminKey, method, path, body)
}

async function callAt(url: string, key: string, method: string, path: string, body?: unknown): Promise<Answer> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  const sent = body === undefined ? null : JSON.stringify(body)
  const answer = await request(`${url}/admin/v1${path}`, { method: method as 'GET', headers, body: sent })
  return { status: answer.statusCode, body: await answer.body.json() }
}

/** A phone of a vendor, bound to a user by the app's interface. */
async function aPhone(vendor: string, user: string) {
  const { token, tokenMark } = (await call('POST', `/sandbox/vendors/${vendor}/tokens`)).body
  const { notifierName } = (await overview()).vendors.find((one: Body) => one.vendor === vendor)
  await server.app('POST', 'users', [{ username: user, password: 'secret' }])
  const binding = { device_id: `${user}-phone`, device_token: token, notifier_name: notifierName }
  assert.equal((await server.app('PUT', `users/${user}/push/binding`, binding)).status, 200)
  return { token, tokenMark, user }
}

async function overview(): Promise<Body> {
  const { status, body } = await call('GET', '/sandbox')
  assert.equal(status, 200)
  return body
}

async function push(user: string, title: string): Promise<Body> {
  const { status, body } = await server.app('POST', `push/sync/${user}`, { strategy: 2, pushMessage: { title } })
  assert.equal(status, 200)
  return body
}

describe('the sandbox at a glance', () => {
  it('names the demo app, its users and all ten vendors with their notifiers', async () => {
    const { app, users, vendors } = await overview()
    const { org, app: name, appId } = server.demo
    assert.deepEqual([app, users], [{ org, app: name, appId }, ['test1', 'test2']])
    assert.equal(vendors.length, 10)
    for (const { packageName, notifierName } of vendors) {
      assert.equal(packageName, 'com.example.chat')
      assert.notEqual(notifierName, undefined)
    }
  })

  it('makes login tokens that the demo app believes, for as long as asked', async () => {
    const { body } = await call('POST', '/sandbox/login-tokens', { userId: 'alice', ttlSeconds: 60 })
    const { appId, serverSecret } = server.demo
    const read = readToken04(body.token, serverSecret)
    assert.deepEqual(read, { appId, userId: 'alice', expiresAtMs: Math.floor(body.expiresAt / 1_000) * 1_000 })
    assert.equal(body.appId, appId)
    assert.ok(Math.abs(body.expiresAt - Date.now() - 60_000) < 5_000)
    for (const ttlSeconds of [59, 86_401]) {
      const refused = await call('POST', '/sandbox/login-tokens', { userId: 'alice', ttlSeconds })
      assert.equal(refused.status, 400)
    }
  })
})

describe('phones', () => {
  it('see what their vendor brought, once, from the position they know', async () => {
    const phone = await aPhone('oppo', 'olga')
    const { position } = await overview()
    await push('olga', 'one')
    await push('test1', 'for somebody else')
    await push('olga', 'two')
    const path = `/sandbox/deliveries?phones=${phone.tokenMark}`
    const { body } = await call('GET', `${path}&after=${position}`)
    const seen = body.deliveries.map(({ vendor, tokenMark, shown }: Body) => [vendor, tokenMark, shown.title])
    assert.deepEqual(seen, [
      ['oppo', phone.tokenMark, 'one'],
      ['oppo', phone.tokenMark, 'two'],
    ])
    const page = (await call('GET', `${path}&after=${position}&limit=1`)).body
    assert.equal(page.position, page.deliveries[0].position)
    const rest = (await call('GET', `${path}&after=${page.position}`)).body
    assert.deepEqual(
      rest.deliveries.map(({ shown }: Body) => shown.title),
      ['two'],
    )
    assert.deepEqual((await call('GET', `${path}&after=${rest.position}`)).body.deliveries, [])
    assert.deepEqual((await call('GET', path)).body, { deliveries: [], position: rest.position })
  })

  it('are told at once what comes while they wait, and nothing when the wait is over', async () => {
    const phone = await aPhone('xiaomi', 'xenia')
    const { position } = await overview()
    const path = `/sandbox/deliveries?phones=${phone.tokenMark}&after=${position}&waitMs=`
    const waiting = call('GET', `${path}20000`)
    await push('xenia', 'ring')
    assert.deepEqual(
      (await waiting).body.deliveries.map(({ shown }: Body) => shown.title),
      ['ring'],
    )
    const later = (await overview()).position
    const { body } = await call('GET', `/sandbox/deliveries?phones=${phone.tokenMark}&after=${later}&waitMs=20`)
    assert.deepEqual(body, { deliveries: [], position: later })
  })

  it('that hang up in the middle of a wait leave room for others', { timeout: 20_000 }, async () => {
    const { position } = await overview()
    const path = `/admin/v1/sandbox/deliveries?phones=0123456789abcdef&after=${position}&waitMs=20000`
    const headers = { authorization: `Bearer ${server.demo.adminKey}` }
    for (let round = 0; round < 3; round += 1) {
      const leaving = new AbortController()
      const waits = Array.from({ length: 100 }, () =>
        request(`${server.adminUrl}${path}`, { headers, signal: leaving.signal }).then(
          ({ statusCode }) => statusCode,
          () => 'left',
        ),
      )
      await call('GET', '/sandbox')
      leaving.abort()
      assert.deepEqual(new Set(await Promise.all(waits)), new Set(['left']))
    }
  })

  it('whose app is deleted lose their binding at the next push', async () => {
    const phone = await aPhone('apns', 'adele')
    await push('adele', 'still there')
    const set = await call('PUT', '/sandbox/vendors/apns/tokens', { token: phone.token, state: 'unregistered' })
    assert.deepEqual(set.body, { tokenMark: phone.tokenMark, state: 'unregistered' })
    await push('adele', 'gone')
    const { body } = await server.app('GET', 'users/adele/push/binding')
    assert.deepEqual(body.entities, [])
  })

  it('are refused for marks that are none, and vendors that there are not', async () => {
    assert.equal((await call('GET', '/sandbox/deliveries?phones=nobody')).status, 400)
    assert.equal((await call('POST', '/sandbox/vendors/nokia/tokens')).status, 404)
    const wrong = { token: 'x', state: 'sleeping' }
    assert.equal((await call('PUT', '/sandbox/vendors/apns/tokens', wrong)).status, 400)
  })
})

describe('a simulated vendor', () => {
  it('lists what it received, newest first, page by page, and what it refused', async () => {
    const phone = await aPhone('vivo', 'vera')
    await push('vera', 'one')
    const path = '/sandbox/vendors/vivo/requests'
    const first = (await call('GET', `${path}?limit=1`)).body
    const second = (await call('GET', `${path}?limit=1&cursor=${first.cursor}`)).body
    assert.equal(first.requests[0].number, second.requests[0].number + 1)
    assert.equal((await call('GET', `${path}?limit=100`)).body.cursor, undefined)
    assert.equal(first.requests[0].on, 'push')
    assert.ok(first.requests[0].body.includes(phone.token))
    assert.deepEqual((await call('GET', `${path}?failed=true`)).body, { requests: [] })
  })

  it('does what it is told to the next requests, and tells what is still to come', async () => {
    await aPhone('meizu', 'mia')
    const path = '/sandbox/vendors/meizu/faults'
    const down = { forMs: 60_000, action: { kind: 'answer', status: 503, body: 'down' } }
    const { body } = await call('POST', path, down)
    assert.equal(body.fault.left, undefined)
    assert.deepEqual(body.fault.action, down.action)
    const other = (await call('POST', path, { token: 'other', times: 3, action: { kind: 'hang' } })).body.fault
    assert.deepEqual(
      (await call('GET', path)).body.faults.map(({ id }: Body) => id),
      [body.fault.id, other.id],
    )
    await server.app('POST', 'push/async/mia', { strategy: 2, pushMessage: { title: 'hello' } })
    await until(async () => (await call('GET', '/sandbox/vendors/meizu/requests?failed=true')).body.requests[0])
    assert.equal((await call('DELETE', `${path}/${other.id}`)).status, 200)
    assert.equal((await call('DELETE', `${path}/${other.id}`)).status, 404)
    assert.deepEqual((await call('DELETE', path)).body, { disarmed: 1 })
    assert.deepEqual((await call('GET', path)).body, { faults: [] })
  })

  it('refuses faults that are none, naming the member', async () => {
    const path = '/sandbox/vendors/meizu/faults'
    for (const [action, word] of [
      [{ kind: 'answer' }, 'status'],
      [{ kind: 'delay' }, 'ms'],
      [{ kind: 'reset' }, 'when'],
      [{ kind: 'goaway' }, 'finish'],
      [{ kind: 'explode' }, 'kind'],
    ] as const) {
      const { status, body } = await call('POST', path, { action })
      assert.deepEqual([status, body.error_description.includes(word)], [400, true], body.error_description)
    }
  })

  it('reports arrivals and taps as the real one does, and says where it reports nothing', async () => {
    for (const [vendor, user] of [
      ['xiaomi', 'xavier'],
      ['huawei', 'hugo'],
    ] as const) {
      const phone = await aPhone(vendor, user)
      const nothing = await call('POST', `/sandbox/vendors/${vendor}/reports`, { token: phone.token, fate: 'arrived' })
      assert.equal(nothing.body.reported, false)
      await push(user, 'did it come?')
      const { body } = await call('POST', `/sandbox/vendors/${vendor}/reports`, { token: phone.token, fate: 'arrived' })
      assert.deepEqual(body, { reported: true, status: 200 }, vendor)
    }
    const apple = await call('POST', '/sandbox/vendors/apns/reports', { token: 'x', fate: 'arrived' })
    assert.deepEqual(apple.body, { reported: false, reason: 'apns reports nothing' })
  })
})

describe('a server without a sandbox', () => {
  it('knows none of these paths, and does not document them', async () => {
    await using opened = new AsyncDisposableStack()
    const dataPath = await mkdtemp(join(tmpdir(), 'posthouse-test-'))
    opened.defer(() => rm(dataPath, { recursive: true, force: true }))
    const argv = ['--port', '0', '--data', dataPath, '--log-level', 'silent']
    const config = readConfig({ argv, env: {}, readFile: () => undefined })
    const directory = await openDataDirectory(config.data)
    const adminKey = await operatorKey(directory, config.adminKey, systemRandom)
    const ioOf = () => ({ clock: systemClock, random: () => 0.5, endpoints: {} })
    const system = opened.use(await compose({ config, directory, adminKey, log: silentLog, ioOf }))
    const { adminUrl } = await system.listen()
    const unknown = await callAt(adminUrl, adminKey, 'GET', '/nowhere')
    for (const [method, path, body] of [
      ['GET', '/sandbox'],
      ['GET', '/sandbox/deliveries?phones=0123456789abcdef'],
      ['POST', '/sandbox/login-tokens', { userId: 'alice' }],
      ['POST', '/sandbox/vendors/apns/tokens'],
      ['PUT', '/sandbox/vendors/apns/tokens', { token: 'x', state: 'active' }],
      ['GET', '/sandbox/vendors/apns/requests'],
      ['POST', '/sandbox/vendors/apns/faults', { action: { kind: 'hang' } }],
      ['DELETE', '/sandbox/vendors/apns/faults'],
      ['POST', '/sandbox/vendors/apns/reports', { token: 'x', fate: 'clicked' }],
    ] as const) {
      const { status, body: answer } = await callAt(adminUrl, adminKey, method, path, body)
      assert.deepEqual([status, answer.error_description], [404, unknown.body.error_description], `${method} ${path}`)
    }
    const document = (await (await request(`${adminUrl}/openapi.json`)).body.json()) as Body
    assert.deepEqual(
      Object.keys(document.paths).filter(path => path.includes('sandbox')),
      [],
    )
  })
})

/** Polls until there is something; the test's own time bounds it. */
async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await look()
    if (found !== undefined) return found
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

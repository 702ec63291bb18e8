// Addresses are written down everywhere: in logs of proxies, in histories, in what a page tells the next one. So nothing that lets somebody in
// is taken from one (S10). There is no ticket for the WebSocket either: a client says who it is in its first frame.
import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { endpoints, twinOf } from '@posthouse/protocol'
import { gatewayPath } from '@posthouse/protocol/frames'
import { WebSocket } from 'ws'
import { createLog } from '../app/logger.ts'
import { startTestServer, type TestServer } from './test-server.ts'
import { asConsole, cookieOf, password } from './testing/console-client.ts'
import { DemoApp } from './testing/demo-app.ts'

/** How services have called a credential in a query. */
const names = ['access_token', 'token', 'auth', 'authorization', 'bearer', 'api_key', 'key', 'adminKey', 'ticket']
/** These answer without a credential; each judges one itself where it needs one, and none has one in its query. */
const withoutCredential = [
  ...['tokens.issue', 'users.register', 'session.open', 'session.setUp', 'session.acceptInvitation'],
  ...['session.setUpState', 'discovery.hosts', 'webPush.key'],
]

describe('S10 a credential in the query of an address', () => {
  let server: TestServer
  let place: string
  /** Each works where it belongs. */
  const credentials = new Map<string, string>()
  before(async () => {
    place = await mkdtemp(join(tmpdir(), 'posthouse-urls-'))
    const options = { log: createLog('info', join(place, 'log')), dataPath: join(place, 'data') }
    server = await startTestServer(['--log-level', 'info', '--trusted-proxies', '127.0.0.1'], options)
    const { clientId: client_id, clientSecret: client_secret, adminKey } = server.demo
    const grant = { grant_type: 'client_credentials', client_id, client_secret }
    credentials.set('app', (await server.app('POST', 'token', grant)).body.access_token)
    credentials.set('operator', adminKey)
    const token = (await server.system.offerSetUp()) ?? assert.fail('no set-up')
    const opened = await asConsole(server, 'POST', '/admin/v1/set-up', { body: { token, name: 'ada', password } })
    const cookie = cookieOf(opened)
    credentials.set('session', cookie.split('=')[1] ?? assert.fail('no session'))
    const key = await asConsole(server, 'POST', '/admin/v1/api-keys', { cookie, body: { name: 'k', role: 'admin' } })
    credentials.set('key', key.body.secret)
  })
  after(async () => {
    await server[Symbol.asyncDispose]()
    await rm(place, { recursive: true })
  })

  it('is declared by no endpoint', () => {
    const twins = endpoints.flatMap(endpoint => twinOf(endpoint) ?? [])
    const declared = [...endpoints, ...twins].flatMap(({ name, query }) => {
      const { properties = {} } = query as { readonly properties?: object }
      return Object.keys(properties).map(member => `${name} ${member}`)
    })
    assert.ok(declared.length > 40)
    // An `app_key` is the name of an app, `org#app`.
    const telling = / .*(?:token|secret|password|sign|ticket|auth|credential|session|(?<!app_)key$)/i
    assert.deepEqual(
      declared.filter(member => telling.test(member)),
      [],
    )
  })

  it('lets nobody in, at any endpoint', async () => {
    const { org, app } = server.demo
    const twins = endpoints.flatMap(endpoint => twinOf(endpoint) ?? [])
    const judged = [...endpoints, ...twins].filter(
      ({ name, access }) => access === 'admin' || !withoutCredential.includes(name),
    )
    let asked = 0
    for (const { method, path } of judged) {
      const filled = path.replace(':org', org).replace(':app', app).replace(/:\w+/g, '1')
      const [, credential = ''] = [...credentials][asked % credentials.size] ?? []
      const query = new URLSearchParams(names.map(name => [name, credential]))
      asked += 1
      const from = { 'x-forwarded-for': `10.2.${asked >> 8}.${asked & 255}`, 'x-posthouse-console': '1' }
      const { status } = await fetch(`${server.url}${filled}?${query}`, { method, headers: from })
      assert.equal(status, 401, `${method} ${path}`)
    }
    assert.ok(asked > 100)
  })

  it('logs nobody in over the long connection', async () => {
    const app = new DemoApp(server)
    const claim = { app: String(app.id), user: 'test1', device: 'd', sign: app.sign, token: app.token('test1', 60_000) }
    const query = new URLSearchParams({ ...claim, ticket: claim.token, access_token: claim.token })
    const web = new WebSocket(`${server.url.replace(/^http/, 'ws')}${gatewayPath}?${query}`)
    const bye = Promise.withResolvers<string>()
    web.on('message', data => bye.resolve(String(data)))
    web.on('open', () => web.send('{"t":"request","id":1,"method":"user.self","params":{}}'))
    assert.deepEqual(JSON.parse(await bye.promise), { t: 'bye', reason: 'no-login' })
    web.terminate()
    credentials.set('sign', claim.sign).set('token', claim.token)
  })

  it('stands in no line of the log', async () => {
    const lines = await readFile(join(place, 'log'), 'utf8')
    const found = [...credentials].filter(([, credential]) =>
      [credential, encodeURIComponent(credential)].some(form => lines.includes(form)),
    )
    assert.deepEqual(found, [])
  })
})

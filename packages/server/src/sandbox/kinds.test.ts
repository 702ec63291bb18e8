// Kinds of credentials × endpoints (S02): each opens what it is for, and no other does anything in its place. Only what must be refused is
// called here, of every endpoint; what is let in is the affair of each resource's own tests.
import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { type Access, type Endpoint, endpoints, twinOf } from '@posthouse/protocol'
import { startTestServer, type TestServer } from './test-server.ts'
import { asConsole, cookieOf, password } from './testing/console-client.ts'

let server: TestServer
/** Headers by kind of credential. */
const kinds = new Map<string, Record<string, string>>()
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
let asked = 0

before(async () => {
  server = await startTestServer(['--trusted-proxies', '127.0.0.1'])
  const { clientId: client_id, clientSecret: client_secret, adminKey } = server.demo
  await server.app('POST', 'users', { username: 'kim', password })
  const ofApp = await server.app('POST', 'token', { grant_type: 'client_credentials', client_id, client_secret })
  const ofUser = await server.app('POST', 'token', { grant_type: 'password', username: 'kim', password })
  const token = await server.system.offerSetUp()
  const opened = await asConsole(server, 'POST', '/admin/v1/set-up', { body: { token, name: 'ada', password } })
  const cookie = cookieOf(opened)
  const key = await asConsole(server, 'POST', '/admin/v1/api-keys', { cookie, body: { name: 'k', role: 'admin' } })
  kinds.set('app token', bearer(ofApp.body.access_token))
  kinds.set('user token', bearer(ofUser.body.access_token))
  kinds.set('operator key', bearer(adminKey))
  kinds.set('api key', bearer(key.body.secret))
  kinds.set('session', { cookie, 'x-posthouse-console': '1' })
})
after(() => server[Symbol.asyncDispose]())

/** Which kinds an access lets in; nobody else. `public` lets strangers in and judges what came. */
const opens: Readonly<Record<Access, readonly string[] | undefined>> = {
  app: ['app token'],
  user: ['app token', 'user token'],
  admin: ['operator key', 'api key', 'session'],
  open: undefined,
  public: undefined,
}

async function statusOf({ method, path }: Endpoint, headers: Record<string, string>): Promise<number> {
  asked += 1
  // Each from another place: who guesses is slowed.
  const address = `10.2.${asked >> 8}.${asked & 255}`
  const { org, app } = server.demo
  const filled = path.replace(':org', org).replace(':app', app).replace(/:\w+/g, 'nobody')
  const answer = await fetch(server.url + filled, { method, headers: { ...headers, 'x-forwarded-for': address } })
  await answer.text()
  return answer.status
}

it('S02: no credential works in the place of another kind, on any endpoint', async () => {
  const twins = endpoints.flatMap(endpoint => twinOf(endpoint) ?? [])
  let refused = 0
  for (const endpoint of [...endpoints, ...twins]) {
    const allowed = opens[endpoint.access]
    if (allowed === undefined) continue
    for (const [kind, headers] of kinds) {
      if (allowed.includes(kind)) continue
      assert.equal(await statusOf(endpoint, headers), 401, `${kind}: ${endpoint.method} ${endpoint.path}`)
      refused += 1
    }
  }
  assert.ok(refused > 300, String(refused))
})

it('S02: a user’s token opens nothing of another user', async () => {
  const headers = kinds.get('user token') ?? {}
  for (const endpoint of endpoints.filter(({ access, path }) => access === 'user' && path.includes(':username')))
    assert.equal(await statusOf(endpoint, headers), 401, endpoint.path)
})

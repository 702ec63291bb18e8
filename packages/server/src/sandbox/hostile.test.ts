// The whole server under attack: every endpoint there is, with the sandbox's simulators behind it.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { endpoints, twinOf } from '@posthouse/protocol'
import { attack } from '../http/testing/hostile.ts'
import { startTestServer, type TestServer } from './test-server.ts'

const adminKey = 'operator-key-of-the-hostile-test-0123456789'
/** The only endpoints that answer without a credential; each judges one itself where it needs one, and the last three need none. */
const withoutCredential = [
  ...['tokens.issue', 'users.register', 'session.open', 'session.setUp', 'session.acceptInvitation'],
  ...['session.setUpState', 'discovery.hosts', 'webPush.key'],
]

describe('every endpoint of the whole server', () => {
  let server: TestServer
  let requests = 0
  /** Each request from another place: who guesses from one place is slowed, which is S08's test below. */
  const addressOf = () => {
    requests += 1
    return `10.1.${requests >> 8}.${requests & 255}`
  }
  before(async () => {
    server = await startTestServer(['--admin-key', adminKey, '--trusted-proxies', '127.0.0.1'])
  })
  after(() => server[Symbol.asyncDispose]())

  it('S01 needs a credential, unless it is on the list', async () => {
    const { org, app } = server.demo
    const twins = endpoints.flatMap(endpoint => twinOf(endpoint) ?? [])
    for (const { name, method, path, access } of [...endpoints, ...twins]) {
      if (withoutCredential.includes(name) && access !== 'admin') continue
      const filled = path
        .replace(':org', org)
        .replace(':app', app)
        .replace(/:[a-z]+/gi, '1')
      const bearers = ['', 'Bearer garbage', `Bearer YWMt${'A'.repeat(43)}`, `Bearer phk_${'A'.repeat(43)}`]
      const wrong: Record<string, string>[] = bearers.map(authorization => ({ authorization }))
      const cookies = ['posthouse_session=', 'posthouse_session=garbage', `posthouse_session=${'A'.repeat(43)}`]
      wrong.push(...cookies.map(cookie => ({ cookie, 'x-posthouse-console': '1' })))
      for (const credential of wrong) {
        const headers = { ...credential, 'x-forwarded-for': addressOf() }
        const { status } = await fetch(server.url + filled, { method, headers })
        assert.equal(status, 401, `${name} at ${path} with ${JSON.stringify(credential)}`)
      }
    }
  })

  it("S08 slows who guesses the operator's key by where they are, and never the operator", async () => {
    const guess = async (key: string) => {
      const headers = { authorization: `Bearer ${key}`, 'x-forwarded-for': '192.0.2.66' }
      const startedMs = performance.now()
      const answer = await fetch(`${server.url}/admin/v1/apps`, { headers })
      await answer.text()
      return {
        status: answer.status,
        tookMs: performance.now() - startedMs,
        retryAfter: answer.headers.get('retry-after'),
      }
    }
    // Five cost nothing, people mistype; the sixth and what follows wait 250 ms, 500 ms, …
    for (let guesses = 0; guesses < 6; guesses += 1) assert.equal((await guess(`wrong-${guesses}`)).status, 401)
    const slowed = await guess('wrong-again')
    assert.equal(slowed.status, 401)
    assert.ok(slowed.tookMs >= 200, `${slowed.tookMs} ms`)
    // However many come at once, they are read after the same wait, and each makes the next one longer.
    const many = await Promise.all(Array.from({ length: 40 }, (_, index) => guess(`wrong-${index}`)))
    assert.deepEqual([...new Set(many.map(({ status }) => status))], [401])
    const after = await guess('and-wrong')
    assert.deepEqual([after.status, Number(after.retryAfter) > 3], [429, true])
    const operator = await guess(adminKey)
    assert.equal(operator.status, 200)
    assert.ok(operator.tookMs < 200, `${operator.tookMs} ms`)
  })

  it('F114 answers hostile requests with documented errors, and never with its own fault', async () => {
    const { org, app, clientId, clientSecret } = server.demo
    const grant = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret }
    const { body } = await server.app('POST', 'token', grant)
    const token = String(body.access_token)
    const target = { base: server.url, endpoints, org, app, tokens: [token, token, adminKey, adminKey], addressOf }
    await attack(target, { runs: 1_000 })
    assert.equal((await fetch(`${server.url}/readyz`)).status, 200)
  })
})

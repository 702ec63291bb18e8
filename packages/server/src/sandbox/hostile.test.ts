// The whole server under attack: every endpoint there is, with the sandbox's simulators behind it.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { endpoints } from '@posthouse/protocol'
import { attack } from '../http/testing/hostile.ts'
import { startTestServer, type TestServer } from './test-server.ts'

const adminKey = 'operator-key-of-the-hostile-test-0123456789'
/** The only endpoints that answer without a credential; each judges one itself where it needs one. */
const withoutCredential = ['tokens.issue', 'users.register']

describe('every endpoint of the whole server', () => {
  let server: TestServer
  before(async () => {
    server = await startTestServer(['--admin-key', adminKey])
  })
  after(() => server[Symbol.asyncDispose]())

  it('S01 needs a credential, unless it is on the list', async () => {
    const { org, app } = server.demo
    for (const { name, method, path } of endpoints) {
      if (withoutCredential.includes(name)) continue
      const filled = path
        .replace(':org', org)
        .replace(':app', app)
        .replace(/:[a-z]+/gi, '1')
      for (const authorization of ['', 'Bearer garbage', `Bearer YWMt${'A'.repeat(43)}`]) {
        const { status } = await fetch(server.url + filled, { method, headers: { authorization } })
        assert.equal(status, 401, `${name} with "${authorization}"`)
      }
    }
  })

  it('F114 answers hostile requests with documented errors, and never with its own fault', async () => {
    const { org, app, clientId, clientSecret } = server.demo
    const grant = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret }
    const { body } = await server.app('POST', 'token', grant)
    const token = String(body.access_token)
    const target = { base: server.url, endpoints, org, app, tokens: [token, token, adminKey, adminKey] }
    await attack(target, { runs: 1_000 })
    assert.equal((await fetch(`${server.url}/readyz`)).status, 200)
  })
})

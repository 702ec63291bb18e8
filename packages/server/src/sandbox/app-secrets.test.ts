// The secrets of an app are replaced one by one: the earlier one ends, the new one is told once (S15).
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { startTestServer, type TestServer } from './test-server.ts'

describe('a secret of an app', () => {
  let server: TestServer
  before(async () => {
    server = await startTestServer()
  })
  after(() => server[Symbol.asyncDispose]())

  const tokenBy = async (secret: string) => {
    const { demo, app } = server
    const grant = { grant_type: 'client_credentials', client_id: demo.clientId, client_secret: secret }
    return (await app('POST', 'token', grant)).status
  }
  const replace = (secret: string) => server.admin('POST', `secrets/${secret}`)

  it('ends at once when it is replaced, and tokens that exist go on', async () => {
    assert.equal(await tokenBy(server.demo.clientSecret), 200)
    const { status, body } = await replace('clientSecret')
    assert.equal(status, 200)
    assert.match(body.value, /^YXA6[\w-]{32}$/)
    assert.notEqual(await tokenBy(server.demo.clientSecret), 200)
    assert.equal(await tokenBy(body.value), 200)
    // The test's own token is from before.
    assert.equal((await server.app('GET', 'users/test1')).status, 200)
  })

  it('is sealed anew in its place: it is what opens after a change of the master key too', async () => {
    const { body } = await replace('clientSecret')
    const headers = { authorization: `Bearer ${server.demo.adminKey}` }
    const rotated = await fetch(`${server.adminUrl}/admin/v1/master-key/rotate`, { method: 'POST', headers })
    assert.equal(rotated.status, 200)
    assert.equal(await tokenBy(body.value), 200)
  })

  it('comes in the form of its kind, and the ServerSecret stays', async () => {
    assert.match((await replace('appSign')).body.value, /^[0-9a-f]{64}$/)
    assert.equal((await replace('serverSecret')).status, 404)
  })
})

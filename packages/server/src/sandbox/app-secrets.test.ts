// The secrets of an app are replaced one by one: the earlier one ends, the new one is told once (S15).
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { systemClock } from '../base/clock.ts'
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

  /** A user's token as the app's own server signs it (spec/easemob.md §1.4). */
  const signedBy = (secret: string, ttl: number): string => {
    const claims = {
      appkey: server.demo.appkey,
      userId: 'test1',
      curTime: Math.floor(systemClock.now() / 1_000),
      ttl,
    }
    const text = `${server.demo.clientId}${claims.appkey}${claims.userId}${claims.curTime}${claims.ttl}${secret}`
    const signature = createHash('sha256').update(text).digest('hex')
    return Buffer.from(`dt-${JSON.stringify({ signature, ...claims })}`).toString('base64')
  }

  it('S06: what it signs is refused from the moment when it is replaced, but for what was shown seconds before', async () => {
    const user = async (token: string) =>
      (await server.app('GET', 'users/test1', undefined, { authorization: `Bearer ${token}` })).status
    const secret = (await replace('clientSecret')).body.value
    assert.equal(await user(signedBy(secret, 600)), 200)
    const next = (await replace('clientSecret')).body.value
    assert.deepEqual([await user(signedBy(secret, 601)), await user(signedBy(next, 601))], [401, 200])
  })

  it('S06: ends at once when it is replaced, and tokens that exist go on', async () => {
    const before = (await replace('clientSecret')).body.value
    assert.equal(await tokenBy(before), 200)
    const { status, body } = await replace('clientSecret')
    assert.equal(status, 200)
    assert.match(body.value, /^YXA6[\w-]{32}$/)
    assert.notEqual(await tokenBy(before), 200)
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

import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { startTestServer, type TestServer } from '../sandbox/test-server.ts'
import { RawClient } from './testing/raw-client.ts'

describe('the gateway', () => {
  let server: TestServer
  before(async () => {
    server = await startTestServer()
  })
  after(() => server[Symbol.asyncDispose]())

  it('lets in by AppSign, answers pings and requests', async () => {
    const { demo, url } = server
    using client = await RawClient.connect(url)
    const welcome = await client.logIn({ app: demo.appId, user: 'Alice', sign: demo.appSign })
    assert.equal(welcome.t, 'welcome')
    await client.caughtUp()
    client.send({ t: 'ping' })
    await client.frame((one): one is Extract<typeof one, { t: 'pong' }> => one.t === 'pong')
    assert.deepEqual(await client.ask('session.logout', {}), { t: 'reply', id: 2, result: {} })
    assert.equal((await client.bye()).reason, 'logged-out')
    assert.equal((await client.ended).code, 4011)
  })
})

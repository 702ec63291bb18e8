// The key that pages subscribe with, asked of a whole server as a browser does.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startTestServer, type TestServer } from './test-server.ts'

let server: TestServer
before(async () => {
  server = await startTestServer()
})
after(() => server[Symbol.asyncDispose]())

function ask(appId: number | string, query = ''): Promise<Response> {
  return fetch(`${server.url}/im/apps/${appId}/web-push-key${query}`, { headers: { origin: 'https://chat.example' } })
}

test('a page of any origin gets the public key of the app’s notifier', async () => {
  const answer = await ask(server.demo.appId)
  assert.equal(answer.status, 200)
  assert.equal(answer.headers.get('access-control-allow-origin'), '*')
  const body = (await answer.json()) as { publicKey: string }
  assert.deepEqual(Object.keys(body), ['publicKey'])
  const point = Buffer.from(body.publicKey, 'base64url')
  assert.deepEqual([point.length, point[0]], [65, 4])
})

test('an app that there is not, and a number that is none, are not found', async () => {
  for (const appId of [1, '0', 'x', '9007199254740993', '%00']) {
    const { status } = await ask(appId)
    assert.ok(status === 404 || status === 400, `${appId}: ${status}`)
  }
})

test('there is a second key only with a second notifier', async () => {
  assert.equal((await ask(`${server.demo.appId}`, '?appType=2')).status, 404)
  assert.equal((await ask(`${server.demo.appId}`, '?appType=3')).status, 400)
})

test('an app without a notifier of Web Push has no key', async () => {
  const { body } = await server.app('GET', 'notifiers')
  const one = body.entities.find((entity: { provider: string }) => entity.provider === 'WEBPUSH')
  const { status } = await server.app('DELETE', `notifiers/${one.uuid}`)
  assert.equal(status, 200)
  assert.equal((await ask(server.demo.appId)).status, 404)
})

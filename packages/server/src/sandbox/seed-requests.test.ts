// The request examples of seed 002 for the endpoints there are, sent by curl as they stand there: only host, org/app and token are
// put in. The expected answers are the seed's response examples, by shape and by text.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { after, before, describe, it } from 'node:test'
import { promisify } from 'node:util'
import { startTestServer, type TestServer } from './test-server.ts'

const syncRequest = `curl -X POST 'http://XXXX/XXXX/XXXX/push/sync/test1' \\
-H 'Authorization: Bearer <YourAppToken>' \\
-H 'Content-Type: application/json' \\
-d '{
    "strategy": 3,
    "pushMessage": {
        "title": "环信推送",
        "content": "你好，欢迎使用环信推送服务",
        "sub_title": "环信"
      }
}'`

const asyncRequest = `curl -X POST 'http://XXXX/XXXX/XXXX/push/async/test1' \\
-H 'Authorization: Bearer <YourAppToken>' \\
-H 'Content-Type: application/json' \\
-d '{
    "strategy": 3,
    "pushMessage": {
        "title": "环信推送",
        "content": "你好，欢迎使用环信推送服务",
        "sub_title": "环信"
     }
}'`

const singleRequest = `curl -X POST 'http://localhost:8099/easemob-demo/testy/push/single' \\
-H 'Authorization: Bearer <YourAppToken>' \\
-H 'Content-Type: application/json'  \\
-d '{
    "targets": [
        "test2"
    ],
    "pushMessage": {
        "title": "Hello",
        "subTitle": "Hello",
        "content": "Hello",
        "vivo": {
 
        }
    }
}'`

let server: TestServer
let token: string
before(async () => {
  server = await startTestServer()
  const { body } = await server.app('POST', 'token', {
    grant_type: 'client_credentials',
    client_id: server.demo.clientId,
    client_secret: server.demo.clientSecret,
  })
  token = body.access_token
})
after(() => server[Symbol.asyncDispose]())

/** Runs a seed's command with the three replacements; resolves with the JSON it printed. */
async function run(command: string): Promise<Record<string, unknown>> {
  const { org, app } = server.demo
  const ready = command
    .replace('http://XXXX/XXXX/XXXX', `${server.url}/${org}/${app}`)
    .replace('http://localhost:8099', server.url)
    .replace('<YourAppToken>', token)
    .replace('curl ', 'curl --silent --show-error ')
  const { stdout } = await promisify(execFile)('bash', ['-c', ready])
  return JSON.parse(stdout) as Record<string, unknown>
}

/** The envelope of every example: these three members and no other, in this order. */
function assertEnvelope(body: Record<string, unknown>): void {
  assert.deepEqual(Object.keys(body), ['timestamp', 'data', 'duration'])
  assert.equal(typeof body['timestamp'], 'number')
  assert.equal(typeof body['duration'], 'number')
}

describe('The requests of seed 002, by curl', () => {
  it('seed 002 push/sync: SUCCESS with the vendor result per device', async () => {
    const body = await run(syncRequest)
    assertEnvelope(body)
    const items = body['data'] as Record<string, unknown>[]
    assert.equal(items.length, server.demo.users[0]?.bindings.length)
    for (const item of items) {
      assert.deepEqual(Object.keys(item), ['pushStatus', 'data'])
      assert.equal(item['pushStatus'], 'SUCCESS')
    }
  })

  it('seed 002 push/sync: FAIL, no push binding', async () => {
    await server.app('POST', 'users', { username: 'unbound', password: 'secret' })
    const body = await run(syncRequest.replace('/test1', '/unbound'))
    assertEnvelope(body)
    assert.deepEqual(body['data'], [{ pushStatus: 'FAIL', desc: 'no push binding' }])
  })

  it('seed 002 push/sync: FAIL, appUser not exists', async () => {
    const body = await run(syncRequest.replace('/test1', '/stranger'))
    assertEnvelope(body)
    assert.deepEqual(body['data'], [{ pushStatus: 'FAIL', desc: 'appUser not exists' }])
  })

  it('seed 002 push/async: ASYNC_SUCCESS', async () => {
    const body = await run(asyncRequest)
    assertEnvelope(body)
    assert.deepEqual(body['data'], [{ pushStatus: 'ASYNC_SUCCESS', data: '', desc: 'success' }])
  })

  it('seed 002 push/single: ASYNC_SUCCESS per target', async () => {
    const body = await run(singleRequest)
    assertEnvelope(body)
    assert.deepEqual(body['data'], [{ id: 'test2', pushStatus: 'ASYNC_SUCCESS', desc: 'async success.' }])
  })
})

describe('The error table of seed 002', () => {
  const message = { pushMessage: { title: 'Hello' } }

  it('403 ServiceNotOpenException, push service not open', async () => {
    await server.admin('PUT', 'settings', { pushOpen: false })
    try {
      const { status, body } = await server.app('POST', 'push/async/test1', message)
      assert.deepEqual(
        [status, body.error, body.exception, body.error_description],
        [403, 'service_not_open', 'ServiceNotOpenException', 'push service not open'],
      )
    } finally {
      await server.admin('PUT', 'settings', { pushOpen: true })
    }
  })

  it('400 MessageException, bad_request', async () => {
    const { status, body } = await server.app('POST', 'push/async/test1', { pushMessage: { title: 5 } })
    assert.deepEqual([status, body.exception, body.error_description], [400, 'MessageException', 'bad_request'])
  })

  it('400 IllegalArgumentException', async () => {
    const { status, body } = await server.app('POST', 'push/async/test1', { strategy: 9, ...message })
    assert.deepEqual([status, body.error, body.exception], [400, 'illegal_argument', 'IllegalArgumentException'])
  })

  it('404 url is invalid', async () => {
    const { status, body } = await server.app('POST', 'push/nowhere', message)
    assert.deepEqual([status, body.error_description], [404, 'url is invalid'])
  })
})

// The operator's endpoints, asked directly: what they refuse, and to whom.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Endpoint, operationEndpoints } from '@posthouse/protocol'
import { request } from 'undici'
import { startTestServer, type TestServer } from '../sandbox/test-server.ts'

let server: TestServer

before(async () => {
  server = await startTestServer()
})

after(async () => {
  await server[Symbol.asyncDispose]()
})

async function ask(endpoint: Endpoint, body: unknown, key: string = server.demo.adminKey, name: string = 'none') {
  const path = endpoint.path.replace(':org', server.demo.org).replace(':app', server.demo.app).replace(':name', name)
  const answer = await request(`${server.url}${path}`, {
    method: endpoint.method,
    headers: { authorization: `Bearer ${key}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    body: body === undefined ? null : JSON.stringify(body),
  })
  return { status: answer.statusCode, body: (await answer.body.json()) as Record<string, unknown> }
}

const { appTokenIssue, backupWrite, masterKeyRotate, notifierCheck, serverInfo } = operationEndpoints

test('none of them answers without the operator’s key, an app token included', async () => {
  const { body } = await ask(appTokenIssue, {})
  for (const endpoint of Object.values<Endpoint>(operationEndpoints)) {
    const sent = endpoint.bodyKind === 'none' ? undefined : {}
    assert.equal((await ask(endpoint, sent, 'wrong')).status, 401, endpoint.name)
    assert.equal((await ask(endpoint, sent, String(body['token']))).status, 401, endpoint.name)
  }
})

test('a token lives ten minutes unless a life of at most a day is asked for; unknown members are refused', async () => {
  const lifeOf = async (body: object) => Number((await ask(appTokenIssue, body)).body['expiresAt']) - Date.now()
  assert.ok(Math.abs((await lifeOf({})) - 600_000) < 5_000)
  assert.ok(Math.abs((await lifeOf({ ttlSeconds: 86_400 })) - 86_400_000) < 5_000)
  for (const body of [{ ttlSeconds: 86_401 }, { ttlSeconds: 0 }, { ttlSeconds: '60' }, { life: 60 }])
    assert.equal((await ask(appTokenIssue, body)).status, 400, JSON.stringify(body))
})

test('a backup goes to an absolute path only', async () => {
  for (const body of [
    { path: 'copy.db' },
    { path: '../copy.db' },
    { path: '/tmp/a\0b' },
    {},
    { path: '/tmp/x', more: 1 },
  ])
    assert.equal((await ask(backupWrite, body)).status, 400, JSON.stringify(body))
  const nowhere = await ask(backupWrite, { path: `${server.dataPath}/missing/copy.db` })
  assert.equal(nowhere.status, 409)
})

test('two rotations of the master key exclude each other', async () => {
  const answers = await Promise.all([ask(masterKeyRotate, undefined), ask(masterKeyRotate, undefined)])
  assert.deepEqual(
    answers.map(({ status }) => status).toSorted((a, b) => a - b),
    [200, 409],
  )
})

test('a check of a notifier that is not there is 404, and of a disabled one says so', async () => {
  assert.equal((await ask(notifierCheck, undefined)).status, 404)
  const { body } = await server.app('GET', 'notifiers')
  const [{ uuid, name }] = body.entities
  await server.app('POST', 'notifiers', { notifierId: uuid, disabled: true })
  const checked = await ask(notifierCheck, undefined, undefined, encodeURIComponent(name))
  const findings = checked.body['findings'] as readonly { readonly level: string; readonly code: string }[]
  assert.deepEqual([findings[0]?.level, findings[0]?.code], ['warn', 'notifier-disabled'])
  assert.ok(findings.length > 1)
  await server.app('POST', 'notifiers', { notifierId: uuid, disabled: false })
})

test('a category that nobody knows is refused, in a push and in the settings of an app', async () => {
  const pushed = await server.app('POST', 'push/async/test1', { pushMessage: { content: 'b', category: 'urgent' } })
  assert.deepEqual([pushed.status, pushed.body.exception], [400, 'MessageException'])
  assert.equal((await server.admin('PUT', 'settings', { defaultCategory: 'urgent' })).status, 400)
  const set = await server.admin('PUT', 'settings', { defaultCategory: 'service' })
  assert.equal(set.body.app.settings.defaultCategory, 'service')
  const taken = await server.admin('PUT', 'settings', { defaultCategory: null })
  assert.equal('defaultCategory' in taken.body.app.settings, false)
})

test('the facts count apps and the deliveries of today', async () => {
  const before = (await ask(serverInfo, undefined)).body
  assert.equal(before['database'], 'sqlite')
  assert.equal(before['sandbox'], true)
  await server.app('POST', 'push/sync/test1', { pushMessage: { title: 'a', content: 'b' } })
  const { counts } = (await ask(serverInfo, undefined)).body as { readonly counts: Record<string, number> }
  const { size } = server.simulators
  assert.deepEqual(counts, { apps: 1, targeted: size, success: size, fail: 0, error: 0, arrived: 0, clicked: 0 })
})

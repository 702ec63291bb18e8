import assert from 'node:assert/strict'
import { createSign } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:http2'
import { request as httpsRequest } from 'node:https'
import { after, test } from 'node:test'
import { createAuthority } from '../simulator/authority.ts'
import type { Delivered, SimulatedCredential } from '../simulator/contract.ts'
import { startFcmSimulator } from './simulator.ts'
import { PAYLOAD_BYTES_MAX } from './size.ts'

// Requests are written by hand here, with nothing of the client's, so that the two cannot share a mistake.
const NOW_MS = 1_700_000_000_000
const authority = await createAuthority({ nowMs: Date.now() })
const tls = { ...(await authority.issue({ names: ['127.0.0.1'] })), caPem: authority.caPem }
let nowMs = NOW_MS
let seed = 0
const random = (): number => {
  seed = (seed + 0.618_033_988_75) % 1
  return seed
}
const simulator = await startFcmSimulator({ port: 0, tls, now: () => nowMs, random })
after(() => simulator[Symbol.asyncDispose]())

const APP = 'com.example.chat'
const credential = await simulator.addApp({ packageName: APP })
const account = accountOf(credential)
const PROJECT = account.project_id
const TOKEN = simulator.newToken(APP, 1)

interface Account {
  readonly type: string
  readonly project_id: string
  readonly client_email: string
  readonly private_key: string
}

function accountOf({ file = '' }: SimulatedCredential): Account {
  return JSON.parse(Buffer.from(file, 'base64').toString()) as Account
}

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly text: string
  readonly body: { readonly error?: Record<string, unknown>; readonly [name: string]: unknown }
}

function post(path: string, body: string, headers: Record<string, string> = {}, method = 'POST'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { method, ca: tls.caPem, agent: false, headers }
    const request = httpsRequest(simulator.url + path, options, async response => {
      const chunks: Buffer[] = []
      for await (const chunk of response) chunks.push(chunk as Buffer)
      const text = Buffer.concat(chunks).toString()
      const isJson = String(response.headers['content-type']).startsWith('application/json')
      resolve({
        status: response.statusCode ?? 0,
        headers: response.headers,
        text,
        body: isJson ? JSON.parse(text) : {},
      })
    })
    request.on('error', reject)
    request.end(body)
  })
}

function assertion(
  claims: Record<string, unknown> = {},
  header: object = { alg: 'RS256' },
  key = account.private_key,
): string {
  const iat = Math.floor(nowMs / 1000)
  const scope = 'https://www.googleapis.com/auth/cloud-platform https://www.googleapis.com/auth/firebase.messaging'
  const aud = 'https://oauth2.googleapis.com/token'
  const all = { iss: account.client_email, scope, aud, iat, exp: iat + 3600, ...claims }
  const unsigned = [header, all].map(part => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  return `${unsigned}.${createSign('RSA-SHA256').update(unsigned).sign(key, 'base64url')}`
}

function askToken(jwt: string, grantType = 'urn:ietf:params:oauth:grant-type:jwt-bearer'): Promise<Answer> {
  const form = new URLSearchParams({ grant_type: grantType, assertion: jwt })
  return post('/token', form.toString(), { 'content-type': 'application/x-www-form-urlencoded' })
}

async function bearer(): Promise<string> {
  const { body } = await askToken(assertion())
  return `Bearer ${String(body['access_token'])}`
}

async function sendRaw(text: string, authorization?: string): Promise<Answer> {
  return await post(`/v1/projects/${PROJECT}/messages:send`, text, {
    authorization: authorization ?? (await bearer()),
    'content-type': 'application/json',
  })
}

function send(message: object, more: object = {}): Promise<Answer> {
  return sendRaw(JSON.stringify({ message: { token: TOKEN, ...message }, ...more }))
}

/** HTTP status, Google's status word, FcmError code and violated field of a refusal. */
function refusal({ status, body }: Answer): readonly unknown[] {
  const details = (body.error?.['details'] ?? []) as readonly Record<string, unknown>[]
  const code = details.find(detail => detail['errorCode'])?.['errorCode']
  const violation = details.find(detail => detail['fieldViolations'])?.['fieldViolations'] as
    | { field: string }[]
    | undefined
  return [status, body.error?.['status'], code, violation?.[0]?.field]
}

test('a console’s credential has the real shape', () => {
  assert.match(credential.name, /^\d{12}$/)
  assert.equal(credential.packageName, APP)
  assert.equal(account.type, 'service_account')
  assert.match(PROJECT, /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/)
  assert.match(TOKEN, /^[\w-]{22}:APA91b[\w-]{134}$/)
  assert.equal(simulator.newToken(APP, 1), TOKEN)
  assert.notEqual(simulator.newToken(APP, 2), TOKEN)
})

test('an assertion as Google’s library signs it earns an access token', async () => {
  const { status, body, headers } = await askToken(assertion())
  assert.equal(status, 200)
  assert.deepEqual({ ...body, access_token: '' }, { access_token: '', expires_in: 3599, token_type: 'Bearer' })
  assert.match(String(body['access_token']), /^ya29\.\w{50,}$/)
  assert.equal(headers['content-type'], 'application/json; charset=UTF-8')
  assert.equal(headers['date'], new Date(NOW_MS).toUTCString())
})

test('the simulator’s own address is as good an audience as Google’s', async () => {
  assert.equal((await askToken(assertion({ aud: `${simulator.url}/token` }))).status, 200)
})

test('an assertion that Google would not take is refused', async () => {
  const now = NOW_MS / 1000
  const foreign = accountOf(await simulator.addApp({ packageName: 'com.example.other' }))
  const refused: [string, string, string][] = [
    ['another key', assertion({}, { alg: 'RS256' }, foreign.private_key), 'invalid_grant'],
    ['another algorithm', assertion({}, { alg: 'none' }), 'invalid_grant'],
    ['an unknown account', assertion({ iss: 'nobody@x.iam.gserviceaccount.com' }), 'invalid_grant'],
    ['another audience', assertion({ aud: 'https://example.com/token' }), 'invalid_grant'],
    ['a life over an hour', assertion({ exp: now + 3601 }), 'invalid_grant'],
    ['too old', assertion({ iat: now - 301, exp: now + 3000 }), 'invalid_grant'],
    ['from the future', assertion({ iat: now + 301, exp: now + 3600 }), 'invalid_grant'],
    ['expired', assertion({ iat: now - 200, exp: now - 1 }), 'invalid_grant'],
    ['no messaging scope', assertion({ scope: 'https://www.googleapis.com/auth/cloud-platform' }), 'invalid_scope'],
    ['no JWT', 'a.b.c', 'invalid_grant'],
    ['two parts', assertion().split('.').slice(0, 2).join('.'), 'invalid_grant'],
  ]
  for (const [what, jwt, error] of refused) {
    const { status, body } = await askToken(jwt)
    assert.deepEqual([status, body.error], [400, error], what)
  }
  for (const iat of [now - 300, now + 300])
    assert.equal((await askToken(assertion({ iat, exp: iat + 3600 }))).status, 200)
  assert.equal((await askToken(assertion(), 'password')).body['error'], 'unsupported_grant_type')
})

test('a message is taken for its phone, over HTTP/1.1 and over HTTP/2', async () => {
  const seen: Delivered[] = []
  const stop = simulator.onDelivered(push => seen.push(push))
  const message = {
    notification: { title: 'Li', body: 'hi' },
    android: { notification: { body: 'HI', channel_id: 'c' } },
  }
  const first = await send(message)
  const authorization = await bearer()

  const session = connect(simulator.url, { ca: tls.caPem })
  const stream = session.request({
    ':method': 'POST',
    ':path': `/v1/projects/${PROJECT}/messages:send`,
    authorization,
  })
  stream.end(JSON.stringify({ message: { token: TOKEN, data: { k: 'v' } } }))
  const [head] = (await once(stream, 'response')) as [Record<string, unknown>]
  stream.resume()
  await once(stream, 'end')
  session.close()
  stop()

  assert.equal(first.status, 200)
  assert.equal(head[':status'], 200)
  assert.match(String(first.body['name']), new RegExp(`^projects/${PROJECT}/messages/0:1700000000000000%[0-9a-f]{16}$`))
  assert.deepEqual(
    seen.map(({ shown, payload }) => ({ title: shown?.title, body: shown?.body, payload })),
    [
      { title: 'Li', body: 'HI', payload: message },
      { title: undefined, body: undefined, payload: { data: { k: 'v' } } },
    ],
  )
  assert.notEqual(seen[0]?.vendorId, seen[1]?.vendorId)
})

test('validate_only checks everything and delivers nothing', async () => {
  const before = simulator.delivered.length
  const { body } = await send({ data: { k: 'v' } }, { validate_only: true })
  assert.equal(body['name'], `projects/${PROJECT}/messages/fake_message_id`)
  assert.deepEqual(refusal(await send({ token: 'x' }, { validate_only: true })).slice(0, 3), [
    400,
    'INVALID_ARGUMENT',
    'INVALID_ARGUMENT',
  ])
  assert.equal(simulator.delivered.length, before)
})

test('paths, projects and access tokens are checked before the body', async () => {
  const unknown = await post('/v1/projects/nobody/messages:send', '{', { authorization: 'Bearer x' })
  assert.deepEqual(refusal(unknown), [404, 'NOT_FOUND', undefined, undefined])
  for (const path of ['/fcm/send', '/batch', '/', '/v1/projects/%zz/messages:send']) {
    const { status, headers } = await post(path, '{}')
    assert.deepEqual([status, headers['content-type']], [404, 'text/html; charset=UTF-8'], path)
  }
  assert.equal((await post(`/v1/projects/${PROJECT}/messages:send`, '', {}, 'GET')).status, 404)
  for (const authorization of ['', 'Bearer nonsense', 'key=AAAA']) {
    const answer = await sendRaw('{', authorization)
    assert.deepEqual(refusal(answer), [401, 'UNAUTHENTICATED', undefined, undefined], authorization)
    assert.match(String(answer.headers['www-authenticate']), /^Bearer /)
  }
})

test('an access token ends after 3599 s and belongs to one project', async () => {
  const authorization = await bearer()
  nowMs = NOW_MS + 3_598_999
  assert.deepEqual(refusal(await sendRaw('{', authorization))[0], 400)
  nowMs = NOW_MS + 3_599_000
  assert.deepEqual(refusal(await sendRaw('{', authorization))[0], 401)
  nowMs = NOW_MS
  const other = await simulator.addApp({ packageName: 'com.example.other' })
  const path = `/v1/projects/${String(other.settings['projectId'])}/messages:send`
  assert.deepEqual(refusal(await post(path, '{', { authorization })), [403, 'PERMISSION_DENIED', undefined, undefined])
})

test('bodies that Google’s JSON would not take are refused by field, without FcmError', async () => {
  const shape = (field: string | undefined) => [400, 'INVALID_ARGUMENT', undefined, field]
  for (const text of ['', '{', '[]', 'null', '"x"'])
    assert.deepEqual(refusal(await sendRaw(text)), shape(undefined), text)
  const wrong: [object, string][] = [
    [{ data: { k: 1 } }, 'message.data'],
    [{ notification: { title: 1 } }, 'message.notification.title'],
    [{ notification: { subtitle: 'x' } }, 'message.notification.subtitle'],
    [{ android: { ttl: '3600' } }, 'message.android.ttl'],
    [{ android: { ttl: '2419200.1s' } }, 'message.android.ttl'],
    [{ android: { priority: 'urgent' } }, 'message.android.priority'],
    [{ android: { direct_boot_ok: 'yes' } }, 'message.android.direct_boot_ok'],
    [{ android: { notification: { color: 'red' } } }, 'message.android.notification.color'],
    [{ android: { notification: { visibility: 'SEEN' } } }, 'message.android.notification.visibility'],
    [{ android: { notification: { vibrate_timings: ['1'] } } }, 'message.android.notification.vibrate_timings'],
    [{ android: { notification: { event_time: 'today' } } }, 'message.android.notification.event_time'],
    [{ fcm_options: { analytics_label: 'a b' } }, 'message.fcm_options.analytics_label'],
    [{ webpush: { fcm_options: { link: 'http://x' } } }, 'message.webpush.fcm_options.link'],
    [{ apns: { headers: { 'apns-priority': 5 } } }, 'message.apns.headers'],
    [{ to: 'x' }, 'message.to'],
  ]
  for (const [message, field] of wrong) assert.deepEqual(refusal(await send(message)), shape(field), field)
  assert.equal((await send({ android: { priority: 'high', ttl: '3.500000000s', collapseKey: 'c' } })).status, 200)
})

test('exactly one target is allowed', async () => {
  for (const target of [{ topic: 'news' }, { condition: "'a' in topics" }, { token: '' }]) {
    assert.deepEqual(refusal(await send(target)).slice(0, 3), [400, 'INVALID_ARGUMENT', 'INVALID_ARGUMENT'])
  }
  assert.equal((await sendRaw(JSON.stringify({ message: { topic: 'news' } }))).status, 200)
})

test('reserved keys and oversize are refused, 4096 bytes are not', async () => {
  for (const key of ['from', 'message_type', 'google.x', 'gcm.y', 'gcm', 'google']) {
    assert.deepEqual(refusal(await send({ data: { [key]: '1' } }))[2], 'INVALID_ARGUMENT', key)
    assert.deepEqual(refusal(await send({ android: { data: { [key]: '1' } } }))[2], 'INVALID_ARGUMENT', key)
  }
  const exact = 'x'.repeat(PAYLOAD_BYTES_MAX - '{"k":""}'.length)
  assert.equal((await send({ data: { k: exact } })).status, 200)
  const over = await send({ data: { k: `${exact}x` } })
  assert.match(String(over.body.error?.['message']), /too big/)
})

test('a token’s state decides after everything else', async () => {
  const at = { token: simulator.newToken(APP, 7) }
  simulator.setToken(at.token, APP, { kind: 'unregistered', atMs: NOW_MS })
  assert.deepEqual(refusal(await send(at)), [404, 'NOT_FOUND', 'UNREGISTERED', undefined])
  simulator.setToken(at.token, APP, { kind: 'foreign-app' })
  assert.deepEqual(refusal(await send(at)), [403, 'PERMISSION_DENIED', 'SENDER_ID_MISMATCH', undefined])
  simulator.setToken(at.token, 'com.example.other', { kind: 'active' })
  assert.deepEqual(refusal(await send(at)), [403, 'PERMISSION_DENIED', 'SENDER_ID_MISMATCH', undefined])
  const stranger = `${'a'.repeat(22)}:APA91b${'b'.repeat(134)}`
  assert.deepEqual(refusal(await send({ token: stranger })), [400, 'INVALID_ARGUMENT', 'INVALID_ARGUMENT', undefined])
  assert.deepEqual(refusal(await send({ token: stranger, data: { k: 1 } })), [
    400,
    'INVALID_ARGUMENT',
    undefined,
    'message.data',
  ])
})

test('S50: the record names each request and holds no credential', async () => {
  await send({})
  const kept = JSON.stringify(simulator.received)
  assert.ok(kept.includes('messages:send') && !kept.includes('ya29.') && !kept.includes(assertion().slice(-40)))
  assert.deepEqual(simulator.received.at(-1)?.status, 200)
  await sendRaw('{', 'Bearer x')
  assert.equal(simulator.received.at(-1)?.reason, 'UNAUTHENTICATED')
})

// The error tables of spec/easemob.md §1.8 and §1.9 and of seed 002, row by row: each is provoked over real HTTP, and status, `error`,
// `exception` and `error_description` are compared as they stand there. Rows that this server never gives are listed with the reason.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type ErrorCode, errors } from '@posthouse/protocol'
import { request } from 'undici'
import { systemClock } from '../base/clock.ts'
import { systemRandom } from '../base/random.ts'
import { issueToken } from '../base/token.ts'
import type { App } from '../domain/app.ts'
import { type Answer, startTestServer, type TestServer } from './test-server.ts'

let server: TestServer
let app: App
/** Tokens by what they are. */
const tokens = { user: '', expired: '', foreign: '', unknown: '' }

before(async () => {
  server = await startTestServer()
  const { tables } = server.system.store
  const found = await tables.apps.byName(server.demo.org, server.demo.app)
  assert.ok(found)
  app = found
  for (const username of ['eve', 'banned']) await server.app('POST', 'users', { username, password: 'secret-1' })
  tokens.user = (
    await post('token', { grant_type: 'password', username: 'eve', password: 'secret-1' })
  ).body.access_token
  await server.app('POST', 'users/banned/deactivate')
  const expired = issueToken(systemRandom)
  const foreign = issueToken(systemRandom)
  const owner = { kind: 'app', username: undefined } as const
  await server.system.store.commit([
    tables.tokens.insert(expired.hash, { appId: app.id, ...owner, expiresAtMs: systemClock.now() - 1 }),
    tables.tokens.insert(foreign.hash, { appId: 1 as App['id'], ...owner, expiresAtMs: systemClock.now() + 60_000 }),
  ])
  tokens.expired = expired.text
  tokens.foreign = foreign.text
  tokens.unknown = issueToken(systemRandom).text
})
after(() => server[Symbol.asyncDispose]())

/** A request without the app's token, or with another credential; a text is sent as it is. */
async function send(method: string, path: string, body?: unknown, token = '', headers = {}): Promise<Answer> {
  const answer = await request(`${server.url}/${server.demo.org}/${server.demo.app}/${path}`, {
    method: method as 'GET',
    headers: { ...(token ? { authorization: `Bearer ${token}` } : {}), ...headers },
    body: body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body),
  })
  return { status: answer.statusCode, headers: answer.headers, body: JSON.parse(await answer.body.text()) }
}

const post = (path: string, body: unknown, token?: string) => send('POST', path, body, token)
const asApp = (method: string, path: string, body?: unknown) => server.app(method, path, body)

/** Runs with other settings of the app; null afterwards brings the defaults back. */
async function withSettings(settings: object, back: object, run: () => Promise<Answer>): Promise<Answer> {
  assert.equal((await server.admin('PUT', 'settings', settings)).status, 200)
  try {
    return await run()
  } finally {
    assert.equal((await server.admin('PUT', 'settings', back)).status, 200)
  }
}

/** The last of several calls, one after the other. */
async function last(times: number, call: () => Promise<Answer>): Promise<Answer> {
  let answer = await call()
  for (let time = 1; time < times; time += 1) answer = await call()
  return answer
}

const secretGrant = (change: object) => ({
  grant_type: 'client_credentials',
  client_id: server.demo.clientId,
  client_secret: server.demo.clientSecret,
  ...change,
})
const password = (username: string, secret: string) => ({ grant_type: 'password', username, password: secret })
const inherit = (username: string, autoCreateUser = true) =>
  asApp('POST', 'token', { grant_type: 'inherit', username, autoCreateUser })
const pushMessage = { title: 'hello', content: 'world' }

type Row = readonly [code: ErrorCode, text: string, provoke: () => Promise<Answer>]

/** spec/easemob.md §1.8: the code of the catalogue, the text as the table has it, and a request that leads there. */
const common: readonly Row[] = [
  ['client_id_missing', 'client_id must be provided.', () => post('token', secretGrant({ client_id: undefined }))],
  [
    'client_secret_missing',
    'client_secret must be provided',
    () => post('token', secretGrant({ client_secret: undefined })),
  ],
  ['client_id_mismatch', 'client_id does not match', () => post('token', secretGrant({ client_id: 'x' }))],
  ['client_secret_mismatch', 'client_secret does not match', () => post('token', secretGrant({ client_secret: 'x' }))],
  ['password_wrong', 'invalid username or password', () => post('token', password('eve', 'wrong'))],
  ['user_not_activated', 'user not activated', () => post('token', password('banned', 'secret-1'))],
  ['grant_user_not_found', 'user not found', () => post('token', password('nobody', 'secret-1'))],
  ['inherit_user_not_found', 'User null not found', () => inherit('nobody', false)],
  ['username_illegal', 'username [no body] is not legal', () => inherit('no body')],
  ['username_too_long', 'USERNAME_TOO_LONG', () => inherit('x'.repeat(65))],
  [
    'user_create_concurrent',
    'concurrency create app user failed',
    async () => {
      const both = await Promise.all([inherit('twin'), inherit('twin')])
      return both.find(({ status }) => status !== 200) ?? both[0]
    },
  ],
  [
    // The original's words are those of its parser; these are ours.
    'json_unreadable',
    `Expected property name or '}' in JSON at position 1 (line 1 column 2)`,
    () => send('POST', 'token', '{oops'),
  ],
  [
    'username_missing',
    'Entity user requires a property named username',
    () => asApp('POST', 'users', { password: 'secret-1' }),
  ],
  ['password_missing', 'password or pin must provided', () => asApp('POST', 'users', { username: 'new' })],
  ['unauthenticated', 'Unable to authenticate (OAuth)', () => send('GET', 'users')],
  [
    'token_expired',
    'Unable to authenticate due to expired access token',
    () => send('GET', 'users', undefined, tokens.expired),
  ],
  [
    'token_corrupt',
    'Unable to authenticate due to corrupt access token',
    () => send('GET', 'users', undefined, tokens.user),
  ],
  [
    'token_corrupt',
    'Unable to authenticate due to corrupt access token',
    () => send('GET', 'users', undefined, tokens.foreign),
  ],
  [
    'token_corrupt',
    'Unable to authenticate due to corrupt access token',
    () => send('GET', 'users', undefined, 'two words'),
  ],
  ['token_unknown', 'Unable to authenticate', () => send('GET', 'users', undefined, tokens.unknown)],
  [
    'registration_closed',
    'registration is not open, please contact the app admin',
    () => post('users', { username: 'stranger', password: 'secret-1' }),
  ],
  [
    'feature_closed',
    'statistics service not open!',
    () =>
      withSettings({ statisticsOpen: false }, { statisticsOpen: null }, () =>
        asApp('GET', 'push/data/offline-push/begin/2030-01-01/end/2030-01-02?platform=ALL'),
      ),
  ],
  [
    'feature_closed',
    'callback storage service not open!',
    () =>
      withSettings({ callbackStorageOpen: false }, { callbackStorageOpen: null }, () =>
        asApp('GET', 'callbacks/storage/info'),
      ),
  ],
  [
    'app_not_found',
    'Could not find application for acme/nothing from URI: acme/nothing/users',
    async () => {
      const { statusCode, headers, body } = await request(`${server.url}/acme/nothing/users`)
      return { status: statusCode, headers, body: await body.json() }
    },
  ],
  ['user_not_found', 'Service resource not found', () => asApp('GET', 'users/nobody')],
  ['method_not_allowed', 'Method Not Allowed', () => asApp('PUT', 'push/sync/test1', {})],
  [
    'body_too_large',
    'the request body exceeds 65536 bytes',
    () => asApp('POST', 'push/sync/test1', { pushMessage: { title: 'x'.repeat(65_536) } }),
  ],
  [
    'media_type_unsupported',
    'Unsupported Media Type',
    () => send('POST', 'token', '{}', '', { 'content-encoding': 'gzip' }),
  ],
  [
    'rate_exceeded',
    'This request has reached api limit',
    () =>
      withSettings({ rates: { token: 1 } }, { rates: { token: 0 } }, () =>
        last(2, () => post('token', secretGrant({}))),
      ),
  ],
  [
    'resource_limited',
    'You have exceeded the limit of the community edition,Please upgrade to the enterprise edition',
    () =>
      withSettings({ quotas: { users: 1 } }, { quotas: null }, () =>
        asApp('POST', 'users', { username: 'one-more', password: 'secret-1' }),
      ),
  ],
]

/** Seed 002's table of sending, and what spec/easemob.md §1.9 adds for labels, settings, templates, nicknames and frequency. */
const pushes: readonly Row[] = [
  [
    'push_closed',
    'push service not open',
    () =>
      withSettings({ pushOpen: false }, { pushOpen: true }, () => asApp('POST', 'push/sync/test1', { pushMessage })),
  ],
  [
    'limit_request',
    'limit request',
    () =>
      withSettings({ tasks: { createdMax: 1 } }, { tasks: null }, () =>
        last(2, () => asApp('POST', 'push/task', { pushMessage })),
      ),
  ],
  [
    'limit_request',
    'limit request',
    () =>
      withSettings({ quotas: { pushesPerMinute: 1 } }, { quotas: null }, () =>
        asApp('POST', 'push/single', { targets: ['test1', 'test2'], pushMessage }),
      ),
  ],
  [
    'limit_request',
    'limit request',
    () =>
      withSettings({ rates: { pushSync: 1 }, rateStatus: 403 }, { rates: { pushSync: 0 }, rateStatus: null }, () =>
        last(2, () => asApp('POST', 'push/sync/nobody', { pushMessage })),
      ),
  ],
  ['message_bad', 'bad_request', () => asApp('POST', 'push/sync/test1', { pushMessage: { title: 'x'.repeat(33) } })],
  [
    'argument_illegal',
    'strategy must be one of 0, 1, 2, 3, 4',
    () => asApp('POST', 'push/sync/test1', { strategy: 9, pushMessage }),
  ],
  ['path_unknown', 'url is invalid', () => asApp('POST', 'push/nothing/test1', { pushMessage })],
  ['label_not_found', 'push label not exists of vip2', () => asApp('GET', 'push/label/vip2')],
  [
    'label_not_found',
    'push label not exists of vip2',
    () => asApp('POST', 'push/list/label', { targets: ['vip2'], pushMessage }),
  ],
  [
    'binding_user_unknown',
    'Entity user requires a property named username',
    () => asApp('PUT', 'users/nobody/push/binding', { device_id: 'd', device_token: 't', notifier_name: 'n' }),
  ],
  [
    'parameter_invalid',
    'parameters is invalid : device_id',
    () => asApp('PUT', 'users/test1/push/binding', { device_token: 't', notifier_name: 'n' }),
  ],
  ['path_unknown', 'url is invalid', () => asApp('GET', 'users/test1/nothing')],
  ['template_not_found', 'nothing template is not exist', () => asApp('GET', 'notification/template/nothing')],
  ['argument_illegal', 'put user push nicknames illegal empty request body', () => asApp('PUT', 'push/nickname', [])],
  [
    'argument_illegal',
    'put user push nicknames exceeds the limit',
    () =>
      asApp(
        'PUT',
        'push/nickname',
        Array.from({ length: 51 }, (_, index) => ({ username: `u${index}`, push_nickname: 'n' })),
      ),
  ],
  [
    'argument_illegal',
    'eve push nickname length exceeds the limit',
    () => asApp('PUT', 'push/nickname', [{ username: 'eve', push_nickname: 'x'.repeat(101) }]),
  ],
]

for (const [table, rows] of [
  ['spec/easemob.md §1.8', common],
  ['seed 002 and spec/easemob.md §1.9', pushes],
] as const) {
  describe(`the error table of ${table}`, () => {
    for (const [code, text, provoke] of rows) {
      const { status, error, exception } = errors[code]
      it(`${status} ${error} ${exception}: ${text}`, async () => {
        const startedMs = systemClock.now()
        const answer = await provoke()
        const { timestamp, duration, ...named } = answer.body
        assert.deepEqual([answer.status, named], [status, { error, exception, error_description: text }])
        assert.match(String(answer.headers['content-type']), /^application\/json\b/)
        assert.ok(timestamp >= startedMs && Number.isInteger(duration))
        assert.deepEqual(Object.keys(answer.body), ['error', 'exception', 'timestamp', 'duration', 'error_description'])
      })
    }
  })
}

/** Rows that no request leads to from here, and why; with the code of the catalogue where another test provokes it. */
const elsewhere: readonly (readonly [status: number, text: string, why: string, code?: ErrorCode])[] = [
  [400, 'invalid password', 'the newer word for `invalid username or password`; one of the two is given'],
  [401, 'token is illegal.', 'another word for `registration is not open, …`; one is given'],
  [401, "Open registration doesn't allow, so register user need token", 'the same'],
  [408, 'Request Timeout', 'needs a slow client: http/server.test.ts, with shorter limits', 'request_timeout'],
  [503, 'The request has reached the maximum limit', 'needs a full server: http/server.test.ts', 'overloaded'],
  [500, 'Internal Server Error', 'an error of this server: http/server.test.ts throws one', 'internal'],
  [500, 'Service operation not supported', 'no path leads to a service that is missing: it answers 404 or 405'],
  [501, 'a gateway’s own, like 502 to 504', 'this server answers 503 itself where it cannot go on'],
]

it('what is not provoked here is provoked by another test, or given by nobody', () => {
  const entries = Object.entries(errors).map(([code, { status, text }]) => ({ code, status, text: String(text) }))
  for (const [status, text, why, code] of elsewhere) {
    const found = entries.find(entry => entry.status === status && entry.text === text)
    assert.equal(found?.code, code, why)
  }
})

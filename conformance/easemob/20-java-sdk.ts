// §13: the requests of the official Java SDKs, with the headers that the JDK writes and without any percent-encoding.
import assert from 'node:assert/strict'
import { envelopeA, envelopeB, ok, refusals, refused } from '../expect.ts'
import { rulesOf } from '../rule.ts'
import { password, type Trial } from '../trial.ts'
import { rawId } from './16-tasks.ts'

/** What `HttpURLConnection` sends besides what the SDK sets. */
const jdkHeaders = {
  'User-Agent': 'EasemobPushServerSDK/0.1.5',
  Accept: 'text/html, image/gif, image/jpeg, */*; q=0.2',
  Connection: 'keep-alive',
}

interface JavaCall {
  readonly method: string
  readonly resource: string
  readonly body?: unknown
}

/** A call as the SDK makes it: `Content-Type` only where there is a body, null members left out. */
async function java(t: Trial, { method, resource, body }: JavaCall) {
  const answered = await t.app.pace.take(method, resource)
  const sent = t.raw({
    method,
    path: t.path(resource),
    headers: {
      ...jdkHeaders,
      Authorization: `Bearer ${t.app.token}`,
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return await sent.finally(answered)
}

function tokenRequest(t: Trial, headers: Readonly<Record<string, string>>, isChunked = false) {
  const { clientId, clientSecret } = t.app
  return t.raw({
    method: 'POST',
    path: t.path('token'),
    headers: { 'User-Agent': jdkHeaders['User-Agent'], ...headers },
    body: JSON.stringify({ grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret }),
    isChunked,
  })
}

const pushMessage = {
  title: 'Hello',
  subTitle: 'Sub',
  content: 'Body',
  ext: { k: 'v' },
  config: { clickAction: { url: 'https://example.test' }, badge: { addNum: 1 } },
  apns: { badge: 1 },
  huawei: { message: { android: { notification: {} } } },
  harmonyOS: {},
}
const own = { app: 'own' } as const

export const javaConfigRules = rulesOf('§13.1', [
  [
    'C',
    'Discovery with the app key cut at its # answers hosts of protocol http or https, domain or ip, and port',
    async t => {
      const path = `/easemob/server.json?app_key=${t.app.org}`
      const { rest } = ok(await t.raw({ method: 'GET', path, headers: jdkHeaders }))
      const { protocol } = new URL(t.app.origin)
      const usable = rest.hosts.filter((one: { protocol: string }) => `${one.protocol.toLowerCase()}:` === protocol)
      assert.ok(usable.length > 0, 'no host of the configured protocol is left')
    },
  ],
  [
    'C',
    'The User-Agent of the SDK is taken',
    async t => envelopeB(await java(t, { method: 'GET', resource: 'push/label?limit=1' })),
  ],
])

export const javaCallRules = rulesOf('§13.2', [
  [
    'C',
    'token: JSON under application/x-www-form-urlencoded, which the JDK adds by itself',
    async t => {
      const body = ok(await tokenRequest(t, { ...jdkHeaders, 'Content-Type': 'application/x-www-form-urlencoded' }))
      assert.equal(typeof body.access_token, 'string')
    },
  ],
  [
    'C',
    'token of the reactive client: chunked, without a content type',
    async t => assert.equal(typeof ok(await tokenRequest(t, { Accept: '*/*' }, true)).access_token, 'string'),
  ],
  [
    'C',
    'push.sync',
    async t => {
      const resource = `push/sync/${await t.user()}`
      const { data } = envelopeB(await java(t, { method: 'POST', resource, body: { strategy: 2, pushMessage } }))
      assert.equal(data[0].desc, 'no push binding')
    },
  ],
  [
    'C',
    'push.single, and with the async of SDK 0.1.2',
    async t => {
      const targets = [await t.user()]
      for (const more of [{}, { async: true }]) {
        const body = { targets, strategy: 2, pushMessage, ...more }
        const { data } = envelopeB(await java(t, { method: 'POST', resource: 'push/single', body }))
        assert.deepEqual(data, [{ id: targets[0], pushStatus: 'ASYNC_SUCCESS', desc: 'async success.' }])
      }
    },
  ],
  [
    'C',
    'push.list',
    async t => {
      const body = { targets: [await t.user()], strategy: 2, pushMessage }
      rawId(await java(t, { method: 'POST', resource: 'push/list', body }), 'taskId')
    },
    own,
  ],
  [
    'C',
    'push.label',
    async t => {
      const body = { targets: [await t.label([await t.user()])], strategy: 2, pushMessage }
      rawId(await java(t, { method: 'POST', resource: 'push/list/label', body }), 'taskId')
    },
    own,
  ],
  [
    'C',
    'label.create, label.get, label.delete',
    async t => {
      const name = t.name('l')
      const create = { method: 'POST', resource: 'push/label', body: { name, description: 'd' } }
      assert.equal(envelopeB(await java(t, create)).data.name, name)
      assert.equal(envelopeB(await java(t, { method: 'GET', resource: `push/label/${name}` })).data.count, 0)
      assert.equal(envelopeB(await java(t, { method: 'DELETE', resource: `push/label/${name}` })).data, 'success')
    },
  ],
  [
    'C',
    'label.get with cursor and limit, the cursor as it came',
    async t => {
      await t.label()
      await t.label()
      const { cursor } = envelopeB(await java(t, { method: 'GET', resource: 'push/label?limit=1' }))
      envelopeB(await java(t, { method: 'GET', resource: `push/label?cursor=${cursor}&limit=1` }))
    },
  ],
  [
    'C',
    'label.addUser, label.getUser, label.deleteUser with its JSON body',
    async t => {
      const [name, username] = [await t.label(), await t.user()]
      const resource = `push/label/${name}/user`
      const body = { usernames: [username] }
      assert.deepEqual(envelopeB(await java(t, { method: 'POST', resource, body })).data.success, [username])
      assert.equal(envelopeB(await java(t, { method: 'GET', resource: `${resource}?limit=10` })).data.length, 1)
      const one = await java(t, { method: 'GET', resource: `${resource}/${username}` })
      assert.equal(envelopeB(one).data.username, username)
      assert.deepEqual(envelopeB(await java(t, { method: 'DELETE', resource, body })).data.success, [username])
    },
  ],
  [
    'C',
    'A name that nobody encoded is read from the path as it is',
    async t =>
      refused(await java(t, { method: 'GET', resource: 'push/label/标签' }), {
        status: 400,
        exception: 'ResourceNotFoundException',
        text: 'push label not exists of 标签',
      }),
  ],
])

export const javaExpectationRules = rulesOf('§13.4', [
  [
    'C',
    'expires_in is a signed 32-bit number',
    async t => {
      const { expires_in: seconds } = ok(await tokenRequest(t, {}))
      assert.ok(Number.isInteger(seconds) && seconds > 0 && seconds <= 2_147_483_647)
    },
  ],
  [
    'C',
    'No refusal has an empty body, which the reactive client would take for nothing',
    async t => {
      const replies = [
        await java(t, { method: 'POST', resource: 'push/sync/u', body: {} }),
        await java(t, { method: 'GET', resource: 'push/label/none-such' }),
        await java(t, { method: 'POST', resource: 'push/nowhere', body: {} }),
      ]
      for (const reply of replies) assert.equal(typeof reply.body?.error_description, 'string', reply.text)
    },
  ],
])

export const javaTrapRules = rulesOf('§13.5', [
  [
    'C',
    'A token is never refreshed by the blocking client: it lives 60 days at least, and newer ones leave it valid',
    async t => {
      const { access_token: token, expires_in: seconds } = ok(await tokenRequest(t, {}))
      assert.ok(seconds >= 5_184_000)
      for (let at = 0; at < 3; at += 1) ok(await tokenRequest(t, {}))
      ok(await t.call('GET', 'users?limit=1', undefined, { token }))
    },
  ],
  [
    'C',
    'Token errors are 400 or 404, never 401',
    async t => {
      const wrong = { grant_type: 'client_credentials', client_id: t.app.clientId, client_secret: 'wrong' }
      refused(await t.call('POST', 'token', wrong, { token: null }), { status: 400 })
    },
  ],
  [
    'C',
    'The status line begins with HTTP/1.',
    async t => assert.match((await tokenRequest(t, {})).httpVersion, /^1\./),
  ],
])

export const javaImRules = rulesOf('§13.6', [
  [
    'C',
    'PUT users/{u} with nickname, display style and do-not-disturb answers the user',
    async t => {
      const body = {
        nickname: 'Java',
        notification_display_style: 1,
        notification_no_disturbing: true,
        notification_no_disturbing_start: '1',
        notification_no_disturbing_end: '3',
      }
      const reply = await java(t, { method: 'PUT', resource: `users/${await t.user()}`, body })
      assert.equal(envelopeA(t, reply, 'put', '/users').entities[0].nickname, 'Java')
    },
  ],
  [
    'C',
    'PUT users/{u}/push/binding answers entities with device_id, device_token and notifier_name',
    async t => {
      const body = { device_id: 'd', device_token: t.name('tok'), notifier_name: 'n' }
      const resource = `users/${await t.user()}/push/binding`
      assert.deepEqual(ok(await java(t, { method: 'PUT', resource, body })).entities, [body])
      assert.deepEqual(ok(await java(t, { method: 'GET', resource })).entities, [body])
    },
  ],
  [
    'C',
    'Any status that is not 200 carries error_description',
    async t => {
      const wrong = { method: 'POST', resource: 'users', body: { username: 'a b', password } }
      refused(await java(t, wrong), refusals.illegal)
    },
  ],
])

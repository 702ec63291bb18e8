// §14: the requests of the web SDK, as its source writes them. The SDK itself runs in a browser in a test of its own.
import assert from 'node:assert/strict'
import { envelopeA, ok, refusals, refused } from '../expect.ts'
import { rulesOf } from '../rule.ts'
import { password, type Trial } from '../trial.ts'

const page = { Origin: 'https://chat.example.test' }
const json = { 'Content-Type': 'application/json', ...page }

/** A user, and calls with that user's token. */
async function browserOf(t: Trial) {
  const username = await t.user()
  const body = { grant_type: 'password', username, password, timestamp: Date.now() }
  const login = ok(await t.call('POST', 'token', body, { token: null, headers: json }))
  const send = (method: string, resource: string, value?: object) =>
    t.call(method, resource, value, { token: login.access_token, headers: json })
  return { username, login, send }
}

export const webRules = rulesOf('§14', [
  [
    'C',
    'login reads access_token, expires_in and user',
    async t => {
      const { username, login } = await browserOf(t)
      assert.deepEqual([typeof login.access_token, login.user.username], ['string', username])
      assert.ok(login.expires_in > 0)
    },
  ],
  [
    'C',
    'register without a token reads entities, while open registration is on',
    async t => {
      await t.settings({ openRegistration: true })
      const body = { username: 'web', password, nickname: '' }
      const reply = await t.call('POST', 'users', body, { token: null, headers: json })
      assert.equal(ok(reply).entities[0].username, 'web')
    },
    { app: 'own' },
  ],
  [
    'C',
    'renew token reads expire_timestamp',
    async t => {
      const { username, send } = await browserOf(t)
      assert.ok(ok(await send('GET', `sdk/users/${username}/token/expires`)).expire_timestamp > Date.now())
    },
  ],
  [
    'C',
    'uploadPushToken binds with the user token and reads entities[0], and an empty token unbinds',
    async t => {
      const { username, send } = await browserOf(t)
      const body = { device_id: 'webim', device_token: t.name('tok'), notifier_name: 'fcm' }
      const [entity] = envelopeA(t, await send('PUT', `users/${username}`, body), 'put', '/users').entities
      assert.equal(entity.pushInfo[0].device_id, 'webim')
      const [after] = ok(await send('PUT', `users/${username}`, { ...body, device_token: '' })).entities
      assert.deepEqual(after.pushInfo ?? [], [])
    },
  ],
  [
    'C',
    'push nickname reads entities[0]',
    async t => {
      const { username, send } = await browserOf(t)
      assert.equal(ok(await send('PUT', `users/${username}`, { nickname: 'Web' })).entities[0].nickname, 'Web')
    },
  ],
  [
    'C',
    'silent mode of the app and of conversations, with resource, reads data',
    async t => {
      const { username, send } = await browserOf(t)
      for (const key of [`user/${username}`, 'user/peer', 'chatgroup/g1']) {
        const path = `users/${username}/notification/${key}`
        const put = await send('PUT', `${path}?resource=webim_1`, { type: 'NONE', ignoreDuration: 60_000 })
        assert.equal(ok(put).data.type, 'NONE')
        const got = ok(await send('GET', path)).data
        assert.deepEqual([got.type, typeof got.ignoreDuration], ['NONE', 'number'])
      }
    },
  ],
  [
    'C',
    'the window of silent mode as the SDK writes it, H:M-H:M, is taken',
    async t => {
      const { username, send } = await browserOf(t)
      const reply = await send('PUT', `users/${username}/notification/user/${username}?resource=x`, {
        ignoreInterval: '8:5-9:30',
      })
      assert.match(ok(reply).data.ignoreInterval, /8:0?5-0?9:30/)
    },
  ],
  [
    'C',
    'the modes of a list of conversations read data.user and data.group, both always there',
    async t => {
      const { username, send } = await browserOf(t)
      const { data } = ok(await send('GET', `users/${username}/notification?user=peer&group=`))
      assert.deepEqual([typeof data.user, typeof data.group], ['object', 'object'])
    },
  ],
  [
    'C',
    'muted conversations read data and cursor',
    async t => {
      const { username, send } = await browserOf(t)
      ok(await send('PUT', `users/${username}/notification/user/peer?resource=x`, { type: 'NONE' }))
      const body = ok(await send('GET', `users/${username}/notification/mute/type?limit=10&_v=1`))
      assert.deepEqual(body.data, [{ user: 'peer', value: 'NONE' }])
    },
  ],
  [
    'C',
    'push language reads data.language',
    async t => {
      const { username, send } = await browserOf(t)
      const path = `users/${username}/notification/language`
      assert.equal(ok(await send('PUT', path, { translationLanguage: 'EN' })).data.language, 'EN')
      assert.equal(ok(await send('GET', path)).data.language, 'EN')
    },
  ],
  [
    'C',
    '401 with Unable to authenticate (OAuth) is NO_PERMISSION',
    async t =>
      refused(await t.call('GET', 'users/u', undefined, { token: null, headers: json }), refusals.noCredential),
  ],
  [
    'C',
    'A user that is not found is 404 with UserNotFoundException',
    async t => refused(await t.call('GET', `users/${t.name('u')}`, undefined, { headers: json }), refusals.noUser),
  ],
  [
    'R',
    'Browsers of any page are answered: OPTIONS, Access-Control-Allow-Origin, and the two headers the SDK sends',
    async t => {
      const username = await t.user()
      const path = t.path(`users/${username}`)
      const asked = await t.raw({
        method: 'OPTIONS',
        path,
        headers: {
          ...page,
          'Access-Control-Request-Method': 'PUT',
          'Access-Control-Request-Headers': 'authorization,content-type',
        },
      })
      assert.ok(asked.status === 200 || asked.status === 204, String(asked.status))
      assert.equal(asked.headers['access-control-allow-origin'], '*')
      assert.match(String(asked.headers['access-control-allow-methods']), /PUT/)
      assert.match(String(asked.headers['access-control-allow-headers']), /authorization.*content-type/i)
      for (const token of [t.app.token, null]) {
        const reply = await t.call('GET', `users/${username}`, undefined, { token, headers: json })
        assert.equal(reply.headers['access-control-allow-origin'], '*', `${reply.status} must be readable too`)
      }
    },
  ],
])

// §1.1: URL shape and transport. Requests as real clients send them: wrong types, chunks, paths that nobody encoded.
import assert from 'node:assert/strict'
import { envelopeA, ok, refusals, refused } from '../expect.ts'
import { rulesOf } from '../rule.ts'
import { password, type Trial } from '../trial.ts'

/** Registers a user with a body under any headers; resolves with the answer. */
async function registered(t: Trial, headers: Readonly<Record<string, string>>, isChunked = false) {
  const username = t.name('u')
  t.after(() => t.call('DELETE', `users/${username}`))
  const reply = await t.raw({
    method: 'POST',
    path: t.path('users'),
    headers: { Authorization: `Bearer ${t.app.token}`, ...headers },
    body: JSON.stringify({ username, password }),
    isChunked,
  })
  assert.equal(ok(reply).entities[0].username, username)
  return reply
}

export const transportRules = rulesOf('§1.1', [
  [
    'D',
    'A resource stands below /{org_name}/{app_name}, which is the appkey with a slash for its #',
    async t => {
      const appkey = `${t.app.org}#${t.app.name}`
      const reply = await t.raw({
        method: 'GET',
        path: `/${appkey.replace('#', '/')}/users?limit=1`,
        headers: { Authorization: `Bearer ${t.app.token}` },
      })
      envelopeA(t, reply, 'get', '/users')
    },
  ],
  ['C', 'The answer is HTTP/1.1', async t => assert.equal((await t.call('GET', 'users?limit=1')).httpVersion, '1.1')],
  ['D', 'A path in another case is another path', async t => refused(await t.call('GET', 'Users'), refusals.noPath)],
  [
    'D',
    'A body member in another case is another member',
    async t => {
      const reply = await t.call('POST', 'users', { Username: t.name('u'), password })
      refused(reply, { ...refusals.illegal, text: 'Entity user requires a property named username' })
    },
  ],
  [
    'D',
    'Bodies are UTF-8: a Chinese nickname and one beyond the first plane come back as they went',
    async t => {
      const nickname = '小明 😀'
      const username = await t.user({ nickname })
      assert.equal(ok(await t.call('GET', `users/${username}`)).entities[0].nickname, nickname)
    },
  ],
  [
    'D',
    'A body under application/json is read as JSON',
    async t => void (await registered(t, { 'Content-Type': 'application/json' })),
  ],
  [
    'D',
    'A body under application/json;charset=UTF-8 is read as JSON',
    async t => void (await registered(t, { 'Content-Type': 'application/json;charset=UTF-8' })),
  ],
  ['C', 'A body without a content type is read as JSON', async t => void (await registered(t, {}))],
  [
    'C',
    'A body under application/x-www-form-urlencoded is read as JSON',
    async t => void (await registered(t, { 'Content-Type': 'application/x-www-form-urlencoded' })),
  ],
  [
    'D',
    'A body under text/plain is read as JSON',
    async t => void (await registered(t, { 'Content-Type': 'text/plain' })),
  ],
  ['C', 'A chunked body without a content type is read as JSON', async t => void (await registered(t, {}, true))],
  [
    'D',
    'A request without Accept, and one with Accept: application/json, are answered alike',
    async t => {
      await registered(t, { 'Content-Type': 'application/json', Accept: 'application/json' })
      await registered(t, { 'Content-Type': 'application/json' })
    },
  ],
  [
    'I',
    'The answer says Content-Type: application/json',
    async t => {
      for (const resource of ['users?limit=1', 'nothing/here'])
        assert.match(String((await t.call('GET', resource)).headers['content-type']), /^application\/json( *;|$)/)
    },
  ],
  [
    'C',
    'No answer has an empty body, whatever its status',
    async t => {
      const replies = await Promise.all([
        t.call('GET', 'users?limit=1', undefined, { token: null }),
        t.call('GET', `users/${t.name()}`),
        t.call('PATCH', 'users', {}),
        t.call('POST', 'users', '{'),
        t.raw({ method: 'GET', path: '/nowhere' }),
        t.raw({ method: 'GET', path: '/' }),
      ])
      for (const reply of replies)
        assert.equal(typeof reply.body, 'object', `${reply.line}: ${reply.status} ${reply.text}`)
      assert.deepEqual(
        replies.map(({ status }) => status),
        [401, 404, 405, 400, 404, 404],
      )
    },
  ],
  [
    'C',
    'Percent-encoding in a path is decoded',
    async t => {
      const username = await t.user()
      const encoded = [...username].map(char => `%${char.charCodeAt(0).toString(16)}`).join('')
      assert.equal(ok(await t.call('GET', `users/${encoded}`)).entities[0].username, username)
    },
  ],
  [
    'C',
    'Raw UTF-8 in a path is read: an id that cannot exist is a user not found, not a broken request',
    async t => refused(await t.call('GET', 'users/小明'), refusals.noUser),
  ],
  [
    'C',
    'The cache buster _v of the web SDK is ignored',
    async t => {
      const username = await t.user()
      assert.equal(ok(await t.call('GET', `users/${username}?_v=1700000000000`)).entities.length, 1)
    },
  ],
  [
    'C',
    'A DELETE with a body is read: users leave a label by it',
    async t => {
      const [username] = [await t.user()]
      const label = await t.label([username])
      const reply = await t.call('DELETE', `push/label/${label}/user`, { usernames: [username] })
      assert.deepEqual(ok(reply).data, { success: [username], fail: {} })
    },
  ],
  [
    'D',
    'User ids are folded to lower case when registered',
    async t => {
      const username = t.name('Upper').replace('Upper', 'UPPER')
      t.after(() => t.call('DELETE', `users/${username}`))
      const reply = await t.call('POST', 'users', [{ username, password }])
      assert.equal(ok(reply).entities[0].username, username.toLowerCase())
    },
  ],
  [
    'R',
    'User ids are looked up in any case',
    async t => {
      const username = await t.user()
      assert.equal(ok(await t.call('GET', `users/${username.toUpperCase()}`)).entities[0].username, username)
    },
  ],
  [
    'D',
    'An unknown org or app is 404 organization_application_not_found, and the text names both',
    async t => {
      for (const [org, app] of [
        [t.app.org, t.name('no-app')],
        [t.name('no-org'), t.app.name],
      ]) {
        const reply = await t.raw({
          method: 'GET',
          path: `/${org}/${app}/users`,
          headers: { Authorization: `Bearer ${t.app.token}` },
        })
        refused(reply, { status: 404, error: 'organization_application_not_found' })
        const { error_description: text } = reply.body
        assert.ok(text.startsWith(`Could not find application for ${org}/${app} from URI: ${org}/${app}/`), text)
      }
    },
  ],
])

export const conventionRules = rulesOf('§0.2', [
  [
    'R',
    'Unknown members of a body are ignored',
    async t => {
      const username = t.name('u')
      t.after(() => t.call('DELETE', `users/${username}`))
      const reply = await t.call('POST', 'users', { username, password, shoeSize: 43, timestamp: 1 })
      assert.equal(ok(reply).entities[0].username, username)
    },
  ],
  [
    'I',
    'A member that is null is absent',
    async t => {
      const username = t.name('u')
      t.after(() => t.call('DELETE', `users/${username}`))
      const reply = await t.call('POST', 'users', { username, password, nickname: null })
      assert.equal(ok(reply).entities[0].nickname, undefined)
      refused(await t.call('POST', 'users', { username: null, password }), {
        ...refusals.illegal,
        text: 'Entity user requires a property named username',
      })
    },
  ],
])

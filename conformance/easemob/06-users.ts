// §2.1 and §2.2: users.
import assert from 'node:assert/strict'
import { assertTimes, envelopeA, ok, refusals, refused, uuidPattern } from '../expect.ts'
import { rulesOf } from '../rule.ts'
import { password, type Trial } from '../trial.ts'

function registerOne(t: Trial, body: Readonly<Record<string, unknown>>) {
  return t.call('POST', 'users', body)
}

export const userEntityRules = rulesOf('§2.1', [
  [
    'D',
    'A user has uuid, type, created, modified, username and activated; what is not set is left out',
    async t => {
      const username = t.name('u')
      t.after(() => t.call('DELETE', `users/${username}`))
      const [entity] = ok(await registerOne(t, { username, password })).entities
      const { uuid, created, modified, ...rest } = entity
      assert.match(uuid, uuidPattern)
      assert.ok(Number.isInteger(created) && Number.isInteger(modified) && created > 1_600_000_000_000)
      assert.deepEqual(rest, { type: 'user', username, activated: true })
    },
  ],
  [
    'D',
    'nickname is the push nickname',
    async t => {
      const username = await t.user({ nickname: 'Alice A.' })
      assert.equal(ok(await t.call('GET', `users/${username}`)).entities[0].nickname, 'Alice A.')
    },
  ],
  [
    'C',
    'notification_ignore_{groupId} mutes a group in the older form, and is answered with the user',
    async t => {
      const username = await t.user()
      const [entity] = ok(await t.call('PUT', `users/${username}`, { notification_ignore_g1: true })).entities
      assert.equal(entity.notification_ignore_g1, true)
    },
  ],
  [
    'R',
    'pushInfo spells the device id in both ways that clients read',
    async t => {
      const username = await t.user()
      const binding = { device_id: 'dev-1', device_token: 'tok-1', notifier_name: 'n-1' }
      ok(await t.call('PUT', `users/${username}/push/binding`, binding))
      const { pushInfo } = ok(await t.call('GET', `users/${username}`)).entities[0]
      assert.deepEqual(pushInfo, [{ device_Id: 'dev-1', ...binding }])
    },
  ],
])

export const userRules = rulesOf('§2.2', [
  [
    'D',
    'POST users with one object registers one user',
    async t => {
      const username = t.name('u')
      t.after(() => t.call('DELETE', `users/${username}`))
      const reply = await registerOne(t, { username, password, nickname: 'A' })
      const body = envelopeA(t, reply, 'post', '/users')
      assert.deepEqual([body.entities.length, body.entities[0].username, body.entities[0].nickname], [1, username, 'A'])
    },
  ],
  [
    'D',
    'POST users with a list registers each, and data is an empty list when all succeeded',
    async t => {
      const names = [t.name('u'), t.name('u')]
      for (const name of names) t.after(() => t.call('DELETE', `users/${name}`))
      const reply = await t.call(
        'POST',
        'users',
        names.map(username => ({ username, password })),
      )
      const body = envelopeA(t, reply, 'post', '/users')
      assert.deepEqual(body.entities.map((one: { username: string }) => one.username).sort(), names.sort())
      assert.deepEqual(body.data, [])
    },
  ],
  [
    'D',
    'A list succeeds in part: data names who failed and why, the {user} already exists',
    async t => {
      const [taken, fresh] = [await t.user(), t.name('u')]
      t.after(() => t.call('DELETE', `users/${fresh}`))
      const body = ok(
        await t.call(
          'POST',
          'users',
          [taken, fresh].map(username => ({ username, password })),
        ),
      )
      assert.deepEqual(
        body.entities.map((one: { username: string }) => one.username),
        [fresh],
      )
      assert.deepEqual(body.data, [{ username: taken, registerUserFailReason: `the ${taken} already exists` }])
    },
  ],
  [
    'D',
    'A list of more than 60 is refused whole, with its size and the most there may be',
    async t => {
      const list = Array.from({ length: 61 }, () => ({ username: t.name('u'), password }))
      const text = 'Request body array size[61] had almost reached or been greater than the upper range value[60]'
      refused(await t.call('POST', 'users', list), { ...refusals.illegal, text })
    },
  ],
  [
    'D',
    'A single user that exists: 400 duplicate_unique_property_exists, naming application and value',
    async t => {
      const username = await t.user()
      const { application } = ok(await t.call('GET', `users/${username}`))
      refused(await registerOne(t, { username, password }), {
        status: 400,
        error: 'duplicate_unique_property_exists',
        text: `Application ${application} Entity user requires that property named username be unique, value of ${username} exists`,
      })
    },
  ],
  [
    'D',
    'Letters of any case, digits, _, - and . may make an id; 64 bytes are the most',
    async t => {
      const username = `${t.name('u')}_.A`.padEnd(64, '9').toLowerCase()
      t.after(() => t.call('DELETE', `users/${username}`))
      assert.equal(ok(await registerOne(t, { username, password })).entities[0].username, username)
    },
  ],
  [
    'D',
    'Other characters in an id: username X is not legal',
    async t => {
      for (const username of ['a b', 'a/b', '小明', 'a@b'])
        refused(await registerOne(t, { username, password }), {
          ...refusals.illegal,
          text: /^username .* is not legal$/,
        })
    },
  ],
  [
    'D',
    'A password of 64 characters is taken, one of 65 refused',
    async t => {
      const username = t.name('u')
      t.after(() => t.call('DELETE', `users/${username}`))
      refused(await registerOne(t, { username, password: 'p'.repeat(65) }), refusals.illegal)
      ok(await registerOne(t, { username, password: 'p'.repeat(64) }))
    },
  ],
  [
    'D',
    'A nickname of 100 characters is taken, one of 101 is NICKNAME_TOO_LONG',
    async t => {
      const username = t.name('u')
      t.after(() => t.call('DELETE', `users/${username}`))
      const refusal = { ...refusals.illegal, text: 'NICKNAME_TOO_LONG' }
      refused(await registerOne(t, { username, password, nickname: '名'.repeat(101) }), refusal)
      ok(await registerOne(t, { username, password, nickname: '名'.repeat(100) }))
    },
  ],
  [
    'D',
    'GET users/{u} gives one entity and count 1',
    async t => {
      const username = await t.user()
      const body = envelopeA(t, await t.call('GET', `users/${username}`), 'get', '/users')
      assert.deepEqual([body.entities[0].username, body.entities.length, body.count], [username, 1, 1])
    },
  ],
  [
    'D',
    'GET of an unknown user is 404',
    async t => refused(await t.call('GET', `users/${t.name('u')}`), refusals.noUser),
  ],
  [
    'D',
    'GET users lists 10 by default, limit 1 to 100, and follows its cursor without repeating anybody',
    async t => {
      const list = Array.from({ length: 11 }, () => ({ username: t.name('u'), password }))
      ok(await t.call('POST', 'users', list))
      assert.equal(ok(await t.call('GET', 'users')).entities.length, 10)
      const seen: string[] = []
      let cursor: string | undefined = ''
      while (cursor !== undefined) {
        const page = ok(await t.call('GET', `users?limit=4${cursor === '' ? '' : `&cursor=${cursor}`}`))
        assert.equal(page.count, page.entities.length)
        seen.push(...page.entities.map((one: { username: string }) => one.username))
        cursor = page.cursor
      }
      assert.equal(new Set(seen).size, seen.length)
      assert.deepEqual(new Set(seen), new Set(list.map(({ username }) => username)))
    },
    { app: 'own' },
  ],
  [
    'D',
    'A limit outside 1 to 100 is refused',
    async t => {
      for (const limit of ['0', '101', 'x']) assert.equal((await t.call('GET', `users?limit=${limit}`)).status, 400)
    },
  ],
  [
    'D',
    'DELETE users/{u} gives the deleted entity, and the user is gone',
    async t => {
      const username = await t.user()
      const body = envelopeA(t, await t.call('DELETE', `users/${username}`), 'delete', '/users')
      assert.equal(body.entities[0].username, username)
      refused(await t.call('GET', `users/${username}`), refusals.noUser)
      refused(await t.call('DELETE', `users/${username}`), { status: 404, error: 'service_resource_not_found' })
    },
  ],
  [
    'D',
    'DELETE users?limit=N deletes N and gives a cursor for the rest',
    async t => {
      const list = Array.from({ length: 3 }, () => ({ username: t.name('u'), password }))
      ok(await t.call('POST', 'users', list))
      const body = envelopeA(t, await t.call('DELETE', 'users?limit=2'), 'delete', '/users')
      assert.deepEqual([body.entities.length, typeof body.cursor], [2, 'string'])
      assert.equal(ok(await t.call('GET', 'users')).count, 1)
    },
    { app: 'own' },
  ],
  [
    'D',
    'PUT users/{u}/password answers only action, timestamp and duration, and the new password holds',
    async t => {
      const username = await t.user()
      const reply = await t.call('PUT', `users/${username}/password`, { newpassword: 'Another-1' })
      const { action, ...rest } = ok(reply)
      assert.equal(action, 'set user password')
      assert.deepEqual(new Set(Object.keys(rest)), new Set(['timestamp', 'duration']))
      assertTimes(reply)
      const grant = { grant_type: 'password', username, password: 'Another-1' }
      ok(await t.call('POST', 'token', grant, { token: null }))
    },
  ],
  [
    'D',
    'POST users/{u}/deactivate answers Deactivate user with activated false',
    async t => {
      const username = await t.user()
      const reply = await t.call('POST', `users/${username}/deactivate`)
      const { action, entities } = ok(reply)
      assert.deepEqual([action, entities[0].username, entities[0].activated], ['Deactivate user', username, false])
      assertTimes(reply)
    },
  ],
  [
    'D',
    'The token of a user who was deactivated opens nothing',
    async t => {
      const username = await t.user()
      const token = await t.userToken(username)
      ok(await t.call('POST', `users/${username}/deactivate`))
      assert.equal((await t.call('GET', `users/${username}`, undefined, { token })).status, 401)
    },
  ],
  [
    'D',
    'Password, ban and status of an unknown user are 404',
    async t => {
      const nobody = t.name('u')
      refused(await t.call('PUT', `users/${nobody}/password`, { newpassword: 'Another-1' }), refusals.noUser)
      refused(await t.call('POST', `users/${nobody}/deactivate`), refusals.noUser)
      refused(await t.call('POST', `users/${nobody}/activate`), refusals.noUser)
      refused(await t.call('GET', `users/${nobody}/status`), refusals.noUser)
    },
  ],
  [
    'D',
    'POST users/{u}/activate answers activate user, and the user may have tokens again',
    async t => {
      const username = await t.user()
      ok(await t.call('POST', `users/${username}/deactivate`))
      assert.equal(ok(await t.call('POST', `users/${username}/activate`)).action, 'activate user')
      await t.userToken(username)
    },
  ],
])

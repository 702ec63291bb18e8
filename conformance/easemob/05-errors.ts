// §1.8 and §1.9: the errors that every part of the interface shares, and those of push.
import assert from 'node:assert/strict'
import { invalidField, ok, refusals, refused } from '../expect.ts'
import { rulesOf } from '../rule.ts'
import { password, type Trial } from '../trial.ts'

function grant(t: Trial, body: unknown, token: string | null = null) {
  return t.call('POST', 'token', body, { token })
}

export const errorTableRules = rulesOf('§1.8', [
  [
    'D',
    'token without client_id: client_id must be provided. (with its full stop)',
    async t => {
      const reply = await grant(t, { grant_type: 'client_credentials', client_secret: t.app.clientSecret })
      refused(reply, { ...refusals.illegal, text: 'client_id must be provided.' })
    },
  ],
  [
    'D',
    'token without client_secret: client_secret must be provided',
    async t => {
      const reply = await grant(t, { grant_type: 'client_credentials', client_id: t.app.clientId })
      refused(reply, { ...refusals.illegal, text: 'client_secret must be provided' })
    },
  ],
  [
    'D',
    'token with another client_id: 400 invalid_grant client_id does not match',
    async t => {
      const body = { grant_type: 'client_credentials', client_id: 'other', client_secret: t.app.clientSecret }
      refused(await grant(t, body), { status: 400, error: 'invalid_grant', text: 'client_id does not match' })
    },
  ],
  [
    'D',
    'token with another client_secret: 400 invalid_grant client_secret does not match',
    async t => {
      const body = { grant_type: 'client_credentials', client_id: t.app.clientId, client_secret: 'other' }
      refused(await grant(t, body), { status: 400, error: 'invalid_grant', text: 'client_secret does not match' })
    },
  ],
  [
    'D',
    'token with a wrong password: 400 invalid_grant invalid username or password (or invalid password)',
    async t => {
      const reply = await grant(t, { grant_type: 'password', username: await t.user(), password: 'wrong' })
      refused(reply, { status: 400, error: 'invalid_grant', text: /^invalid (username or )?password$/ })
    },
  ],
  [
    'D',
    'token for a banned user: 400 invalid_grant user not activated',
    async t => {
      const username = await t.user()
      ok(await t.call('POST', `users/${username}/deactivate`))
      const reply = await grant(t, { grant_type: 'password', username, password })
      refused(reply, { status: 400, error: 'invalid_grant', text: 'user not activated' })
    },
  ],
  [
    'D',
    'token by password for an unknown user: 404 invalid_grant user not found',
    async t => {
      const reply = await grant(t, { grant_type: 'password', username: t.name('u'), password })
      refused(reply, { status: 404, error: 'invalid_grant', text: 'user not found' })
    },
  ],
  [
    'D',
    'inherit for an unknown user without autoCreateUser: 404 entity_not_found User null not found',
    async t => {
      const reply = await grant(t, { grant_type: 'inherit', username: t.name('u') }, t.app.token)
      refused(reply, { status: 404, error: 'entity_not_found', text: 'User null not found' })
    },
  ],
  [
    'D',
    'inherit with autoCreateUser for an illegal id: username [X] is not legal',
    async t => {
      const reply = await grant(t, { grant_type: 'inherit', username: 'a b', autoCreateUser: true }, t.app.token)
      refused(reply, { ...refusals.illegal, text: 'username [a b] is not legal' })
    },
  ],
  [
    'D',
    'An id that is too long: USERNAME_TOO_LONG',
    async t => {
      const username = 'u'.repeat(65)
      refused(await t.call('POST', 'users', { username, password }), { ...refusals.illegal, text: 'USERNAME_TOO_LONG' })
    },
  ],
  [
    'D',
    'Two auto-creates of one user at once: each gets a token, or 409 concurrent_operation_error',
    async t => {
      const username = t.name('u')
      t.after(() => t.call('DELETE', `users/${username}`))
      const body = { grant_type: 'inherit', username, autoCreateUser: true }
      const replies = await Promise.all(Array.from({ length: 4 }, () => grant(t, body, t.app.token)))
      assert.ok(replies.some(({ status, body: answer }) => status === 200 && answer.user.username === username))
      for (const reply of replies.filter(({ status }) => status !== 200)) {
        const text = 'concurrency create app user failed'
        refused(reply, { status: 409, error: 'concurrent_operation_error', text })
      }
    },
  ],
  [
    'D',
    'A body that is no JSON: 400 json_parse',
    async t => {
      for (const body of ['{"username":', 'username=alice', '{"username":"a",}'])
        refused(await t.call('POST', 'users', body), { status: 400, error: 'json_parse' })
    },
  ],
  [
    'D',
    'Registering without username: Entity user requires a property named username',
    async t => {
      const text = 'Entity user requires a property named username'
      refused(await t.call('POST', 'users', { password }), { ...refusals.illegal, text })
    },
  ],
  [
    'D',
    'Registering without password: password or pin must provided',
    async t => {
      const reply = await t.call('POST', 'users', { username: t.name('u') })
      refused(reply, { ...refusals.illegal, text: 'password or pin must provided' })
    },
  ],
  [
    'D',
    'No Authorization, an empty one, and another scheme: 401 unauthorized Unable to authenticate (OAuth)',
    async t => {
      for (const value of [undefined, 'Bearer ', 'Basic YTpi']) {
        const headers = value === undefined ? {} : { Authorization: value }
        refused(await t.raw({ method: 'GET', path: t.path('users'), headers }), refusals.noCredential)
      }
    },
  ],
  [
    'D',
    'A token in good form that nobody issued: 401 auth_bad_access_token Unable to authenticate',
    async t => {
      // One letter in the middle is another: same form, another token.
      const { token } = t.app
      const at = Math.floor(token.length / 2)
      const other = `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`
      const reply = await t.call('GET', 'users', undefined, { token: other })
      refused(reply, {
        status: 401,
        error: 'auth_bad_access_token',
        text: /^Unable to authenticate( due to corrupt access token)?$/,
      })
    },
  ],
  ['D', 'Another method on a known path: 405', async t => refused(await t.call('DELETE', 'token'), { status: 405 })],
  [
    'D',
    'A body above the limit: 413',
    async t => {
      // Only announced: the answer comes before anybody would send that much. Nothing else may follow on this connection.
      const headers = {
        Authorization: `Bearer ${t.app.token}`,
        'Content-Length': String(64 * 1024 * 1024),
        Connection: 'close',
      }
      refused(await t.raw({ method: 'POST', path: t.path('users'), headers }), { status: 413 })
    },
  ],
  [
    'D',
    'A body that cannot be used at all, such as a compressed one: 415 web_application Unsupported Media Type',
    async t => {
      const headers = { 'Content-Encoding': 'gzip' }
      const reply = await t.call('POST', 'users', { username: 'u', password }, { headers })
      refused(reply, { status: 415, error: 'web_application', text: 'Unsupported Media Type' })
    },
  ],
])

export const pushErrorRules = rulesOf('§1.9', [
  [
    'D',
    'Settings of an unknown user: 400 RequiredPropertyNotFoundException',
    async t => {
      const nobody = t.name('u')
      const binding = { device_id: 'd', device_token: 't', notifier_name: 'n' }
      refused(await t.call('PUT', `users/${nobody}/push/binding`, binding), refusals.noUserInSettings)
      refused(await t.call('GET', `users/${nobody}/push/binding`), refusals.noUserInSettings)
      refused(await t.call('PUT', `users/${nobody}/notification/user/x`, { type: 'ALL' }), refusals.noUserInSettings)
      const language = { translationLanguage: 'EN' }
      refused(await t.call('PUT', `users/${nobody}/notification/language`, language), refusals.noUserInSettings)
    },
  ],
  [
    'D',
    'A bad field of the settings: 400 IllegalArgumentException parameters is invalid : XXX',
    async t => {
      const reply = await t.call('PUT', `users/${await t.user()}/notification/user/x`, { type: 'SOMETIMES' })
      refused(reply, invalidField('type'))
    },
  ],
  [
    'D',
    'An unknown path: 404 url is invalid',
    async t => {
      const username = await t.user()
      for (const resource of [`users/${username}/push/nothing`, `users/${username}/notification/a/b/c`, 'nothing'])
        refused(await t.call('GET', resource), refusals.noPath)
    },
  ],
  [
    'R',
    'url is invalid has error not_found and exception NotFoundException',
    async t => {
      const reply = await t.call('GET', 'push/nowhere')
      refused(reply, { ...refusals.noPath, error: 'not_found', exception: 'NotFoundException' })
    },
  ],
  [
    'D',
    'An unknown template: 400 EntityNotFoundException XXX template is not exist',
    async t => {
      const text = 'promo9 template is not exist'
      const reply = await t.call('GET', 'notification/template/promo9')
      refused(reply, { status: 400, error: 'entity_not_found', exception: 'EntityNotFoundException', text })
    },
  ],
  [
    'D',
    'An unknown label: 400 (not 404) ResourceNotFoundException push label not exists of XXX',
    async t => {
      const [name, exception] = [t.name('l'), 'ResourceNotFoundException']
      const reply = await t.call('GET', `push/label/${name}`)
      refused(reply, { status: 400, error: 'resource_not_found', exception, text: `push label not exists of ${name}` })
    },
  ],
])

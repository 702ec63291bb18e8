// §1.5: who may call what.
import assert from 'node:assert/strict'
import { ok, refusals, refused } from '../expect.ts'
import type { Reply } from '../raw-client.ts'
import { rulesOf } from '../rule.ts'
import { password, type Trial } from '../trial.ts'

type Line = readonly [method: string, resource: string, body?: unknown]

/** What only the app may call. */
const ofTheApp: readonly Line[] = [
  ['GET', 'users'],
  ['DELETE', 'users/nobody'],
  ['PUT', 'users/nobody/password', { newpassword: password }],
  ['POST', 'users/batch/status', { usernames: ['nobody'] }],
  ['PUT', 'push/nickname', [{ username: 'nobody', push_nickname: 'N' }]],
  ['GET', 'push/label'],
  ['POST', 'push/single', { targets: ['nobody'], pushMessage: {} }],
  ['POST', 'push/task', { pushMessage: {} }],
  ['GET', 'notifiers'],
  ['GET', 'notification/template/none'],
  ['GET', 'callbacks/storage/info'],
]

/** What a user may call for itself. */
function ofTheUser(username: string): readonly Line[] {
  return [
    ['GET', `users/${username}`],
    ['PUT', `users/${username}`, { nickname: 'Own' }],
    ['GET', `users/${username}/push/binding`],
    ['PUT', `users/${username}/push/binding`, { device_id: 'd', device_token: '', notifier_name: 'n' }],
    ['GET', `users/${username}/notification/user/${username}`],
    ['PUT', `users/${username}/notification/language`, { translationLanguage: 'EN' }],
    ['GET', `users/${username}/notification/language`],
  ]
}

async function callAll(t: Trial, lines: readonly Line[], token: string | null) {
  return Promise.all(lines.map(([method, resource, body]) => t.call(method, resource, body, { token })))
}

/** A success that says something: entities or data. */
function answered(reply: Reply): void {
  const { entities, data } = ok(reply)
  assert.equal(typeof (entities ?? data), 'object', reply.text)
}

export const accessRules = rulesOf('§1.5', [
  [
    'D',
    'What only the app may call is 401 Unable to authenticate (OAuth) without a token',
    async t => {
      for (const reply of await callAll(t, ofTheApp, null)) refused(reply, refusals.noCredential)
    },
  ],
  [
    'D',
    "What only the app may call is 401 auth_bad_access_token with a user's token",
    async t => {
      const token = await t.userToken(await t.user())
      for (const reply of await callAll(t, ofTheApp, token)) refused(reply, refusals.wrongToken)
    },
  ],
  [
    'D',
    "Registering a list of users needs the app's token",
    async t => {
      const list = [{ username: t.name('u'), password }]
      refused(await t.call('POST', 'users', list, { token: null }), refusals.noCredential)
      refused(await t.call('POST', 'users', list, { token: await t.userToken(await t.user()) }), refusals.wrongToken)
    },
  ],
  [
    'C',
    "A user's token opens that user's own resources",
    async t => {
      const username = await t.user()
      for (const reply of await callAll(t, ofTheUser(username), await t.userToken(username))) answered(reply)
    },
  ],
  [
    'C',
    "The app's token opens every user's resources",
    async t => {
      for (const reply of await callAll(t, ofTheUser(await t.user()), t.app.token)) answered(reply)
    },
  ],
  [
    'C',
    "A user's token opens nobody else's resources",
    async t => {
      const [username, other] = [await t.user(), await t.user()]
      for (const reply of await callAll(t, ofTheUser(other), await t.userToken(username)))
        assert.equal(reply.status, 401, `${reply.line}: ${reply.text}`)
    },
  ],
  [
    'C',
    "Without a token no user's resources open",
    async t => {
      for (const reply of await callAll(t, ofTheUser(await t.user()), null)) refused(reply, refusals.noCredential)
    },
  ],
  [
    'D',
    'A token of another app is 401 auth_bad_access_token',
    async t => {
      const appkey = { ...t.app, org: t.app.org }
      const reply = await t.raw({
        method: 'GET',
        path: t.path('users'),
        headers: { Authorization: `Bearer ${foreignToken(appkey.clientId)}` },
      })
      assert.equal(reply.status, 401)
      assert.equal(reply.body.error, 'auth_bad_access_token')
    },
  ],
  [
    'D',
    'A token that cannot be read is 401 auth_bad_access_token with the text about corrupt access tokens',
    async t => refused(await t.call('GET', 'users', undefined, { token: 'nonsense' }), refusals.wrongToken),
  ],
  [
    'D',
    'A single user registers without a token while open registration is on',
    async t => {
      await t.settings({ openRegistration: true })
      const username = t.name('u')
      const reply = await t.call('POST', 'users', { username, password, nickname: 'Open' }, { token: null })
      assert.equal(ok(reply).entities[0].username, username)
      refused(
        await t.call('POST', 'users', [{ username: t.name('u'), password }], { token: null }),
        refusals.noCredential,
      )
    },
    { app: 'own' },
  ],
  [
    'D',
    'A single user without a token is 401 while open registration is off',
    async t => {
      await t.settings({ openRegistration: false })
      refused(await t.call('POST', 'users', { username: t.name('u'), password }, { token: null }), {
        status: 401,
        error: 'unauthorized',
        text: 'registration is not open, please contact the app admin',
      })
    },
    { app: 'own' },
  ],
])

/** A dynamic token of an app that does not exist here: well-formed, and signed by somebody else. */
function foreignToken(seed: string): string {
  const claims = {
    signature: '0'.repeat(64),
    appkey: `other-${seed}#app`,
    userId: 'u',
    curTime: 1_700_000_000,
    ttl: 600,
  }
  return Buffer.from(`dt-${JSON.stringify(claims)}`).toString('base64url')
}

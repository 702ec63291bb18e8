// §1.3 and §1.4: tokens of apps and users.
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { dynamicToken } from '../dynamic-token.ts'
import { ok, refusals, refused, uuidPattern } from '../expect.ts'
import { rulesOf } from '../rule.ts'
import { password, type Trial } from '../trial.ts'

const longest = 2_147_483_647
const sixtyDays = 5_184_000

function grant(t: Trial, body: unknown, token: string | null = null) {
  return t.call('POST', 'token', body, { token })
}

function appGrant(t: Trial, more: Readonly<Record<string, unknown>> = {}) {
  const { clientId, clientSecret } = t.app
  return grant(t, { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret, ...more })
}

/** The token that the app's own server computes for a user. */
function tokenFor(t: Trial, wish: { userId: string; curTime: number; ttl: number; clientSecret?: string }): string {
  const { org, name, clientId, clientSecret } = t.app
  return dynamicToken({ clientId, clientSecret, appkey: `${org}#${name}`, ...wish })
}

const nowSeconds = () => Math.floor(Date.now() / 1_000)

export const appTokenRules = rulesOf('§1.3', [
  [
    'D',
    'client_credentials gives access_token, expires_in in seconds and the application UUID',
    async t => {
      const body = ok(await appGrant(t))
      assert.equal(typeof body.access_token, 'string')
      assert.ok(body.access_token.length > 0)
      assert.ok(Number.isInteger(body.expires_in))
      assert.match(body.application, uuidPattern)
    },
  ],
  ['D', 'Without a ttl the token lives 60 days', async t => assert.equal(ok(await appGrant(t)).expires_in, sixtyDays)],
  ['D', 'ttl counts seconds', async t => assert.equal(ok(await appGrant(t, { ttl: 3_600 })).expires_in, 3_600)],
  [
    'D',
    'ttl may be a string, as in the documentation samples',
    async t => assert.equal(ok(await appGrant(t, { ttl: '1024000' })).expires_in, 1_024_000),
  ],
  [
    'D',
    'ttl 0 never expires, and expires_in still fits a signed 32-bit number',
    async t => {
      const { expires_in: seconds } = ok(await appGrant(t, { ttl: 0 }))
      assert.ok(seconds > 365 * 86_400 && seconds <= longest, String(seconds))
    },
  ],
  [
    'C',
    'expires_in fits a signed 32-bit number for any ttl',
    async t => assert.ok(ok(await appGrant(t, { ttl: 99_999_999_999 })).expires_in <= longest),
  ],
  [
    'R',
    'A new token leaves older ones valid',
    async t => {
      const { access_token: older } = ok(await appGrant(t))
      ok(await appGrant(t))
      ok(await t.call('GET', 'users?limit=1', undefined, { token: older }))
    },
  ],
  [
    'D',
    'A token that has expired is 401 unauthorized with the text about expired access tokens',
    async t => {
      const { access_token: token } = ok(await appGrant(t, { ttl: 1 }))
      await sleep(1_200)
      refused(await t.call('GET', 'users?limit=1', undefined, { token }), {
        status: 401,
        error: 'unauthorized',
        text: 'Unable to authenticate due to expired access token',
      })
    },
  ],
])

export const userTokenRules = rulesOf('§1.4', [
  [
    'D',
    'password gives access_token, expires_in and the user, without any Authorization',
    async t => {
      const username = await t.user()
      const body = ok(await grant(t, { grant_type: 'password', username, password, ttl: 1_024_000 }))
      assert.equal(typeof body.access_token, 'string')
      assert.equal(body.expires_in, 1_024_000)
      const { uuid, created, modified, ...rest } = body.user
      assert.match(uuid, uuidPattern)
      assert.ok(created > 1_600_000_000_000 && modified >= created)
      assert.deepEqual(rest, { type: 'user', username, activated: true })
    },
  ],
  [
    'C',
    'password takes the timestamp that the web SDK adds',
    async t => {
      const username = await t.user()
      const body = { grant_type: 'password', username, password, timestamp: Date.now() }
      assert.equal(ok(await grant(t, body)).user.username, username)
    },
  ],
  [
    'D',
    'password without a ttl lives 60 days, with 0 it never expires',
    async t => {
      const username = await t.user()
      assert.equal(ok(await grant(t, { grant_type: 'password', username, password })).expires_in, sixtyDays)
      assert.ok(ok(await grant(t, { grant_type: 'password', username, password, ttl: 0 })).expires_in > sixtyDays)
    },
  ],
  [
    'D',
    'inherit gives a user token on the app token, without a password',
    async t => {
      const username = await t.user()
      const body = ok(await grant(t, { grant_type: 'inherit', username, autoCreateUser: false }, t.app.token))
      assert.equal(body.user.username, username)
      ok(await t.call('GET', `users/${username}`, undefined, { token: body.access_token }))
    },
  ],
  [
    'D',
    'inherit with autoCreateUser registers a missing user',
    async t => {
      const username = t.name('u')
      t.after(() => t.call('DELETE', `users/${username}`))
      ok(await grant(t, { grant_type: 'inherit', username, autoCreateUser: true, ttl: 1_024_000 }, t.app.token))
      assert.equal(ok(await t.call('GET', `users/${username}`)).count, 1)
    },
  ],
  [
    'D',
    'inherit without an app token is 401',
    async t => {
      const username = await t.user()
      assert.equal((await grant(t, { grant_type: 'inherit', username })).status, 401)
      const own = await t.userToken(username)
      refused(await grant(t, { grant_type: 'inherit', username }, own), refusals.wrongToken)
    },
  ],
  [
    'D',
    "A dynamic token that the app computed opens the user's own resources",
    async t => {
      const userId = await t.user()
      const token = tokenFor(t, { userId, curTime: nowSeconds(), ttl: 600 })
      assert.equal(ok(await t.call('GET', `users/${userId}`, undefined, { token })).entities[0].username, userId)
    },
  ],
  [
    'D',
    'A dynamic token whose time is over, or whose signature does not match, is refused',
    async t => {
      const userId = await t.user()
      const over = tokenFor(t, { userId, curTime: nowSeconds() - 700, ttl: 600 })
      const forged = tokenFor(t, { userId, curTime: nowSeconds(), ttl: 600, clientSecret: 'guessed' })
      for (const token of [over, forged])
        assert.equal((await t.call('GET', `users/${userId}`, undefined, { token })).status, 401)
    },
  ],
  [
    'C',
    'GET sdk/users/{u}/token/expires says when the token ends, in epoch ms',
    async t => {
      const username = await t.user()
      const { access_token: token } = ok(await grant(t, { grant_type: 'password', username, password, ttl: 3_600 }))
      const body = ok(await t.call('GET', `sdk/users/${username}/token/expires?_v=1`, undefined, { token }))
      const { expire_timestamp: endsAtMs } = body
      assert.ok(Math.abs(endsAtMs - (Date.now() + 3_600_000)) < 600_000, String(endsAtMs))
    },
  ],
])

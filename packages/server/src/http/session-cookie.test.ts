import assert from 'node:assert/strict'
import { it } from 'node:test'
import { PosthouseError } from '../base/failure.ts'
import { demandOwnPage } from './same-origin.ts'
import { closingCookie, openingCookie, sessionIdOf } from './session-cookie.ts'

const id = 'A'.repeat(43)

it('S11: the session is found among other cookies, and nothing else is taken for it', () => {
  const found = [
    `posthouse_session=${id}`,
    `a=b; posthouse_session=${id}`,
    `posthouse_session=x;posthouse_session=${id} `,
  ]
  for (const header of found) assert.equal(sessionIdOf(header), id, header)
  const none = [undefined, '', 'posthouse_session', `posthouse_session=${id}x`, `x_posthouse_session=${id}`, ';;=;']
  for (const header of none) assert.equal(sessionIdOf(header), undefined, String(header))
})

it('S11: the cookie has every mark that keeps others away', () => {
  assert.equal(
    openingCookie(id, 'https://push.example.com/admin/v1/session'),
    `posthouse_session=${id}; Path=/admin; HttpOnly; SameSite=Strict; Secure`,
  )
  assert.equal(
    openingCookie(id, 'http://push.example.com/admin/v1/session'),
    `posthouse_session=${id}; Path=/admin; HttpOnly; SameSite=Strict`,
  )
  assert.match(closingCookie('http://127.0.0.1:8099/'), /^posthouse_session=; Max-Age=0; .*; Secure$/)
})

it('S11: a request counts as the console’s by our header and by what the browser says of itself', () => {
  const ours = { 'x-posthouse-console': '1' }
  const isOurs = (headers: Parameters<typeof demandOwnPage>[0], host = 'push.example.com') => {
    try {
      demandOwnPage(headers, host)
      return true
    } catch (refused) {
      assert.ok(refused instanceof PosthouseError && refused.code === 'request_forged')
      return false
    }
  }
  const accepted = [
    ...[ours, { ...ours, 'sec-fetch-site': 'same-origin' }, { ...ours, origin: 'https://push.example.com' }],
    // A proxy named another host; the browser's word counts.
    { ...ours, 'sec-fetch-site': 'same-origin', origin: 'https://console.example.com' },
  ]
  for (const headers of accepted) assert.equal(isOurs(headers), true, JSON.stringify(headers))
  const refused = [
    ...[
      {},
      { 'sec-fetch-site': 'same-origin' },
      { ...ours, 'sec-fetch-site': 'none' },
      { ...ours, 'sec-fetch-site': 'same-site' },
    ],
    ...[
      { ...ours, origin: 'https://push.example.com:8443' },
      { ...ours, origin: 'null' },
      { ...ours, origin: 'nonsense' },
    ],
    { ...ours, 'sec-fetch-site': 'cross-site', origin: 'https://push.example.com' },
  ]
  for (const headers of refused) assert.equal(isOurs(headers), false, JSON.stringify(headers))
  assert.equal(isOurs({ ...ours, origin: 'http://PUSH.example.com:8099' }, 'push.example.COM:8099'), true)
})

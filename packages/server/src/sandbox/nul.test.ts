import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { startPostgres } from '../store/testing/postgres.ts'
import { startTestServer } from './test-server.ts'

const postgres = await startPostgres()
after(() => postgres.stop())

const [odd, path] = ['a\0b', 'a%00b']
const cursor = Buffer.from('\0').toString('base64url')
const pushMessage = { title: 'a', content: 'b' }

const calls: readonly (readonly [method: string, path: string, body?: unknown])[] = [
  ['GET', `users/${path}`],
  ['PUT', `users/${path}`, { nickname: 'x' }],
  ['GET', `users?cursor=${cursor}`],
  ['DELETE', `users?limit=1&cursor=${cursor}`],
  ['GET', `users/${path}/notification/user/x`],
  ['GET', `users/alice/notification/user/${path}`],
  ['GET', `users/alice/notification?user=${path}`],
  ['GET', `users/alice/notification/mute/type?cursor=${cursor}`],
  ['PUT', 'users/alice/notification/language', { translationLanguage: odd }],
  ['PUT', 'push/nickname', [{ username: odd, push_nickname: 'x' }]],
  ['POST', 'users', { username: odd, password: 'x' }],
  ['POST', 'token', { grant_type: 'password', username: odd, password: 'x' }],
  ['POST', 'token', { grant_type: 'inherit', username: odd }],
  ['POST', `push/sync/${path}`, { pushMessage }],
  ['POST', 'push/single', { targets: [odd], pushMessage }],
  ['POST', 'push/list', { targets: [odd], pushMessage }],
  ['POST', 'push/list/label', { targets: [odd], pushMessage }],
  ['POST', 'push/label/vip/user', { usernames: [odd] }],
  ['GET', `push/label/vip/user?cursor=${cursor}`],
  ['GET', `notification/template/${path}`],
  ['GET', `notification/template?cursor=${cursor}`],
  ['DELETE', `notifiers/${path}`],
]

test('F114 S33 a NUL in a name is the caller’s fault wherever it stands, with PostgreSQL too', {
  timeout: 20_000,
}, async () => {
  await using server = await startTestServer(['--database', await postgres.createDatabase()])
  assert.equal((await server.app('POST', 'push/label', { name: 'vip' })).status, 200)
  for (const [method, at, body] of calls) {
    const { status } = await server.app(method, at, body)
    // A batch tells of its bad name in the answer.
    const wanted = at.endsWith('/user') ? [200] : [400, 404]
    assert.ok(wanted.includes(status), `${method} ${at}: ${status}`)
  }
})

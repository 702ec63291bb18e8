// The import endpoint, asked directly: what becomes of each row, and what it leaves behind.
import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { AppId } from '@posthouse/protocol'
import { startTestServer, type TestServer } from './test-server.ts'

let server: TestServer

before(async () => {
  server = await startTestServer()
})

after(async () => {
  await server[Symbol.asyncDispose]()
})

type Kind = 'users' | 'bindings' | 'labels' | 'templates'

async function imported(kind: Kind, rows: readonly object[], more: object = {}) {
  const { status, body } = await server.admin('POST', `import/${kind}`, { rows, ...more })
  equal(status, 200, JSON.stringify(body))
  return body.rows as readonly { status: string; code?: string; field?: string; text?: string }[]
}

async function statuses(kind: Kind, rows: readonly object[], more: object = {}) {
  return (await imported(kind, rows, more)).map(({ status, code, field }) => [status, code, field].join(' ').trim())
}

async function bindingsOf(user: string) {
  const { body } = await server.app('GET', `users/${user}/push/binding`)
  return (body.entities as { device_id: string; device_token: string }[]).map(
    one => `${one.device_id}=${one.device_token}`,
  )
}

function binding(username: string, device: string, token: string, notifier = 'ios') {
  return { username, device_id: device, device_token: token, notifier_name: notifier }
}

function labels() {
  return server.system.store.tables.labels.list(server.demo.appId as AppId, undefined, 100)
}

function logIn(username: string, password: string) {
  return server.app('POST', 'token', { grant_type: 'password', username, password })
}

test('users are created, brought up to date and left alone; a repeat changes nothing', async () => {
  const rows = [
    { username: 'U1', nickname: '小明' },
    { username: 'u2', activated: false, password: 'secret-2' },
    { username: 'u1', nickname: 'Ming' },
  ]
  deepEqual(await statuses('users', rows), ['created', 'created', 'updated'])
  const { body } = await server.app('GET', 'users/u1')
  equal(body.entities[0].nickname, 'Ming')
  equal((await server.app('GET', 'users/u2')).body.entities[0].activated, false)
  const last = rows.slice(1)
  deepEqual(await statuses('users', last), ['unchanged', 'unchanged'])
  equal((await server.app('GET', 'users/u1')).body.entities[0].modified, body.entities[0].modified)
  deepEqual(await statuses('users', [{ username: 'u1' }]), ['unchanged'])
  equal((await server.app('GET', 'users/u1')).body.entities[0].nickname, 'Ming')
})

test('S09: a user without a password cannot log in with any, and can once one is imported; the old one is out then', async () => {
  await imported('users', [{ username: 'pw' }])
  for (const guess of ['none', 'x']) equal((await logIn('pw', guess)).status, 400)
  const inherited = { grant_type: 'inherit', username: 'pw', autoCreateUser: false }
  equal((await server.app('POST', 'token', inherited)).status, 200)
  deepEqual(await statuses('users', [{ username: 'pw', password: 'first' }]), ['updated'])
  const { status, body } = await logIn('pw', 'first')
  equal(status, 200)
  deepEqual(await statuses('users', [{ username: 'pw', password: 'first' }]), ['unchanged'])
  const asUser = { authorization: `Bearer ${body.access_token}` }
  deepEqual(await statuses('users', [{ username: 'pw', password: 'second' }]), ['updated'])
  equal((await server.app('GET', 'users/pw', undefined, asUser)).status, 401)
  equal((await logIn('pw', 'second')).status, 200)
})

test('S16: each row is checked by the rules of the public calls, and a bad one does not concern the others', async () => {
  deepEqual(
    await statuses('users', [
      { username: 'good' },
      { username: 'two words' },
      { username: 'x'.repeat(65) },
      { username: 7 },
      { nickname: 'nobody' },
      { username: 'a', nickname: 'x'.repeat(101) },
      { username: 'a', password: 'x'.repeat(65) },
      { username: 'a', activated: 'yes' },
      { username: 'a', password_hash: 'x' },
    ]),
    [
      'created',
      'refused username_illegal username',
      'refused username_too_long username',
      'refused argument_illegal username',
      'refused argument_illegal username',
      'refused nickname_too_long nickname',
      'refused password_too_long password',
      'refused argument_illegal activated',
      'refused argument_illegal password_hash',
    ],
  )
  deepEqual(
    await statuses('bindings', [
      binding('good', 'd1', 't1'),
      binding('nobody-here', 'd1', 't2'),
      binding('good', '', 't3'),
      binding('good', 'd1', ''),
      binding('good', 'd1', 'x'.repeat(5_000)),
      binding('good', 'a\u0000b', 't4'),
      { ...binding('good', 'd2', 't5'), app_id: '1' },
    ]),
    [
      'created',
      'refused import_user_unknown username',
      'refused argument_illegal device_id',
      'refused argument_illegal device_token',
      'refused parameter_invalid device_token',
      'refused parameter_invalid device_id',
      'refused argument_illegal app_id',
    ],
  )
  const [refused] = await imported('labels', [{ label: '深圳', username: 'good' }])
  match(String(refused?.text), /letters/)
})

test('I6: a token that two rows claim ends with the last one, in one batch as in two', async () => {
  await imported('users', [{ username: 'first' }, { username: 'second' }])
  const rows = [binding('first', 'a', 'shared'), binding('second', 'b', 'shared'), binding('first', 'a', 'shared')]
  deepEqual(await statuses('bindings', rows), ['created', 'created', 'created'])
  deepEqual([await bindingsOf('first'), await bindingsOf('second')], [['a=shared'], []])
  deepEqual(await statuses('bindings', [binding('second', 'b', 'shared')]), ['created'])
  deepEqual([await bindingsOf('first'), await bindingsOf('second')], [[], ['b=shared']])
  deepEqual(await statuses('bindings', [binding('second', 'b', 'newer'), binding('second', 'b', 'newer')]), [
    'updated',
    'unchanged',
  ])
  deepEqual(await bindingsOf('second'), ['b=newer'])
})

test('a user has at most 50 bindings after an import too, and replacing one of them is no new one', async () => {
  const rows = Array.from({ length: 52 }, (_, index) => binding('many', `d${index}`, `many-${index}`))
  const ends = await statuses('bindings', rows, { createUsers: true })
  deepEqual(ends.slice(49), ['created', 'refused import_limit username', 'refused import_limit username'])
  deepEqual(await statuses('bindings', [binding('many', 'd0', 'other'), binding('many', 'd50', 'x')]), [
    'updated',
    'refused import_limit username',
  ])
  equal((await bindingsOf('many')).length, 50)
})

test('labels are made where they are missing, users are added once, and the count stays exact', async () => {
  await imported('users', [{ username: 'l1' }, { username: 'l2' }])
  const rows = [
    { name: 'vip', description: 'paying' },
    { label: 'vip', username: 'L1' },
    { label: 'vip', username: 'l2' },
    { label: 'vip', username: 'l1' },
    { label: 'new', username: 'l1' },
    { name: 'vip', description: 'something else' },
    { label: 'vip', username: 'nobody-here' },
    { label: 'vip' },
    { label: 'a', name: 'b', username: 'l1' },
  ]
  const ends = [
    ...['created', 'created', 'created', 'unchanged', 'created'],
    'refused argument_illegal description',
    'refused import_user_unknown username',
    'refused argument_illegal username',
    'refused argument_illegal name',
  ]
  deepEqual(await statuses('labels', rows), ends)
  deepEqual(
    (await statuses('labels', rows)).slice(0, 5),
    Array.from({ length: 5 }, () => 'unchanged'),
  )
  const vip = async () => (await labels()).find(({ name }) => name === 'vip')
  deepEqual([(await vip())?.memberCount, (await vip())?.description], [2, 'paying'])
  deepEqual(await statuses('labels', [{ label: 'vip', username: 'fresh' }], { createUsers: true }), ['created'])
  equal((await vip())?.memberCount, 3)
  equal((await server.app('GET', 'users/fresh')).status, 200)
})

test('an app has at most 100 labels after an import too', async () => {
  const room = 100 - (await labels()).length
  const ends = await statuses(
    'labels',
    Array.from({ length: room + 1 }, (_, index) => ({ name: `fill-${index}` })),
  )
  deepEqual(ends.slice(-2), ['created', 'refused import_limit'])
  const { system, demo } = server
  const { store } = system
  const filled = (await labels()).filter(({ name }) => name.startsWith('fill-'))
  await store.commit(filled.map(({ id }) => store.tables.labels.delete(demo.appId as AppId, id)))
})

test('templates are made and their patterns replaced; a repeat changes nothing', async () => {
  const promo = { name: 'promo1', title_pattern: 'News for {0}', content_pattern: '{0} sent you {1}' }
  deepEqual(await statuses('templates', [promo, { ...promo, name: 'two words' }, { name: 'x' }]), [
    'created',
    'refused argument_illegal name',
    'refused argument_illegal title_pattern',
  ])
  deepEqual(await statuses('templates', [promo]), ['unchanged'])
  deepEqual(await statuses('templates', [{ ...promo, title_pattern: 'Hello' }]), ['updated'])
  const { body } = await server.app('GET', 'notification/template/promo1')
  deepEqual([body.data.title_pattern, body.data.content_pattern], ['Hello', '{0} sent you {1}'])
})

test('a dry run says the same and writes nothing', async () => {
  const dry = { dryRun: true, createUsers: true }
  deepEqual(await statuses('users', [{ username: 'dry', password: 'p' }, { username: '*' }], dry), [
    'created',
    'refused username_illegal username',
  ])
  deepEqual(await statuses('bindings', [binding('dry', 'd', 'dry-token')], dry), ['created'])
  deepEqual(await statuses('labels', [{ label: 'dry', username: 'dry' }], dry), ['created'])
  deepEqual(await statuses('templates', [{ name: 'dry', title_pattern: 'a', content_pattern: 'b' }], dry), ['created'])
  equal((await server.app('GET', 'users/dry')).status, 404)
  equal(
    (await labels()).find(({ name }) => name === 'dry'),
    undefined,
  )
  equal((await server.app('GET', 'notification/template/dry')).status, 400)
})

test('the plan of an app holds for imports: a batch with too many new users writes nothing', async () => {
  const { users } = server.system.store.tables
  const before = (await users.list(server.demo.appId as AppId, undefined, 1_000)).length
  await server.admin('PUT', 'settings', { quotas: { users: before + 1 } })
  const rows = [{ username: 'plan-1' }, { username: 'plan-2' }]
  const { status, body } = await server.admin('POST', 'import/users', { rows })
  deepEqual([status, body.error], [429, 'resource_limited'])
  equal((await server.app('GET', 'users/plan-1')).status, 404)
  deepEqual(await statuses('users', rows.slice(1)), ['created'])
  await server.admin('PUT', 'settings', { quotas: { users: 1_000_000 } })
})

test('S30, S31: a batch is bounded in rows, bytes, keys and depth, and needs the operator’s key', async () => {
  const row = { username: 'a' }
  const rows = (count: number, one: object = row) => ({ rows: Array.from({ length: count }, () => one) })
  equal((await server.admin('POST', 'import/users', rows(1_000))).status, 200)
  equal((await server.admin('POST', 'import/users', rows(1_001))).status, 400)
  equal((await server.admin('POST', 'import/users', rows(0))).status, 400)
  const wide = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`m${index}`, 'x']))
  const tooWide = await server.admin('POST', 'import/users', rows(1_000, wide))
  deepEqual([tooWide.status, tooWide.body.error], [400, 'json_parse'])
  equal((await server.admin('POST', 'import/users', rows(1_000, { username: 'x'.repeat(2_200) }))).status, 413)
  equal((await server.admin('POST', 'import/users', { ...rows(1), more: 1 })).status, 400)
  equal((await server.admin('POST', 'import/secrets', rows(1))).status, 404)
  const { org, app } = server.demo
  const asApp = await fetch(`${server.url}/admin/v1/apps/${org}/${app}/import/users`, {
    method: 'POST',
    headers: { authorization: 'Bearer wrong' },
    body: JSON.stringify(rows(1)),
  })
  equal(asApp.status, 401)
  ok((await asApp.text()).includes('error'))
})

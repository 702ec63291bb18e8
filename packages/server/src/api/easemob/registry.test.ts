import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, describe, it } from 'node:test'
import { type Answer, type RegistryServer, startRegistryServer } from '../../app/testing/registry-server.ts'

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

describe('the registry over HTTP', () => {
  let server: RegistryServer
  before(async () => {
    server = await startRegistryServer()
  })
  after(() => server[Symbol.asyncDispose]())

  const call = (method: string, path: string, body?: unknown, token: string | undefined = server.demo.token) =>
    server.call(method, `/acme/demo${path}`, body, token)
  const open = (method: string, path: string, body?: unknown) => server.call(method, `/acme/demo${path}`, body)
  const register = (username: string, password = 'p1') => call('POST', '/users', { username, password })
  const userToken = async (username: string, password = 'p1') =>
    String((await open('POST', '/token', { grant_type: 'password', username, password })).body['access_token'])
  const sentence = ({ status, body }: Answer) => `${status} ${body['error']}: ${body['error_description']}`

  describe('POST token (spec/easemob.md §1.3, §1.4)', () => {
    const grant = (body: object) => open('POST', '/token', body)
    const credentials = () => ({
      grant_type: 'client_credentials',
      client_id: server.demo.app.clientId,
      client_secret: server.demo.clientSecret,
    })

    it('gives the app a token of 60 days by default, and as long as asked for, as number or text', async () => {
      const { status, body } = await grant(credentials())
      assert.equal(status, 200)
      assert.match(String(body['access_token']), /^YWMt/)
      assert.deepEqual(
        { ...body, access_token: '' },
        {
          access_token: '',
          expires_in: 5_184_000,
          application: server.demo.app.uuid,
        },
      )
      assert.equal((await grant({ ...credentials(), ttl: '1024000' })).body['expires_in'], 1_024_000)
      assert.equal((await grant({ ...credentials(), ttl: 0 })).body['expires_in'], 1_576_800_000)
      assert.equal((await grant({ ...credentials(), ttl: 9_999_999_999 })).body['expires_in'], 1_576_800_000)
    })

    it('says exactly what is wrong', async () => {
      const { client_id, client_secret } = credentials()
      const cases: readonly [object, string][] = [
        [{ grant_type: 'client_credentials' }, '400 illegal_argument: client_id must be provided.'],
        [{ grant_type: 'client_credentials', client_id }, '400 illegal_argument: client_secret must be provided'],
        [{ ...credentials(), client_id: 'x' }, '400 invalid_grant: client_id does not match'],
        [{ ...credentials(), client_secret: 'x' }, '400 invalid_grant: client_secret does not match'],
        [{ client_id, client_secret }, '400 illegal_argument: parameters is invalid : grant_type'],
        [{ grant_type: 'magic' }, '400 illegal_argument: grant_type is not supported'],
        [{ grant_type: 'password' }, '400 illegal_argument: Entity user requires a property named username'],
        [{ grant_type: 'password', username: 'u' }, '400 illegal_argument: password or pin must provided'],
        [{ grant_type: 'password', username: 'nobody', password: 'x' }, '404 invalid_grant: user not found'],
        [{ grant_type: 'inherit', username: 'nobody' }, '401 unauthorized: Unable to authenticate (OAuth)'],
        [{ ...credentials(), ttl: -1 }, '400 illegal_argument: parameters is invalid : ttl'],
      ]
      for (const [body, expected] of cases) assert.equal(sentence(await grant(body)), expected)
    })

    it('gives a user a token for the password, with the user', async () => {
      await register('grantee')
      const { body } = await grant({ grant_type: 'password', username: 'Grantee', password: 'p1', timestamp: 1 })
      const user = body['user'] as Record<string, unknown>
      assert.deepEqual(Object.keys(user), ['uuid', 'type', 'created', 'modified', 'username', 'activated'])
      assert.equal(user['username'], 'grantee')
      assert.equal(
        sentence(await grant({ grant_type: 'password', username: 'grantee', password: 'p2' })),
        '400 invalid_grant: invalid username or password',
      )
    })

    it('gives a user a token on the app’s word, and registers a missing one when asked to', async () => {
      const inherit = (body: object) => call('POST', '/token', { grant_type: 'inherit', ...body })
      assert.equal(sentence(await inherit({ username: 'heir' })), '404 entity_not_found: User null not found')
      const { body } = await inherit({ username: 'Heir', autoCreateUser: true })
      assert.equal((body['user'] as Record<string, unknown>)['username'], 'heir')
      assert.equal((await call('GET', '/users/heir', undefined, String(body['access_token']))).status, 200)
      assert.equal(
        sentence(await inherit({ username: 'b ob', autoCreateUser: true })),
        '400 illegal_argument: username [b ob] is not legal',
      )
    })

    it('tells a user when the token ends', async () => {
      await register('renewer')
      const token = await userToken('renewer')
      const { body } = await call('GET', '/sdk/users/renewer/token/expires', undefined, token)
      const leftMs = Number(body['expire_timestamp']) - Date.now()
      assert.ok(Math.abs(leftMs - 5_184_000_000) < 60_000)
    })

    it('S04 stores no token and no secret in the clear', async () => {
      const token = await userToken('grantee')
      const bytes = Buffer.concat([
        await readFile(server.databasePath),
        await readFile(`${server.databasePath}-wal`).catch(() => Buffer.alloc(0)),
      ])
      for (const secret of [
        token,
        server.demo.token,
        server.demo.clientSecret,
        server.demo.appSign,
        server.demo.serverSecret,
      ])
        assert.equal(bytes.includes(secret), false)
    })

    it('S02 S13 a token opens its own app only', async () => {
      for (const path of ['/users', '/notifiers'])
        assert.equal(
          sentence(await call('GET', path, undefined, server.other.token)),
          '401 auth_bad_access_token: Unable to authenticate due to corrupt access token',
        )
    })
  })

  describe('users (spec/easemob.md §2.2)', () => {
    it('registers one user with the sample’s body', async () => {
      const { status, body } = await register('Alice')
      assert.equal(status, 200)
      const [user] = body['entities'] as [Record<string, unknown>]
      assert.match(String(user['uuid']), uuid)
      assert.deepEqual(
        { ...body, timestamp: 0, duration: 0, entities: [{ ...user, uuid: '', created: 0, modified: 0 }] },
        {
          action: 'post',
          application: server.demo.app.uuid,
          path: '/users',
          uri: `${server.base}/acme/demo/users`,
          entities: [{ uuid: '', type: 'user', created: 0, modified: 0, username: 'alice', activated: true }],
          timestamp: 0,
          duration: 0,
          organization: 'acme',
          applicationName: 'demo',
        },
      )
    })

    it('refuses names, passwords and nicknames with the original’s sentences', async () => {
      const cases: readonly [object, string][] = [
        [{ password: 'p' }, '400 illegal_argument: Entity user requires a property named username'],
        [{ username: 'x' }, '400 illegal_argument: password or pin must provided'],
        [{ username: 'a b', password: 'p' }, '400 illegal_argument: username [a b] is not legal'],
        [{ username: 'x'.repeat(65), password: 'p' }, '400 illegal_argument: USERNAME_TOO_LONG'],
        [{ username: 'x', password: 'p'.repeat(65) }, '400 illegal_argument: PASSWORD_TOO_LONG'],
        [{ username: 'x', password: 'p', nickname: '名'.repeat(101) }, '400 illegal_argument: NICKNAME_TOO_LONG'],
        [
          { username: 'alice', password: 'p' },
          `400 duplicate_unique_property_exists: Application ${server.demo.app.uuid} Entity user requires that property named username be unique, value of alice exists`,
        ],
      ]
      for (const [body, expected] of cases) assert.equal(sentence(await call('POST', '/users', body)), expected)
      assert.equal((await register('x'.repeat(64), 'p'.repeat(64))).status, 200)
    })

    it('registers a list in part and names those that failed', async () => {
      const users = ['bob', 'alice', 'b!', 'BOB', 'carol'].map(username => ({ username, password: 'p1' }))
      const { body } = await call('POST', '/users', users)
      const entities = body['entities'] as Record<string, unknown>[]
      assert.deepEqual(
        entities.map(user => user['username']),
        ['bob', 'carol'],
      )
      assert.deepEqual(body['data'], [
        { username: 'b!', registerUserFailReason: 'username [b!] is not legal' },
        { username: 'bob', registerUserFailReason: 'the bob already exists' },
        { username: 'alice', registerUserFailReason: 'the alice already exists' },
      ])
      const twice = ['p1', 'p2', 'p1'].map(password => ({ username: 'twice', password }))
      assert.deepEqual((await call('POST', '/users', twice)).body['data'], [
        {
          username: 'twice',
          registerUserFailReason: 'the same user twice has a different password, the passwords are not shown',
        },
        { username: 'twice', registerUserFailReason: 'the twice already exists' },
      ])
      const many = Array.from({ length: 61 }, (_, at) => ({ username: `m${at}`, password: 'p' }))
      assert.equal(
        sentence(await call('POST', '/users', many)),
        '400 illegal_argument: Request body array size[61] had almost reached or been greater than the upper range value[60]',
      )
    })

    it('keeps registration closed without a token unless the app opened it', async () => {
      assert.equal(
        sentence(await open('POST', '/users', { username: 'walk-in', password: 'p' })),
        '401 unauthorized: registration is not open, please contact the app admin',
      )
      assert.equal((await open('POST', '/users', [{ username: 'walk-in', password: 'p' }])).status, 401)
      const settings = { openRegistration: true }
      await server.call('PUT', '/admin/v1/apps/acme/demo/settings', settings, 'operator-key-for-tests')
      assert.equal((await open('POST', '/users', { username: 'walk-in', password: 'p' })).status, 200)
      assert.equal((await open('POST', '/users', [{ username: 'walk-in2', password: 'p' }])).status, 401)
    })

    it('lists users page by page', async () => {
      const names: string[] = []
      let cursor = ''
      for (let pages = 0; pages < 20; pages += 1) {
        const { body } = await call('GET', `/users?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}&_v=1`)
        if (pages === 0) assert.deepEqual(body['params'], { limit: ['2'] })
        names.push(...(body['entities'] as { username: string }[]).map(user => user.username))
        if (body['cursor'] === undefined) break
        cursor = String(body['cursor'])
      }
      assert.deepEqual(
        names,
        names.toSorted((left, right) => (left < right ? -1 : 1)),
      )
      assert.ok(names.includes('alice') && names.includes('carol'))
      assert.equal((await call('GET', '/users?limit=101')).status, 400)
    })

    it('answers 404 with the exception that the web SDK compares', async () => {
      const { status, body } = await call('GET', '/users/nobody')
      assert.equal(
        `${status} ${body['error']} ${body['exception']}`,
        '404 service_resource_not_found UserNotFoundException',
      )
    })

    it('S05 sets a password and ends the tokens of the old one', async () => {
      const token = await userToken('carol')
      const { body } = await call('PUT', '/users/carol/password', { newpassword: 'p2' })
      assert.deepEqual(
        { ...body, timestamp: 0, duration: 0 },
        { action: 'set user password', timestamp: 0, duration: 0 },
      )
      assert.equal(
        (await open('POST', '/token', { grant_type: 'password', username: 'carol', password: 'p2' })).status,
        200,
      )
      assert.equal(
        sentence(await call('GET', '/users/carol', undefined, token)),
        '401 auth_bad_access_token: Unable to authenticate',
      )
    })

    it('bans and lifts the ban', async () => {
      const { body } = await call('POST', '/users/bob/deactivate')
      assert.equal(body['action'], 'Deactivate user')
      assert.equal((body['entities'] as Record<string, unknown>[])[0]?.['activated'], false)
      assert.equal(
        sentence(await open('POST', '/token', { grant_type: 'password', username: 'bob', password: 'p1' })),
        '400 invalid_grant: user not activated',
      )
      assert.equal((await call('POST', '/users/bob/activate')).body['action'], 'activate user')
    })

    it('reports nobody as connected, because there is no channel to be connected to', async () => {
      assert.deepEqual((await call('GET', '/users/alice/status')).body['data'], { alice: 'offline' })
      const { body } = await call('POST', '/users/batch/status', { usernames: ['alice', 'nobody'] })
      assert.equal(body['action'], 'get batch user status')
      assert.deepEqual(body['data'], [{ alice: 'offline' }, { nobody: 'offline' }])
    })

    it('sets push nicknames, one and many', async () => {
      const one = await call('PUT', '/users/alice', { nickname: 'Alice A.' })
      assert.equal((one.body['entities'] as Record<string, unknown>[])[0]?.['nickname'], 'Alice A.')
      const many = await call('PUT', '/push/nickname', [
        { username: 'alice', push_nickname: '爱丽丝' },
        { username: 'nobody', push_nickname: 'N' },
      ])
      assert.deepEqual(many.body['entities'], [{ push_nickname: '爱丽丝', username: 'alice' }])
      assert.equal(many.body['path'], '/push')
      const refused = async (body: unknown) => (await call('PUT', '/push/nickname', body)).body['error_description']
      assert.equal(await refused([]), 'put user push nicknames illegal empty request body')
      assert.equal(
        await refused(Array.from({ length: 51 }, () => ({ username: 'alice', push_nickname: 'A' }))),
        'put user push nicknames exceeds the limit',
      )
      assert.equal(
        await refused([{ username: 'alice', push_nickname: 'x'.repeat(101) }]),
        'alice push nickname length exceeds the limit',
      )
    })

    it('deletes one user with bindings, and the first of many', async () => {
      await register('gone')
      const { body } = await call('DELETE', '/users/gone')
      assert.equal((body['entities'] as { username: string }[])[0]?.username, 'gone')
      assert.equal((await call('GET', '/users/gone')).status, 404)
      await call(
        'POST',
        '/users',
        ['-1', '-2'].map(username => ({ username, password: 'p' })),
      )
      assert.equal((await call('DELETE', '/users')).status, 400)
      const many = await call('DELETE', '/users?limit=2')
      assert.deepEqual(
        (many.body['entities'] as { username: string }[]).map(user => user.username),
        ['-1', '-2'],
      )
    })
  })

  describe('bindings (spec/easemob.md §2.3)', () => {
    const path = '/users/dora/push/binding'
    const binding = { device_id: 'dev-0001', device_token: 'tok-0001', notifier_name: 'demo_fcm' }
    before(() => register('dora'))

    it('binds, lists and removes with the sample’s body', async () => {
      const put = await call('PUT', path, binding)
      assert.deepEqual(
        { ...put.body, timestamp: 0, duration: 0 },
        { timestamp: 0, entities: [binding], action: 'put', duration: 0 },
      )
      const second = { ...binding, notifier_name: 'demo_mi' }
      assert.equal(((await call('PUT', path, second)).body['entities'] as unknown[]).length, 2)
      const list = await call('GET', path)
      assert.equal(list.body['action'], 'get')
      assert.deepEqual(list.body['entities'], [binding, second])
      assert.deepEqual((await call('PUT', path, { ...second, device_token: '' })).body['entities'], [binding])
      assert.deepEqual((await call('PUT', path, { ...binding, notifier_name: '' })).body['entities'], [])
    })

    it('names the member that is missing, and the user that is not there', async () => {
      for (const field of ['device_id', 'device_token', 'notifier_name']) {
        const { [field as keyof typeof binding]: _gone, ...rest } = binding
        assert.equal(sentence(await call('PUT', path, rest)), `400 illegal_argument: parameters is invalid : ${field}`)
      }
      const { status, body } = await call('PUT', '/users/nobody/push/binding', binding)
      assert.equal(
        `${status} ${body['exception']} ${body['error_description']}`,
        '400 RequiredPropertyNotFoundException Entity user requires a property named username',
      )
      assert.equal((await call('GET', '/users/nobody/push/binding')).status, 400)
    })

    it('I6 gives a token to its latest owner only', async () => {
      await register('emil')
      await call('PUT', path, { ...binding, device_token: 'moving' })
      await call('PUT', '/users/emil/push/binding', { ...binding, device_token: 'moving' })
      assert.deepEqual((await call('GET', path)).body['entities'], [])
      assert.equal(((await call('GET', '/users/emil/push/binding')).body['entities'] as unknown[]).length, 1)
    })

    it('I6 a user binds for nobody else', async () => {
      const token = await userToken('dora')
      assert.equal((await call('PUT', '/users/DORA/push/binding', binding, token)).status, 200)
      assert.equal(
        sentence(await call('PUT', '/users/emil/push/binding', binding, token)),
        '401 unauthorized: Unable to authenticate (OAuth)',
      )
    })

    it('refuses the 51st binding of a user, and lets the 50 change', async () => {
      await register('fifty')
      const put = (at: number, token = `t${at}`) =>
        call('PUT', '/users/fifty/push/binding', { device_id: `d${at}`, device_token: token, notifier_name: 'n' })
      for (let at = 0; at < 50; at += 1) assert.equal((await put(at)).status, 200)
      assert.equal(sentence(await put(50)), '403 limit: limit request')
      assert.equal((await put(7, 'fresh')).status, 200)
    })

    it('S33 keeps control characters and overlong text out of the record', async () => {
      const cases = [
        { ...binding, device_id: 'a\u0000b' },
        { ...binding, device_id: '' },
        { ...binding, device_id: 'x'.repeat(257) },
        { ...binding, device_token: 'a\nb' },
        { ...binding, device_token: 'x'.repeat(4_097) },
        { ...binding, notifier_name: '\ud800' },
      ]
      for (const body of cases)
        assert.equal((await call('PUT', path, body)).status, 400, JSON.stringify(body).slice(0, 80))
      assert.equal((await call('PUT', path, { ...binding, device_token: 'x'.repeat(4_096) })).status, 200)
    })

    it('binds in the older form, with both spellings of the device id', async () => {
      const { body } = await call('PUT', '/users/dora', binding)
      const [user] = body['entities'] as [Record<string, unknown>]
      assert.deepEqual(user['pushInfo'], [
        { device_Id: 'dev-0001', device_id: 'dev-0001', device_token: 'tok-0001', notifier_name: 'demo_fcm' },
      ])
      const unbound = await call('PUT', '/users/dora', { ...binding, device_token: '' })
      assert.deepEqual((unbound.body['entities'] as Record<string, unknown>[])[0]?.['pushInfo'], [])
      assert.equal(
        sentence(await call('PUT', '/users/dora', { device_id: 'd', device_token: 't' })),
        '400 illegal_argument: parameters is invalid : notifier_name',
      )
    })
  })
})

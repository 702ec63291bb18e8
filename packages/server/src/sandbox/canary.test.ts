// Secrets and content, planted wherever they can be handed in, and looked for wherever they must not come out (S15, S50, I14).
import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe, it } from 'node:test'
import { vendors } from '@posthouse/vendors'
import type { Simulator } from '@posthouse/vendors/simulators'
import { createLog } from '../app/logger.ts'
import { type Answer, startTestServer, type TestServer } from './test-server.ts'
import { asConsole, cookieOf } from './testing/console-client.ts'

const adminKey = 'canary-operator-key-0123456789abcdef'
const idempotencyKey = 'canary-idempotency-key'
const password = 'canary-password-of-a-user'
const accountPassword = 'canary-password-of-an-account'
const passphrase = 'canary-passphrase'
const callbackSecret = 'canary-callback-secret-0123456789'
const appName = 'com.example.canary'
const content = {
  title: 'canary-title',
  content: 'canary-content 金丝雀',
  sub_title: 'canary-sub',
  ext: { order: 'canary-ext' },
}

describe('what was planted', () => {
  let server: TestServer
  let place: string
  const log = () => readFile(join(place, 'log'), 'utf8')
  /** Must come out nowhere but in the one answer that hands it to its owner. */
  const secrets = new Map<string, string>()
  const deviceTokens = new Map<string, string>()
  const answers: { readonly what: string; readonly isOperator: boolean; readonly text: string }[] = []

  before(async () => {
    place = await mkdtemp(join(tmpdir(), 'posthouse-canary-'))
    server = await startTestServer(['--admin-key', adminKey], {
      log: createLog('info', join(place, 'log')),
      dataPath: join(place, 'data'),
    })
    for (const [name, value] of Object.entries({ adminKey, password, passphrase, callbackSecret, idempotencyKey }))
      secrets.set(name, value)
    for (const name of ['clientSecret', 'appSign', 'serverSecret'] as const) secrets.set(name, server.demo[name])
    await plant()
    await plantAccess()
    await push()
  })
  after(async () => {
    await server[Symbol.asyncDispose]()
    await rm(place, { recursive: true })
  })

  async function app(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer> {
    const answer = await server.app(method, path, body, headers)
    answers.push({ what: `${method} ${path}`, isOperator: false, text: JSON.stringify(answer.body) })
    return answer
  }
  async function admin(method: string, path: string, body?: unknown): Promise<Answer> {
    const answer = await server.admin(method, path, body)
    assert.equal(answer.status, 200, `${method} ${path}`)
    answers.push({ what: `admin ${method} ${path}`, isOperator: true, text: JSON.stringify(answer.body) })
    return answer
  }

  /** A credential of each vendor, a user with a phone of each, a callback rule. */
  async function plant(): Promise<void> {
    await app('POST', 'users', { username: 'carol', password })
    const { clientId: client_id, clientSecret: client_secret } = server.demo
    const granted = await server.app('POST', 'token', { grant_type: 'client_credentials', client_id, client_secret })
    secrets.set('app token', granted.body.access_token)
    const entered = await server.app('POST', 'token', { grant_type: 'password', username: 'carol', password })
    secrets.set('user token', entered.body.access_token)
    for (const [name, simulator] of server.simulators) await plantNotifier(name, simulator)
    const closed = createServer((_, answer) => answer.writeHead(500).end('no'))
    await new Promise<void>(resolve => closed.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(closed.address() as AddressInfo).port}/hook`
    closed.close()
    const rule = { name: 'broken', url, secret: callbackSecret }
    // Its one answer shows the secret, so it is not among the recorded ones.
    assert.equal((await server.admin('POST', 'callbacks/rules', rule)).status, 200)
  }

  /** Accounts, a session, an invitation and a key; what their owners alone may know. */
  async function plantAccess(): Promise<void> {
    const setUpToken = (await server.system.offerSetUp()) ?? assert.fail('no token')
    secrets.set('set-up token', setUpToken).set('password of an account', accountPassword)
    const wrong = { token: setUpToken, name: 'ada', password: `${accountPassword}\0` }
    const ways = [
      ['POST', '/admin/v1/set-up', { ...wrong, token: `${setUpToken}x` }],
      ['POST', '/admin/v1/set-up', wrong],
    ] as const
    for (const [method, path, body] of ways) await asAda(method, path, body)
    const opened = await asConsole(server, 'POST', '/admin/v1/set-up', {
      body: { ...wrong, password: accountPassword },
    })
    cookie = cookieOf(opened)
    secrets.set('session', cookie.split('=')[1] ?? assert.fail('no session'))
    // The one answer that shows each is not among the recorded ones.
    const invited = await asConsole(server, 'POST', '/admin/v1/accounts', { cookie, body: { name: 'bo' } })
    secrets.set('invitation', invited.body.invitation.token)
    const key = await asConsole(server, 'POST', '/admin/v1/api-keys', { cookie, body: { name: 'k', role: 'viewer' } })
    secrets.set('api key', key.body.secret)
    await asAda('POST', '/admin/v1/session', { name: accountPassword, password: `${accountPassword}!` })
    await asAda('POST', '/admin/v1/session', { name: 'ada', password: `${accountPassword}!` })
    await asAda('PUT', '/admin/v1/session/password', {
      oldPassword: accountPassword,
      newPassword: accountPassword.slice(0, 9),
    })
    for (const path of ['session', 'accounts', 'api-keys', 'audit', 'audit/verify', 'apps'])
      await asAda('GET', `/admin/v1/${path}`)
    await asAda('GET', `/admin/v1/apps/${server.demo.org}/${server.demo.app}/users/test1`)
    await asAda('GET', `/admin/v1/apps/${server.demo.org}/${server.demo.app}/users/test1/push/binding`)
    for (const one of server.demo.users)
      for (const { vendor, deviceToken } of one.bindings) deviceTokens.set(`${one.id} ${vendor}`, deviceToken)
  }
  let cookie = ''
  async function asAda(method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown): Promise<void> {
    const answer = await asConsole(server, method, path, { cookie, body })
    answers.push({ what: `console ${method} ${path}`, isOperator: true, text: JSON.stringify(answer.body) })
  }

  async function plantNotifier(name: string, simulator: Simulator): Promise<void> {
    const vendor = vendors.find(one => one.name === name)
    assert.ok(vendor)
    const { settings, ...form } = await simulator.addApp({ packageName: appName })
    if (form.certificate !== undefined && form.file === undefined) secrets.set(`${name} certificate`, form.certificate)
    if (form.file !== undefined) plantFile(name, form.file)
    const body = { ...form, passphrase, provider: vendor.provider, [vendor.settingsKeys[0] ?? '']: settings }
    assert.equal((await app('POST', 'notifiers', body)).status, 200)
    const token = simulator.newToken(appName, 4_711)
    deviceTokens.set(name, token)
    const binding = { device_id: `carol-${name}`, device_token: token, notifier_name: form.name }
    // The app reads back what it bound, tokens included, as in the original; not the operator.
    assert.equal((await server.app('PUT', 'users/carol/push/binding', binding)).status, 200)
  }

  /** A file, its text, and each long line of its key. */
  function plantFile(name: string, file: string): void {
    secrets.set(`${name} file`, file)
    const text = Buffer.from(file, 'base64').toString('utf8')
    const key = /-----BEGIN PRIVATE KEY-----(?:\\n|\n)(.{40,64}?)(?:\\n|\n)/.exec(text)?.[1]
    assert.ok(key, `a key in the file of ${name}`)
    secrets.set(`${name} key`, key)
  }

  /** One push for each way that pushing goes, and every request that fails with a secret in it. */
  async function push(): Promise<void> {
    const once = (headers = {}) => app('POST', 'push/sync/carol', { strategy: 3, pushMessage: content }, headers)
    assert.equal((await once({ 'idempotency-key': idempotencyKey })).status, 200)
    await once({ 'idempotency-key': idempotencyKey })
    for (const action of [
      {
        kind: 'answer',
        status: 400,
        body: { reason: 'BadTopic', error: { code: 400, status: 'INVALID_ARGUMENT' }, code: '80100003', msg: 'no' },
      },
      { kind: 'answer', status: 200, headers: { 'content-type': 'text/html' }, body: `<html>${content.title}</html>` },
      { kind: 'reset', when: 'after' },
      {
        kind: 'answer',
        status: 403,
        body: {
          reason: 'InvalidProviderToken',
          error: { code: 403, status: 'PERMISSION_DENIED' },
          code: '80300002',
          msg: 'no',
        },
      },
    ] as const) {
      for (const [name, simulator] of server.simulators) simulator.arm({ token: deviceTokens.get(name) ?? '', action })
      const { headers } = await once()
      for (const simulator of server.simulators.values()) simulator.disarm()
      const msgId = String(headers['posthouse-msg-id'])
      await admin('GET', `messages/${msgId}/trace`)
    }
    for (const [name, simulator] of server.simulators)
      simulator.setToken(deviceTokens.get(name) ?? '', appName, { kind: 'unregistered', atMs: Date.now() + 60_000 })
    await breakCredential()
    await once()
    await refused()
    await read()
  }

  /** Damages one sealed credential, so that its channel cannot open. */
  async function breakCredential(): Promise<void> {
    const database = new DatabaseSync(join(server.dataPath, 'posthouse.db'), { timeout: 5_000 })
    database.exec('PRAGMA synchronous = FULL')
    const { changes } = database
      .prepare('UPDATE notifier SET credential = ? , version = version + 1 WHERE vendor = ? AND package_name = ?')
      .run(new Uint8Array(64), 'fcm', appName)
    database.close()
    assert.equal(changes, 1)
  }

  async function refused(): Promise<void> {
    const tooLong = { ...content, title: content.title.repeat(50) }
    await app('POST', 'push/sync/carol', { strategy: 3, pushMessage: tooLong })
    await app('POST', 'token', { grant_type: 'password', username: 'carol', password: `${password}!` })
    await app('POST', 'token', {
      grant_type: 'client_credentials',
      client_id: server.demo.clientId,
      client_secret: `${server.demo.clientSecret}!`,
    })
    await app('POST', 'notifiers', {
      provider: 'APNS',
      name: 'x',
      passphrase,
      certificate: callbackSecret,
      file: Buffer.from(callbackSecret).toString('base64'),
    })
    await app('POST', 'users', { username: 'carol', password })
    await app('PUT', 'users/carol/password', { oldpassword: `${password}!`, newpassword: password })
    await app('GET', 'users/carol', undefined, { authorization: `Bearer ${adminKey}` })
    await fetch(`${server.url}/easemob-demo/testy/users?access_token=${adminKey}`, {
      method: 'POST',
      body: `{"password":"${password}`,
    })
  }

  async function read(): Promise<void> {
    await app('GET', 'users/carol')
    await app('GET', 'users?limit=10')
    const notifiers = await app('GET', 'notifiers')
    await admin('GET', 'callbacks/rules')
    await admin('GET', `callbacks/${await triedCallback()}`)
    await admin('GET', 'callbacks')
    await admin('GET', 'users/carol/messages')
    for (const path of ['/admin/v1/apps', '/admin/v1/info', `/admin/v1/apps/${server.demo.org}/${server.demo.app}`]) {
      const answer = await fetch(server.url + path, { headers: { authorization: `Bearer ${adminKey}` } })
      assert.equal(answer.status, 200)
      answers.push({ what: path, isOperator: true, text: await answer.text() })
    }
    for (const { name } of notifiers.body.entities) await admin('POST', `notifiers/${encodeURIComponent(name)}/check`)
    for (const path of ['/openapi.json', '/readyz', '/metrics', '/'])
      answers.push({ what: path, isOperator: true, text: await (await fetch(server.url + path)).text() })
  }

  /** The id of a callback that was tried and failed: asks again after each answer. */
  async function triedCallback(): Promise<string> {
    for (let asked = 0; asked < 5_000; asked += 1) {
      const { body } = await server.admin('GET', 'callbacks')
      const tried = body.callbacks.find((one: { tries: readonly unknown[] }) => one.tries.length > 0)
      if (tried) return tried.id
      await new Promise(resolve => setImmediate(resolve))
    }
    throw new Error('no callback was tried')
  }

  it('S50 is not in the log, which tells tokens apart by fingerprint at most', async () => {
    const lines = await log()
    assert.match(lines, /notifier\.paused/)
    const planted = [
      ...secrets,
      ...deviceTokens,
      ...Object.entries(content).filter(([, value]) => typeof value === 'string'),
    ] as [string, string][]
    assert.deepEqual(found(lines, [...planted, ['ext', content.ext.order]]), [])
  })

  it('S15 secrets are in no answer but the one that hands them out', () => {
    assert.ok(answers.length > 25)
    const leaks = answers.flatMap(({ what, text }) => found(text, [...secrets]).map(name => `${name} in ${what}`))
    assert.deepEqual(leaks, [])
  })

  it('S15 device tokens are in no answer to the operator', () => {
    const leaks = answers
      .filter(({ isOperator }) => isOperator)
      .flatMap(({ what, text }) => found(text, [...deviceTokens]).map(name => `${name} in ${what}`))
    assert.deepEqual(leaks, [])
  })

  it('S46 secrets are in no file of the record', async () => {
    const files = (await readdir(server.dataPath)).filter(name => name.startsWith('posthouse.db'))
    assert.ok(files.includes('posthouse.db-wal'), files.join())
    const masterKey = await readFile(join(server.dataPath, 'master.key'), 'utf8')
    const planted: [string, string][] = [...secrets, ['master key', masterKey.trim()]]
    for (const name of files) {
      const bytes = await readFile(join(server.dataPath, name))
      const leaks = planted.flatMap(([what, secret]) =>
        [
          Buffer.from(secret),
          Buffer.from(Buffer.from(secret).toString('base64').replace(/=+$/, '')),
          Buffer.from(Buffer.from(secret).toString('hex')),
        ].some(form => bytes.includes(form))
          ? [`${what} in ${name}`]
          : [],
      )
      assert.deepEqual(leaks, [])
    }
  })

  it('S49 lies in files that only their owner reads, in a directory that only its owner enters', async () => {
    await server.system.store.backup(join(server.dataPath, 'backup.db'))
    const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8)
    assert.equal(await modeOf(server.dataPath), '700')
    const names = await readdir(server.dataPath)
    assert.ok(names.length >= 6, names.join())
    for (const name of names) assert.equal(await modeOf(join(server.dataPath, name)), '600', name)
    assert.deepEqual(
      names.filter(name => name.endsWith('.new')),
      [],
    )
  })

  it('sees what it looks for: the same search finds what was planted', async () => {
    const planted = join(place, 'planted')
    await writeFile(planted, `{"x":"${password} ${JSON.stringify(content.title)}"}`)
    assert.deepEqual(
      found(await readFile(planted, 'utf8'), [
        ['password', password],
        ['title', content.title],
        ['other', 'none'],
      ]),
      ['password', 'title'],
    )
  })
})

/** The names of the values that a text holds, as they are or as JSON writes them. */
function found(text: string, planted: readonly (readonly [string, string])[]): readonly string[] {
  return planted.flatMap(([name, value]) =>
    text.includes(value) || text.includes(JSON.stringify(value).slice(1, -1)) ? [name] : [],
  )
}

// Signing in to the console, over real HTTP: the set-up of the first account (S12), the cookie and where a request comes from (S11), what
// ends a session and when (S05), and guesses (S08).
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { sha256 } from '../base/crypto.ts'
import { startTestServer, type TestServer } from './test-server.ts'
import { asConsole, cookieOf, password, signIn } from './testing/console-client.ts'

describe('sessions of the console', () => {
  let server: TestServer
  let token: string
  let first: string
  before(async () => {
    server = await startTestServer(['--trusted-proxies', '127.0.0.1'])
    token = (await server.system.offerSetUp()) ?? assert.fail('no token')
  })
  after(() => server[Symbol.asyncDispose]())

  it('S12: nobody has an account at first, and only the printed token makes one, once', async () => {
    const state = await asConsole(server, 'GET', '/admin/v1/set-up')
    assert.deepEqual(state.body, { needed: true })
    assert.ok(token.length >= 43)
    const earlier = token
    token = (await server.system.offerSetUp()) ?? assert.fail('no token')
    const account = { name: 'Ada', password }
    const setUp = (body: object) => asConsole(server, 'POST', '/admin/v1/set-up', { body })
    assert.equal((await setUp({ ...account, token: earlier })).status, 404)
    assert.equal((await setUp({ ...account, token: 'x' })).status, 404)
    assert.equal((await setUp({ token, name: 'ada', password: 'password123' })).status, 400)
    assert.equal((await setUp({ token, name: 'a b', password })).status, 400)
    const done = await setUp({ ...account, token })
    assert.equal(done.status, 200)
    assert.deepEqual([done.body.account.name, done.body.role, done.body.roles], ['ada', 'admin', []])
    assert.equal(done.body.server.sandbox, true)
    first = cookieOf(done)
    assert.equal((await setUp({ ...account, token })).status, 404)
    assert.equal(await server.system.offerSetUp(), undefined)
    assert.deepEqual((await asConsole(server, 'GET', '/admin/v1/set-up')).body, { needed: false })
  })

  it('S11: the cookie is for the operator’s interface alone, and a new id comes with each sign-in', async () => {
    const opened = await signIn(server, 'ada', password, { cookie: 'posthouse_session=chosen-by-somebody-else' })
    const header = String(opened.headers['set-cookie'])
    assert.match(header, /^posthouse_session=[\w-]{43}; Path=\/admin; HttpOnly; SameSite=Strict; Secure$/)
    assert.notEqual(cookieOf(opened), first)
    const seen = await asConsole(server, 'GET', '/admin/v1/session', { cookie: cookieOf(opened) })
    assert.deepEqual([seen.status, seen.body.kind, seen.body.account.name], [200, 'account', 'ada'])
    // What somebody planted before is nobody's session after.
    const planted = await asConsole(server, 'GET', '/admin/v1/session', {
      cookie: `posthouse_session=${'x'.repeat(43)}`,
    })
    assert.equal(planted.status, 401)
  })

  it('S11: the cookie is marked Secure for https and loopback, and is kept by a browser on plain http elsewhere', async () => {
    const at = async (host: string) => {
      const opened = await signIn(server, 'ada', password, { host })
      return String(opened.headers['set-cookie']).endsWith('; Secure')
    }
    assert.deepEqual(
      [await at('localhost:8099'), await at('[::1]:8099'), await at('10.0.0.7:8099')],
      [true, true, false],
    )
  })

  it('S04: no secret of a session or link is in the record, only its hash', async () => {
    const id = first.slice('posthouse_session='.length)
    const found = await server.system.store.tables.consoleSessions.find(sha256(id))
    assert.equal(found?.seenAtMs === undefined, false)
  })

  it('S11: what changes something needs our header and our origin; what reads does not', async () => {
    const opened = cookieOf(await signIn(server, 'ada', password))
    const { org, app } = server.demo
    const label = (headers: Record<string, string>) =>
      asConsole(server, 'POST', `/admin/v1/apps/${org}/${app}/push/label`, {
        ...{ cookie: opened, body: { name: 'l' }, headers, bare: true },
      })
    const ours = { 'x-posthouse-console': '1' }
    const host = new URL(server.url).host
    const refused = [
      {},
      { 'x-posthouse-console': '0' },
      { ...ours, 'sec-fetch-site': 'cross-site' },
      { ...ours, 'sec-fetch-site': 'same-site' },
      { ...ours, origin: 'https://evil.example' },
      { ...ours, origin: 'null' },
    ]
    for (const headers of refused) {
      const answer = await label(headers as Record<string, string>)
      assert.deepEqual([answer.status, answer.body.error], [403, 'forbidden_op'], JSON.stringify(headers))
    }
    const accepted = [ours, { ...ours, 'sec-fetch-site': 'same-origin' }, { ...ours, origin: `http://${host}` }]
    for (const [at, headers] of accepted.entries()) {
      const body = { name: `l${at}` }
      const path = `/admin/v1/apps/${org}/${app}/push/label`
      const answer = await asConsole(server, 'POST', path, { cookie: opened, body, headers, bare: true })
      assert.equal(answer.status, 200, JSON.stringify(answer.body))
    }
    // The original's way to end connections is a GET, which another site can have a browser send.
    const disconnect = `/admin/v1/apps/${org}/${app}/users/test1/disconnect`
    const forged = await asConsole(server, 'GET', disconnect, { cookie: opened, bare: true })
    assert.deepEqual([forged.status, forged.body.error], [403, 'forbidden_op'])
    assert.equal((await asConsole(server, 'GET', disconnect, { cookie: opened })).status, 200)
    const read = await asConsole(server, 'GET', '/admin/v1/session', { cookie: opened, bare: true })
    assert.equal(read.status, 200)
    const body = { name: 'ada', password }
    const signedIn = await asConsole(server, 'POST', '/admin/v1/session', { body, bare: true })
    assert.equal(signedIn.status, 403)
  })

  it('S02: a session opens nothing of an app’s own interface, and its id is no bearer token', async () => {
    const opened = cookieOf(await signIn(server, 'ada', password))
    const { org, app } = server.demo
    const own = await asConsole(server, 'GET', `/${org}/${app}/push/label`, { cookie: opened })
    assert.equal(own.status, 401)
    const authorization = `Bearer ${opened.slice('posthouse_session='.length)}`
    const bearer = await asConsole(server, 'GET', '/admin/v1/session', { headers: { authorization } })
    assert.equal(bearer.status, 401)
  })

  it('S05: signing out ends a session at once, and a new password all others', async () => {
    const [one, two, three] = [
      cookieOf(await signIn(server, 'ada', password)),
      cookieOf(await signIn(server, 'ada', password)),
      cookieOf(await signIn(server, 'ada', password)),
    ]
    const status = async (cookie: string) => (await asConsole(server, 'GET', '/admin/v1/session', { cookie })).status
    assert.deepEqual([await status(one), await status(two), await status(three)], [200, 200, 200])
    const out = await asConsole(server, 'DELETE', '/admin/v1/session', { cookie: one })
    assert.deepEqual([out.status, out.body], [200, { signedOut: true }])
    assert.match(String(out.headers['set-cookie']), /Max-Age=0/)
    assert.deepEqual([await status(one), await status(two)], [401, 200])
    const change = (body: object) => asConsole(server, 'PUT', '/admin/v1/session/password', { cookie: two, body })
    const next = `${password}-2`
    assert.equal((await change({ oldPassword: 'wrong', newPassword: next })).status, 400)
    assert.equal((await change({ oldPassword: password, newPassword: 'short' })).status, 400)
    assert.equal((await change({ oldPassword: password, newPassword: next })).status, 200)
    assert.deepEqual([await status(two), await status(three)], [200, 401])
    assert.equal((await signIn(server, 'ada', password)).status, 400)
    assert.equal((await change({ oldPassword: next, newPassword: password })).status, 200)
  })

  it('an account has twenty sessions at most: those that were not used for longest end', async () => {
    const first = await signIn(server, 'ada', password)
    const { commit, tables } = server.system.store
    const session = { accountId: BigInt(first.body.account.id), createdAtMs: Date.now(), address: '::1' }
    const hashes = Array.from({ length: 20 }, (_, at) => sha256(`session ${at}`))
    await commit(
      hashes.map((hash, at) => tables.consoleSessions.insert(hash, { ...session, seenAtMs: 1 + at * Date.now() }, 99)),
    )
    await signIn(server, 'ada', password)
    const there = await Promise.all(hashes.map(hash => tables.consoleSessions.find(hash)))
    assert.deepEqual([there[0], there.filter(found => found !== undefined).length], [undefined, 19])
    await commit([tables.consoleSessions.deleteOfAccount(session.accountId)])
  })

  it('S08: who guesses waits, by name and by address, and the owner still enters', async () => {
    let refused = 0
    for (let guess = 0; guess < 7; guess += 1) {
      const { status } = await signIn(server, 'ada', `guess-number-${guess}`)
      assert.ok(status === 400 || status === 429, String(status))
      if (status === 429) refused += 1
    }
    const startedMs = performance.now()
    const owner = await signIn(server, 'ada', password)
    assert.equal(owner.status, 200)
    assert.ok(performance.now() - startedMs < 5_000)
    assert.ok(refused < 7)
  })

  it('S08: guesses from fifty places at once keep the owner out of nothing', async () => {
    const guess = async (at: number) => {
      const body = { name: 'ada', password: `guess-from-elsewhere-${at}` }
      const headers = { 'x-forwarded-for': `192.0.2.${at % 50}` }
      return (await asConsole(server, 'POST', '/admin/v1/session', { body, headers })).status
    }
    const guesses = Promise.all(Array.from({ length: 100 }, (_, at) => guess(at)))
    // A person presses the button again when told to.
    let owner = await signIn(server, 'ada', password)
    while (owner.status === 429 || owner.status === 503) {
      await new Promise(resolve => setTimeout(resolve, 1_000 * Number(owner.headers['retry-after'] ?? 1)))
      owner = await signIn(server, 'ada', password)
    }
    assert.equal(owner.status, 200, JSON.stringify(owner.body))
    const statuses = new Set(await guesses)
    assert.deepEqual(
      [...statuses].filter(status => ![400, 429, 503].includes(status)),
      [],
    )
  })
})

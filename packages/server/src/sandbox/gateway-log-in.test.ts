import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { zimCodes } from '@posthouse/protocol/frames'
import type { RawClient } from '../gateway/testing/raw-client.ts'
import { startTestServer, type TestServer } from './test-server.ts'
import { DemoApp } from './testing/demo-app.ts'

const hour = 3_600_000

describe('a login', () => {
  let server: TestServer
  let app: DemoApp
  before(async () => {
    server = await startTestServer()
    app = new DemoApp(server)
  })
  after(() => server[Symbol.asyncDispose]())

  const attempt = async (claim: Parameters<RawClient['logIn']>[0]) => {
    using client = await app.connect()
    const answer = await client.logIn(claim)
    if (answer.t === 'welcome') return 'welcome'
    return [answer.code, (await client.bye()).reason, (await client.ended).code]
  }

  it('is let in by AppSign, by a Token04 and by a token of the REST interface', async () => {
    const { body } = await server.app('POST', 'token', {
      grant_type: 'inherit',
      username: 'test1',
      autoCreateUser: false,
    })
    const by = { app: app.id, user: 'Test1' }
    assert.equal(await attempt({ ...by, sign: app.sign }), 'welcome')
    assert.equal(await attempt({ ...by, token: '', sign: app.sign }), 'welcome')
    assert.equal(await attempt({ ...by, token: app.token('TEST1', hour) }), 'welcome')
    assert.equal(await attempt({ ...by, token: String(body.access_token) }), 'welcome')
    assert.deepEqual(await attempt({ ...by, user: 'test2', token: String(body.access_token) }), [
      zimCodes['token-invalid'].code,
      'no-login',
      4005,
    ])
  })

  it('is refused with the code of what is wrong, and no more (spec/zego.md §4.4)', async () => {
    const by = { app: app.id, user: 'test1' }
    const cases: readonly (readonly [claim: Parameters<RawClient['logIn']>[0], reason: keyof typeof zimCodes])[] = [
      [by, 'token-invalid'],
      [{ ...by, token: '' }, 'token-invalid'],
      [{ ...by, app: app.id + 1, sign: app.sign }, 'app-unknown'],
      [{ ...by, sign: `${app.sign.slice(1)}0` }, 'login-failed'],
      [{ ...by, sign: 'x', token: app.token('test1', hour) }, 'login-failed'],
      [{ ...by, sign: app.sign, token: app.token('test2', hour) }, 'token-invalid'],
      [{ ...by, token: app.token('test2', hour) }, 'token-invalid'],
      [{ ...by, token: app.token('test1', hour, { appId: app.id + 1 }) }, 'login-failed'],
      [{ ...by, token: app.token('test1', hour, { serverSecret: '0'.repeat(32) }) }, 'token-invalid'],
      [{ ...by, token: app.token('test1', 25 * 24 * hour) }, 'token-too-long'],
      [{ ...by, token: '03abc' }, 'token-version'],
      [{ ...by, user: 'a/b', sign: app.sign }, 'params-invalid'],
      [{ ...by, name: 'a\u0007b', sign: app.sign }, 'params-invalid'],
      [{ ...by, device: 'a\u0000b', sign: app.sign }, 'params-invalid'],
    ]
    for (const [claim, reason] of cases)
      assert.deepEqual(await attempt(claim), [zimCodes[reason].code, 'no-login', 4005], reason)
    assert.deepEqual(await attempt({ ...by, token: app.token('test1', -hour) }), [6000106, 'token-expired', 4002])
  })

  it('registers a user whom the app or its AppSign vouches for, unless the app says no', async () => {
    const status = async (user: string) => (await server.app('GET', `users/${user}`)).status
    assert.equal(await attempt({ app: app.id, user: 'fresh-1', sign: app.sign, name: 'Fresh' }), 'welcome')
    const { body } = await server.app('GET', 'users/fresh-1')
    assert.equal(body.entities[0].nickname, 'Fresh')
    await app.set({ registersAtLogin: false, appSignOpen: true })
    assert.deepEqual(await attempt({ app: app.id, user: 'fresh-2', sign: app.sign }), [6000011, 'no-login', 4005])
    assert.equal(await status('fresh-2'), 404)
    await app.set({ registersAtLogin: null, appSignOpen: false })
    assert.deepEqual(await attempt({ app: app.id, user: 'fresh-2', sign: app.sign }), [6000101, 'no-login', 4005])
    assert.equal(await attempt({ app: app.id, user: 'fresh-2', token: app.token('fresh-2', hour) }), 'welcome')
    await app.set({ appSignOpen: null })
    assert.equal(await status('fresh-2'), 200)
  })

  it('F98 ends with a ban, a deletion, a new password and a word of the server, and a banned user stays out', async () => {
    const until = async (user: string, end: () => Promise<{ status: number }>) => {
      using client = await app.client({ user, device: user })
      assert.equal((await end()).status, 200)
      return [(await client.bye()).reason, (await client.ended).code]
    }
    const path = 'users/goes-1'
    assert.deepEqual(await until('goes-1', () => server.app('PUT', `${path}/password`, { newpassword: 'x1' })), [
      'disconnected',
      4004,
    ])
    assert.deepEqual(await until('goes-1', () => server.app('GET', `${path}/disconnect`)), ['disconnected', 4004])
    assert.deepEqual(await until('goes-1', () => server.app('POST', `${path}/deactivate`)), ['unregistered', 4003])
    assert.deepEqual(await attempt({ app: app.id, user: 'goes-1', sign: app.sign }), [6000011, 'unregistered', 4003])
    await server.app('POST', `${path}/activate`)
    assert.deepEqual(await until('goes-1', () => server.app('DELETE', path)), ['unregistered', 4003])
  })

  it('says what the client has to know', async () => {
    using client = await app.connect()
    const token = app.token('known', hour)
    const welcome = await client.logIn({ app: app.id, user: 'known', token, name: 'Known' })
    assert.ok(welcome.t === 'welcome')
    const { nowMs, session, cursor, tokenExpiresAtMs, ...rest } = welcome
    assert.deepEqual(rest, {
      ...{ t: 'welcome', id: 1, heartbeatMs: 10_000, timeoutMs: 30_000, isNewDevice: true },
      user: { id: 'known', name: 'Known', avatarUrl: '', extendedData: '' },
    })
    assert.ok(Math.abs((tokenExpiresAtMs ?? 0) - nowMs - hour) < 10_000)
    assert.match(session, /^\d+$/)
    assert.equal(cursor, await server.system.store.tables.timeline.position(app.id))
    using again = await app.connect()
    const second = await again.logIn({ app: app.id, user: 'known', token })
    assert.equal(second.t === 'welcome' && second.isNewDevice, false)
  })

  it('hears pongs, and a last word after the answer to its logout', async () => {
    using client = await app.client({ user: 'polite' })
    client.send({ t: 'ping' })
    await client.until(() => client.frames.some(frame => frame.t === 'pong'))
    assert.deepEqual(await client.call('session.logout', {}), {})
    assert.equal((await client.bye()).reason, 'logged-out')
    assert.equal((await client.ended).code, 4011)
  })

  it('lives on with a renewed token, and does not with one that is none', async () => {
    using client = await app.client({ user: 'renews', token: app.token('renews', hour) })
    assert.equal((await client.ask('session.renewToken', { token: '04AAAA' })).t, 'refused')
    const { expiresAtMs } = await client.call('session.renewToken', { token: app.token('renews', 2 * hour) })
    assert.ok(expiresAtMs > Date.now() + hour)
  })

  it('F98 ends within seconds when its token does', async () => {
    using client = await app.client({ user: 'expires', token: app.token('expires', 1_500) })
    assert.equal((await client.bye()).reason, 'token-expired')
    assert.equal((await client.ended).code, 4002)
  })

  it('F92 of one device that comes again and again has to wait, and no other device does', async () => {
    const claim = { app: app.id, user: 'flaps', device: 'f', sign: app.sign }
    const answers: unknown[] = []
    for (let round = 0; round < 14; round += 1) answers.push(await attempt(claim))
    assert.equal(answers[0], 'welcome')
    assert.deepEqual(answers.at(-1), [zimCodes['too-often'].code, 'busy', 4009])
    assert.equal(await attempt({ ...claim, device: 'g' }), 'welcome')
  })
})

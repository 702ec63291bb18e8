// Accounts, members and keys over real HTTP: invitations, roles that count at once, the last admin, keys that are shown once and revoked,
// and what each may see (S02, S04, S05, S13).
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { sha256 } from '../base/crypto.ts'
import { type Answer, type Body, startTestServer, type TestServer } from './test-server.ts'
import { asConsole, cookieOf, password, signIn } from './testing/console-client.ts'

describe('accounts and keys', () => {
  let server: TestServer
  let ada: string
  let demo: string
  before(async () => {
    server = await startTestServer()
    demo = `/admin/v1/apps/${server.demo.org}/${server.demo.app}`
    const token = await server.system.offerSetUp()
    const body = { token, name: 'ada', password }
    ada = cookieOf(await asConsole(server, 'POST', '/admin/v1/set-up', { body }))
    await asAda('POST', '/admin/v1/apps', { org: 'acme', name: 'chat' })
  })
  after(() => server[Symbol.asyncDispose]())

  const asAda = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown) =>
    asConsole(server, method, path, { cookie: ada, body })
  const withKey = (secret: string, method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown) =>
    asConsole(server, method, path, { headers: { authorization: `Bearer ${secret}` }, body, bare: true })
  const ok = (answer: Answer): Body => {
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
    return answer.body
  }
  const accept = (token: string, secret = password) =>
    asConsole(server, 'POST', '/admin/v1/invitation', { body: { token, password: secret } })

  it('an invitation sets a password once; a newer one takes its place and ends the sessions of the old password', async () => {
    const made = ok(await asAda('POST', '/admin/v1/accounts', { name: 'Bo', role: 'viewer' }))
    assert.deepEqual([made.account.name, made.account.invited, made.account.role], ['bo', true, 'viewer'])
    assert.equal((await signIn(server, 'bo', password)).status, 400)
    assert.equal((await accept(made.invitation.token, 'bo')).status, 400)
    const first = await accept(made.invitation.token)
    assert.equal(ok(first).account.name, 'bo')
    assert.equal((await accept(made.invitation.token)).status, 404)
    const again = ok(await asAda('POST', `/admin/v1/accounts/${made.account.id}/invitation`))
    const newer = ok(await asAda('POST', `/admin/v1/accounts/${made.account.id}/invitation`))
    assert.equal((await accept(again.invitation.token)).status, 404)
    const second = await accept(newer.invitation.token, `${password}-2`)
    ok(second)
    const status = async (answer: Answer) =>
      (await asConsole(server, 'GET', '/admin/v1/session', { cookie: cookieOf(answer) })).status
    assert.deepEqual([await status(first), await status(second)], [401, 200])
    assert.equal((await asAda('POST', '/admin/v1/accounts', { name: 'BO' })).status, 409)
  })

  it('S05: a role that is taken away, an account that is disabled and one that is removed count at once', async () => {
    const roles = [{ org: 'acme', app: 'chat', role: 'operator' }]
    const made = ok(await asAda('POST', '/admin/v1/accounts', { name: 'cy', roles }))
    const cookie = cookieOf(await accept(made.invitation.token))
    const label = (name: string) =>
      asConsole(server, 'POST', '/admin/v1/apps/acme/chat/push/label', { cookie, body: { name } })
    ok(await label('one'))
    const change = (body: object) => asAda('PUT', `/admin/v1/accounts/${made.account.id}`, body)
    ok(await change({ roles: [{ ...roles[0], role: 'viewer' }] }))
    assert.equal((await label('two')).status, 403)
    ok(await change({ disabled: true }))
    assert.equal((await label('three')).status, 401)
    assert.equal((await signIn(server, 'cy', password)).status, 400)
    const enabled = ok(await change({ disabled: false, role: 'operator' }))
    assert.deepEqual([enabled.account.role, enabled.account.roles[0].role], ['operator', 'viewer'])
    const next = cookieOf(await signIn(server, 'cy', password))
    ok(await asAda('DELETE', `/admin/v1/accounts/${made.account.id}`))
    assert.equal((await asConsole(server, 'GET', '/admin/v1/session', { cookie: next })).status, 401)
    assert.equal((await change({ disabled: false })).status, 404)
  })

  it('the last admin of the server can be neither removed, disabled nor demoted', async () => {
    const { accounts } = ok(await asAda('GET', '/admin/v1/accounts?limit=1'))
    const [{ id }] = accounts
    for (const body of [{ disabled: true }, { role: null }, { role: 'operator' }])
      assert.equal((await asAda('PUT', `/admin/v1/accounts/${id}`, body)).status, 409, JSON.stringify(body))
    assert.equal((await asAda('DELETE', `/admin/v1/accounts/${id}`)).status, 409)
    const roles = [{ org: 'acme', app: 'chat', role: 'viewer' }]
    ok(await asAda('PUT', `/admin/v1/accounts/${id}`, { role: 'admin', roles }))
    ok(await asAda('PUT', `/admin/v1/accounts/${id}`, { roles: [] }))
  })

  it("an app's admin names members of that app, and sees and changes nothing else", async () => {
    const put = ok(await asAda('PUT', '/admin/v1/apps/acme/chat/members/dee', { role: 'admin' }))
    const cookie = cookieOf(await accept(put.invitation.token))
    const asDee = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown) =>
      asConsole(server, method, path, { cookie, body })
    const who = ok(await asDee('GET', '/admin/v1/session'))
    assert.deepEqual([who.role, who.roles], [undefined, [{ org: 'acme', app: 'chat', role: 'admin' }]])
    const { apps } = ok(await asDee('GET', '/admin/v1/apps'))
    assert.deepEqual(
      apps.map((app: Body) => app.appkey),
      ['acme#chat'],
    )
    const invited = ok(await asDee('PUT', '/admin/v1/apps/acme/chat/members/eli', { role: 'viewer' }))
    assert.ok(invited.invitation.token)
    // Somebody who has a password, or roles elsewhere, gets no new one by way of an app.
    const bo = ok(await asDee('PUT', '/admin/v1/apps/acme/chat/members/bo', { role: 'operator' }))
    assert.equal(bo.invitation, undefined)
    const { members } = ok(await asDee('GET', '/admin/v1/apps/acme/chat/members'))
    assert.deepEqual(
      members.map((one: Body) => [one.name, one.role]),
      [
        ['bo', 'operator'],
        ['dee', 'admin'],
        ['eli', 'viewer'],
      ],
    )
    ok(await asDee('DELETE', '/admin/v1/apps/acme/chat/members/eli'))
    assert.equal((await asDee('DELETE', '/admin/v1/apps/acme/chat/members/ada')).status, 404)
    for (const path of ['/admin/v1/accounts', '/admin/v1/api-keys', '/admin/v1/audit', '/admin/v1/info'])
      assert.equal((await asDee('GET', path)).status, 403, path)
    // An app of others and an app that is not there are one and the same to her (S13).
    const there = await asDee('GET', demo)
    const nowhere = await asDee('GET', '/admin/v1/apps/acme/none')
    assert.deepEqual([there.status, nowhere.status], [404, 404])
    const kept = ({ body }: Answer) => [body.error, body.exception]
    assert.deepEqual(kept(there), kept(nowhere))
    const twin = await asDee('GET', `${demo}/push/label`)
    assert.deepEqual([twin.status, twin.body.error], [404, 'organization_application_not_found'])
  })

  it('S04, S05: a key is shown once, kept as its hash, opens what its role says, and nothing once it is revoked', async () => {
    const body = { name: 'nightly', role: 'operator' }
    const { key, secret } = ok(await asAda('POST', '/admin/v1/apps/acme/chat/api-keys', body))
    assert.match(secret, /^phk_[\w-]{43}$/)
    assert.deepEqual(
      [key.name, key.role, key.app, key.createdBy],
      ['nightly', 'operator', { org: 'acme', app: 'chat' }, 'ada'],
    )
    assert.ok(await server.system.store.tables.apiKeys.find(sha256(secret)))
    ok(await withKey(secret, 'POST', '/admin/v1/apps/acme/chat/push/label', { name: 'keyed' }))
    assert.equal((await withKey(secret, 'GET', '/admin/v1/apps/acme/chat/api-keys')).status, 403)
    assert.equal((await withKey(secret, 'GET', `${demo}/push/label`)).status, 404)
    assert.equal((await withKey(secret, 'GET', '/acme/chat/push/label')).status, 401)
    const { keys } = ok(await asAda('GET', '/admin/v1/apps/acme/chat/api-keys'))
    assert.ok(keys[0].lastUsedAt > 0)
    assert.equal(JSON.stringify(keys).includes(secret), false)
    assert.equal((await asAda('DELETE', `${demo}/api-keys/${key.id}`)).status, 404)
    ok(await asAda('DELETE', `/admin/v1/apps/acme/chat/api-keys/${key.id}`))
    assert.equal((await withKey(secret, 'GET', '/admin/v1/apps/acme/chat/push/label')).status, 401)
    assert.equal((await asAda('DELETE', `/admin/v1/api-keys/${key.id}`)).status, 404)
  })

  it("an app's admin can neither invite somebody else's account nor use up the keys of the server", async () => {
    const gil = ok(await asAda('PUT', '/admin/v1/apps/acme/chat/members/gil', { role: 'admin' }))
    const cookie = cookieOf(await accept(gil.invitation.token))
    const asGil = (method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown) =>
      asConsole(server, method, path, { cookie, body })
    // Made by the server's admin, who gives it its roles later: a link for it would let Gil in as that person then.
    const made = ok(await asAda('POST', '/admin/v1/accounts', { name: 'hal' }))
    const put = (name: string, role: string) => asGil('PUT', `/admin/v1/apps/acme/chat/members/${name}`, { role })
    assert.equal((await put('hal', 'viewer')).status, 409)
    assert.equal(ok(await accept(made.invitation.token)).account.name, 'hal')
    assert.equal(ok(await put('hal', 'viewer')).invitation, undefined)
    // Whom the app invited, and who did not come yet, may be invited again, or not at all.
    ok(await put('ivy', 'viewer'))
    const { invitation } = ok(await put('ivy', 'operator'))
    ok(await asGil('DELETE', '/admin/v1/apps/acme/chat/members/ivy'))
    assert.equal((await accept(invitation.token)).status, 404)
    assert.ok(ok(await put('ivy', 'viewer')).invitation)
    const body = { name: 'many', role: 'viewer' }
    for (let keys = 0; keys < 200; keys += 1) ok(await asGil('POST', '/admin/v1/apps/acme/chat/api-keys', body))
    assert.equal((await asGil('POST', '/admin/v1/apps/acme/chat/api-keys', body)).status, 409)
    ok(await asAda('POST', '/admin/v1/api-keys', body))
  })

  it('a key may be for every app, may end by itself, and needs a name', async () => {
    const made = ok(
      await asAda('POST', '/admin/v1/api-keys', { name: 'all', role: 'viewer', expiresAt: Date.now() + 1_500 }),
    )
    ok(await withKey(made.secret, 'GET', '/admin/v1/info'))
    ok(await withKey(made.secret, 'GET', `${demo}/push/label`))
    assert.equal((await asAda('POST', '/admin/v1/api-keys', { name: ' ', role: 'viewer' })).status, 400)
    assert.equal((await asAda('POST', '/admin/v1/api-keys', { name: 'x', role: 'viewer', expiresAt: 1 })).status, 400)
    while (Date.now() < made.key.expiresAt) await new Promise(resolve => setTimeout(resolve, 50))
    assert.equal((await withKey(made.secret, 'GET', '/admin/v1/info')).status, 401)
  })
})

// The twins of an app's endpoints below `/admin/v1/apps`: the same handlers, opened by the operator's key.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { startTestServer, type TestServer } from './test-server.ts'

describe('twins', () => {
  let server: TestServer
  before(async () => {
    server = await startTestServer()
  })
  after(() => server[Symbol.asyncDispose]())

  it('answer as the app’s own endpoint does, but for the path and the device tokens', async () => {
    const own = await server.app('GET', 'users/test1')
    const twin = await server.admin('GET', 'users/test1')
    assert.deepEqual([own.status, twin.status], [200, 200])
    const tokens: string[] = own.body.entities[0].pushInfo.map((one: { device_token: string }) => one.device_token)
    const shown: string[] = twin.body.entities[0].pushInfo.map((one: { device_token: string }) => one.device_token)
    assert.equal(shown.length, tokens.length)
    for (const fingerprint of shown) assert.match(fingerprint, /^[0-9a-f]{6}$/)
    const without = ({ entities: [{ pushInfo: _, ...entity }], ...rest }: typeof own.body) => ({
      ...{ ...rest, uri: '', timestamp: 0, duration: 0 },
      entity,
    })
    assert.deepEqual(without(twin.body), without(own.body))
  })

  it('S15 show no device token in what a vendor answered to a push, which the app’s own server is told', async () => {
    const path = 'push/sync/test1'
    const push = { strategy: 3, pushMessage: { title: 't', content: 'c' } }
    const tokens = server.demo.users.flatMap(user => user.bindings.map(({ deviceToken }) => deviceToken))
    const shows = (answer: { readonly body: unknown }) =>
      tokens.some(token => JSON.stringify(answer.body).includes(token))
    const own = await server.app('POST', path, push)
    assert.equal(shows(own), true, JSON.stringify(own.body))
    const twin = await server.admin('POST', path, push)
    const single = await server.admin('POST', 'push/single', { ...push, targets: ['test1'], async: false })
    assert.deepEqual([twin.status, single.status], [200, 200])
    assert.deepEqual([shows(twin), shows(single)], [false, false])
    assert.equal(twin.body.data.length, own.body.data.length)
    assert.match(JSON.stringify(twin.body), /token:[0-9a-f]{6}/)
  })

  it('read bodies as the app’s own endpoint does, forms included', async () => {
    const created = await server.admin('POST', 'push/label', { name: 'twin', nobodyKnows: 1 })
    assert.equal(created.status, 200)
    const wrong = await server.admin('POST', 'push/label', { name: 7 })
    const same = await server.app('POST', 'push/label', { name: 7 })
    const { timestamp: _, duration: __, ...body } = wrong.body
    const { timestamp: ___, duration: ____, ...expected } = same.body
    assert.deepEqual(body, expected)
    const form = new FormData()
    form.set('provider', 'NOBODY')
    const { org, app, adminKey } = server.demo
    const answer = await fetch(`${server.url}/admin/v1/apps/${org}/${app}/notifiers`, {
      method: 'POST',
      headers: { authorization: `Bearer ${adminKey}` },
      body: form,
    })
    assert.equal(answer.status, 400)
    assert.match(await answer.text(), /provider/)
  })

  it('are no way around a credential, and say of an unknown app what the app’s own path says', async () => {
    const { org, app, adminKey } = server.demo
    const at = (path: string, token?: string) =>
      fetch(`${server.url}${path}`, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } })
    assert.equal((await at(`/admin/v1/apps/${org}/${app}/push/label`)).status, 401)
    assert.equal((await at(`/admin/v1/apps/${org}/${app}/push/label`, 'YWMtnobody')).status, 401)
    const unknown = await at(`/admin/v1/apps/${org}/nobody/push/label`, adminKey)
    assert.equal(unknown.status, 404)
    assert.match(await unknown.text(), /organization_application_not_found/)
    assert.equal((await at(`/admin/v1/apps/${org}/${app}/sdk/users/test1/token/expires`, adminKey)).status, 404)
  })
})

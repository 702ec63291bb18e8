import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type RegistryServer, startRegistryServer } from '../../app/testing/registry-server.ts'

describe('connections and discovery', () => {
  let server: RegistryServer
  before(async () => {
    server = await startRegistryServer()
    await call('POST', '/users', { username: 'alice', password: 'p1' })
  })
  after(() => server[Symbol.asyncDispose]())

  const call = (method: string, path: string, body?: unknown) =>
    server.call(method, `/acme/demo${path}`, body, server.demo.token)

  it('nobody is connected and nothing waits, in the shapes of spec/easemob.md §2.2', async () => {
    const whole = async (method: string, path: string) => {
      const { status, body } = await call(method, `/users/Alice${path}`)
      assert.equal(status, 200, path)
      const { timestamp, duration, application, organization, applicationName, path: _path, uri, ...rest } = body
      assert.equal(uri, `${server.base}/acme/demo/users/Alice${path}`)
      return rest
    }
    assert.deepEqual(await whole('GET', '/status'), { action: 'get', data: { alice: 'offline' } })
    assert.deepEqual(await whole('GET', '/resources'), { action: 'get', entities: [], data: [] })
    assert.deepEqual(await whole('GET', '/disconnect'), { action: 'get', data: { result: true } })
    assert.deepEqual(await whole('DELETE', '/disconnect/ios_1'), { action: 'delete', data: { result: true } })
    assert.deepEqual(await whole('GET', '/offline_msg_count'), {
      action: 'get',
      entities: [],
      data: { alice: 0 },
      count: 0,
    })
    assert.deepEqual(await whole('GET', '/offline_msg_status/1029000000000000007'), {
      action: 'get',
      entities: [],
      data: { '1029000000000000007': 'undelivered' },
      count: 0,
    })
  })

  it('an unknown user is 404 everywhere but in a list, where nobody knows the user as online', async () => {
    const paths = ['status', 'resources', 'disconnect', 'offline_msg_count', 'offline_msg_status/7']
    for (const path of paths) {
      const { status, body } = await call('GET', `/users/nobody/${path}`)
      assert.equal(`${status} ${body['exception']}`, '404 UserNotFoundException', path)
    }
    assert.equal((await call('DELETE', '/users/nobody/disconnect/x')).status, 404)
    const { body } = await call('POST', '/users/batch/status', { usernames: ['alice', 'Nobody'] })
    assert.deepEqual(body['data'], [{ alice: 'offline' }, { Nobody: 'offline' }])
  })

  it('hosts are found without credentials, for any appkey, at the address that was asked (spec/easemob.md §1.2)', async () => {
    const { port } = new URL(server.base)
    const rest = { hosts: [{ protocol: 'http', domain: '127.0.0.1', port: Number(port) }] }
    for (const query of [
      '',
      '?app_key=acme',
      '?app_key=acme%23demo&sdk_version=4&file_version=2',
      '?app_key=no%23such',
    ]) {
      const { status, body } = await server.call('GET', `/easemob/server.json${query}`)
      assert.equal(status, 200)
      const asked = new URLSearchParams(query).get('app_key')
      assert.deepEqual(body, {
        deploy_name: 'posthouse',
        file_version: '1',
        rest,
        'msync-wx': rest,
        ...(asked === null ? {} : { app_key: asked }),
        enableDataReport: 'false',
        enableReportLogs: 'false',
        uploadinparts_enable: 'false',
      })
    }
  })

  it('pages of any origin may ask for the hosts', async () => {
    const url = `${server.base}/easemob/server.json`
    const preflight = await fetch(url, { method: 'OPTIONS', headers: { origin: 'https://a.example' } })
    assert.equal(preflight.headers.get('access-control-allow-origin'), '*')
    assert.match(preflight.headers.get('access-control-allow-headers') ?? '', /Content-Type/)
    const answer = await fetch(url, { headers: { origin: 'https://a.example' } })
    assert.equal(answer.headers.get('access-control-allow-origin'), '*')
  })
})

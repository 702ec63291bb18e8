// Receipts from end to end: a push goes out through Huawei's simulator, and what Huawei would report of it comes back over real HTTP.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { vendors } from '@posthouse/vendors'
import { request } from 'undici'
import { startPostgres, type TestPostgres } from '../store/testing/postgres.ts'
import type { Demo } from './demo.ts'
import { startTestServer, type TestServer } from './test-server.ts'

type WithControl = Demo & { readonly control: { readonly url: string; readonly token: string } }

let postgres: TestPostgres
before(async () => {
  postgres = await startPostgres()
})
after(() => postgres[Symbol.asyncDispose]())

for (const engine of ['SQLite', 'PostgreSQL'] as const) describe(`Receipts on ${engine}`, () => receipts(engine))

function receipts(engine: 'SQLite' | 'PostgreSQL'): void {
  let server: TestServer
  before(async () => {
    server = await startTestServer(engine === 'SQLite' ? [] : ['--database', await postgres.createDatabase()])
  })
  after(() => server[Symbol.asyncDispose]())

  const notifierName = () => demoBinding(server.demo, 'huawei').notifierName

  /** The notifier's address, as the operator is told it. */
  async function address(): Promise<string> {
    const { status, body } = await server.admin('GET', `notifiers/${notifierName()}/receipts`)
    assert.equal(status, 200)
    assert.deepEqual([body.setBy, body.proof, body.tooLong], ['console', 'signature', false])
    return body.url
  }

  /** A push to a new user's one phone, and its token. */
  async function aPush(
    username: string,
    vendor = 'huawei',
  ): Promise<{ readonly msgId: string; readonly token: string }> {
    await server.app('POST', 'users', { username, password: 'secret' })
    const token = server.simulators.get(vendor)!.newToken('com.example.chat', Math.floor(Math.random() * 1e9))
    const { notifierName: name } = demoBinding(server.demo, vendor)
    const binding = { device_id: 'phone', device_token: token, notifier_name: name }
    assert.equal((await server.app('PUT', `users/${username}/push/binding`, binding)).status, 200)
    const pushMessage = { title: 'hi', content: 'there' }
    const sent = await server.app('POST', `push/sync/${username}`, { strategy: 2, pushMessage })
    assert.equal(sent.body.data[0].pushStatus, 'SUCCESS', JSON.stringify(sent.body))
    return { msgId: String(sent.headers['posthouse-msg-id']), token }
  }

  /** Lets the vendor report, by the simulators' control server; resolves with what the server answered it. */
  async function report(body: object, vendor = 'huawei'): Promise<{ readonly status: number; readonly body: string }> {
    const { control } = server.demo as WithControl
    const answer = await request(`${control.url}/${vendor}/receipts`, {
      method: 'POST',
      headers: { authorization: `Bearer ${control.token}` },
      body: JSON.stringify(body),
    })
    const text = await answer.body.text()
    assert.equal(answer.statusCode, 200, text)
    return JSON.parse(text) as { status: number; body: string }
  }

  async function linesOf(msgId: string): Promise<readonly (readonly [string, string, string])[]> {
    const { body } = await server.admin('GET', `messages/${msgId}/trace`)
    const kinds = ['arrived', 'clicked', 'dropped', 'pending', 'unbound']
    return body.events
      .filter((event: { kind: string }) => kinds.includes(event.kind))
      .map((event: { kind: string; text: { en: string; zh: string } }) => [event.kind, event.text.en, event.text.zh])
  }

  async function arrivedToday(): Promise<number> {
    const answer = await request(`${server.url}/admin/v1/info`, {
      headers: { authorization: `Bearer ${server.demo.adminKey}` },
    })
    return ((await answer.body.json()) as { counts: { arrived: number } }).counts.arrived
  }

  /** A signed request as the vendor would send it. */
  function signedCall(token: string) {
    const simulator = server.simulators.get('huawei')!
    const push = simulator.delivered.findLast(one => one.token === token)!
    return simulator.receiptCall!(push, 'arrived')!
  }

  async function post(url: string, headers: Readonly<Record<string, string>>, body: string) {
    const answer = await request(url, { method: 'POST', headers, body })
    return { status: answer.statusCode, text: await answer.body.text() }
  }

  it('an arrival shows in the trace and is counted once, however often it is reported', async () => {
    const { msgId, token } = await aPush('arrives')
    const before = await arrivedToday()
    const url = await address()
    for (let times = 0; times < 2; times += 1) {
      const taken = { status: 200, body: '{"code":"0","message":"success"}' }
      assert.deepEqual(await report({ fate: 'arrived', token, url }), taken)
    }
    assert.deepEqual(await linesOf(msgId), [
      ['arrived', 'It is on the phone, says HUAWEIPUSH: delivered (0).', 'HUAWEIPUSH 报告已送达手机：delivered (0)。'],
    ])
    assert.equal((await arrivedToday()) - before, 1)
    const { body } = await server.admin('GET', `notifiers/${notifierName()}/receipts`)
    assert.ok(body.calls.taken >= 2 && body.calls.lastAt > 0)
  })

  for (const { name: vendor, receipts: source } of vendors) {
    if (!source) continue
    it(`every fate that ${vendor} reports is taken, at the address it was given, and shows in the trace`, async () => {
      const url = (await server.admin('GET', `notifiers/${demoBinding(server.demo, vendor).notifierName}/receipts`))
        .body.url
      for (const fate of source.reports) {
        const { msgId, token } = await aPush(`${vendor}-${fate}`, vendor)
        const answered = await report({ fate, token, ...(source.setBy === 'console' ? { url } : {}) }, vendor)
        assert.deepEqual(answered, { status: 200, body: source.answer.body })
        const kinds = (await linesOf(msgId)).map(([kind]) => kind)
        assert.deepEqual(kinds, [fate === 'token-dead' ? 'unbound' : fate])
        const { body } = await server.app('GET', `users/${vendor}-${fate}/push/binding`)
        assert.equal(body.entities.length, fate === 'token-dead' ? 0 : 1)
      }
    })
  }

  it('F70: a dead token is unbound, and the trace says so', async () => {
    const { msgId, token } = await aPush('leaves')
    await report({ fate: 'token-dead', token, url: await address() })
    assert.deepEqual(
      (await linesOf(msgId)).map(([kind]) => kind),
      ['unbound'],
    )
    const again = await server.app('POST', 'push/sync/leaves', { strategy: 2, pushMessage: { title: 'hi' } })
    assert.match(JSON.stringify(again.body), /no push binding/)
  })

  it('a signed request that was altered, one that comes again, and one without a signature change nothing', async () => {
    const { msgId, token } = await aPush('stays')
    const url = await address()
    const { headers, body } = signedCall(token)
    const seal = headers['x-huawei-callback-id']!
    const altered = { ...headers, 'x-huawei-callback-id': seal.replace(/nonce=./, 'nonce=z') }
    const { 'x-huawei-callback-id': _, ...unsigned } = headers
    for (const wrong of [altered, unsigned]) {
      const refused = await post(url, wrong, body)
      assert.equal(refused.status, 401)
      assert.match(refused.text, /Unable to authenticate"/)
    }
    assert.deepEqual(await linesOf(msgId), [])
    assert.equal((await post(url, headers, body)).status, 200)
    // The signature covers no byte of the body: only the nonce keeps this from being taken.
    const dead = body.replace('"status":0', '"status":2')
    assert.equal((await post(url, headers, dead)).status, 401)
    assert.deepEqual(
      (await linesOf(msgId)).map(([kind]) => kind),
      ['arrived'],
    )
  })

  it('what cannot be read is 400, of whatever type; too much of it is 413', async () => {
    const { token } = await aPush('reads')
    const url = await address()
    for (const [type, body] of [
      ['application/json', '{"statuses":'],
      ['application/x-www-form-urlencoded', 'data=%7B%7D'],
      ['multipart/form-data; boundary=x', '--x--'],
      ['no type at all', ''],
      ['text/plain', '\u0000'],
    ] as const) {
      const { headers } = signedCall(token)
      assert.equal((await post(url, { ...headers, 'content-type': type }, body)).status, 400, type)
    }
    const { headers, body } = signedCall(token)
    assert.equal((await post(url, headers, `${body}${' '.repeat(1_048_576 - body.length)}`)).status, 200)
    assert.equal((await post(url, headers, ' '.repeat(1_048_577))).status, 413)
    assert.equal((await post(url, { ...headers, 'content-encoding': 'gzip' }, body)).status, 415)
  })

  it('no other address leads anywhere, and no other method to this one', async () => {
    const url = await address()
    const base = url.slice(0, url.lastIndexOf('/') + 1)
    const bodies = new Set<string>()
    for (const token of ['x', 'A'.repeat(48), `${url.slice(base.length, -1)}${url.endsWith('A') ? 'B' : 'A'}`]) {
      const { status, text } = await post(`${base}${token}`, {}, '{}')
      assert.equal(status, 404)
      bodies.add(text.replaceAll(/"(timestamp|duration)":\d+/g, ''))
    }
    assert.equal(bodies.size, 1)
    for (const method of ['GET', 'PUT', 'DELETE'] as const) {
      const answer = await request(url, { method })
      assert.deepEqual([answer.statusCode, answer.headers['allow']], [405, 'POST'])
      await answer.body.dump()
    }
  })

  it('the address stays when the master key is rotated, and is of 128 bytes at most', async () => {
    const url = await address()
    const rotated = await request(`${server.url}/admin/v1/master-key/rotate`, {
      method: 'POST',
      headers: { authorization: `Bearer ${server.demo.adminKey}` },
    })
    assert.equal(rotated.statusCode, 200)
    await rotated.body.dump()
    assert.equal(await address(), url)
    assert.ok(url.length - server.url.length === 58)
  })

  it('a vendor that reports nothing has no address, and an unknown notifier is 404', async () => {
    const { notifierName: ios } = demoBinding(server.demo, 'apns')
    const { body } = await server.admin('GET', `notifiers/${ios}/receipts`)
    assert.deepEqual([body.setBy, body.reports, body.url], ['none', [], undefined])
    assert.equal((await server.admin('GET', 'notifiers/nobody/receipts')).status, 404)
  })
}

function demoBinding(demo: Demo, vendor: string) {
  return demo.users[0]!.bindings.find(binding => binding.vendor === vendor)!
}

// The simulator as a stranger meets it: bare requests, in the order of its checks (spec/vendors.md §4.12).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hidden } from '../registry.ts'
import { openStage, type Stage } from '../testing/stage.ts'
import type { WireResult } from '../transport/contract.ts'
import { openHttp1 } from '../transport/http1.ts'
import { honor } from './index.ts'
import { startHonorSimulator } from './simulator.ts'

const subject = { vendor: hidden(honor), start: startHonorSimulator }
const SHOWN = { notification: { title: 'T', body: 'B', clickAction: { type: 3 } } }

interface Bare extends AsyncDisposable {
  readonly stage: Stage
  post(path: string, headers: Record<string, string>, body: string): Promise<string>
  access(path?: string): Promise<string>
  /** Sends with a good bearer and time unless `headers` say otherwise; the answer in few words. */
  send(body: unknown, headers?: Record<string, string>, appId?: string): Promise<string>
}

async function bare(): Promise<Bare> {
  const stage = await openStage(subject)
  const form = await stage.simulator.addApp({ packageName: stage.app })
  const options = { origin: stage.simulator.url, ca: stage.io.ca ?? [], responseBytesMax: 9_999, inFlightMax: 1 }
  const transport = openHttp1({ ...options, connectTimeoutMs: 5_000 }, stage.clock)
  const { signal } = new AbortController()
  const post = async (path: string, headers: Record<string, string>, body: string): Promise<string> =>
    said(await transport.request({ method: 'POST', path, headers, body }, signal))
  const access = async (path = '/auth/token'): Promise<string> => {
    const grant = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: String(form.settings['clientId']),
      client_secret: form.certificate ?? '',
    })
    const answer = await post(path, { 'content-type': 'application/x-www-form-urlencoded' }, grant.toString())
    return (JSON.parse(answer.slice(4)) as { access_token: string }).access_token
  }
  return {
    stage,
    post,
    access,
    send: async (body, headers = {}, appId = form.name) => {
      const timestamp = String(stage.vendorsClock.now())
      const all = { authorization: `Bearer ${await access()}`, timestamp, ...headers }
      const text = typeof body === 'string' ? body : JSON.stringify(body)
      return (await post(`/api/v1/${appId}/sendMessage`, all, text)).replace(/,"message".*/, '')
    },
    async [Symbol.asyncDispose]() {
      await transport[Symbol.asyncDispose]()
      await stage[Symbol.asyncDispose]()
    },
  }
}

function said(result: WireResult): string {
  return result.kind === 'answered' ? `${result.status} ${result.body}` : result.kind
}

test('both token paths are served, only to a registered client that sends a form', async () => {
  await using s = await bare()
  assert.match(await s.access(), /^[0-9a-f]{64}\./)
  assert.match(await s.access('/auth/realms/developer/protocol/openid-connect/token'), /^[0-9a-f]{64}\./)
  const type = { 'content-type': 'application/x-www-form-urlencoded' }
  const json = { 'content-type': 'application/json' }
  assert.equal(await s.post('/auth/token', type, 'grant_type=password'), '400 {"error":"unsupported_grant_type"}')
  assert.equal(await s.post('/auth/token', json, '{}'), '400 {"error":"unsupported_grant_type"}')
  const unknown = 'grant_type=client_credentials&client_id=1&client_secret=x'
  assert.equal(await s.post('/auth/token', type, unknown), '401 {"error":"invalid_client"}')
})

test('the checks come in their order: app id, bearer, time, tokens, click action, ttl, size', async () => {
  await using s = await bare()
  const [token = ''] = s.stage.tokens(1)
  const good = { android: SHOWN, token: [token] }
  assert.equal(await s.send('', { authorization: '' }, '9'), '200 {"code":80300002')
  assert.equal(await s.send('', { authorization: '', timestamp: '' }), '401 {"code":80200001')
  assert.equal(await s.send('', { timestamp: '' }), '200 {"code":80100003')
  assert.equal(await s.send(good, { timestamp: 'now' }), '200 {"code":80100003')
  assert.equal(await s.send(good, { timestamp: String(s.stage.vendorsClock.now() - 600_001) }), '200 {"code":80100003')
  assert.equal(await s.send(good, { timestamp: String(s.stage.vendorsClock.now() + 600_000) }), '200 {"code":200')
  assert.equal(await s.send('<html>'), '200 {"code":80100003')
  assert.equal(await s.send({ android: {}, token: [] }), '200 {"code":80300010')
  assert.equal(await s.send({ ...good, token: Array(1001).fill('t') }), '200 {"code":80300010')
  assert.equal(await s.send({ ...good, token: [''] }), '200 {"code":80300010')
  const shown = (notification: object): object => ({ android: { notification }, token: [token] })
  assert.equal(await s.send(shown({ title: 'T', body: 'B' })), '200 {"code":80100003')
  assert.equal(await s.send(shown({ clickAction: { type: 1 } })), '200 {"code":80100003')
  assert.equal(await s.send(shown({ clickAction: { type: 2, url: 'http://a' } })), '200 {"code":80100003')
  assert.equal(await s.send(shown({ clickAction: { type: 3 }, badge: { addNum: 1 } })), '200 {"code":80100003')
  assert.equal(await s.send({ ...good, android: { ...SHOWN, ttl: '1296001s' } }), '200 {"code":80100003')
  assert.equal(await s.send({ ...good, data: 'x'.repeat(4096) }), '200 {"code":80300008')
  assert.equal(await s.send({ token: [token] }), '200 {"code":80100003')
  assert.equal(s.stage.simulator.received.at(-1)?.reason, '80100003')
  assert.equal(s.stage.simulator.delivered.length, 1)
})

test('data alone reaches the app and shows nothing; a token named twice is served once', async () => {
  await using s = await bare()
  const [token = ''] = s.stage.tokens(1)
  assert.equal(await s.send({ data: '{"k":1}', token: [token, token] }), '200 {"code":200')
  assert.deepEqual(
    s.stage.simulator.delivered.map(push => [push.shown, push.payload]),
    [[undefined, { data: '{"k":1}' }]],
  )
})

test('an expired bearer is told from an unknown one, and other paths do not exist', async () => {
  await using s = await bare()
  const old = { authorization: `Bearer ${await s.access()}` }
  s.stage.vendorsClock.advance(3_600_000)
  assert.equal(await s.send('', old), '401 {"code":80200003')
  assert.equal(await s.post('/api/v1/x/sendMessage', {}, ''), '404 ')
  assert.equal(await s.post('/v1/104400/messages:send', {}, ''), '404 ')
})

test('an app is registered once; records hold no secret', async () => {
  await using s = await bare()
  const form = await s.stage.simulator.addApp({ packageName: s.stage.app })
  assert.deepEqual(await s.stage.simulator.addApp({ packageName: s.stage.app }), form)
  assert.notEqual((await s.stage.simulator.addApp({ packageName: 'com.example.other' })).name, form.name)
  const access = await s.access()
  await s.send({ android: SHOWN, token: s.stage.tokens(1) }, { authorization: `Bearer ${access}` })
  const record = JSON.stringify([s.stage.simulator.received, s.stage.simulator.delivered])
  for (const secret of [form.certificate ?? '-', access]) assert.equal(record.includes(secret), false)
})

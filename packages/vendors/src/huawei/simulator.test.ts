import assert from 'node:assert/strict'
import { request as httpsRequest } from 'node:https'
import { test } from 'node:test'
import type { ReceiptRequest } from '../receipt.ts'
import { createAuthority } from '../simulator/authority.ts'
import type { Delivered, ReceiptCall, SimulatedCredential, Simulator } from '../simulator/contract.ts'
import { parseHuaweiCredentials } from './credentials.ts'
import { receipts } from './receipt.ts'
import { type HuaweiSimulatorOptions, startHuaweiSimulator } from './simulator.ts'

const authority = await createAuthority({ nowMs: Date.now() })
const tls = { ...(await authority.issue({ names: ['127.0.0.1'] })), caPem: authority.caPem }
const APP = 'com.example.chat'
const OTHER_APP = 'com.example.other'
const HOUR_MS = 3_600_000

interface Answer {
  readonly status: number
  readonly text: string
  readonly code: string
}

interface Stage extends AsyncDisposable {
  readonly simulator: Simulator
  readonly app: SimulatedCredential
  advance(ms: number): void
  post(path: string, headers: Record<string, string>, body: string): Promise<Answer>
  grant(form: Record<string, string>): Promise<Answer>
  access(of?: SimulatedCredential): Promise<string>
  push(access: string | undefined, tokens: readonly string[], more?: object): Promise<Answer>
}

async function stage(more: Partial<HuaweiSimulatorOptions> = {}): Promise<Stage> {
  let nowMs = 1_700_000_000_000
  let seed = 1
  const random = (): number => {
    seed = (seed * 16_807) % 2_147_483_647
    return seed / 2_147_483_647
  }
  const simulator = await startHuaweiSimulator({ port: 0, tls, now: () => nowMs, random, ...more })
  const app = await simulator.addApp({ packageName: APP })
  const post: Stage['post'] = (path, headers, body) =>
    new Promise((resolve, reject) => {
      const options = { method: 'POST', ca: tls.caPem, agent: false, headers } as const
      const request = httpsRequest(`${simulator.url}${path}`, options, async response => {
        const chunks: Buffer[] = []
        for await (const chunk of response) chunks.push(chunk as Buffer)
        const text = Buffer.concat(chunks).toString()
        const json = text.startsWith('{') ? (JSON.parse(text) as { code?: string; sub_error?: number }) : {}
        resolve({ status: response.statusCode ?? 0, text, code: json.code ?? String(json.sub_error ?? '') })
      })
      request.on('error', reject)
      request.end(body)
    })
  const grant: Stage['grant'] = form =>
    post(
      '/oauth2/v3/token',
      { 'content-type': 'application/x-www-form-urlencoded' },
      new URLSearchParams(form).toString(),
    )
  return {
    simulator,
    app,
    post,
    grant,
    advance: ms => {
      nowMs += ms
    },
    access: async (of = app) => {
      const form = { grant_type: 'client_credentials', client_id: of.name, client_secret: of.certificate ?? '' }
      return (JSON.parse((await grant(form)).text) as { access_token: string }).access_token
    },
    push: (access, tokens, extra = {}) => {
      const message = {
        android: { notification: { title: 'Li', body: 'hi', click_action: { type: 3 } } },
        token: tokens,
      }
      const headers = { 'content-type': 'application/json', ...(access ? { authorization: `Bearer ${access}` } : {}) }
      return post(`/v1/${app.name}/messages:send`, headers, JSON.stringify({ message, ...extra }))
    },
    [Symbol.asyncDispose]: () => simulator[Symbol.asyncDispose](),
  }
}

test('the token endpoint takes the form of a registered app, and writes slashes escaped as the real one does', async () => {
  await using s = await stage()
  const form = { grant_type: 'client_credentials', client_id: s.app.name, client_secret: s.app.certificate ?? '' }
  const granted = await s.grant(form)
  assert.equal(granted.status, 200)
  assert.match(granted.text, /"access_token":"DAEA\\\/[0-9a-f]{80}","expires_in":3600,"token_type":"Bearer"/)
  assert.deepEqual(
    [await s.grant({ ...form, client_secret: 'x' })].map(a => [a.status, a.code]),
    [[400, '12304']],
  )
  assert.equal((await s.grant({ ...form, client_id: '1' })).code, '12303')
  assert.equal((await s.grant({ ...form, grant_type: 'password' })).code, '20041')
  const asJson = await s.post('/oauth2/v3/token', { 'content-type': 'application/json' }, JSON.stringify(form))
  assert.equal(asJson.code, '20041')
})

test('a missing, unknown, foreign or expired access token is refused before the message is looked at', async () => {
  await using s = await stage()
  const other = await s.simulator.addApp({ packageName: OTHER_APP })
  const access = await s.access()
  const codes = [await s.push(undefined, []), await s.push('x', []), await s.push(await s.access(other), [])]
  assert.deepEqual(
    codes.map(({ status, code }) => [status, code]),
    Array(3).fill([401, '80200001']),
  )
  s.advance(HOUR_MS - 1)
  assert.equal((await s.push(access, [])).code, '80300010')
  s.advance(1)
  assert.deepEqual((await s.push(access, [])).code, '80200003')
})

test('the status of a refused access token can be 200, which the documentation leaves open', async () => {
  await using s = await stage({ accessRefusalStatus: 200 })
  const { status, code } = await s.push(undefined, ['t'])
  assert.deepEqual([status, code], [200, '80200001'])
})

test('token states give success, partial failure and total failure', async () => {
  await using s = await stage()
  await s.simulator.addApp({ packageName: OTHER_APP })
  const [a, b, c] = [0, 1, 2].map(index => s.simulator.newToken(APP, index)) as [string, string, string]
  const foreign = s.simulator.newToken(OTHER_APP, 0)
  s.simulator.setToken(c, APP, { kind: 'unregistered', atMs: 1 })
  const access = await s.access()
  assert.match((await s.push(access, [a, b])).text, /^\{"code":"80000000","msg":"Success","requestId":"\d+"\}$/)
  const partial = JSON.parse((await s.push(access, [c, a, foreign, 'made-up'])).text) as { code: string; msg: string }
  assert.equal(partial.code, '80100000')
  assert.deepEqual(JSON.parse(partial.msg), { success: 1, failure: 3, illegal_tokens: [c, foreign, 'made-up'] })
  assert.equal((await s.push(access, [c, foreign])).code, '80300007')
  assert.deepEqual(
    s.simulator.delivered.map(push => push.token),
    [a, b, a],
  )
})

test('a delivery shows what the phone would get; a checked-only message reaches no phone', async () => {
  await using s = await stage()
  const token = s.simulator.newToken(APP, 7)
  const heard: Delivered[] = []
  const stop = s.simulator.onDelivered(push => heard.push(push))
  const access = await s.access()
  assert.equal((await s.push(access, [token], { validate_only: true })).code, '80000000')
  await s.push(access, [token])
  stop()
  await s.push(access, [token])
  assert.equal(heard.length, 1)
  const { shown, payload, headers } = heard[0]!
  assert.deepEqual(shown, { title: 'Li', body: 'hi', click: { kind: 'app' } })
  assert.deepEqual(payload, { android: { notification: { title: 'Li', body: 'hi', click_action: { type: 3 } } } })
  assert.equal(headers['authorization'], undefined)
})

test('requests are recorded with their codes and without secrets', async () => {
  await using s = await stage()
  await s.push(await s.access(), ['made-up'])
  const record = s.simulator.received.map(({ on, method, status, reason }) => [on, method, status, reason])
  assert.deepEqual(record, [
    ['auth', 'POST', 200, undefined],
    ['push', 'POST', 200, '80300007'],
  ])
  assert.equal(JSON.stringify(s.simulator.received).includes(s.app.certificate ?? ''), false)
})

test('a fault for one token hits the request that carries it among others', async () => {
  await using s = await stage()
  const [a, b] = [s.simulator.newToken(APP, 0), s.simulator.newToken(APP, 1)]
  s.simulator.arm({ token: b, action: { kind: 'answer', status: 503, body: {} } })
  const access = await s.access()
  assert.equal((await s.push(access, [a])).status, 200)
  assert.equal((await s.push(access, [a, b])).status, 503)
  assert.equal((await s.push(access, [a, b])).status, 200)
})

test('a delayed answer leaves when its time has come', async () => {
  const waiting: (() => void)[] = []
  const armed = Promise.withResolvers<number>()
  const after = (delayMs: number, run: () => void): (() => void) => {
    waiting.push(run)
    armed.resolve(delayMs)
    return () => undefined
  }
  await using s = await stage({ after })
  const access = await s.access()
  s.simulator.arm({ action: { kind: 'delay', ms: 250 } })
  const answer = s.push(access, [s.simulator.newToken(APP, 0)])
  assert.equal(await armed.promise, 250)
  waiting[0]?.()
  assert.equal((await answer).code, '80000000')
})

test('tokens have a real shape, are the same for the same index and differ between indexes and apps', async () => {
  await using s = await stage()
  const token = s.simulator.newToken(APP, 3)
  assert.match(token, /^IQAAAACy[\w-]{122}$/)
  assert.equal(s.simulator.newToken(APP, 3), token)
  assert.notEqual(s.simulator.newToken(APP, 4), token)
  assert.notEqual(s.simulator.newToken(OTHER_APP, 3), token)
})

test('an app is registered once, under digits as its id and with a long secret', async () => {
  await using s = await stage()
  assert.deepEqual(await s.simulator.addApp({ packageName: APP }), s.app)
  assert.match(s.app.name, /^\d+$/)
  assert.match(s.app.certificate ?? '', /^[0-9a-f]{64}$/)
  assert.notEqual((await s.simulator.addApp({ packageName: OTHER_APP })).name, s.app.name)
})

test('other paths do not exist', async () => {
  await using s = await stage()
  assert.equal((await s.post('/v1/x/messages:send', {}, '')).status, 404)
  assert.equal((await s.post(`/v2/${s.app.name}/messages:send`, {}, '')).status, 404)
})

test('what becomes of a push is reported in the signed form that the receiver reads; taps are not reported', async () => {
  await using s = await stage()
  const token = s.simulator.newToken(APP, 0)
  await s.push(await s.access(), [token])
  const [push] = s.simulator.delivered
  assert.ok(push)
  const credentials = parseHuaweiCredentials(s.app)
  for (const [fate, code] of [
    ['arrived', '0'],
    ['dropped', '6'],
    ['pending', '27'],
    ['token-dead', '2'],
  ] as const) {
    const call: ReceiptCall | undefined = s.simulator.receiptCall?.(push, fate)
    assert.ok(call !== undefined && call.url === undefined)
    const read = receipts.read({ method: 'POST', nowMs: 1_700_000_000_000, ...call }, credentials)
    assert.ok(read.kind === 'receipts' && read.nonce !== undefined, JSON.stringify(read))
    const [{ text: _, ...receipt }] = read.receipts as [(typeof read.receipts)[0]]
    assert.deepEqual(receipt, { token, vendorId: push.vendorId, fate, code, atMs: 1_700_000_000_000 })
    const later: ReceiptRequest = { method: 'POST', nowMs: 1_700_000_300_001, ...call }
    assert.deepEqual(receipts.read(later, credentials), { kind: 'refused', cause: 'outside-window' })
  }
  assert.equal(s.simulator.receiptCall?.(push, 'clicked'), undefined)
  assert.equal(s.simulator.receiptCall?.({ ...push, token: 'unknown' }, 'arrived'), undefined)
})

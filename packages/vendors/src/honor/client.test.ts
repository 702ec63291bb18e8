// What Honor's channel does that others do not; what all do is in conformance.test.ts.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hidden } from '../registry.ts'
import type { SimulatorOptions } from '../simulator/contract.ts'
import { openStage, type Stage } from '../testing/stage.ts'
import type { Finding, SendResult } from '../vendor.ts'
import { honor } from './index.ts'
import { startHonorSimulator } from './simulator.ts'

const subject = { vendor: hidden(honor), start: startHonorSimulator }
const MINUTE_MS = 60_000

const calls = (stage: Stage, on: 'push' | 'auth'): number =>
  stage.simulator.received.filter(request => request.on === on).length
const words = (results: readonly SendResult[]): string[] =>
  results.map(result => (result.kind === 'rejected' ? `${result.scope} ${result.reason} ${result.code}` : result.kind))
const { signal } = new AbortController()

test('the request is the documented one, with the time, and signs in with the client id', async () => {
  await using stage = await openStage(subject)
  const [token = ''] = stage.tokens(1)
  const [result] = await stage.send([token])
  const [signIn, request] = stage.simulator.received
  assert.equal(signIn?.path, '/auth/token')
  assert.match(signIn?.body ?? '', /^grant_type=client_credentials&client_id=220000&client_secret=/)
  assert.equal(request?.path, '/api/v1/104400/sendMessage')
  assert.equal(request?.headers['timestamp'], String(stage.clock.now()))
  assert.equal(request?.headers['content-type'], 'application/json')
  assert.equal(
    request?.body,
    `{"android":{"ttl":"3600s","notification":{"title":"Li","body":"hi","importance":"NORMAL","clickAction":{"type":3}}},"token":["${token}"]}`,
  )
  assert.ok(result?.kind === 'accepted')
  assert.deepEqual(result.answer, {
    code: 200,
    message: 'success',
    data: { sendResult: true, requestId: result.vendorId, failTokens: [], expireTokens: [] },
  })
})

test('F71 removed apps are certain, strangers are not, and the living are served, in one request', async () => {
  await using stage = await openStage(subject)
  const [a = '', b = '', c = ''] = stage.tokens(3)
  stage.simulator.setToken(b, stage.app, { kind: 'unregistered', atMs: 0 })
  stage.simulator.setToken(c, 'com.example.other', { kind: 'active' })
  const results = await stage.send([b, a, c, 'made-up'])
  const dead = 'token token-dead 80100000'
  assert.deepEqual(words(results), [dead, 'accepted', dead, dead])
  assert.deepEqual(
    results.map(result => result.kind === 'rejected' && result.unsure === true),
    [false, false, true, true],
  )
  assert.equal(calls(stage, 'push'), 1)
})

test('F66 F77 a wrong secret or client id is the notifier’s affair, in the vendor’s words, and nothing is pushed', async () => {
  await using stage = await openStage(subject)
  const form = await stage.simulator.addApp({ packageName: stage.app })
  const payload = honor.render(
    { title: 'T', content: 'C', blocks: {} },
    { credentials: honor.parseCredentials(form), nowMs: 0, expiresAtMs: MINUTE_MS },
  )
  const refused = async (change: object): Promise<string[]> => {
    await using channel = honor.open(honor.parseCredentials({ ...form, ...change }), stage.io)
    return words(await channel.send([{ token: 't', payload, id: 'i' }], signal))
  }
  assert.deepEqual(await refused({ certificate: 'wrong' }), ['notifier credential-refused unauthorized_client'])
  assert.deepEqual(await refused({ settings: {} }), ['notifier credential-refused invalid_client'])
  assert.equal(calls(stage, 'push'), 0)
})

test('F68 with the token service down a valid token goes on; once it has expired nothing is sent', async () => {
  await using stage = await openStage(subject)
  await stage.send(stage.tokens(1))
  stage.simulator.arm({ on: 'auth', times: 1_000, action: { kind: 'answer', status: 500 } })
  const after = async (minutes: number): Promise<string[]> => {
    for (const clock of [stage.clock, stage.vendorsClock]) clock.advance(minutes * MINUTE_MS)
    return words(await stage.send(stage.tokens(1)))
  }
  assert.deepEqual(await after(58), ['accepted'])
  assert.deepEqual(await after(3), ['unsent'])
  stage.simulator.disarm()
  assert.deepEqual(await after(1), ['accepted'])
})

test('F78 a clock eleven minutes off is told by the answer, and harms no binding', async () => {
  await using stage = await openStage(subject)
  stage.vendorsClock.advance(11 * MINUTE_MS)
  const [result] = await stage.send(stage.tokens(1))
  assert.ok(result?.kind === 'rejected' && result.scope === 'message')
  assert.match(JSON.stringify(result.answer), /timestamp/)
})

test('F58 a timestamp window that is not known can be switched off in the simulator', async () => {
  const start = (options: SimulatorOptions) =>
    startHonorSimulator({ ...options, timestampWindowMs: Number.POSITIVE_INFINITY })
  await using stage = await openStage({ ...subject, start })
  stage.vendorsClock.advance(30 * MINUTE_MS)
  assert.deepEqual(words(await stage.send(stage.tokens(1))), ['accepted'])
})

async function checked(stage: Stage, change: object = {}): Promise<string[]> {
  const form = await stage.simulator.addApp({ packageName: stage.app })
  const findings = await honor.check(honor.parseCredentials({ ...form, ...change }), stage.io, signal)
  for (const { text } of findings) assert.equal(text.includes(form.certificate ?? '-'), false)
  return findings.map(({ level, code }: Finding) => `${level} ${code}`)
}

test('the check passes a good credential with a message that reaches nobody', async () => {
  await using stage = await openStage(subject)
  assert.deepEqual(await checked(stage), ['ok secret-accepted', 'ok push-accepted'])
  assert.equal(stage.simulator.delivered.length, 0)
  const probe = stage.simulator.received.at(-1)?.body ?? ''
  assert.match(probe, /"badge":\{"setNum":0,"badgeClass":"com\.example\.chat\.MainActivity"\}/)
})

test('the check names what is wrong: the secret, the client id, or an app id of another app', async () => {
  await using stage = await openStage(subject)
  assert.deepEqual(await checked(stage, { certificate: 'wrong' }), ['error secret-refused'])
  assert.deepEqual(await checked(stage, { settings: {} }), ['error secret-refused'])
  const other = await stage.simulator.addApp({ packageName: 'com.example.other' })
  assert.deepEqual(await checked(stage, { name: other.name }), ['ok secret-accepted', 'error app-refused'])
  assert.deepEqual(await checked(stage, { name: '9' }), ['ok secret-accepted', 'error permission-missing'])
})

test('each answer of the push service has its finding, and silence is no verdict', async () => {
  const cases: readonly (readonly [number, unknown, string])[] = [
    [200, { code: 200 }, 'ok push-accepted'],
    [200, { code: '80100000' }, 'ok push-accepted'],
    [401, '', 'error app-refused'],
    [403, '', 'error app-refused'],
    [429, '', 'warn push-busy'],
    [503, '', 'warn push-busy'],
    [500, { code: 81000001 }, 'warn push-answer-unexpected'],
    [200, '<html>', 'warn push-answer-unexpected'],
  ]
  await using stage = await openStage(subject)
  for (const [status, body, expected] of cases) {
    stage.simulator.arm({ action: { kind: 'answer', status, body } })
    assert.deepEqual(await checked(stage), ['ok secret-accepted', expected])
  }
  stage.simulator.arm({ on: 'auth', action: { kind: 'answer', status: 500 } })
  assert.deepEqual(await checked(stage), ['warn oauth-unreachable'])
  stage.simulator.arm({ action: { kind: 'reset', when: 'before' } })
  assert.deepEqual(await checked(stage), ['ok secret-accepted', 'warn push-unreachable'])
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '../json.ts'
import { hidden } from '../registry.ts'
import type { Fault } from '../simulator/contract.ts'
import { openStage, type Stage } from '../testing/stage.ts'
import type { Finding } from '../vendor.ts'
import { oppo } from './index.ts'
import { type OppoSimulatorOptions, startOppoSimulator } from './simulator.ts'

const MINUTE_MS = 60_000

const stageOf = (options: Partial<OppoSimulatorOptions> = {}): Promise<Stage> =>
  openStage({ vendor: hidden(oppo), start: given => startOppoSimulator({ ...given, ...options }) })
const codes = (findings: readonly Finding[]): readonly string[] => findings.map(({ level, code }) => `${level} ${code}`)

async function check(stage: Stage, change: { certificate?: string; settings?: JsonObject } = {}) {
  const form = await stage.simulator.addApp({ packageName: stage.app })
  return await oppo.check(oppo.parseCredentials({ ...form, ...change }), stage.io, new AbortController().signal)
}

function says(stage: Stage, body: unknown, on: Fault['on'] = 'push', status = 200): void {
  const date = new Date(stage.clock.now()).toUTCString()
  stage.simulator.arm({ on, times: 2, action: { kind: 'answer', status, headers: { date }, body } })
}

test('a good credential passes both steps with the notifier’s own settings, and nobody gets anything', async () => {
  await using stage = await stageOf()
  const settings = { channelId: 'chat', category: 'IM', notifyLevel: 2 }
  assert.deepEqual(codes(await check(stage, { settings })), ['ok secret-accepted', 'ok push-accepted'])
  assert.equal(stage.simulator.delivered.length, 0)
  const probe = new URLSearchParams(stage.simulator.received.at(-1)?.body).get('message') ?? ''
  assert.match(
    probe,
    /"target_value":"posthouse-credential-check".*"channel_id":"chat","category":"IM","notify_level":2/,
  )
})

test('a wrong secret is an error that names the app key and never the secret; no push is tried', async () => {
  await using stage = await stageOf()
  const [finding, ...more] = await check(stage, { certificate: 'wrong-secret' })
  assert.ok(finding)
  assert.deepEqual([...codes([finding]), more], ['error secret-refused', []])
  assert.match(finding.text, /app key [0-9a-f]{32} \(code 16\)/)
  assert.equal(finding.text.includes('wrong-secret'), false)
  assert.ok(stage.simulator.received.every(({ on }) => on === 'auth'))
})

test('each refusal of the sign-in has its finding', async () => {
  const rows: readonly (readonly [number, string])[] = [
    [14, 'error secret-refused'],
    [18, 'error clock-refused'],
    [19, 'error clock-refused'],
    [26, 'error address-refused'],
    [27, 'error permission-missing'],
    [28, 'error permission-missing'],
    [30, 'error permission-missing'],
    [13, 'warn auth-unreachable'],
    [99, 'warn auth-unreachable'],
  ]
  for (const [code, expected] of rows) {
    await using stage = await stageOf()
    says(stage, { code, message: 'm' }, 'auth')
    assert.deepEqual(codes(await check(stage)), [expected])
  }
})

test('each answer of the push service has its finding', async () => {
  const rows: readonly (readonly [unknown, string, number?])[] = [
    [{ code: 0, data: {} }, 'ok push-accepted'],
    [{ code: 10000 }, 'ok push-accepted'],
    [{ code: '10001' }, 'ok push-accepted'],
    [{ code: 67 }, 'error category-refused'],
    [{ code: 30 }, 'error permission-missing'],
    [{ code: 11 }, 'error permission-missing'],
    [{ code: 28 }, 'error permission-missing'],
    [{ code: 33 }, 'warn quota-used'],
    [{ code: -2 }, 'warn push-busy'],
    [{ code: 41 }, 'warn push-answer-unexpected'],
    ['<html>', 'warn push-answer-unexpected', 502],
  ]
  for (const [body, expected, status] of rows) {
    await using stage = await stageOf()
    says(stage, body, 'push', status)
    assert.deepEqual(codes(await check(stage)), ['ok secret-accepted', expected], JSON.stringify(body))
  }
})

test('F78 a clock that is off is named with how far and which way, as long as OPPO bears it and beyond', async () => {
  const rows: readonly (readonly [number, readonly string[], RegExp])[] = [
    [4 * MINUTE_MS, [], /./],
    [6 * MINUTE_MS, ['warn clock-skewed'], /clock is 360 s behind OPPO/],
    [15 * MINUTE_MS, ['warn clock-skewed'], /clock is 900 s behind OPPO/],
    [-15 * MINUTE_MS, ['warn clock-skewed'], /clock is 900 s ahead of OPPO/],
  ]
  for (const [offMs, expected, text] of rows) {
    await using stage = await stageOf({ now: () => stage.clock.now() + offMs })
    const findings = await check(stage)
    assert.deepEqual(codes(findings), [...expected, 'ok secret-accepted', 'ok push-accepted'])
    assert.match(findings[0]?.text ?? '', text)
  }
})

test('a service that cannot be asked is a warning, never a verdict on the credential', async () => {
  await using stage = await stageOf()
  stage.simulator.arm({ action: { kind: 'reset', when: 'before' } })
  assert.deepEqual(codes(await check(stage)), ['ok secret-accepted', 'warn push-unreachable'])
  const credentials = oppo.parseCredentials(await stage.simulator.addApp({ packageName: stage.app }))
  await stage.simulator[Symbol.asyncDispose]()
  const findings = await oppo.check(credentials, stage.io, new AbortController().signal)
  assert.deepEqual(codes(findings), ['warn auth-unreachable'])
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hidden } from '../registry.ts'
import type { Fault, SimulatedCredential } from '../simulator/contract.ts'
import { openStage, type Stage } from '../testing/stage.ts'
import { vivo } from './index.ts'
import { startVivoSimulator, type VivoSimulatorOptions } from './simulator.ts'

const stage = (options: Partial<VivoSimulatorOptions> = {}): Promise<Stage> =>
  openStage({ vendor: hidden(vivo), start: given => startVivoSimulator({ ...given, ...options }) })

async function findings(on: Stage, change: Partial<SimulatedCredential> = {}): Promise<readonly string[]> {
  const form = await on.simulator.addApp({ packageName: on.app })
  const found = await vivo.check(vivo.parseCredentials({ ...form, ...change }), on.io, new AbortController().signal)
  for (const { text } of found) assert.match(text, /^[A-Z].*\.$|^vivo.*\.$/)
  return found.map(({ level, code }) => `${level} ${code}`)
}

const OK = 'ok secret-accepted'
const answers = (result: number, on: 'auth' | 'push' = 'push'): Fault => ({
  on,
  action: { kind: 'answer', status: 200, body: { result, desc: 'd' } },
})

test('a good credential is told from a wrong one without reaching a phone', async () => {
  await using s = await stage()
  assert.deepEqual(await findings(s), [OK, 'ok push-accepted'])
  assert.deepEqual(await findings(s, { certificate: 'wrong' }), ['error secret-refused'])
  assert.deepEqual(await findings(s, { settings: { category: 'IM', classification: 0 } }), [
    OK,
    'error category-refused',
  ])
  assert.deepEqual(s.simulator.delivered, [])
})

test('what stands in the way of an app has a finding of its own', async () => {
  await using review = await stage({ isUnderReview: true })
  assert.deepEqual(await findings(review), [OK, 'error app-under-review'])
  assert.deepEqual(await findings(review, { environment: 'DEVELOPMENT' }), [OK, 'ok push-accepted'])
  await using night = await stage({ keepsHours: true })
  assert.deepEqual(await findings(night), [OK, 'warn outside-hours'])
  await using s = await stage()
  for (const [code, said] of [
    [10070, 'warn quota-used-up'],
    [10073, 'warn quota-used-up'],
    [10072, 'warn push-busy'],
    [10094, 'error app-refused'],
    [10096, 'error category-refused'],
    [10200, 'warn push-answer-unexpected'],
  ] as const) {
    s.simulator.arm(answers(code))
    assert.deepEqual((await findings(s)).at(-1), said, String(code))
  }
  s.simulator.arm({ action: { kind: 'answer', status: 500, body: '' } })
  assert.deepEqual((await findings(s)).at(-1), 'warn push-answer-unexpected')
  s.simulator.arm({ action: { kind: 'reset', when: 'before' } })
  assert.deepEqual((await findings(s)).at(-1), 'warn push-unreachable')
  s.simulator.disarm()
  s.simulator.arm({ on: 'auth', action: { kind: 'reset', when: 'before' } })
  assert.deepEqual(await findings(s), ['warn auth-unreachable'])
})

test('F73 a code that is no number has a finding like any other odd answer', async () => {
  await using s = await stage()
  for (const result of ['constructor', 'toString', '__proto__']) {
    s.simulator.arm({ action: { kind: 'answer', status: 200, body: { result, desc: 'd' } } })
    assert.deepEqual((await findings(s)).at(-1), 'warn push-answer-unexpected')
  }
})

test('F78 a clock that is off is named, before vivo refuses the signature for it and after', async () => {
  await using s = await stage()
  s.clock.advance(6 * 60_000)
  assert.deepEqual(await findings(s), ['warn clock-off', OK, 'ok push-accepted'])
  s.clock.advance(6 * 60_000)
  assert.deepEqual(await findings(s), ['warn clock-off', 'error secret-refused'])
})

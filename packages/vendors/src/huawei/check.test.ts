import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { VendorIo } from '../io.ts'
import { createAuthority } from '../simulator/authority.ts'
import type { Fault, Simulator } from '../simulator/contract.ts'
import type { Finding } from '../vendor.ts'
import { checkHuawei } from './check.ts'
import { parseHuaweiCredentials } from './credentials.ts'
import { startHuaweiSimulator } from './simulator.ts'

const authority = await createAuthority({ nowMs: Date.now() })
const tls = { ...(await authority.issue({ names: ['127.0.0.1'] })), caPem: authority.caPem }
const NOW_MS = 1_700_000_000_000

interface Stage extends AsyncDisposable {
  readonly simulator: Simulator
  check(certificate?: string): Promise<readonly Finding[]>
}

async function stage(): Promise<Stage> {
  const simulator = await startHuaweiSimulator({ port: 0, tls, now: () => NOW_MS, random: Math.random })
  const app = await simulator.addApp({ packageName: 'com.example.chat' })
  const clock = { now: () => NOW_MS, monotonic: () => NOW_MS, after: () => () => undefined }
  const io: VendorIo = { clock, random: Math.random, endpoints: simulator.endpoints, ca: [tls.caPem] }
  const settings = { category: 'IM', activityClass: 'com.example.Main' }
  return {
    simulator,
    check: certificate => {
      const input = { ...app, settings, ...(certificate === undefined ? {} : { certificate }) }
      return checkHuawei(parseHuaweiCredentials(input), io, AbortSignal.timeout(10_000))
    },
    [Symbol.asyncDispose]: () => simulator[Symbol.asyncDispose](),
  }
}

const codes = (findings: readonly Finding[]): string[] => findings.map(({ level, code }) => `${level} ${code}`)
const answers = (status: number, body: unknown, on: 'push' | 'auth' = 'push'): Fault => ({
  on,
  action: { kind: 'answer', status, body },
})

test('a good credential passes both steps with a message that is checked and reaches nobody', async () => {
  await using s = await stage()
  assert.deepEqual(codes(await s.check()), ['ok secret-accepted', 'ok push-accepted'])
  assert.equal(s.simulator.delivered.length, 0)
  const probe = JSON.parse(s.simulator.received.at(-1)?.body ?? '') as {
    validate_only: boolean
    message: { token: string[]; android: { category: string; notification: { badge: object } } }
  }
  assert.equal(probe.validate_only, true)
  assert.equal(probe.message.android.category, 'IM')
  assert.deepEqual(probe.message.android.notification.badge, { set_num: 0, class: 'com.example.Main' })
  assert.deepEqual(probe.message.token, ['posthouse-credential-check'])
})

test('a wrong secret is an error that names the app id and never the secret; no push is tried', async () => {
  await using s = await stage()
  const findings = await s.check('wrong-secret')
  assert.deepEqual(codes(findings), ['error secret-refused'])
  assert.match(findings[0]?.text ?? '', /app id \d+ \(error 1101\/12304\)/)
  assert.equal(findings[0]?.text.includes('wrong-secret'), false)
  assert.ok(s.simulator.received.every(({ on }) => on === 'auth'))
})

test('each answer of the push service has its finding', async () => {
  const cases: readonly (readonly [number, unknown, string])[] = [
    [200, { code: '80000000' }, 'ok push-accepted'],
    [200, { code: '80100000', msg: '{}' }, 'ok push-accepted'],
    [200, { code: 80300007 }, 'ok push-accepted'],
    [401, { code: '80200001' }, 'error app-refused'],
    [200, { code: '80300002' }, 'error permission-missing'],
    [200, { code: '80300037' }, 'error app-penalised'],
    [503, '', 'warn push-busy'],
    [500, { code: '81000001' }, 'warn push-answer-unexpected'],
    [200, '<html>', 'warn push-answer-unexpected'],
  ]
  for (const [status, body, expected] of cases) {
    await using s = await stage()
    s.simulator.arm(answers(status, body))
    assert.deepEqual(codes(await s.check()), ['ok secret-accepted', expected])
  }
})

test('a service that cannot be asked is a warning, never a verdict on the credential', async () => {
  await using s = await stage()
  s.simulator.arm(answers(500, '', 'auth'))
  assert.deepEqual(codes(await s.check()), ['warn oauth-unreachable'])
  s.simulator.arm({ action: { kind: 'reset', when: 'before' } })
  assert.deepEqual(codes(await s.check()), ['ok secret-accepted', 'warn push-unreachable'])
  await s.simulator[Symbol.asyncDispose]()
  assert.deepEqual(codes(await s.check()), ['warn oauth-unreachable'])
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hidden } from '../registry.ts'
import { openStage, type Stage } from '../testing/stage.ts'
import type { Finding, NotifierInput } from '../vendor.ts'
import { meizu } from './index.ts'
import { startMeizuSimulator } from './simulator.ts'

const stage = (): Promise<Stage> => openStage({ vendor: hidden(meizu), start: startMeizuSimulator })

async function found(s: Stage, change: Partial<NotifierInput> = {}): Promise<readonly Finding[]> {
  const form = await s.simulator.addApp({ packageName: s.app })
  const settings = { clickActivity: 'com.example.Main', noticeMsgType: 1 }
  return await meizu.check(meizu.parseCredentials({ ...form, settings, ...change }), s.io, new AbortController().signal)
}

const codes = (findings: readonly Finding[]): readonly string[] => findings.map(({ level, code }) => `${level} ${code}`)

test('a good credential passes with a push that reaches nobody and carries the notifier’s own settings', async () => {
  await using s = await stage()
  assert.deepEqual(codes(await found(s)), ['ok secret-accepted'])
  assert.equal(s.simulator.delivered.length, 0)
  const form = new URLSearchParams(s.simulator.received[0]?.body)
  assert.equal(form.get('pushIds'), 'posthouse-credential-check')
  const message = JSON.parse(form.get('messageJson') ?? '') as Record<string, Record<string, unknown>>
  assert.equal(message['clickTypeInfo']?.['activity'], 'com.example.Main')
  assert.equal(message['noticeBarInfo']?.['noticeMsgType'], 1)
})

test('a wrong secret and an unknown app are errors that never repeat the secret', async () => {
  await using s = await stage()
  const [wrong] = await found(s, { certificate: 'hush-hush' })
  assert.equal(wrong?.level, 'error')
  assert.equal(wrong.code, 'secret-refused')
  assert.match(wrong.text, /1006: the signature is wrong/)
  assert.equal(wrong.text.includes('hush'), false)
  assert.match((await found(s, { name: '7' }))[0]?.text ?? '', /App ID 7 .*110000: the App ID is wrong/)
})

test('each answer has its finding', async () => {
  const cases: readonly (readonly [number, unknown, string])[] = [
    [200, { code: '200', value: {} }, 'ok secret-accepted'],
    [200, { code: '110002', value: '' }, 'ok secret-accepted'],
    [200, { code: '110009', value: '' }, 'error permission-missing'],
    [200, { code: '200', value: { 201: ['posthouse-credential-check'] } }, 'error permission-missing'],
    [200, { code: '110033', value: '' }, 'error secret-refused'],
    [200, { code: '1005', value: '' }, 'warn push-answer-unexpected'],
    [404, '', 'warn push-answer-unexpected'],
    [200, { code: '110019', value: '' }, 'warn quota-used-up'],
    [200, { code: '1003', value: '' }, 'warn push-busy'],
    [500, '<html>', 'warn push-unreachable'],
  ]
  await using s = await stage()
  for (const [status, body, expected] of cases) {
    s.simulator.arm({ action: { kind: 'answer', status, body } })
    assert.deepEqual(codes(await found(s)), [expected], JSON.stringify(body))
  }
})

test('a service that cannot be asked is a warning, never a verdict on the credential', async () => {
  await using s = await stage()
  const form = await s.simulator.addApp({ packageName: s.app })
  await s.simulator[Symbol.asyncDispose]()
  const findings = await meizu.check(meizu.parseCredentials(form), s.io, new AbortController().signal)
  assert.deepEqual(codes(findings), ['warn push-unreachable'])
})

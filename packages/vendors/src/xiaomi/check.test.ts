import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '../json.ts'
import { hidden } from '../registry.ts'
import type { Fault } from '../simulator/contract.ts'
import { openStage, type Stage } from '../testing/stage.ts'
import { checkXiaomi } from './check.ts'
import { parseXiaomiCredentials } from './credentials.ts'
import { xiaomi } from './index.ts'
import { startXiaomiSimulator } from './simulator.ts'

const open = (channels?: readonly string[]): Promise<Stage> =>
  openStage({
    vendor: hidden(xiaomi),
    start: options => startXiaomiSimulator({ ...options, ...(channels === undefined ? {} : { channels }) }),
  })

async function findings(stage: Stage, change: JsonObject = {}, settings: JsonObject = {}): Promise<readonly string[]> {
  const app = await stage.simulator.addApp({ packageName: stage.app })
  const credentials = parseXiaomiCredentials({ ...app, ...change, settings })
  const found = await checkXiaomi(credentials, stage.io, new AbortController().signal)
  assert.ok(found.every(({ text }) => !text.includes(credentials.appSecret)))
  return found.map(({ level, code }) => `${level} ${code}`)
}

const answers = (status: number, body: unknown): Fault => ({ action: { kind: 'answer', status, body } })

test('a good credential is told by a push that reaches nobody', async () => {
  await using stage = await open()
  assert.deepEqual(await findings(stage), ['ok secret-accepted'])
  assert.equal(stage.simulator.delivered.length, 0)
  assert.equal(stage.simulator.received.length, 1)
})

test('a wrong secret and a wrong package are errors, each said once whatever the number of channels', async () => {
  await using stage = await open()
  const settings = { channelIds: { im: 'a', call: 'b' } }
  assert.deepEqual(await findings(stage, { certificate: 'wrong' }, settings), ['error secret-refused'])
  assert.deepEqual(await findings(stage, { packageName: 'com.example.other' }, settings), ['error package-refused'])
  assert.equal(stage.simulator.received.length, 2)
})

test('a check has fifteen seconds for all its channels together', async () => {
  await using stage = await open()
  const limited = stage.clock.armed(15_000).then(() => 'limited')
  const each = stage.clock.armed(10_000).then(() => 'each')
  stage.simulator.arm({ action: { kind: 'hang' } })
  const checked = findings(stage, {}, { channelIds: { im: 'a', call: 'b' } })
  assert.equal(await Promise.race([limited, each]), 'limited')
  await each
  stage.clock.advance(15_000)
  assert.deepEqual(await checked, ['warn push-unreachable'])
})

test('each channel is asked about once, and each that Xiaomi does not know is named', async () => {
  await using stage = await open(['chat', 'news'])
  const good = { channelId: 'news', channelIds: { im: 'chat', call: 'chat' } }
  assert.deepEqual(await findings(stage, {}, good), ['ok secret-accepted'])
  assert.equal(stage.simulator.received.length, 2)
  const bad = { channelIds: { im: 'x', call: 'y', service: 'chat' } }
  assert.deepEqual(await findings(stage, {}, bad), [
    'ok secret-accepted',
    'error channel-refused',
    'error channel-refused',
  ])
})

test('each answer of the service has its finding, and what could not be asked is no verdict', async () => {
  const cases: readonly (readonly [Fault, string])[] = [
    [answers(200, { code: 0, data: { id: 'scm' } }), 'ok secret-accepted'],
    [answers(200, { code: 10004 }), 'error permission-missing'],
    [answers(401, ''), 'error secret-refused'],
    [answers(200, { code: 10027 }), 'warn push-busy'],
    [answers(200, { code: 200001 }), 'warn quota-used-up'],
    [answers(200, { code: 10016 }), 'warn push-answer-unexpected'],
    [answers(500, ''), 'warn push-unreachable'],
    [{ action: { kind: 'reset', when: 'before' } }, 'warn push-unreachable'],
  ]
  for (const [fault, expected] of cases) {
    await using stage = await open()
    stage.simulator.arm(fault)
    assert.deepEqual(await findings(stage), [expected])
  }
})

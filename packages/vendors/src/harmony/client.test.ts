// What the HarmonyOS channel does that others do not; what all do is in conformance.test.ts.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '../json.ts'
import { hidden } from '../registry.ts'
import type { SimulatorOptions } from '../simulator/contract.ts'
import { openStage, type Stage } from '../testing/stage.ts'
import type { Finding, SendResult } from '../vendor.ts'
import { harmony } from './index.ts'
import { type HarmonySimulator, type HarmonySimulatorOptions, startHarmonySimulator } from './simulator.ts'

const MINUTE_MS = 60_000
const { signal } = new AbortController()
const words = (results: readonly SendResult[]): string[] =>
  results.map(result => (result.kind === 'rejected' ? `${result.scope} ${result.reason} ${result.code}` : result.kind))
const pushes = ({ simulator }: Stage): readonly JsonObject[] =>
  simulator.received.map(({ body }) => JSON.parse(body) as JsonObject)

/** The stage, and its simulator as what it is. */
async function opened(more: Partial<HarmonySimulatorOptions> = {}): Promise<Stage & { huawei: HarmonySimulator }> {
  const started: HarmonySimulator[] = []
  const start = async (options: SimulatorOptions): Promise<HarmonySimulator> => {
    const simulator = await startHarmonySimulator({ ...options, ...more })
    started.push(simulator)
    return simulator
  }
  const stage = await openStage({ vendor: hidden(harmony), start })
  const [huawei] = started
  assert.ok(huawei)
  return { ...stage, huawei }
}

test('the request is the documented one, for a notification', async () => {
  await using stage = await opened()
  const [token = ''] = stage.tokens(1)
  const [result] = await stage.send([token])
  const [request] = stage.simulator.received
  assert.equal(request?.path, '/v3/736430079244623000/messages:send')
  assert.deepEqual([request?.headers['push-type'], request?.headers['content-type']], ['0', 'application/json'])
  assert.equal(
    request?.body,
    '{"payload":{"notification":{"category":"IM","title":"Li","body":"hi","clickAction":{"actionType":0},"appMessageId":"6f9619ff-8b86-4d01-b42d-000000000000"}},' +
      `"target":{"token":["${token}"]},"pushOptions":{"ttl":3600}}`,
  )
  assert.ok(result?.kind === 'accepted')
  assert.deepEqual(result.answer, { code: '80000000', msg: 'Success', requestId: result.vendorId })
})

test('F58 a repetition of one shipment is shown once where the vendor tells by the id; many phones get no id', async () => {
  await using stage = await opened({ dropsRepetitions: true })
  const [token = ''] = stage.tokens(1)
  stage.simulator.arm({ action: { kind: 'reset', when: 'after' } })
  assert.deepEqual(words([...(await stage.send([token])), ...(await stage.send([token]))]), ['unknown', 'accepted'])
  assert.equal(stage.simulator.delivered.length, 1)
  await stage.send(stage.tokens(2))
  assert.equal(JSON.stringify(pushes(stage).at(-1)).includes('appMessageId'), false)
})

test('F66 F67 one JWT serves everybody, is made anew before its end, and once after a refusal', async () => {
  await using stage = await opened()
  await Promise.all(stage.tokens(20).map(token => stage.send([token])))
  assert.equal(stage.huawei.jwtsSeen, 1)
  const pass = (minutes: number): void => {
    for (const clock of [stage.clock, stage.vendorsClock]) clock.advance(minutes * MINUTE_MS)
  }
  pass(54)
  for (let count = 0; count < 3; count += 1) await stage.send(stage.tokens(1))
  assert.equal(stage.huawei.jwtsSeen, 1)
  pass(5)
  // It is signed beside the event loop, so whoever sends meanwhile still uses the old one.
  for (let count = 0; count < 100 && stage.huawei.jwtsSeen === 1; count += 1) await stage.send(stage.tokens(1))
  assert.equal(stage.huawei.jwtsSeen, 2)
  assert.ok(stage.simulator.received.every(({ reason }) => reason === undefined))
  stage.vendorsClock.advance(58 * MINUTE_MS)
  const results = await Promise.all(stage.tokens(20).map(token => stage.send([token])))
  assert.deepEqual(words(results.flat()), Array(20).fill('accepted'))
  assert.equal(stage.huawei.jwtsSeen, 2, 'not yet over')
  stage.clock.advance(30 * MINUTE_MS)
  stage.vendorsClock.advance(30 * MINUTE_MS)
  const late = await Promise.all(stage.tokens(20).map(token => stage.send([token])))
  assert.deepEqual(words(late.flat()), Array(20).fill('accepted'))
  assert.equal(stage.huawei.jwtsSeen, 3)
})

test('F66 F77 a key of another project stays refused and makes no storm', async () => {
  for (const accessRefusalStatus of [401, 200] as const) {
    await using stage = await opened({ accessRefusalStatus })
    const form = await stage.simulator.addApp({ packageName: stage.app })
    const other = await stage.simulator.addApp({ packageName: 'com.example.other' })
    const account = (file: string | undefined): object => JSON.parse(Buffer.from(file ?? '', 'base64').toString())
    const mixed = { ...account(form.file), private_key: (account(other.file) as JsonObject)['private_key'] }
    const credentials = harmony.parseCredentials({
      ...form,
      file: Buffer.from(JSON.stringify(mixed)).toString('base64'),
    })
    await using channel = harmony.open(credentials, stage.io)
    const payload = harmony.render(
      { title: 'T', content: 'C', blocks: {} },
      { credentials, nowMs: 0, expiresAtMs: 9_000 },
    )
    const send = async (): Promise<string[]> => words(await channel.send([{ token: 't', payload, id: 'i' }], signal))
    const refused = ['notifier credential-refused 80200001']
    assert.deepEqual(
      [await send(), await send(), await send(), await send()],
      [refused, refused, ['unsent'], ['unsent']],
    )
    assert.equal(stage.simulator.received.length, 3)
    assert.equal(stage.simulator.received[0]?.status, accessRefusalStatus)
  }
})

test('F71 strangers are certainly no tokens, dead and foreign ones are not certain, the living are served', async () => {
  await using stage = await opened()
  const [a = '', b = '', c = ''] = stage.tokens(3)
  stage.simulator.setToken(b, stage.app, { kind: 'unregistered', atMs: 0 })
  stage.simulator.setToken(c, 'com.example.other', { kind: 'active' })
  const results = await stage.send([b, 'made-up', a, c])
  assert.deepEqual(words(results), [
    'token token-dead noRight',
    'token token-dead tokenFormatError',
    'accepted',
    'token token-dead noRight',
  ])
  assert.deepEqual(
    results.map(result => result.kind === 'rejected' && result.unsure === true),
    [true, false, false, true],
  )
})

const blockOf = (members: JsonObject) => ({ title: 'T', content: 'C', blocks: { harmonyOS: members } })

test('a test message goes to ten tokens at a time, a card to one, each shipment with its own result', async () => {
  await using stage = await opened()
  const tokens = stage.tokens(25)
  stage.simulator.setToken(tokens[13] ?? '', stage.app, { kind: 'unregistered', atMs: 1 })
  const results = await stage.send(tokens, blockOf({ pushOptions: { testMessage: true } }))
  assert.deepEqual(
    words(results),
    tokens.map((_, index) => (index === 13 ? 'token token-dead noRight' : 'accepted')),
  )
  const counts = (): number[] =>
    pushes(stage).map(({ target }) => ((target as JsonObject)['token'] as readonly string[]).length)
  assert.deepEqual(counts(), [10, 10, 5])
  const card = blockOf({ pushType: 1, payload: { formId: 7 } })
  assert.deepEqual(words(await stage.send(tokens.slice(0, 3), card)), Array(3).fill('accepted'))
  assert.deepEqual(counts().slice(3), [1, 1, 1])
  assert.equal(stage.simulator.delivered.at(-1)?.shown, undefined)
})

test('F54 after flow control the rest of a test message is not tried, and shares the pause', async () => {
  await using stage = await opened()
  stage.simulator.arm({ action: { kind: 'answer', status: 503, headers: { 'retry-after': '9' }, body: '' } })
  const results = await stage.send(stage.tokens(25), blockOf({ pushOptions: { testMessage: true } }))
  assert.ok(results.every(result => result.kind === 'throttled' && result.retryAfterMs === 9_000))
  assert.equal(stage.simulator.received.length, 1)
})

async function checked(stage: Stage, change: object = {}): Promise<string[]> {
  const form = await stage.simulator.addApp({ packageName: stage.app })
  const findings = await harmony.check(harmony.parseCredentials({ ...form, ...change }), stage.io, signal)
  return findings.map(({ level, code }: Finding) => `${level} ${code}`)
}

test('the check passes a good account with a message that reaches nobody', async () => {
  await using stage = await opened()
  assert.deepEqual(await checked(stage, { settings: { category: 'WORK' } }), ['ok push-accepted'])
  assert.equal(stage.simulator.delivered.length, 0)
  assert.match(stage.simulator.received[0]?.body ?? '', /"category":"WORK".*"posthouse-credential-check"/)
})

test('F78 the check tells a wrong clock from a wrong account', async () => {
  await using stage = await opened()
  stage.vendorsClock.advance(61 * MINUTE_MS)
  assert.deepEqual(await checked(stage), ['error clock-wrong'])
  stage.clock.advance(61 * MINUTE_MS)
  const form = await stage.simulator.addApp({ packageName: stage.app })
  const account = JSON.parse(Buffer.from(form.file ?? '', 'base64').toString()) as JsonObject
  const file = Buffer.from(JSON.stringify({ ...account, project_id: '1' })).toString('base64')
  assert.deepEqual(await checked(stage, { file }), ['error account-refused'])
})

test('each answer has its finding, and silence is no verdict', async () => {
  const illegal = (reason: string): object => ({
    code: '80300007',
    msg: JSON.stringify({ illegalTokens: { [reason]: ['posthouse-credential-check'] }, failure: 1 }),
  })
  const cases: readonly (readonly [number, unknown, string])[] = [
    [200, { code: '80000000' }, 'ok push-accepted'],
    [200, illegal('noRight'), 'ok push-accepted'],
    [200, illegal('noPushTypeRight'), 'error permission-missing'],
    [401, { code: '80200001' }, 'error account-refused'],
    [401, '', 'error account-refused'],
    [200, { code: '80300002' }, 'error permission-missing'],
    [200, { code: '80300037' }, 'error app-penalised'],
    [200, { code: '80300036' }, 'error clock-wrong'],
    [503, '', 'warn push-busy'],
    [500, { code: '81000001' }, 'warn push-answer-unexpected'],
    [200, '<html>', 'warn push-answer-unexpected'],
  ]
  await using stage = await opened()
  for (const [status, body, expected] of cases) {
    stage.simulator.arm({ action: { kind: 'answer', status, body } })
    assert.deepEqual(await checked(stage), [expected], JSON.stringify(body))
  }
  await stage.simulator[Symbol.asyncDispose]()
  assert.deepEqual(await checked(stage), ['warn push-unreachable'])
})

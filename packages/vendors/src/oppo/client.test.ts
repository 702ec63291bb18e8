import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '../json.ts'
import { hidden } from '../registry.ts'
import type { Fault } from '../simulator/contract.ts'
import { openStage, type Stage } from '../testing/stage.ts'
import type { SendResult } from '../vendor.ts'
import { signatureOf } from './auth.ts'
import { oppo } from './index.ts'
import { type OppoSimulatorOptions, startOppoSimulator } from './simulator.ts'

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000

const stageOf = (options: Partial<OppoSimulatorOptions> = {}): Promise<Stage> =>
  openStage({ vendor: hidden(oppo), start: given => startOppoSimulator({ ...given, ...options }) })
const calls = ({ simulator }: Stage, on: 'push' | 'auth'): number =>
  simulator.received.filter(request => request.on === on).length
const says = (body: unknown, more: Partial<Fault> = {}, headers: Readonly<Record<string, string>> = {}): Fault => ({
  ...more,
  action: { kind: 'answer', status: 200, headers, body },
})
const kinds = (results: readonly SendResult[]): readonly string[] =>
  results.map(result =>
    result.kind === 'rejected' || result.kind === 'throttled'
      ? `${result.kind} ${result.scope} ${result.code}`
      : result.kind,
  )
const never = new AbortController().signal

test('the vector of spec/vendors.md §6.2 is signed as it says', () => {
  const credentials = { appKey: 'appkey-demo', masterSecret: 'master-demo', channelIds: { byCategory: {} } }
  assert.equal(
    signatureOf(credentials, '1700000000000'),
    'de82a02b9f3ca50a993e1c0e9997696eaaa869bf8969b3989084e4ef24b8f645',
  )
})

test('one shipment is a unicast, several with different contents are one batch, results are in their places', async () => {
  await using stage = await stageOf()
  const [a = '', b = '', c = ''] = stage.tokens(3)
  assert.deepEqual(kinds(await stage.send([a])), ['accepted'])
  const [hello, bye] = ['hello', 'bye'].map(content => stage.render({ title: 'Li', content, blocks: {} }))
  assert.ok(hello && bye)
  const batch = [
    { token: a, payload: hello, id: 'one' },
    { token: b, payload: bye, id: 'two' },
    { token: c, payload: hello, id: 'three' },
  ]
  const results = await stage.channel.send(batch, never)
  const ids = results.map(result => (result.kind === 'accepted' ? result.vendorId : undefined))
  const paths = stage.simulator.received.filter(({ on }) => on === 'push').map(({ path }) => path.split('/').at(-1))
  assert.deepEqual(paths, ['unicast', 'unicast_batch'])
  assert.deepEqual(
    stage.simulator.delivered.slice(1).map(({ token, shown, vendorId, payload }) => {
      return [token, shown?.body, vendorId, payload['app_message_id']]
    }),
    [
      [a, 'hello', ids[0], 'one'],
      [b, 'bye', ids[1], 'two'],
      [c, 'hello', ids[2], 'three'],
    ],
  )
})

test('the same words for the same phone travel once, other words in a request of their own', async () => {
  await using stage = await stageOf()
  const [a = '', b = ''] = stage.tokens(2)
  assert.deepEqual(kinds(await stage.send([a, b, a])), ['accepted', 'accepted', 'accepted'])
  assert.deepEqual([calls(stage, 'push'), stage.simulator.delivered.length], [1, 2])
  const [hello, bye] = ['hello', 'bye'].map(content => stage.render({ title: 'Li', content, blocks: {} }))
  assert.ok(hello && bye)
  const batch = [
    { token: a, payload: hello, id: 'one' },
    { token: a, payload: bye, id: 'two' },
  ]
  const ids = (await stage.channel.send(batch, never)).map(result =>
    result.kind === 'accepted' ? result.vendorId : undefined,
  )
  assert.deepEqual(
    stage.simulator.delivered.slice(2).map(({ shown, vendorId }) => [shown?.body, vendorId]),
    [
      ['hello', ids[0]],
      ['bye', ids[1]],
    ],
  )
  assert.equal(calls(stage, 'push'), 3)
})

test('a batch that is too large for one form is several, and a result is of its own request', async () => {
  await using stage = await stageOf()
  const tokens = stage.tokens(60)
  const [dead = ''] = tokens.slice(50)
  stage.simulator.setToken(dead, stage.app, { kind: 'unregistered', atMs: 1 })
  const results = await stage.send(tokens, {
    title: 'Li',
    content: 'hi',
    ext: { text: '驿'.repeat(3_900) },
    blocks: {},
  })
  assert.deepEqual(
    kinds(results),
    tokens.map(token => (token === dead ? 'rejected token 10001' : 'accepted')),
  )
  assert.ok(calls(stage, 'push') > 1)
})

test('F54 F55 of a batch that is several requests, nothing more is sent after a refusal for all', async () => {
  const large = { title: 'Li', content: 'hi', ext: { text: '驿'.repeat(3_900) }, blocks: {} }
  const cases: readonly (readonly [unknown, string])[] = [
    [{ code: -2, message: 'Service in Flow Control' }, 'throttled notifier -2'],
    [{ code: 33, message: 'The number of messages exceeds the daily limit' }, 'throttled notifier 33'],
    [{ code: 28, message: 'App Disabled' }, 'rejected notifier 28'],
  ]
  for (const [body, expected] of cases) {
    await using stage = await stageOf()
    const tokens = stage.tokens(60)
    stage.simulator.arm(says(body))
    assert.deepEqual(kinds(await stage.send(tokens, large)), Array(60).fill(expected))
    assert.equal(calls(stage, 'push'), 1)
  }
  await using stage = await stageOf()
  const [first = '', ...others] = stage.tokens(60)
  stage.simulator.arm(says({ code: 0, data: [{ registrationId: first, errorCode: 33, errorMessage: first }] }))
  const results = await stage.send([first, ...others], large)
  assert.equal(kinds(results).at(-1), 'throttled notifier 33')
  assert.ok(!JSON.stringify(results.slice(1)).includes(first))
})

test('F71 an answer in another order, with others in it and without one, is matched by registration id', async () => {
  await using stage = await stageOf()
  const [a = '', b = '', c = ''] = stage.tokens(3)
  const data = [
    { registrationId: c, messageId: 'm3' },
    { registrationId: 'CN_other', messageId: 'm9' },
    { registrationId: a, errorCode: 10001, errorMessage: 'gone' },
  ]
  stage.simulator.arm(says({ code: 0, message: '', data }))
  assert.deepEqual(kinds(await stage.send([a, b, c])), ['rejected token 10001', 'unknown', 'accepted'])
})

test('F66 codes 11 and 29 cost one renewal and one more try', async () => {
  for (const code of [11, 29]) {
    await using stage = await stageOf()
    await stage.send(stage.tokens(1))
    stage.simulator.arm(says({ code, message: 'Invalid Auth Token' }))
    assert.deepEqual(kinds(await stage.send(stage.tokens(3))), ['accepted', 'accepted', 'accepted'])
    assert.deepEqual([calls(stage, 'auth'), calls(stage, 'push')], [2, 3])
  }
})

test('an auth token is renewed after half a day, while pushes go on with the old one', async () => {
  await using stage = await stageOf()
  await stage.send(stage.tokens(1))
  const later = async (ms: number): Promise<number> => {
    stage.clock.advance(ms)
    stage.vendorsClock.advance(ms)
    assert.deepEqual(kinds(await stage.send(stage.tokens(1))), ['accepted'])
    return calls(stage, 'auth')
  }
  assert.equal(await later(12 * HOUR_MS - MINUTE_MS), 1)
  // The renewal runs beside this push; only the next one is sure to see it done.
  await later(2 * MINUTE_MS)
  assert.equal(await later(MINUTE_MS), 2)
  assert.equal(await later(11 * HOUR_MS), 2)
})

test('a wrong secret is the notifier’s affair, asked once for many senders', async () => {
  await using stage = await stageOf()
  stage.simulator.arm(says({ code: 16, message: 'Invalid Signature' }, { on: 'auth' }))
  const results = await Promise.all([1, 2, 3].map(() => stage.send(stage.tokens(2))))
  assert.deepEqual(new Set(kinds(results.flat())), new Set(['rejected notifier 16']))
  assert.deepEqual([calls(stage, 'auth'), calls(stage, 'push')], [1, 0])
})

test('F78 a clock that is a quarter of an hour off signs in with OPPO’s time', async () => {
  for (const offMs of [15 * MINUTE_MS, -15 * MINUTE_MS]) {
    await using stage = await stageOf({ now: () => stage.clock.now() + offMs })
    assert.deepEqual(kinds(await stage.send(stage.tokens(1))), ['accepted'])
    assert.deepEqual(
      stage.simulator.received.map(({ on, reason }) => [on, reason]),
      [
        ['auth', '19'],
        ['auth', undefined],
        ['push', undefined],
      ],
    )
  }
})

test('F78 a time that stays refused is the notifier’s affair, and the answer says how far the clocks are apart', async () => {
  await using stage = await stageOf()
  const date = new Date(stage.clock.now() + 15 * MINUTE_MS).toUTCString()
  stage.simulator.arm(says({ code: 19, message: 'Invalid Timestamp' }, { on: 'auth', times: 9 }, { date }))
  const [result] = await stage.send(stage.tokens(1))
  assert.ok(result?.kind === 'rejected')
  assert.deepEqual(
    [result.scope, result.reason, result.code, result.answer],
    ['notifier', 'credential-refused', '19', { code: 19, message: 'Invalid Timestamp', clockSkewMs: 900_000 }],
  )
  assert.equal(calls(stage, 'auth'), 2)
})

test('F78 a date without its zone is not read in ours: the second try has our own time', async () => {
  await using stage = await stageOf()
  for (const date of ['Tue Nov 14 22:28:20 2023', 'Tue, 14 Nov 2023 22:28:20', '2023-11-14', '1']) {
    stage.simulator.arm(says({ code: 19 }, { on: 'auth', times: 2 }, { date }))
    const [result] = await stage.send(stage.tokens(1))
    assert.deepEqual(result?.kind === 'rejected' && result.answer, { code: 19 }, date)
    const times = stage.simulator.received.slice(-2).map(({ body }) => new URLSearchParams(body).get('timestamp'))
    assert.deepEqual(times, Array(2).fill(String(stage.clock.now())), date)
    stage.clock.advance(MINUTE_MS)
  }
})

test('F68 F69 a sign-in that is busy holds the notifier, one without a usable token sends nothing and reports no body', async () => {
  const cases: readonly (readonly [unknown, string])[] = [
    [{ code: 13, message: 'App Call Limited' }, 'throttled notifier no-access-token'],
    [{ code: -1, message: 'Service Currently Unavailable' }, 'throttled notifier no-access-token'],
    [{ code: 0, data: {} }, 'unsent'],
    [{ code: 0, data: { auth_token: 'two words' } }, 'unsent'],
    [{ code: 0, data: null }, 'unsent'],
    [{ code: 99 }, 'unsent'],
    ['<html>', 'unsent'],
  ]
  for (const [body, expected] of cases) {
    await using stage = await stageOf()
    stage.simulator.arm(says(body, { on: 'auth' }))
    const results = await stage.send(stage.tokens(1))
    assert.deepEqual(kinds(results), [expected], JSON.stringify(body))
    assert.equal(JSON.stringify(results).includes('two words'), false)
    assert.deepEqual([calls(stage, 'auth'), calls(stage, 'push')], [1, 0])
  }
})

test('a sign-in whose connection breaks leaves the push unsent', async () => {
  await using stage = await stageOf()
  stage.simulator.arm({ on: 'auth', action: { kind: 'reset', when: 'before' } })
  assert.deepEqual(kinds(await stage.send(stage.tokens(1))), ['unsent'])
  const date = new Date(stage.clock.now()).toUTCString()
  await using other = await stageOf()
  other.simulator.arm(says({ code: 19 }, { on: 'auth' }, { date }))
  other.simulator.arm({ on: 'auth', action: { kind: 'reset', when: 'before' } })
  assert.deepEqual(kinds(await other.send(other.tokens(1))), ['unsent'])
})

test('sign-in and pushes go to their own endpoints', async () => {
  await using stage = await stageOf()
  const form = await stage.simulator.addApp({ packageName: stage.app })
  const vendor = hidden(oppo)
  const elsewhere = { ...stage.io, endpoints: { ...stage.simulator.endpoints, auth: 'https://127.0.0.1:1' } }
  await using channel = vendor.open(vendor.parseCredentials(form), elsewhere)
  assert.deepEqual(kinds(await channel.send(stage.shipments(stage.tokens(1)), never)), ['unsent'])
  assert.deepEqual(Object.keys(stage.simulator.endpoints), ['push', 'auth'])
})

test('a caller’s own message id goes to every phone of the batch', async () => {
  await using stage = await stageOf({ isDeduping: true })
  const block: JsonObject = { appMessageId: 'campaign-7' }
  const notification = { title: 'Li', content: 'hi', blocks: { oppo: block } }
  const tokens = stage.tokens(2)
  assert.deepEqual(kinds(await stage.send(tokens, notification)), ['accepted', 'accepted'])
  assert.deepEqual(kinds(await stage.send(tokens, notification)), ['accepted', 'accepted'])
  assert.deepEqual(
    stage.simulator.delivered.map(({ payload }) => payload['app_message_id']),
    ['campaign-7', 'campaign-7'],
  )
})

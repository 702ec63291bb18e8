import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as settled } from 'node:timers/promises'
import { createAuthority } from '../simulator/authority.ts'
import type { Fault, SimulatedCredential, Simulator } from '../simulator/contract.ts'
import { ManualClock } from '../testing/manual-clock.ts'
import type { Channel, SendResult, Shipment } from '../vendor.ts'
import { BATCH_MAX, openHuawei, REQUEST_TIMEOUT_MS } from './client.ts'
import { parseHuaweiCredentials } from './credentials.ts'
import { type HuaweiPayload, renderHuawei } from './payload.ts'
import { startHuaweiSimulator } from './simulator.ts'

const authority = await createAuthority({ nowMs: Date.now() })
const tls = { ...(await authority.issue({ names: ['127.0.0.1'] })), caPem: authority.caPem }
const APP = 'com.example.chat'
const MINUTE_MS = 60_000

interface Stage extends AsyncDisposable {
  readonly simulator: Simulator
  readonly clock: ManualClock
  readonly vendorClock: ManualClock
  readonly channel: Channel<HuaweiPayload>
  open(change?: Partial<SimulatedCredential>, ca?: readonly string[]): Channel<HuaweiPayload>
  tokens(count: number): string[]
  calls(on: 'push' | 'auth'): number
  send(tokens: readonly string[], payload?: HuaweiPayload): Promise<readonly SendResult[]>
}

async function stage(): Promise<Stage> {
  const [clock, vendorClock] = [new ManualClock(), new ManualClock()]
  const simulator = await startHuaweiSimulator({ port: 0, tls, now: () => vendorClock.now(), random: Math.random })
  const app = await simulator.addApp({ packageName: APP })
  const opened: Channel<HuaweiPayload>[] = []
  const open: Stage['open'] = (change = {}, ca = [tls.caPem]) => {
    const io = { clock, random: Math.random, endpoints: simulator.endpoints, ca }
    const channel = openHuawei(parseHuaweiCredentials({ ...app, ...change }), io)
    opened.push(channel)
    return channel
  }
  const channel = open()
  return {
    simulator,
    clock,
    vendorClock,
    channel,
    open,
    tokens: count => Array.from({ length: count }, (_, index) => simulator.newToken(APP, index)),
    calls: on => simulator.received.filter(request => request.on === on).length,
    send: (tokens, payload = rendered()) => channel.send(shipments(tokens, payload), AbortSignal.timeout(20_000)),
    async [Symbol.asyncDispose]() {
      await Promise.all(opened.map(each => each[Symbol.asyncDispose]()))
      await simulator[Symbol.asyncDispose]()
    },
  }
}

function rendered(content = 'hi'): HuaweiPayload {
  const credentials = { appId: '1', appSecret: 's' }
  return renderHuawei({ title: 'Li', content, blocks: {} }, { credentials, nowMs: 0, expiresAtMs: 3_600_000 })
}

function shipments(tokens: readonly string[], payload: HuaweiPayload): Shipment<HuaweiPayload>[] {
  return tokens.map((token, index) => ({
    token,
    payload,
    id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
  }))
}

const raw = (messageJson: string): HuaweiPayload => ({ messageJson, validateOnly: false })
const summary = (results: readonly SendResult[]): string[] =>
  results.map(result => (result.kind === 'rejected' ? `${result.scope} ${result.reason} ${result.code}` : result.kind))
const answers = (status: number, body?: unknown, more: Partial<Fault> = {}): Fault => ({
  ...more,
  action: { kind: 'answer', status, body },
})

test('shipments with one payload object are one request, others have their own, results keep the order', async () => {
  await using s = await stage()
  const [a, b, c] = s.tokens(3) as [string, string, string]
  const [hello, bye] = [rendered('hello'), rendered('bye')]
  const batch = [...shipments([a], hello), ...shipments([b], bye), ...shipments([c], hello)]
  const results = await s.channel.send(batch, AbortSignal.timeout(20_000))
  assert.deepEqual(summary(results), ['accepted', 'accepted', 'accepted'])
  assert.equal(s.calls('push'), 2)
  const ids = results.map(result => (result.kind === 'accepted' ? result.vendorId : undefined))
  assert.equal(ids[0], ids[2])
  assert.notEqual(ids[0], ids[1])
  const shown = s.simulator.delivered.map(({ token, shown, vendorId }) => `${token} ${shown?.body} ${vendorId}`)
  assert.deepEqual(shown.sort(), [`${a} hello ${ids[0]}`, `${b} bye ${ids[1]}`, `${c} hello ${ids[2]}`].sort())
})

test('the request is the documented one, and the answer comes back as it is', async () => {
  await using s = await stage()
  const [token] = s.tokens(1) as [string]
  const [result] = await s.send([token])
  const request = s.simulator.received.find(({ on }) => on === 'push')
  assert.match(request?.path ?? '', /^\/v1\/\d+\/messages:send$/)
  assert.equal(request?.headers['content-type'], 'application/json; charset=UTF-8')
  assert.equal(
    request?.body,
    `{"message":{"android":{"ttl":"3600s","notification":{"title":"Li","body":"hi","click_action":{"type":3}}},"token":["${token}"]}}`,
  )
  assert.ok(result?.kind === 'accepted')
  assert.deepEqual(result.answer, { code: '80000000', msg: 'Success', requestId: result.vendorId })
})

test('F71 dead and foreign tokens of a batch are told from the living ones', async () => {
  await using s = await stage()
  const [a, b, c] = s.tokens(3) as [string, string, string]
  s.simulator.setToken(b, APP, { kind: 'unregistered', atMs: 0 })
  s.simulator.setToken(c, 'com.example.other', { kind: 'active' })
  const results = await s.send([b, a, c, 'made-up'])
  const dead = 'token token-dead 80100000'
  assert.deepEqual(summary(results), [dead, 'accepted', dead, dead])
  assert.ok(results.every(result => result.kind !== 'rejected' || result.unsure === true))
})

test('F70 a batch of dead tokens only is refused as a whole and marked unsure', async () => {
  await using s = await stage()
  const results = await s.send(['x', 'y'])
  assert.deepEqual(summary(results), Array(2).fill('token token-dead 80300007'))
  assert.ok(results.every(result => result.kind === 'rejected' && result.unsure === true))
})

test('a token named twice in a batch buzzes once, and both shipments have its result', async () => {
  await using s = await stage()
  const [a, b] = s.tokens(2) as [string, string]
  assert.deepEqual(summary(await s.send([a, b, a])), Array(3).fill('accepted'))
  assert.deepEqual(
    s.simulator.delivered.map(push => push.token),
    [a, b],
  )
})

test('a full batch is one request; one shipment more is misuse', async () => {
  await using s = await stage()
  const tokens = s.tokens(BATCH_MAX)
  const results = await s.send(tokens)
  assert.equal(results.length, BATCH_MAX)
  assert.ok(results.every(result => result.kind === 'accepted'))
  assert.equal(s.calls('push'), 1)
  await assert.rejects(s.send([...tokens, 'one-more']), RangeError)
  assert.deepEqual(await s.send([]), [])
})

test('a thousand illegal tokens are all named in an answer that is read whole', async () => {
  await using s = await stage()
  const dead = Array.from({ length: BATCH_MAX - 1 }, (_, index) => s.simulator.newToken('com.example.other', index))
  const [alive] = s.tokens(1) as [string]
  const results = summary(await s.send([...dead, alive]))
  assert.equal(results.filter(result => result === 'token token-dead 80100000').length, BATCH_MAX - 1)
  assert.equal(results.at(-1), 'accepted')
})

test('an access token is renewed before its end, without a refused push', async () => {
  await using s = await stage()
  const tokens = s.tokens(1)
  await s.send(tokens)
  for (const clock of [s.clock, s.vendorClock]) clock.advance(54 * MINUTE_MS)
  await s.send(tokens)
  assert.equal(s.calls('auth'), 1)
  for (const clock of [s.clock, s.vendorClock]) clock.advance(5 * MINUTE_MS + 59_000)
  await s.send(tokens)
  assert.equal(s.calls('auth'), 2)
  assert.ok(s.simulator.received.every(request => request.reason === undefined))
})

test('F66 a credential that stays refused costs one repetition, then stops the notifier', async () => {
  await using s = await stage()
  const body = { code: '80200001', msg: 'auth failed', requestId: '1' }
  await s.send(s.tokens(1))
  s.clock.advance(MINUTE_MS)
  s.simulator.arm(answers(401, body, { times: 2 }))
  const [result] = await s.send(s.tokens(1))
  assert.deepEqual(result, {
    kind: 'rejected',
    scope: 'notifier',
    reason: 'credential-refused',
    code: '80200001',
    answer: body,
  })
  assert.equal(s.calls('push'), 3)
  assert.equal(s.calls('auth'), 2)
})

test('F66 a credential that is refused for good is not tried in a storm', async () => {
  await using s = await stage()
  const body = { code: '80200001', msg: 'auth failed', requestId: '1' }
  s.simulator.arm(answers(401, body, { times: 1000 }))
  const refused = 'notifier credential-refused 80200001'
  assert.deepEqual(summary(await s.send(s.tokens(1))), [refused])
  assert.deepEqual(summary(await s.send(s.tokens(1))), [refused])
  for (let count = 0; count < 10; count += 1) assert.deepEqual(summary(await s.send(s.tokens(1))), ['unsent'])
  assert.deepEqual([s.calls('auth'), s.calls('push')], [2, 3])
  // Half a minute later it is asked again, and answered by the vendor again.
  s.clock.advance(MINUTE_MS)
  assert.deepEqual(summary(await s.send(s.tokens(1))), [refused])
  assert.deepEqual([s.calls('auth'), s.calls('push')], [3, 4])
})

test('F58 a silent token service holds nobody longer than the deadline, nor the senders after them', async () => {
  await using s = await stage()
  s.simulator.arm({ on: 'auth', action: { kind: 'hang' } })
  const sending = s.send(s.tokens(1))
  while (s.calls('auth') === 0) await settled()
  s.clock.advance(REQUEST_TIMEOUT_MS)
  assert.deepEqual(summary(await sending), ['unsent'])
  assert.equal(s.calls('push'), 0)
  await settled()
  s.clock.advance(MINUTE_MS)
  assert.deepEqual(summary(await s.send(s.tokens(1))), ['accepted'])
})

test('a wrong secret rejects every shipment for the notifier, with Huawei’s own words', async () => {
  await using s = await stage()
  const channel = s.open({ certificate: 'wrong' })
  const results = await channel.send(shipments(s.tokens(3), rendered()), AbortSignal.timeout(20_000))
  assert.deepEqual(summary(results), Array(3).fill('notifier credential-refused 1101/12304'))
  assert.ok(results[0]?.kind === 'rejected')
  assert.deepEqual(results[0].answer, { error: 1101, sub_error: 12304, error_description: 'invalid client_secret' })
  assert.equal(s.calls('push'), 0)
  assert.equal(s.calls('auth'), 1)
})

test('F68 with the token service down a valid token goes on; once it has expired nothing is sent', async () => {
  await using s = await stage()
  const tokens = s.tokens(1)
  await s.send(tokens)
  s.simulator.arm(answers(500, undefined, { on: 'auth', times: 1000 }))
  for (const clock of [s.clock, s.vendorClock]) clock.advance(58 * MINUTE_MS)
  assert.deepEqual(summary(await s.send(tokens)), ['accepted'])
  for (const clock of [s.clock, s.vendorClock]) clock.advance(3 * MINUTE_MS)
  assert.deepEqual(summary(await s.send(tokens)), ['unsent'])
  assert.equal(s.calls('push'), 2)
  s.simulator.disarm()
  for (const clock of [s.clock, s.vendorClock]) clock.advance(MINUTE_MS)
  assert.deepEqual(summary(await s.send(tokens)), ['accepted'])
})

test('F69 a grant that is garbage, or already over, is a failure and not asked for in a loop', async () => {
  const grants: readonly unknown[] = [
    '',
    '<html>',
    {},
    { access_token: '', expires_in: 3600 },
    { access_token: 'a b', expires_in: 3600 },
    { access_token: 'a', expires_in: 0 },
    { access_token: 'a', expires_in: -1 },
    { access_token: 'a' },
    { access_token: 'a', expires_in: 1e12 },
    { access_token: 1, expires_in: 3600 },
  ]
  for (const grant of grants) {
    await using s = await stage()
    s.simulator.arm(answers(200, grant, { on: 'auth', times: 100 }))
    const results = await Promise.all(s.tokens(5).map(token => s.send([token])))
    assert.deepEqual(summary(results.flat()), Array(5).fill('unsent'), JSON.stringify(grant))
    assert.deepEqual([s.calls('push'), s.calls('auth')], [0, 1], JSON.stringify(grant))
  }
})

test('F75 what the vendor’s own checks refuse is about the message', async () => {
  await using s = await stage()
  const [token] = s.tokens(1) as [string]
  const shown = '"notification":{"title":"T","body":"B","click_action":{"type":3}}'
  const cases: readonly (readonly [string, string])[] = [
    ['{"android":{"notification":{"title":"T"}}}', 'message message-malformed 80100003'],
    [`{"android":{"ttl":"1296001s",${shown}}}`, 'message message-malformed 80100004'],
    [`{"android":{"collapse_key":101,${shown}}}`, 'message message-malformed 80100013'],
    [`{"data":"${'x'.repeat(4096)}","android":{${shown}}}`, 'message message-too-large 80300008'],
  ]
  for (const [message, expected] of cases) assert.deepEqual(summary(await s.send([token], raw(message))), [expected])
  assert.equal(s.simulator.delivered.length, 0)
})

test('F54 F56 flow control is a pause, a vendor fault is unknown, and the next send works', async () => {
  await using s = await stage()
  const [token] = s.tokens(1) as [string]
  s.simulator.arm({ action: { kind: 'answer', status: 503, headers: { 'retry-after': '9' }, body: {} } })
  s.simulator.arm(answers(503, ''))
  s.simulator.arm(answers(500, { code: '81000001', msg: 'internal' }))
  s.simulator.arm(answers(502, '<html>bad gateway</html>'))
  assert.deepEqual(await s.send([token]), [
    { kind: 'throttled', scope: 'notifier', retryAfterMs: 9000, code: 'HTTP 503', answer: {} },
  ])
  assert.deepEqual(await s.send([token]), [
    { kind: 'throttled', scope: 'notifier', retryAfterMs: 1000, code: 'HTTP 503', answer: '' },
  ])
  assert.deepEqual(summary(await s.send([token])), ['unknown'])
  assert.deepEqual(summary(await s.send([token])), ['unknown'])
  assert.deepEqual(summary(await s.send([token])), ['accepted'])
})

test('F60 F73 F74 an endless page, broken JSON and a redirect are no success, and no redirect is followed', async () => {
  await using s = await stage()
  const [token] = s.tokens(1) as [string]
  s.simulator.arm(answers(200, `{"code":"80000000","msg":"${'x'.repeat(400_000)}"}`))
  s.simulator.arm(answers(200, '{"code":"80000000"'))
  s.simulator.arm({ action: { kind: 'answer', status: 302, headers: { location: `${s.simulator.url}/elsewhere` } } })
  for (let count = 0; count < 3; count += 1) assert.deepEqual(summary(await s.send([token])), ['unknown'])
  assert.equal(s.calls('push'), 3)
})

test('F57 a vendor that does not listen, or shows a certificate nobody vouches for, was sent nothing', async () => {
  await using s = await stage()
  const [token] = s.tokens(1) as [string]
  const distrusting = s.open({}, [])
  assert.deepEqual(summary(await distrusting.send(shipments([token], rendered()), AbortSignal.timeout(20_000))), [
    'unsent',
  ])
  assert.equal(s.simulator.received.length, 0)
  await s.send([token])
  await s.simulator[Symbol.asyncDispose]()
  assert.deepEqual(summary(await s.send([token])), ['unsent'])
})

test('a message that is only validated reaches no phone', async () => {
  await using s = await stage()
  assert.deepEqual(summary(await s.send(s.tokens(1), { ...rendered(), validateOnly: true })), ['accepted'])
  assert.equal(s.simulator.delivered.length, 0)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Notification } from '../notification.ts'
import { hidden } from '../registry.ts'
import type { Fault } from '../simulator/contract.ts'
import { openStage, type Stage } from '../testing/stage.ts'
import type { SendResult } from '../vendor.ts'
import { BATCH_MAX, REQUEST_TIMEOUT_MS, SINGLES_MAX } from './client.ts'
import { vivo } from './index.ts'
import { startVivoSimulator, type VivoSimulatorOptions } from './simulator.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
/** From 06:13:20 in Beijing, where the clocks begin. */
const TILL_MORNING_MS = 46 * MINUTE_MS + 40_000
const TILL_MIDNIGHT_MS = TILL_MORNING_MS + 17 * HOUR_MS
const IM: Notification = { title: 'Li', content: 'hi', category: 'im', blocks: {} }
const MARKETING: Notification = { ...IM, category: 'marketing' }

const stage = (options: Partial<VivoSimulatorOptions> = {}): Promise<Stage> =>
  openStage({ vendor: hidden(vivo), start: given => startVivoSimulator({ ...given, ...options }) })

const answers = (body: unknown, more: Partial<Fault> = {}, status = 200): Fault => ({
  ...more,
  action: { kind: 'answer', status, body },
})

function calls({ simulator }: Stage): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const { path } of simulator.received) {
    const name = path.replace('/message/', '')
    counts[name] = (counts[name] ?? 0) + 1
  }
  return counts
}

function words(results: readonly SendResult[]): readonly string[] {
  return results.map(result => {
    if (result.kind === 'rejected') return `${result.scope} ${result.reason} ${result.code}`
    return result.kind === 'throttled' ? `wait ${result.scope} ${result.retryAfterMs} ${result.code}` : result.kind
  })
}

async function advance(on: Stage, ms: number): Promise<void> {
  for (const clock of [on.clock, on.vendorsClock]) clock.advance(ms)
}

test('a few devices get a request each, more are a saved message and one list', async () => {
  await using s = await stage()
  await s.send(s.tokens(SINGLES_MAX))
  assert.deepEqual(calls(s), { auth: 1, send: SINGLES_MAX })
  const results = await s.send(s.tokens(SINGLES_MAX + 1))
  assert.deepEqual(calls(s), { auth: 1, send: SINGLES_MAX, saveListPayload: 1, pushToList: 1 })
  const ids = results.map(result => (result.kind === 'accepted' ? result.vendorId : undefined))
  assert.equal(new Set(ids).size, 1)
  assert.equal(s.simulator.delivered.at(-1)?.vendorId, ids[0])
  const [save, list] = s.simulator.received.slice(-2)
  assert.equal(save?.headers['authtoken'], undefined, 'the record holds no credential')
  assert.equal('regId' in (JSON.parse(save?.body ?? '') as object), false)
  assert.deepEqual((JSON.parse(list?.body ?? '') as { regIds: unknown }).regIds, s.tokens(SINGLES_MAX + 1))
})

test('a full batch is one list, and a token that stands there twice buzzes once', async () => {
  await using s = await stage()
  const tokens = s.tokens(BATCH_MAX - 1)
  const results = await s.send([...tokens, tokens[0] ?? ''])
  assert.ok(results.length === BATCH_MAX && results.every(({ kind }) => kind === 'accepted'))
  assert.equal(s.simulator.delivered.length, BATCH_MAX - 1)
  assert.equal(calls(s)['pushToList'], 1)
})

test('a message that says the same is saved once a minute, another one by itself', async () => {
  await using s = await stage()
  for (let count = 0; count < 3; count += 1) await s.send(s.tokens(5), IM)
  assert.equal(calls(s)['saveListPayload'], 1)
  await s.send(s.tokens(5), { ...IM, content: 'bye' })
  assert.equal(calls(s)['saveListPayload'], 2)
  await advance(s, MINUTE_MS)
  await s.send(s.tokens(5), IM)
  assert.deepEqual([calls(s)['saveListPayload'], calls(s)['pushToList']], [3, 5])
})

test('a message that is to be kept for another time is saved anew, so that no push outlives its end or ends early', async () => {
  await using s = await stage()
  const kept = async (timeToLive: number): Promise<number> => {
    await s.send(s.tokens(4), { ...IM, blocks: { vivo: { timeToLive } } })
    return Number(JSON.parse(JSON.stringify(s.simulator.delivered.at(-1)?.payload))['timeToLive'])
  }
  assert.deepEqual(
    [await kept(86_400), await kept(60), await kept(86_400), await kept(86_340)],
    [86_400, 60, 86_400, 86_400],
  )
  assert.equal(calls(s)['saveListPayload'], 3)
})

test('a saved message that vivo does not know any more is saved anew, once, and costs no device its push', async () => {
  await using s = await stage()
  const tokens = s.tokens(4)
  await s.send(tokens, IM)
  const unknownTask = { token: tokens[0] ?? '' }
  s.simulator.arm(answers({ result: 10202, desc: 'd' }, unknownTask))
  assert.deepEqual(words(await s.send(tokens, IM)), Array(4).fill('accepted'))
  assert.deepEqual([calls(s)['saveListPayload'], calls(s)['pushToList']], [2, 3])
  s.simulator.arm(answers({ result: 10202, desc: 'd' }, { ...unknownTask, times: 9 }))
  assert.deepEqual(words(await s.send(tokens, IM)), Array(4).fill('notifier permission-missing 10202'))
  assert.deepEqual([calls(s)['saveListPayload'], calls(s)['pushToList']], [3, 5])
})

test('F58 F56 while a message is only saved nothing was pushed: whatever is unknown about that is unsent', async () => {
  await using s = await stage()
  await s.send(s.tokens(1))
  const armed: readonly Fault[] = [
    answers('', {}, 500),
    answers('<html>'),
    answers({ result: 10102, desc: 'd' }),
    answers({ result: 10302, desc: 'd' }),
    answers({ result: 0, desc: 'no task' }),
    { action: { kind: 'reset', when: 'after' } },
  ]
  for (const fault of armed) {
    s.simulator.arm(fault)
    assert.deepEqual(words(await s.send(s.tokens(4), IM)), Array(4).fill('unsent'))
  }
  s.simulator.arm({ action: { kind: 'hang' } })
  const sending = s.send(s.tokens(4), IM)
  while (calls(s)['saveListPayload'] !== armed.length + 1) await new Promise(resolve => setImmediate(resolve))
  s.clock.advance(REQUEST_TIMEOUT_MS)
  const late = 'vivo did not save the message: deadline'
  assert.deepEqual(await sending, Array(4).fill({ kind: 'unsent', cause: late }))
  assert.equal(s.simulator.delivered.length, 1)
  assert.deepEqual(words(await s.send(s.tokens(4), IM)), Array(4).fill('accepted'))
})

test('F58 a list without an answer is unknown for each of its devices', async () => {
  await using s = await stage()
  const tokens = s.tokens(4)
  s.simulator.arm({ token: tokens[2] ?? '', action: { kind: 'reset', when: 'after' } })
  assert.deepEqual(words(await s.send(tokens)), Array(4).fill('unknown'))
  assert.equal(s.simulator.delivered.length, 4)
})

test('F66 a token that is refused between saving and pushing costs one refresh, and the message is not saved twice', async () => {
  await using s = await stage()
  const tokens = s.tokens(4)
  s.simulator.arm(answers({ result: 10000, desc: 'd' }, { token: tokens[0] ?? '' }))
  assert.deepEqual(words(await s.send(tokens)), Array(4).fill('accepted'))
  assert.deepEqual(calls(s), { auth: 2, saveListPayload: 1, pushToList: 2 })
})

test('an access token is renewed after an hour and a half, without a refused push', async () => {
  await using s = await stage()
  await s.send(s.tokens(1))
  await advance(s, 89 * MINUTE_MS)
  await s.send(s.tokens(1))
  assert.equal(calls(s)['auth'], 1)
  await advance(s, MINUTE_MS)
  await s.send(s.tokens(1))
  while (calls(s)['auth'] === 1) await new Promise(resolve => setImmediate(resolve))
  assert.ok(s.simulator.received.every(({ reason }) => reason === undefined))
})

test('F78 a wrong secret is the notifier’s affair, with vivo’s words, and a signature outside ten minutes is refused', async () => {
  await using s = await stage()
  s.clock.advance(11 * MINUTE_MS)
  const refused = await s.send(s.tokens(2))
  assert.deepEqual(words(refused), Array(2).fill('notifier credential-refused 10000'))
  assert.match(JSON.stringify(refused[0]), /"clockSkewMs":-660000/)
  assert.deepEqual(calls(s), { auth: 1 })
  await using t = await stage()
  const [form] = [await t.simulator.addApp({ packageName: t.app })]
  const credentials = vivo.parseCredentials({ ...form, certificate: 'wrong' })
  await using channel = vivo.open(credentials, t.io)
  const payload = vivo.render(IM, { credentials, nowMs: 0, expiresAtMs: HOUR_MS })
  const [result] = await channel.send([{ token: 'a', payload, id: '1' }], new AbortController().signal)
  assert.ok(result?.kind === 'rejected' && result.reason === 'credential-refused' && result.code === '10000')
})

test('F55 a used-up quota of operation messages holds them until midnight, uncalled, and lets chat through', async () => {
  await using s = await stage({ dailyQuota: 1 })
  await s.send(s.tokens(1), MARKETING)
  assert.deepEqual(words(await s.send(s.tokens(2), MARKETING)), Array(2).fill(`wait token ${TILL_MIDNIGHT_MS} 10070`))
  const before = calls(s)['send']
  await advance(s, HOUR_MS)
  assert.deepEqual(
    words(await s.send(s.tokens(9), MARKETING)),
    Array(9).fill(`wait token ${TILL_MIDNIGHT_MS - HOUR_MS} 10070`),
  )
  assert.equal(calls(s)['send'], before)
  assert.deepEqual(words(await s.send(s.tokens(1), IM)), ['accepted'])
  await advance(s, TILL_MIDNIGHT_MS - HOUR_MS)
  assert.deepEqual(words(await s.send(s.tokens(1), MARKETING)), ['accepted'])
})

test('F55 a used-up quota of system messages rests the notifier, and nothing of the class is called meanwhile', async () => {
  await using s = await stage({ dailyQuota: 4 })
  await s.send(s.tokens(4), IM)
  assert.deepEqual(words(await s.send(s.tokens(4), IM)), Array(4).fill(`wait notifier ${TILL_MIDNIGHT_MS} 10073`))
  const before = s.simulator.received.length
  assert.deepEqual(words(await s.send(s.tokens(1), IM)), [`wait notifier ${TILL_MIDNIGHT_MS} 10073`])
  assert.equal(s.simulator.received.length, before)
})

test('F55 outside their hours operation messages wait for seven in Beijing, chat does not', async () => {
  await using s = await stage({ keepsHours: true })
  assert.deepEqual(words(await s.send(s.tokens(1), MARKETING)), [`wait token ${TILL_MORNING_MS} 10071`])
  assert.deepEqual(words(await s.send(s.tokens(5), MARKETING)), Array(5).fill(`wait token ${TILL_MORNING_MS} 10071`))
  assert.deepEqual(words(await s.send(s.tokens(5), IM)), Array(5).fill('accepted'))
  await advance(s, TILL_MORNING_MS)
  assert.deepEqual(words(await s.send(s.tokens(5), MARKETING)), Array(5).fill('accepted'))
})

test('F55 when no more lists may be saved today, single sends go on and lists are not asked for again until midnight', async () => {
  await using s = await stage({ dailyLists: 1 })
  await s.send(s.tokens(5), IM)
  assert.deepEqual(words(await s.send(s.tokens(40), MARKETING)), Array(40).fill('accepted'))
  assert.deepEqual(calls(s), { auth: 1, saveListPayload: 2, pushToList: 1, send: 40 })
  await advance(s, 2 * MINUTE_MS)
  assert.deepEqual(words(await s.send(s.tokens(5), IM)), Array(5).fill('accepted'))
  assert.equal(calls(s)['saveListPayload'], 2)
  await advance(s, TILL_MIDNIGHT_MS)
  await s.send(s.tokens(5), IM)
  assert.equal(calls(s)['saveListPayload'], 3)
})

test('F55 clocks that differ by seconds cost no day: the end of a rest is reckoned by vivo’s own clock', async () => {
  await using s = await stage({ keepsHours: true })
  s.clock.advance(5_000)
  assert.deepEqual(words(await s.send(s.tokens(1), MARKETING)), [`wait token ${TILL_MORNING_MS} 10071`])
  await using late = await stage({ keepsHours: true })
  late.clock.advance(TILL_MORNING_MS + 5_000)
  late.vendorsClock.advance(TILL_MORNING_MS - 2_000)
  assert.deepEqual(words(await late.send(late.tokens(1), MARKETING)), ['wait token 2000 10071'])
  await advance(late, 2_000)
  assert.deepEqual(words(await late.send(late.tokens(1), MARKETING)), ['accepted'])
})

test('what vivo says to one device and holds for others does not name it to them', async () => {
  await using s = await stage()
  const [a = '', b = ''] = s.tokens(2)
  for (const [notification, result] of [
    [IM, 10073],
    [MARKETING, 10070],
  ] as const) {
    s.simulator.arm(answers({ result, desc: `no more for ${a}` }, { token: a }))
    assert.match(JSON.stringify(await s.send([a], notification)), new RegExp(a))
    const said = JSON.stringify(await s.send([b], notification))
    assert.ok(said.includes(String(result)) && !said.includes(a), said)
  }
  await using t = await stage({ dailyLists: 0 })
  const tokens = t.tokens(100)
  t.simulator.arm(answers({ result: 10252, desc: 'd' }))
  t.simulator.arm(answers({ result: 10072, desc: `too fast for ${tokens[0]}` }, { times: 100 }))
  const [, ...others] = await t.send(tokens, IM)
  assert.ok(!JSON.stringify(others.slice(20)).includes(tokens[0] ?? ''))
})

test('F68 a sign-in that is down for hours stops nobody while the access token lives', async () => {
  await using s = await stage()
  await s.send(s.tokens(1))
  s.simulator.arm(answers('', { on: 'auth', times: 1000 }, 500))
  for (let hours = 0; hours < 22; hours += 2) {
    await advance(s, 2 * HOUR_MS)
    assert.deepEqual(words(await s.send(s.tokens(1))), ['accepted'], `after ${hours + 2} hours`)
  }
  await advance(s, 2 * HOUR_MS)
  assert.deepEqual(words(await s.send(s.tokens(1))), ['unsent'])
})

test('F54 single sends in place of a list stop at the first word about the notifier', async () => {
  await using s = await stage({ dailyLists: 0 })
  s.simulator.arm(answers({ result: 10252, desc: 'd' }))
  s.simulator.arm(answers({ result: 10072, desc: 'd' }, { times: 100 }))
  assert.deepEqual(words(await s.send(s.tokens(200), IM)), Array(200).fill('wait notifier 1000 10072'))
  assert.ok((calls(s)['send'] ?? 0) <= 16)
})

test('F70 a target that is no test user keeps its binding and stops nobody else', async () => {
  await using s = await stage()
  const [a = '', b = '', c = ''] = s.tokens(3)
  s.simulator.setToken(b, s.app, { kind: 'foreign-environment' })
  const test: Notification = { ...IM, blocks: { vivo: { pushMode: 1 } } }
  assert.deepEqual(words(await s.send([a, b, c], test)), [
    'accepted',
    'notifier permission-missing status 4',
    'accepted',
  ])
})

test('F58 vivo takes a dedupe id once: what is sent again after silence reaches the phone once', async () => {
  await using s = await stage({ deduplicates: true })
  s.simulator.arm({ action: { kind: 'reset', when: 'after' } })
  assert.deepEqual(words(await s.send(s.tokens(1))), ['unknown'])
  assert.deepEqual(words(await s.send(s.tokens(1))), ['accepted'])
  assert.equal(s.simulator.delivered.length, 1)
})

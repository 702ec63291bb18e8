import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '../json.ts'
import { hidden } from '../registry.ts'
import type { Fault } from '../simulator/contract.ts'
import { openStage, type Stage } from '../testing/stage.ts'
import type { Channel, SendResult, Shipment } from '../vendor.ts'
import { BATCH_MAX, PUSH_IDS_MAX, pushForm } from './client.ts'
import { meizu } from './index.ts'
import { type MeizuPayload, renderMeizu } from './payload.ts'
import { signatureOf } from './sign.ts'
import { startMeizuSimulator } from './simulator.ts'

const stage = (): Promise<Stage> => openStage({ vendor: hidden(meizu), start: startMeizuSimulator })
const CREDENTIALS = { appId: '10000', appSecret: '<APP_SECRET>', receipt: true }
const { signal } = new AbortController()

function rendered(content: string): MeizuPayload {
  const target = { credentials: CREDENTIALS, nowMs: 0, expiresAtMs: 3_600_000 }
  return renderMeizu({ title: 'Li', content, blocks: {} }, target)
}

function shipments(tokens: readonly string[], payload: MeizuPayload): readonly Shipment<MeizuPayload>[] {
  return tokens.map((token, index) => ({ token, payload, id: String(index) }))
}

const words = (results: readonly SendResult[]): readonly string[] =>
  results.map(result => ('code' in result ? `${result.kind} ${result.code}` : result.kind))
const answers = (body: unknown, more: Partial<Fault> = {}): Fault => ({
  ...more,
  action: { kind: 'answer', status: 200, body },
})

async function opened({ simulator, app, io }: Stage): Promise<Channel<MeizuPayload>> {
  return meizu.open(meizu.parseCredentials(await simulator.addApp({ packageName: app })), io)
}

test('the form has the parameters of spec/vendors.md §10, and its signature covers what the vendor decodes', () => {
  const payload = rendered('你好 & 100%+')
  const form = pushForm(CREDENTIALS, payload, ['P1', 'P2'])
  assert.match(form, /^appId=10000&pushIds=P1%2CP2&sign=[0-9a-f]{32}&messageJson=%7B%22noticeBarInfo%22%3A%7B/)
  const decoded = Object.fromEntries(new URLSearchParams(form))
  assert.equal(decoded['messageJson'], payload.messageJson)
  assert.equal(decoded['sign'], signatureOf(decoded, '<APP_SECRET>'))
})

test('the vector of spec/vendors.md §8.2 as a request', () => {
  const messageJson = '{"title":"title","content":"content","pushTimeInfo":{"offLine":1,"validTime":24}}'
  const payload = { messageJson, encodedJson: encodeURIComponent(messageJson) }
  const form = pushForm(CREDENTIALS, payload, ['RA50c6348036344485d01776773577c64740465480a6b'])
  assert.match(form, /&sign=ac076ff25d9900015a681cb5172aa53b&/)
})

test('a request is a form to the documented path, and the answer comes back as it is', async () => {
  await using s = await stage()
  const [token = ''] = s.tokens(1)
  const [result] = await s.send([token])
  const [request] = s.simulator.received
  assert.equal(request?.path, '/garcia/api/server/push/varnished/pushByPushId')
  assert.equal(request?.headers['content-type'], 'application/x-www-form-urlencoded;charset=UTF-8')
  assert.ok(result?.kind === 'accepted')
  assert.deepEqual(result.answer, { code: '200', message: '', value: {}, msgId: result.vendorId, redirect: '' })
})

test('a full batch is ten requests of a hundred push ids, and each result stands in its place', async () => {
  await using s = await stage()
  const tokens = s.tokens(BATCH_MAX)
  s.simulator.setToken(tokens[250] ?? '', s.app, { kind: 'unregistered', atMs: 1 })
  s.simulator.setToken(tokens[999] ?? '', 'com.example.other', { kind: 'active' })
  const results = await s.send(tokens)
  assert.deepEqual(
    words(results).flatMap((word, index) => (word === 'accepted' ? [] : [[index, word]])),
    [
      [250, 'rejected value.110002'],
      [999, 'rejected value.110003'],
    ],
  )
  const counts = s.simulator.received.map(({ body }) => new URLSearchParams(body).get('pushIds')?.split(',').length)
  assert.deepEqual(counts, Array(BATCH_MAX / PUSH_IDS_MAX).fill(PUSH_IDS_MAX))
  const ids = new Set(results.map(result => (result.kind === 'accepted' ? result.vendorId : '')))
  assert.equal(ids.size, 11, 'one message id per request, and none for the refused')
})

test('shipments with one payload share a request, others have their own', async () => {
  await using s = await stage()
  await using channel = await opened(s)
  const [a = '', b = '', c = ''] = s.tokens(3)
  const [hello, bye] = [rendered('hello'), rendered('bye')]
  const batch = [...shipments([a], hello), ...shipments([b], bye), ...shipments([c, a], hello)]
  assert.deepEqual(words(await channel.send(batch, signal)), Array(4).fill('accepted'))
  assert.equal(s.simulator.received.length, 2)
  const delivered = s.simulator.delivered.map(({ token, shown }) => `${shown?.body} ${token}`)
  assert.deepEqual(delivered.sort(), [`bye ${b}`, `hello ${a}`, `hello ${c}`].sort())
})

test('a token that would be two push ids reaches nobody and does not cost the others of its request', async () => {
  await using s = await stage()
  const [a = '', b = ''] = s.tokens(2)
  assert.deepEqual(words(await s.send([a, `${a},${b}`, b])), ['accepted', 'rejected push-id-malformed', 'accepted'])
  assert.deepEqual(
    s.simulator.delivered.map(({ token }) => token),
    [a, b],
  )
  assert.deepEqual(words(await s.send(['', '驿'])), Array(2).fill('rejected push-id-malformed'))
  assert.equal(s.simulator.received.length, 1)
})

test('a wrong secret rejects every shipment for the notifier, once per request', async () => {
  await using s = await stage()
  const form = await s.simulator.addApp({ packageName: s.app })
  await using channel = meizu.open(meizu.parseCredentials({ ...form, certificate: 'wrong' }), s.io)
  const results = await channel.send(shipments(s.tokens(3), rendered('hi')), signal)
  assert.deepEqual(words(results), Array(3).fill('rejected 1006'))
  assert.ok(results.every(result => result.kind === 'rejected' && result.scope === 'notifier'))
  assert.deepEqual(
    s.simulator.received.map(({ reason }) => reason),
    ['1006'],
  )
})

test('F71 each code that Meizu gives a single push id reaches that one alone', async () => {
  await using s = await stage()
  const tokens = s.tokens(12)
  const codes = ['201', '501', '513', '518', '519', '520', '110002', '110003', '110005', '110010', '110011']
  const value = Object.fromEntries(codes.map((code, index) => [code, [tokens[index]]]))
  s.simulator.arm(answers({ code: '200', message: '', value, msgId: 'NS1', redirect: '' }))
  assert.deepEqual(words(await s.send(tokens)), [
    'rejected value.201',
    'unknown',
    'unknown',
    'throttled value.518',
    'throttled value.519',
    'accepted',
    'rejected value.110002',
    'rejected value.110003',
    'rejected value.110005',
    'rejected value.110010',
    'throttled value.110011',
    'accepted',
  ])
})

test('F71 one request of a batch that fails does not cost the others', async () => {
  await using s = await stage()
  const tokens = s.tokens(PUSH_IDS_MAX + 1)
  const refused = answers({ code: '1003', message: 'busy', value: '', redirect: '' }, { token: tokens.at(-1) ?? '' })
  s.simulator.arm(refused)
  const results = words(await s.send(tokens))
  assert.deepEqual([...new Set(results.slice(0, -1))], ['accepted'])
  assert.equal(results.at(-1), 'throttled 1003')
})

test('F60 an answer that is too large to be real is decided by its status and not kept whole', async () => {
  await using s = await stage()
  s.simulator.arm(answers(`{"code":"200","value":{},"message":"${'x'.repeat(1 << 20)}"}`))
  const [result] = await s.send(s.tokens(1))
  assert.ok(result?.kind === 'unknown')
  assert.ok(JSON.stringify(result.answer).length < 5000)
})

test('requests that are refused for speed cost only their own shipments, what is sent after them gets through', async () => {
  await using s = await stage()
  await using channel = await opened(s)
  const tokens = s.tokens(60)
  const payloads = tokens.map((_, index) => rendered(`n${index}`))
  s.simulator.arm(answers({ code: '110010', message: 'fast', value: '', redirect: '' }, { times: 5 }))
  const batch = tokens.map((token, index) => ({ token, payload: payloads[index] ?? rendered(''), id: String(index) }))
  const results = words(await channel.send(batch, signal))
  assert.equal(results.filter(word => word === 'throttled 110010').length, 5)
  assert.equal(results.filter(word => word === 'accepted').length, 55)
})

test('what is sent is what the phone gets', async () => {
  await using s = await stage()
  const [token = ''] = s.tokens(1)
  await s.send([token], {
    title: '👋 驿站',
    content: 'a+b&c=d %20 "q" \\ \n 末',
    ext: { conv: '四十二' },
    category: 'im',
    clickAction: { url: 'https://example.com/?a=1&b=2' },
    blocks: {},
  })
  const [push] = s.simulator.delivered
  assert.deepEqual(push?.shown, {
    title: '👋 驿站',
    body: 'a+b&c=d %20 "q" \\ \n 末',
    channel: 'private',
    click: { kind: 'url', target: 'https://example.com/?a=1&b=2' },
    data: { conv: '四十二' },
  })
  assert.deepEqual((push.payload as JsonObject)['pushTimeInfo'], { offLine: 1, validTime: 1 })
})

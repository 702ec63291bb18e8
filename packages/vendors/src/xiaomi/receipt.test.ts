import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { RECEIPTS_MAX } from '../receipt.ts'
import { hidden } from '../registry.ts'
import { openStage } from '../testing/stage.ts'
import { parseXiaomiCredentials } from './credentials.ts'
import { xiaomi } from './index.ts'
import { parseReceipts, receipts } from './receipt.ts'
import { startXiaomiSimulator } from './simulator.ts'

const form = (data: unknown): string =>
  new URLSearchParams({ data: typeof data === 'string' ? data : JSON.stringify(data) }).toString()

function fates(data: unknown): readonly string[] {
  const read = parseReceipts(form(data))
  assert.ok(read.kind === 'receipts')
  return read.receipts.map(({ token, vendorId, fate, code }) => `${vendorId} ${token} ${fate} ${code}`)
}

test('the sample of spec/vendors.md §5.10 is one receipt per id', () => {
  const sample =
    '{"scm01":{"param":"p","type":1,"targets":"id1,id2","jobkey":"k","barStatus":"Enable","timestamp":1700000000000,"replaceTarget":{},"extra":{}}}'
  const common = { vendorId: 'scm01', fate: 'arrived', code: '1', text: 'delivered', atMs: 1_700_000_000_000 }
  assert.deepEqual(parseReceipts(form(sample)), {
    kind: 'receipts',
    receipts: [
      { token: 'id1', ...common },
      { token: 'id2', ...common },
    ],
    skipped: 0,
  })
})

test('each type has its fate, several bits are several receipts, and several messages come in one request', () => {
  const table: Readonly<Record<number, readonly string[]>> = {
    1: ['arrived 1'],
    2: ['clicked 2'],
    3: ['arrived 1', 'clicked 2'],
    16: ['token-dead 16'],
    32: ['dropped 32'],
    64: ['dropped 64'],
    128: ['dropped 128'],
    1024: ['dropped 1024'],
  }
  for (const [type, expected] of Object.entries(table)) {
    const told = expected.map(words => `m t ${words}`)
    assert.deepEqual(fates({ m: { type: Number(type), targets: 't' } }), told)
    assert.deepEqual(fates({ m: { type, targets: ' t ' } }), told, 'as digits')
  }
  assert.deepEqual(fates({ m1: { type: 1, targets: 't' }, m2: { type: 16, targets: 'u' } }), [
    'm1 t arrived 1',
    'm2 u token-dead 16',
  ])
})

test('a time that no calendar has is left out', () => {
  const times = [17, '17', -1, 1.5, 8.64e15 + 1, Number.MAX_SAFE_INTEGER, 'soon'].map(timestamp => {
    const read = parseReceipts(form({ m: { type: 1, targets: 't', timestamp } }))
    return read.kind === 'receipts' ? read.receipts[0]?.atMs : read.kind
  })
  assert.deepEqual(times, [17, 17, undefined, undefined, undefined, undefined, undefined])
})

test('a message id is cut like that of a result, so that a thousand receipts do not keep a page each', () => {
  const read = parseReceipts(form({ ['m'.repeat(500)]: { type: 1, targets: 't' } }))
  assert.ok(read.kind === 'receipts')
  assert.equal(read.receipts[0]?.vendorId, 'm'.repeat(128))
})

test('a quota report names its numbers', () => {
  const read = parseReceipts(form({ m: { type: 128, targets: 't', extra: { ack: '9', quota: 10 } } }))
  assert.ok(read.kind === 'receipts')
  assert.deepEqual(read.receipts[0]?.text, "over the day's quota (9 of 10)")
})

test('entries without an id or a known type are skipped and counted', () => {
  const data = {
    a: null,
    b: { type: 1 },
    c: { type: 8, targets: 't' },
    d: { targets: 't' },
    e: { type: 2 ** 40 + 16, targets: 't' },
    f: { type: -1, targets: 't' },
    g: { type: 1, targets: ',' },
    h: { type: 1, targets: 't' },
  }
  const read = parseReceipts(form(data))
  assert.ok(read.kind === 'receipts')
  assert.deepEqual([read.receipts.length, read.skipped], [1, 7])
})

test('S24 a body that is no report, or reports too much, is malformed', () => {
  const many = (count: number, type = 1): string =>
    form({ m: { type, targets: Array.from({ length: count }, (_, index) => `t${index}`).join() } })
  assert.equal(parseReceipts(many(RECEIPTS_MAX)).kind, 'receipts')
  assert.equal(parseReceipts(many(RECEIPTS_MAX + 1)).kind, 'malformed')
  assert.equal(parseReceipts(many(RECEIPTS_MAX / 2 + 1, 3)).kind, 'malformed')
  const empty = Object.fromEntries(Array.from({ length: RECEIPTS_MAX + 1 }, (_, index) => [`m${index}`, 0]))
  assert.equal(parseReceipts(form(empty)).kind, 'malformed')
  for (const body of ['', '<html>', 'data=', 'data=[]', 'data=null', 'data=7', 'data=%7B', 'x=1', '{"data":{}}']) {
    assert.equal(parseReceipts(body).kind, 'malformed', body)
  }
})

test('no body makes it throw, and none makes more receipts than the limit (property)', () => {
  const entry = fc.record({
    type: fc.jsonValue(),
    targets: fc.jsonValue(),
    timestamp: fc.jsonValue(),
    extra: fc.jsonValue(),
  })
  const body = fc.oneof(fc.string(), fc.dictionary(fc.string(), entry).map(form), fc.json().map(form))
  fc.assert(
    fc.property(body, text => {
      const read = parseReceipts(text)
      if (read.kind === 'receipts') assert.ok(read.receipts.length <= RECEIPTS_MAX)
    }),
  )
})

test('what the simulator would report of a push is read as that fate of that token; what was not asked for is not reported', async () => {
  await using stage = await openStage({ vendor: hidden(xiaomi), start: startXiaomiSimulator })
  const app = await stage.simulator.addApp({ packageName: stage.app })
  const credentials = parseXiaomiCredentials(app)
  const nowMs = stage.clock.now()
  const receiptUrl = 'https://push.example/receipts/1'
  const send = async (block: object, url?: string) => {
    const notification = { title: 'Li', content: 'hi', blocks: { xiaomi: { ...block } } }
    const target = { credentials, nowMs, expiresAtMs: nowMs + 1000, ...(url === undefined ? {} : { receiptUrl: url }) }
    const payload = hidden(xiaomi).render(notification, target as never)
    const [token = ''] = stage.tokens(1)
    await stage.channel.send([{ token, payload, id: '0-1' }], new AbortController().signal)
    const push = stage.simulator.delivered.at(-1)
    assert.ok(push)
    return push
  }
  const push = await send({}, receiptUrl)
  for (const fate of receipts.reports) {
    const call = stage.simulator.receiptCall?.(push, fate)
    assert.ok(call)
    assert.equal(call.url, receiptUrl)
    const read = receipts.read({ method: 'POST', headers: call.headers, body: call.body, nowMs }, credentials)
    assert.ok(read.kind === 'receipts' && read.skipped === 0)
    assert.deepEqual(
      read.receipts.map(one => [one.token, one.vendorId, one.fate, one.atMs]),
      [[push.token, push.vendorId, fate, stage.vendorsClock.now()]],
    )
  }
  assert.equal(stage.simulator.receiptCall?.(push, 'pending'), undefined)
  assert.equal(stage.simulator.receiptCall?.(await send({}), 'arrived'), undefined)
  const own = await send({ callbackUrl: 'https://own.example' })
  assert.equal(stage.simulator.receiptCall?.(own, 'clicked')?.url, 'https://own.example')
  assert.equal(stage.simulator.receiptCall?.(own, 'token-dead'), undefined, 'Xiaomi’s default is arrivals and taps')
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { RECEIPTS_MAX, type ReceiptReading } from '../receipt.ts'
import { hidden } from '../registry.ts'
import { openStage } from '../testing/stage.ts'
import { meizu } from './index.ts'
import { receipts } from './receipt.ts'
import { startMeizuSimulator } from './simulator.ts'

const CREDENTIALS = { appId: '10000', appSecret: 's', receipt: true }
const read = (body: string): ReceiptReading =>
  receipts.read({ method: 'POST', headers: {}, body, nowMs: 0 }, CREDENTIALS)
const form = (cb: unknown): string =>
  new URLSearchParams({ cb: typeof cb === 'string' ? cb : JSON.stringify(cb), access_token: 'at' }).toString()

test('the form of spec/vendors.md §8.10 is one receipt per push id', () => {
  const cb = {
    'NS-2017-1': { param: 'p', type: 1, targets: ['a', 'b'] },
    'NS9-2': { param: '', type: 2, targets: ['c'] },
  }
  assert.deepEqual(read(form(cb)), {
    kind: 'receipts',
    receipts: [
      { token: 'a', vendorId: 'NS-2017', fate: 'arrived', code: '1', text: 'delivered' },
      { token: 'b', vendorId: 'NS-2017', fate: 'arrived', code: '1', text: 'delivered' },
      { token: 'c', vendorId: 'NS9', fate: 'clicked', code: '2', text: 'tapped' },
    ],
    skipped: 0,
  })
})

test('the type of the key counts where the entry names none, and a text is a number', () => {
  const fates = (cb: unknown): unknown => {
    const reading = read(form(cb))
    return reading.kind === 'receipts' ? reading.receipts.map(({ fate, vendorId }) => `${vendorId} ${fate}`) : reading
  }
  assert.deepEqual(fates({ 'm-2': { targets: ['a'] }, 'n-1': { type: '2', targets: ['a'] } }), [
    'm clicked',
    'n clicked',
  ])
  assert.deepEqual(fates({ m: { type: 1, targets: ['a'] }, '-1': { targets: ['a'] } }), [
    'undefined arrived',
    'undefined arrived',
  ])
})

test('what cannot be read is counted and does not cost the others', () => {
  const cb = {
    'a-1': { type: 1, targets: ['t', 7, '', null] },
    'b-9': { type: 9, targets: ['t', 'u'] },
    'c-1': { type: 1, targets: 't' },
    'd-1': 'x',
    e: { targets: ['t'] },
  }
  const reading = read(form(cb))
  assert.ok(reading.kind === 'receipts')
  assert.deepEqual([reading.receipts.length, reading.skipped], [1, 7])
})

test('a form without receipts and one with too many are malformed', () => {
  for (const body of ['', 'access_token=x', 'cb=', 'cb=%7B', 'cb=[]', 'cb=7', form('{"a-1":')]) {
    assert.equal(read(body).kind, 'malformed', body)
  }
  assert.deepEqual(read(form({})), { kind: 'receipts', receipts: [], skipped: 0 })
  const targets = Array.from({ length: RECEIPTS_MAX }, (_, index) => `t${index}`)
  const most = read(form({ 'm-1': { type: 1, targets } }))
  assert.ok(most.kind === 'receipts' && most.receipts.length === RECEIPTS_MAX)
  assert.equal(read(form({ 'm-1': { type: 1, targets }, 'n-1': { type: 1, targets: ['one more'] } })).kind, 'malformed')
  assert.equal(read(form({ 'm-1': { type: 1, targets: [...targets, 7] } })).kind, 'malformed')
  const many = Object.fromEntries(targets.map(key => [key, 'unreadable']))
  assert.equal(read(form({ ...many, more: 1 })).kind, 'malformed')
})

test('no body makes the reader throw', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.json().map(form), fc.dictionary(fc.string(), fc.jsonValue()).map(form)),
      body => {
        assert.ok(['receipts', 'malformed'].includes(read(body).kind))
      },
    ),
  )
})

test('what the simulator reports is read back as the fate of that push, and nothing is reported that Meizu does not', async () => {
  const subject = { vendor: hidden(meizu), start: startMeizuSimulator }
  await using stage = await openStage(subject)
  const credentials = meizu.parseCredentials(await stage.simulator.addApp({ packageName: stage.app }))
  const url = 'https://push.example.com/r/1'
  await using channel = meizu.open(credentials, stage.io)
  const [token = ''] = stage.tokens(1)
  const send = async (block: object, receiptUrl: string): Promise<void> => {
    const nowMs = stage.clock.now()
    const notification = { title: 'Li', content: 'hi', blocks: { meizu: { ...block } } }
    const payload = meizu.render(notification, { credentials, nowMs, expiresAtMs: nowMs + 60_000, receiptUrl })
    const [result] = await channel.send([{ token, payload, id: 'i' }], new AbortController().signal)
    assert.equal(result?.kind, 'accepted')
  }
  await send({}, url)
  await send({ callbackType: '2' }, url)
  await send({}, '')
  const [both, clicks, silent] = stage.simulator.delivered
  assert.ok(both && clicks && silent && stage.simulator.receiptCall)
  for (const fate of ['arrived', 'clicked'] as const) {
    const call = stage.simulator.receiptCall(both, fate)
    assert.ok(call)
    assert.equal(call.url, url)
    const reading = receipts.read({ method: 'POST', headers: call.headers, body: call.body, nowMs: 0 }, credentials)
    assert.ok(reading.kind === 'receipts' && reading.skipped === 0)
    assert.deepEqual(
      reading.receipts.map(one => [one.token, one.vendorId, one.fate]),
      [[token, both.vendorId, fate]],
    )
  }
  assert.equal(stage.simulator.receiptCall(clicks, 'arrived'), undefined)
  assert.ok(stage.simulator.receiptCall(clicks, 'clicked'))
  assert.equal(stage.simulator.receiptCall(silent, 'arrived'), undefined)
  for (const fate of ['dropped', 'pending', 'token-dead'] as const) {
    assert.equal(receipts.reports.includes(fate), false)
    assert.equal(stage.simulator.receiptCall(both, fate), undefined)
  }
})

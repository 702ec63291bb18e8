import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { ReceiptReading } from '../receipt.ts'
import { RECEIPTS_MAX } from '../receipt.ts'
import { hidden } from '../registry.ts'
import type { ReceiptCall } from '../simulator/contract.ts'
import { openStage } from '../testing/stage.ts'
import { parseOppoCredentials } from './credentials.ts'
import { oppo } from './index.ts'
import { receipts } from './receipt.ts'
import { startOppoSimulator } from './simulator.ts'

const CREDENTIALS = parseOppoCredentials({ name: 'k', certificate: 's', environment: 'PRODUCTION', settings: {} })
const read = (body: unknown): ReceiptReading =>
  receipts.read(
    { method: 'POST', headers: {}, body: typeof body === 'string' ? body : JSON.stringify(body), nowMs: 0 },
    CREDENTIALS,
  )
const event = {
  messageId: '3000001-1-1-65a0',
  appId: '3000001',
  taskId: 'task',
  registrationIds: 'a,b',
  eventTime: '1700000000123',
  param: 'p',
  eventType: 'push_arrive',
}

test('an event is one receipt per registration id', () => {
  const rest = {
    vendorId: event.messageId,
    fate: 'arrived',
    code: 'push_arrive',
    text: 'delivered',
    atMs: 1_700_000_000_123,
  }
  assert.deepEqual(read([event]), {
    kind: 'receipts',
    receipts: [
      { token: 'a', ...rest },
      { token: 'b', ...rest },
    ],
    skipped: 0,
  })
})

test('each event type of spec/vendors.md §6.10 has its fate; only an invalid registration id is dead', () => {
  const fates = ['push_arrive', 'regid_invalid', 'user_daily_limit', 'message_night_control'].map(eventType => {
    const reading = read([{ ...event, eventType }])
    return reading.kind === 'receipts' ? reading.receipts[0]?.fate : reading.kind
  })
  assert.deepEqual(fates, ['arrived', 'token-dead', 'dropped', 'dropped'])
})

test('what cannot be read is skipped and counted, what need not be there may be absent', () => {
  const { messageId: _, eventTime: __, ...bare } = event
  const reading = read([7, null, {}, { ...event, eventType: 'new' }, { ...event, registrationIds: ' , ' }, bare])
  assert.ok(reading.kind === 'receipts')
  assert.equal(reading.skipped, 5)
  assert.deepEqual(reading.receipts[1], { token: 'b', fate: 'arrived', code: 'push_arrive', text: 'delivered' })
  const times = [17, -1, 1.5, 'soon', '1'.repeat(16), 8.64e15 + 1].map(eventTime => {
    const timed = read([{ ...event, eventTime }])
    return timed.kind === 'receipts' ? timed.receipts[0]?.atMs : undefined
  })
  assert.deepEqual(times, [17, undefined, undefined, undefined, undefined, undefined])
  const long = read([{ ...event, messageId: 'm'.repeat(500) }])
  assert.equal(long.kind === 'receipts' && long.receipts[0]?.vendorId, 'm'.repeat(128))
})

test('a body that is no list, or names more than are taken at a time, is malformed', () => {
  for (const body of ['', '<html>', '{}', 'null', '[', '"x"']) assert.equal(read(body).kind, 'malformed', body)
  const named = (count: number): object => ({ ...event, registrationIds: Array(count).fill('a').join(',') })
  assert.equal(read([named(RECEIPTS_MAX)]).kind, 'receipts')
  assert.equal(read([named(RECEIPTS_MAX + 1)]).kind, 'malformed')
  assert.equal(read([named(RECEIPTS_MAX - 1), named(2)]).kind, 'malformed')
  assert.equal(read(Array(RECEIPTS_MAX + 1).fill(7)).kind, 'malformed')
})

test('no body makes it throw (property)', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), body => {
      assert.ok(['receipts', 'malformed'].includes(read(body).kind))
    }),
  )
})

test('what the simulator reports of a push is read as the same push', async () => {
  await using stage = await openStage({ vendor: hidden(oppo), start: startOppoSimulator })
  const [token = ''] = stage.tokens(1)
  const block = { callBackUrl: 'https://cb.example/r', callBackParameter: 'p' }
  const [result] = await stage.send([token], { title: 'Li', content: 'hi', blocks: { oppo: block } })
  const [push] = stage.simulator.delivered
  assert.ok(push && result?.kind === 'accepted' && result.vendorId)
  for (const fate of receipts.reports) {
    const call: ReceiptCall | undefined = stage.simulator.receiptCall?.(push, fate)
    assert.equal(call?.url, 'https://cb.example/r')
    const reading = read(call?.body ?? '')
    assert.ok(reading.kind === 'receipts' && reading.skipped === 0)
    const [{ token: to, vendorId, fate: told, atMs } = assert.fail('nothing was read')] = reading.receipts
    assert.deepEqual([to, vendorId, told, atMs], [token, result.vendorId, fate, stage.vendorsClock.now()])
  }
  assert.equal(stage.simulator.receiptCall?.(push, 'clicked'), undefined)
  await stage.send([token])
  const [, silent] = stage.simulator.delivered
  assert.ok(silent)
  assert.equal(stage.simulator.receiptCall?.(silent, 'arrived'), undefined)
})

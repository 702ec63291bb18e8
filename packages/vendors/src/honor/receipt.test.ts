import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RECEIPTS_MAX, type Receipt, type ReceiptReading } from '../receipt.ts'
import { hidden } from '../registry.ts'
import type { ReceiptCall } from '../simulator/contract.ts'
import { openStage } from '../testing/stage.ts'
import { honor } from './index.ts'
import { receipts, STATUSES } from './receipt.ts'
import { startHonorSimulator } from './simulator.ts'

const CREDENTIALS = { appId: '104400', clientId: '1', clientSecret: 's' }

function read(body: unknown): ReceiptReading {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return receipts.read({ method: 'POST', headers: {}, body: text, nowMs: 0 }, CREDENTIALS)
}

test('the documented form is read; dead tokens, taps and quotas are told apart', () => {
  const statuses = [
    { token: 't1', biTag: 'b', status: 40000002, timestamp: 1700000000000, appid: '104400', requestId: 'r1' },
    { token: 't2', status: '40000003', timestamp: '1700000000001', requestId: 17 },
    { token: 't3', status: 40000009 },
  ]
  assert.deepEqual(read({ statuses }), {
    kind: 'receipts',
    skipped: 0,
    receipts: [
      { token: 't1', vendorId: 'r1', fate: 'arrived', code: '40000002', text: 'delivered', atMs: 1700000000000 },
      {
        token: 't2',
        vendorId: '17',
        fate: 'token-dead',
        code: '40000003',
        text: 'the app is not installed',
        atMs: 1700000000001,
      },
      { token: 't3', fate: 'dropped', code: '40000009', text: 'dropped, mostly because a quota is used up' },
    ],
  })
})

test('every documented status has its fate', () => {
  const fates = Object.fromEntries([...STATUSES].map(([status, [fate]]) => [status, fate]))
  assert.deepEqual(fates, {
    40000001: 'arrived',
    40000002: 'arrived',
    40000003: 'token-dead',
    40000004: 'token-dead',
    40000005: 'dropped',
    40000006: 'dropped',
    40000007: 'clicked',
    40000009: 'dropped',
    40000011: 'clicked',
    40000013: 'pending',
    40000014: 'dropped',
    40000015: 'dropped',
    50000003: 'pending',
  })
  assert.deepEqual([...new Set(Object.values(fates))].sort(), [...receipts.reports].sort())
})

test('entries that cannot be read, or say what nobody knows, are skipped and counted', () => {
  const good = { token: 't', status: 40000002 }
  const bad = [
    null,
    {},
    { ...good, token: '' },
    { ...good, status: 'x' },
    { ...good, status: 99999999 },
    { ...good, status: 1.5 },
  ]
  const reading = read({ statuses: [...bad, good] })
  assert.ok(reading.kind === 'receipts')
  assert.deepEqual([reading.receipts.length, reading.skipped], [1, bad.length])
})

test('a body that is no receipt call, or holds too many, is malformed', () => {
  const many = (count: number): ReceiptReading =>
    read({ statuses: Array(count).fill({ token: 't', status: 40000002 }) })
  assert.equal(many(RECEIPTS_MAX).kind, 'receipts')
  assert.equal(many(RECEIPTS_MAX + 1).kind, 'malformed')
  for (const body of ['', '<html>', '[]', '{}', '{"statuses":{}}', 'null']) assert.equal(read(body).kind, 'malformed')
})

test('what the simulator reports of a push is read as that fate of that push', async () => {
  await using stage = await openStage({ vendor: hidden(honor), start: startHonorSimulator })
  const [token = ''] = stage.tokens(1)
  await stage.send([token])
  const [push] = stage.simulator.delivered
  assert.ok(push)
  for (const fate of receipts.reports) {
    const call: ReceiptCall | undefined = stage.simulator.receiptCall?.(push, fate)
    assert.ok(call && call.url === undefined)
    const reading = read(call.body)
    const [receipt] = reading.kind === 'receipts' ? reading.receipts : []
    assert.deepEqual({ token: receipt?.token, fate: receipt?.fate, vendorId: receipt?.vendorId, atMs: receipt?.atMs }, {
      token,
      fate,
      vendorId: push.vendorId,
      atMs: push.atMs,
    } satisfies Partial<Receipt>)
  }
  const { shown: _, ...transparent } = push
  assert.equal(stage.simulator.receiptCall?.(transparent, 'clicked'), undefined)
})

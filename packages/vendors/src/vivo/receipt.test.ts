import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { RECEIPTS_MAX } from '../receipt.ts'
import { hidden } from '../registry.ts'
import type { ReceiptCall } from '../simulator/contract.ts'
import { openStage } from '../testing/stage.ts'
import { vivo } from './index.ts'
import { readReceipts, receipts } from './receipt.ts'
import { startVivoSimulator } from './simulator.ts'

const read = (call: unknown) => readReceipts(JSON.stringify(call))

test('one entry per task: arrived, dropped or dead, with vivo’s numbers and our words', () => {
  const entry = { param: 'p', targets: 'a', ackTime: 1_700_000_000_001 }
  assert.deepEqual(
    read({ 701: { ...entry, ackType: '0' }, 702: entry, 703: { ...entry, ackType: 102, subAckType: '20002' } }),
    {
      kind: 'receipts',
      skipped: 0,
      receipts: [
        { token: 'a', vendorId: '701', fate: 'arrived', code: '0', text: 'arrived', atMs: 1_700_000_000_001 },
        { token: 'a', vendorId: '702', fate: 'arrived', code: '0', text: 'arrived', atMs: 1_700_000_000_001 },
        {
          token: 'a',
          vendorId: '703',
          fate: 'token-dead',
          code: '102/20002',
          text: 'the target does not match: the token does not exist',
          atMs: 1_700_000_000_001,
        },
      ],
    },
  )
})

test('every documented pair has its fate: only 20001, 20002 and 2183 unbind', () => {
  const table: Readonly<Record<string, readonly string[]>> = {
    100: ['11001', '12000', '10012', '14002'],
    101: [''],
    102: ['20001', '20002', '20006'],
    103: [''],
    104: ['1017', '2124', '2144', '2158', '2161', '2162', '2183', '2333'],
    105: ['7'],
  }
  const pairs = Object.entries(table).flatMap(([ackType, subs]) => subs.map(subAckType => ({ ackType, subAckType })))
  const fates = pairs.map(({ ackType, subAckType }) => {
    const reading = read({ 1: { targets: 'a', ackType, subAckType } })
    assert.ok(reading.kind === 'receipts' && reading.receipts[0])
    const [{ fate, code, text }] = reading.receipts
    assert.ok(text !== '')
    return `${code} ${fate}`
  })
  assert.deepEqual(
    fates.filter(said => said.endsWith('token-dead')),
    ['102/20001 token-dead', '102/20002 token-dead', '104/2183 token-dead'],
  )
  assert.ok(fates.every(said => !said.endsWith('arrived')))
})

test('several targets of one entry are a receipt each; what cannot be read is counted', () => {
  const reading = read({ 1: { targets: 'a, b' }, 2: { targets: ['c', 7, ''] }, 3: { targets: 7 }, 4: 'x', 5: null })
  assert.ok(reading.kind === 'receipts')
  assert.deepEqual([reading.receipts.map(({ token }) => token), reading.skipped], [['a', 'b', 'c'], 3])
})

test('an entry whose kind cannot be read tells nothing: it is no arrival', () => {
  for (const ackType of ['x', -1, 1.5, {}, true, '1'.repeat(10)]) {
    assert.deepEqual(read({ 1: { targets: 'a,b', ackType } }), { kind: 'receipts', receipts: [], skipped: 1 })
  }
  for (const ackType of [null, '', 0]) {
    const reading = read({ 1: { targets: 'a', ackType } })
    assert.ok(reading.kind === 'receipts' && reading.receipts[0]?.fate === 'arrived')
  }
})

test('a body that is no object of tasks, or names more devices than are taken at a time, is malformed', () => {
  for (const body of ['', '<html>', '[]', '7', 'null']) assert.equal(readReceipts(body).kind, 'malformed')
  const many = (count: number) => ({ 1: { targets: Array.from({ length: count }, (_, index) => `t${index}`) } })
  assert.equal(read(many(RECEIPTS_MAX)).kind, 'receipts')
  assert.equal(read(many(RECEIPTS_MAX + 1)).kind, 'malformed')
})

test('reading never throws, whatever comes (property)', () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), body => readReceipts(body).kind !== 'refused'))
})

test('what the simulated vivo reports of a single send is read as that fate, at the address that the push named', async () => {
  await using stage = await openStage({ vendor: hidden(vivo), start: startVivoSimulator })
  const callback = 'https://push.example/receipts/v/1'
  const [token = ''] = stage.tokens(1)
  const notification = { title: 'Li', content: 'hi', blocks: { vivo: { extra: { callback, callbackParam: 'p' } } } }
  const [result] = await stage.send([token], notification)
  const [push] = stage.simulator.delivered
  assert.ok(push && result?.kind === 'accepted')
  for (const fate of receipts.reports) {
    const call: ReceiptCall | undefined = stage.simulator.receiptCall?.(push, fate)
    assert.equal(call?.url, callback)
    const reading = readReceipts(call?.body ?? '')
    assert.ok(reading.kind === 'receipts' && reading.receipts[0])
    assert.deepEqual(
      [reading.receipts[0].fate, reading.receipts[0].token, reading.receipts[0].vendorId, reading.receipts[0].atMs],
      [fate, token, result.vendorId, stage.vendorsClock.now()],
    )
  }
  assert.equal(stage.simulator.receiptCall?.(push, 'clicked'), undefined)
})

test('vivo reports neither lists nor test messages', async () => {
  await using stage = await openStage({ vendor: hidden(vivo), start: startVivoSimulator })
  await stage.send(stage.tokens(4))
  await stage.send(stage.tokens(1), { title: 'Li', content: 'hi', blocks: { vivo: { pushMode: 1 } } })
  const calls = stage.simulator.delivered.map(push => stage.simulator.receiptCall?.(push, 'arrived'))
  assert.deepEqual(calls, Array(5).fill(undefined))
})

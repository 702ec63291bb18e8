import assert from 'node:assert/strict'
import { test } from 'node:test'
import { audit, reportLines } from '../audit.ts'
import type { AttemptFact } from './facts.ts'
import { broken, clean, ids, receipt, tag, withAttempts, withDelivery, withRecord, withRequest } from './story.ts'
import { cleanTask } from './task-story.ts'

test('a story in which everybody agrees is clean, and no check was idle', () => {
  const facts = cleanTask()
  const report = audit({ ...facts, requests: [...facts.requests, withRequest({ id: '2' })] })
  assert.deepEqual(
    reportLines(report).filter(line => !line.startsWith('ok')),
    [],
  )
  assert.equal(report.isClean, true)
})

test('I1: a msg id that was told and is not recorded', () => {
  const answer = { kind: 'answered', status: 200, pushIds: ['900000000000000002'], results: [] } as const
  assert.ok(broken({ ...clean(), requests: [withRequest({ answer })] }).includes('I1'))
})

test('I1: a msg id that belongs to another target', () => {
  assert.ok(broken({ ...clean(), requests: [withRequest({ targets: ['bob'] })] }).includes('I1'))
})

test('I1: fewer msg ids than targets', () => {
  assert.ok(broken({ ...clean(), requests: [withRequest({ targets: ['ann', 'bob'] })] }).includes('I1'))
})

test('I2: a push without a delivery', () => {
  assert.ok(broken(withRecord({ deliveries: [] })).includes('I2'))
})

test('I2: a push that still waits to be planned', () => {
  const pushes = clean().record.pushes.map(push => ({ ...push, isWaiting: true }))
  assert.ok(broken(withRecord({ pushes })).includes('I2'))
})

test('I2: a delivery without an outcome', () => {
  const facts = clean()
  const deliveries = facts.record.deliveries.map(({ status: _, ...delivery }) => delivery)
  assert.ok(broken({ ...facts, record: { ...facts.record, deliveries } }).includes('I2'))
})

test('I2: an outcome that still waits', () => {
  assert.ok(broken(withDelivery({ isWaiting: true })).includes('I2'))
})

test('I2: an attempt that never ended, and one that is missing', () => {
  const [open] = withAttempts({})
  const { endedAtMs: _, kind: __, ...cut } = open as AttemptFact
  assert.ok(broken(withRecord({ attempts: [cut] })).includes('I2'))
  assert.ok(broken(withDelivery({ attempts: 2 })).includes('I2'))
})

test('I2: an accepted attempt whose outcome is a failure, and a success that nobody accepted', () => {
  assert.ok(broken(withDelivery({ status: 'fail' })).includes('I2'))
  assert.ok(broken(withRecord({ attempts: withAttempts({ kind: 'rejected' }) })).includes('I2'))
})

test('I3: an outcome without its callback, and with two of them', () => {
  const [callback] = clean().record.callbacks
  assert.deepEqual(broken({ ...withRecord({ callbacks: [], tries: [] }), receipts: [] }), ['I3'])
  assert.ok(callback && broken(withRecord({ callbacks: [callback, { ...callback, id: '501' }] })).includes('I3'))
})

test('I3: a callback that its rule does not want', () => {
  const rules = clean().record.rules.map(rule => ({ ...rule, statuses: ['fail'] }))
  assert.deepEqual(broken(withRecord({ rules })), ['I3'])
})

test('I3: recorded as delivered, never received; received, and never answered 2xx', () => {
  assert.deepEqual(broken({ ...clean(), receipts: [] }), ['I3'])
  const [callback] = clean().record.callbacks
  assert.deepEqual(broken({ ...clean(), receipts: [receipt('msg_500', callback?.body ?? '', 500)] }), ['I3'])
})

test('I3: a callback that still waits after the drain', () => {
  const callbacks = clean().record.callbacks.map(callback => ({ ...callback, state: 'waiting' }))
  assert.deepEqual(broken(withRecord({ callbacks })), ['I3'])
})

test('I3: other bytes than the recorded ones, well signed though they are', () => {
  const [callback] = clean().record.callbacks
  const other = receipt('msg_500', `${callback?.body} `, 200)
  assert.deepEqual(broken({ ...clean(), receipts: [...clean().receipts, other] }), ['I3'])
})

test('I3: a receipt that no callback row knows', () => {
  const [callback] = clean().record.callbacks
  const stray = receipt('msg_999', callback?.body ?? '', 200)
  assert.ok(broken({ ...clean(), receipts: [...clean().receipts, stray] }).includes('I3'))
})

test('I3: a callback that tells another outcome than the recorded one', () => {
  const callbacks = clean().record.callbacks.map(callback => ({ ...callback, status: 'fail' }))
  assert.deepEqual(broken(withRecord({ callbacks })), ['I3'])
})

test('a report names the offenders and counts those that it leaves out', () => {
  const requests = Array.from({ length: 13 }, (_, index) => withRequest({ id: String(index), targets: ['bob'] }))
  const lines = reportLines(audit({ ...clean(), requests }))
  assert.ok(lines.some(line => /^FAIL I1 +13 {2}every request/.test(line)))
  assert.ok(lines.includes(`       request 0 (${tag}): msg id ${ids.pushId} is the push of another request or target`))
  assert.ok(lines.includes('       and 3 more'))
})

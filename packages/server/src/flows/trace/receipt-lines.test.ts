import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DeviceId, NotifierName } from '@posthouse/protocol'
import { type ReceiptRecord, tokenFingerprint } from '../../domain/receipt.ts'
import { aDelivery, anAttempt, anOutcome } from '../../domain/testing/samples.ts'
import { receiptEvents, soughtReceipts } from './receipt-lines.ts'

const accepted = { endedAtMs: 2_500, kind: 'accepted', code: 'v1', answer: undefined } as const

function aReceipt(with_: Partial<ReceiptRecord> = {}): ReceiptRecord {
  return {
    notifierName: anAttempt().notifierName,
    vendorId: 'v1',
    tokenFingerprint: tokenFingerprint('token-1'),
    fate: 'arrived',
    code: '0',
    text: 'delivered',
    atMs: 9_000,
    receivedAtMs: 9_500,
    ...with_,
  }
}

function sought(attempts = [anAttempt({ end: accepted })]) {
  const record = { delivery: aDelivery(), plannedAtMs: 1, dueAtMs: undefined, outcome: anOutcome() }
  return soughtReceipts([record], attempts)
}

test('what a vendor accepted under an id is asked for by that id and the token of the outcome', () => {
  const [one, ...others] = sought()
  assert.deepEqual(
    [one?.vendorId, one?.tokenFingerprint, one?.deviceId, others],
    ['v1', tokenFingerprint('token-1'), 'phone', []],
  )
})

test('nothing is asked for where the vendor named no id, refused, or has not answered', () => {
  const refused = { ...accepted, kind: 'rejected' } as const
  const attempts = [anAttempt(), anAttempt({ end: { ...accepted, code: '' } }), anAttempt({ end: refused })]
  assert.deepEqual(sought(attempts), [])
  assert.deepEqual(sought([anAttempt({ deviceId: 'other' as DeviceId, end: accepted })]), [])
})

test('each fate has a line of its own on its device, in both languages, never before it was accepted', () => {
  const fates = ['arrived', 'clicked', 'dropped', 'pending', 'token-dead'] as const
  const events = receiptEvents(
    sought(),
    fates.map(fate => aReceipt({ fate })),
  )
  assert.deepEqual(
    events.map(({ kind, deviceId, at }) => [kind, deviceId, at]),
    ['arrived', 'clicked', 'dropped', 'pending', 'unbound'].map(kind => [kind, 'phone', 9_000]),
  )
  assert.deepEqual(events[1]?.text, {
    en: 'It was tapped, says APNS: delivered (0).',
    zh: 'APNS 报告用户已点击：delivered (0)。',
  })
  assert.deepEqual(events[4]?.text, {
    en: 'The token is dead, says APNS: delivered (0). A binding from before that is removed.',
    zh: 'APNS 报告 token 已失效：delivered (0)。此前的绑定已移除。',
  })
  const at = (with_: Partial<ReceiptRecord>) => receiptEvents(sought(), [aReceipt(with_)])[0]?.at
  assert.deepEqual([at({ atMs: 1 }), at({ atMs: undefined })], [2_500, 9_500])
  assert.equal(at({ atMs: Number.MAX_SAFE_INTEGER }), 9_500, 'S27 nothing is reported before it happened')
})

test('a report of another notifier, message or phone is no line of this trace', () => {
  const others = [
    aReceipt({ notifierName: 'other' as NotifierName }),
    aReceipt({ vendorId: 'v2' }),
    aReceipt({ tokenFingerprint: tokenFingerprint('token-2') }),
  ]
  assert.deepEqual(receiptEvents(sought(), others), [])
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Facts, SendFact } from './facts.ts'
import {
  acceptedAtMs,
  broken,
  clean,
  ids,
  receipt,
  withAttempts,
  withDelivery,
  withRecord,
  withRequest,
  withSends,
} from './story.ts'

test('I4: a second send without an ambiguous attempt', () => {
  assert.deepEqual(broken(withSends({}, { atMs: acceptedAtMs + 6 })), ['I4'])
})

test('I4: a send after the vendor has answered', () => {
  const facts = withSends({ atMs: acceptedAtMs + 20 })
  assert.deepEqual(broken(facts), ['I4'])
})

test('I4: one repeat after a crash is allowed and must be admitted', () => {
  const attempts = withAttempts({ kind: 'unknown', endedAtMs: acceptedAtMs + 4 }, {})
  const facts = (possibleDuplicate: boolean): Facts => {
    const { record } = withDelivery({ attempts: 2, possibleDuplicate })
    const body = record.callbacks[0]?.body ?? ''
    const told = possibleDuplicate ? body.replace('{', '{"possibleDuplicate":true,') : body
    return {
      ...withSends({ atMs: acceptedAtMs + 2 }, { atMs: acceptedAtMs + 6 }),
      receipts: [receipt('msg_500', told, 200)],
      record: { ...record, attempts, callbacks: record.callbacks.map(callback => ({ ...callback, body: told })) },
    }
  }
  assert.deepEqual(broken(facts(true)), [])
  assert.deepEqual(broken(facts(false)), ['I4'])
})

test('I4: a possible duplicate that cannot be one', () => {
  assert.ok(broken(withDelivery({ possibleDuplicate: true })).includes('I4'))
})

test('I4: a send that no delivery knows', () => {
  assert.deepEqual(
    broken({ ...clean(), sends: [...clean().sends, { ...withSends({}).sends[0], tag: 'x' } as SendFact] }),
    ['I4'],
  )
})

test('I4: a repeat under another id', () => {
  assert.deepEqual(broken(withSends({ shipmentId: 'uuid-2' })), ['I4'])
})

test('I4: a success that no phone got', () => {
  assert.deepEqual(broken(withSends({ taken: false })), ['I4'])
})

test('I4: a failure that a phone got, and does not say so', () => {
  const { record } = withDelivery({ status: 'fail', reason: 'message-expired' })
  const attempts = withAttempts({ kind: 'unknown' })
  assert.ok(broken({ ...clean(), record: { ...record, attempts } }).includes('I4'))
})

test('I10: signed with another secret', () => {
  const [callback] = clean().record.callbacks
  assert.deepEqual(broken({ ...clean(), receipts: [receipt('msg_500', callback?.body ?? '', 200, 'other')] }), ['I10'])
})

test('I10: a signature that is six minutes old', () => {
  const receipts = clean().receipts.map(one => ({ ...one, atMs: one.atMs + 6 * 60_000 }))
  assert.deepEqual(broken({ ...clean(), receipts }), ['I10'])
})

test('I10: a wrong legacy security member', () => {
  const [callback] = clean().record.callbacks
  const body = (callback?.body ?? '').replace(/"security":"../, '"security":"zz')
  const callbacks = clean().record.callbacks.map(one => ({ ...one, body }))
  assert.deepEqual(broken({ ...withRecord({ callbacks }), receipts: [receipt('msg_500', body, 200)] }), ['I10'])
})

test('I15: half of the rows of a request that got no answer', () => {
  const half = withRequest({ targets: ['ann', 'bob'], answer: { kind: 'none', cause: 'socket hang up' } })
  assert.deepEqual(broken({ ...clean(), requests: [half] }), ['I15'])
})

test('I15: two pushes for one request', () => {
  const [push] = clean().record.pushes
  const twice = push ? [push, { ...push, id: '900000000000000003' }] : []
  assert.ok(broken(withRecord({ pushes: twice })).includes('I15'))
})

test('I15: a repeat with the same key that is told another msg id', () => {
  const answer = { kind: 'answered', status: 200, pushIds: ['900000000000000003'], results: [] } as const
  const requests = [withRequest({}), withRequest({ id: '2', answer })]
  assert.ok(broken({ ...clean(), requests }).includes('I15'))
})

test('I15: pushes without the key that made them', () => {
  assert.deepEqual(broken(withRecord({ keys: [] })), ['I15'])
})

test('I15: a push that nobody asked for', () => {
  assert.deepEqual(broken({ ...clean(), requests: [] }), ['I15'])
})

test('I15: a request that was refused and yet recorded', () => {
  const answer = { kind: 'answered', status: 400, pushIds: [], results: [] } as const
  assert.deepEqual(broken({ ...clean(), requests: [withRequest({ answer })] }), ['I15'])
})

test('I15: a waiting caller who was told FAIL about a success', () => {
  const answer = { kind: 'answered', status: 200, pushIds: [ids.pushId], results: ['FAIL'] } as const
  assert.deepEqual(broken({ ...clean(), requests: [withRequest({ answer })] }), ['I15'])
})

test('I15: a request without an answer may have left nothing at all', () => {
  const facts = clean()
  const unanswered = withRequest({ id: '2', tag: 't0-2', answer: { kind: 'none', cause: 'ECONNREFUSED' } })
  assert.deepEqual(broken({ ...facts, requests: [...facts.requests, unanswered] }), [])
})

test('I17: counters that are not the sums of deliveries', () => {
  const change = (part: object) => clean().record.counters.map(row => ({ ...row, ...part }))
  assert.deepEqual(broken(withRecord({ counters: change({ targeted: 2 }) })), ['I17'])
  assert.deepEqual(broken(withRecord({ counters: change({ success: 0, fail: 1 }) })), ['I17'])
  assert.deepEqual(broken(withRecord({ counters: [] })), ['I17'])
})

test('I17: an outcome counted for another provider than its delivery', () => {
  const [row] = clean().record.counters
  const counters = row
    ? [
        { ...row, success: 0 },
        { ...row, provider: '', targeted: 0, success: 1 },
      ]
    : []
  assert.deepEqual(broken(withRecord({ counters })), ['I17'])
})

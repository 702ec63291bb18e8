import assert from 'node:assert/strict'
import { createHash, createHmac } from 'node:crypto'
import { test } from 'node:test'
import { audit, reportLines } from '../audit.ts'
import type { AttemptFact, DeliveryFact, Facts, RecordFacts, RequestFact, SendFact } from './facts.ts'

const secret = 'rule-secret'
const acceptedAtMs = Date.UTC(2026, 0, 2, 12)
const tag = 't0-1'
const ids = { pushId: '900000000000000001', deviceId: 'apns-phone' }

/** One request, one push, one delivery, one send, one callback: everything as it must be. */
function clean(): Facts {
  const callId = `lab#kill_${ids.pushId}`
  const security = createHash('md5').update(`${callId}${secret}${acceptedAtMs}`).digest('hex')
  const body = JSON.stringify({
    callId,
    msg_id: ids.pushId,
    target: 'ann',
    status: 'success',
    timestamp: acceptedAtMs,
    security,
  })
  return {
    secrets: new Map([['7', secret]]),
    requests: [
      {
        id: '1',
        tag,
        route: 'sync',
        targets: ['ann'],
        key: 'key-1',
        atMs: acceptedAtMs,
        answer: { kind: 'answered', status: 200, pushIds: [ids.pushId], results: ['SUCCESS'] },
      },
    ],
    sends: [{ vendor: 'apns', token: 'aa', tag, shipmentId: 'uuid-1', atMs: acceptedAtMs + 5, taken: true }],
    receipts: [receipt('msg_500', body, 200)],
    record: {
      pushes: [{ id: ids.pushId, appId: '1', target: 'ann', source: 'sync', tag, acceptedAtMs, isWaiting: false }],
      deliveries: [
        {
          ...ids,
          appId: '1',
          target: 'ann',
          shipmentId: 'uuid-1',
          tokens: ['aa'],
          attempts: 1,
          isWaiting: false,
          status: 'success',
          reason: 'delivered',
          provider: 'APNS',
          possibleDuplicate: false,
        },
      ],
      attempts: [{ ...ids, number: 1, startedAtMs: acceptedAtMs + 1, endedAtMs: acceptedAtMs + 9, kind: 'accepted' }],
      rules: [
        {
          id: '7',
          appId: '1',
          isEnabled: true,
          statuses: ['success', 'fail', 'error'],
          restPushes: true,
          createdAtMs: 0,
        },
      ],
      callbacks: [{ id: '500', ruleId: '7', ...ids, status: 'success', body, state: 'delivered' }],
      tries: [{ callbackId: '500', httpStatus: 200 }],
      counters: [{ appId: '1', day: '2026-01-02', provider: 'APNS', targeted: 1, success: 1, fail: 0, error: 0 }],
      keys: [{ appId: '1', route: 'push/sync/ann', pushIds: [ids.pushId] }],
    },
  }
}

function receipt(id: string, text: string, status: number | 'none', signedWith = secret): Facts['receipts'][number] {
  const seconds = Math.floor(acceptedAtMs / 1_000)
  const signature = createHmac('sha256', signedWith).update(`${id}.${seconds}.${text}`).digest('base64')
  return {
    atMs: acceptedAtMs + 50,
    headers: { 'webhook-id': id, 'webhook-timestamp': String(seconds), 'webhook-signature': `v1,${signature}` },
    body: Buffer.from(text),
    status,
  }
}

/** The invariants that these facts break. */
function broken(facts: Facts): readonly string[] {
  const failed = audit(facts).checks.filter(check => check.offenders.length > 0)
  return [...new Set(failed.map(check => check.invariant))].sort()
}

function withRecord(change: Partial<RecordFacts>): Facts {
  const facts = clean()
  return { ...facts, record: { ...facts.record, ...change } }
}

function withDelivery(change: Partial<DeliveryFact>): Facts {
  const facts = clean()
  return withRecord({ deliveries: facts.record.deliveries.map(delivery => ({ ...delivery, ...change })) })
}

function withAttempts(...changes: readonly Partial<AttemptFact>[]): Facts['record']['attempts'] {
  const [attempt] = clean().record.attempts
  return changes.map((change, index) => ({ ...(attempt as AttemptFact), number: index + 1, ...change }))
}

function withRequest(change: Partial<RequestFact>): RequestFact {
  return { ...(clean().requests[0] as RequestFact), ...change }
}

function withSends(...changes: readonly Partial<SendFact>[]): Facts {
  const facts = clean()
  return { ...facts, sends: changes.map(change => ({ ...(facts.sends[0] as SendFact), ...change })) }
}

test('a story in which everybody agrees is clean, and no check was idle', () => {
  const report = audit({ ...clean(), requests: [withRequest({}), withRequest({ id: '2' })] })
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

test('a report names the offenders and counts those that it leaves out', () => {
  const requests = Array.from({ length: 13 }, (_, index) => withRequest({ id: String(index), targets: ['bob'] }))
  const lines = reportLines(audit({ ...clean(), requests }))
  assert.ok(lines.some(line => /^FAIL I1 +13 {2}every request/.test(line)))
  assert.ok(lines.includes(`       request 0 (${tag}): msg id ${ids.pushId} is the push of another request or target`))
  assert.ok(lines.includes('       and 3 more'))
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pagedOf } from './pages.ts'

const head = {
  app_id: 7,
  provider: 'APNS',
  started_at: 1_000,
  due_at: null,
  settled_at: 2_000,
  task_id: null,
  begun: 1,
}

test('an entry of a page says all of its delivery and its attempt; one that left says nothing', () => {
  const entries = [
    ['410000000000000001', 'ann', 'phone', 'uuid-1', 'aa', 5],
    ['410000000000000002', 'bob', 'phone', 'uuid-2', 'bb', 5, ['fcm', 'FCM', 'cc', 6]],
  ]
  const row = { ...head, first_push_id: 410_000_000_000_000_001n, entries: JSON.stringify(entries), ends: '[1,0]' }
  const [first, second] = pagedOf(row)
  assert.deepEqual(second, {})
  assert.equal(first?.push, undefined)
  assert.deepEqual(first?.delivery, {
    pushId: '410000000000000001',
    deviceId: 'phone',
    appId: '7',
    target: 'ann',
    shipmentId: 'uuid-1',
    tokens: ['aa'],
    attempts: 1,
    isWaiting: false,
    status: 'success',
    reason: 'delivered',
    provider: 'APNS',
    possibleDuplicate: false,
    isPaged: true,
  })
  assert.deepEqual(
    [first?.attempt?.startedAtMs, first?.attempt?.endedAtMs, first?.attempt?.kind],
    [1_000, 2_000, 'accepted'],
  )
})

test('the push and the shipment of a task’s entry follow from its slot', () => {
  const entries = [[3 * 256 + 2, 'ann', 'phone', 'aa', 5]]
  const row = {
    ...head,
    task_id: 9,
    first_push_id: 410_000_000_000_000_000n,
    entries: JSON.stringify(entries),
    ends: '[1]',
  }
  const [paged] = pagedOf(row)
  assert.equal(paged?.push?.id, '410000000000000003')
  assert.equal(paged?.push?.taskId, '9')
  assert.equal(paged?.push?.acceptedAtMs, Number(410_000_000_000_000_003n >> 22n) + Date.UTC(2020, 0, 1))
  // 410000000000000003 is 05b0 9cd3 e5e9 0003 in hexadecimal digits.
  assert.equal(paged?.delivery?.shipmentId, '05b09cd3-e5e9-8000-8302-000000000007')
})

test('why nothing was sent stands once for all that follow, and no attempt began', () => {
  const entries = [0, 256, 512, 768].map(slot => [slot, `user-${slot}`, '', '', 0])
  const ends = '["no-binding",2,{"reason":"payload-too-large","answer":[4097]},0]'
  const row = { ...head, provider: '', task_id: 9, first_push_id: 1n, entries: JSON.stringify(entries), ends }
  const paged = pagedOf(row)
  assert.deepEqual(
    paged.map(({ delivery }) => [delivery?.status, delivery?.reason, delivery?.tokens.length, delivery?.attempts]),
    [
      ['fail', 'no-binding', 0, 0],
      ['fail', 'no-binding', 0, 0],
      ['fail', 'payload-too-large', 0, 0],
      [undefined, undefined, undefined, undefined],
    ],
  )
  assert.ok(paged.every(({ attempt, push }) => attempt === undefined && push !== undefined))
})

test('a page that waits has no attempt yet, and one that began has an open one', () => {
  const entries = JSON.stringify([[0, 'ann', 'phone', 'aa', 5]])
  const open = { ...head, task_id: 9, first_push_id: 1n, entries, due_at: 5_000, settled_at: null, ends: null }
  const [waiting] = pagedOf({ ...open, begun: 0 })
  assert.deepEqual(
    [waiting?.delivery?.isWaiting, waiting?.delivery?.attempts, waiting?.delivery?.status, waiting?.attempt],
    [true, 0, undefined, undefined],
  )
  const [begun] = pagedOf(open)
  assert.deepEqual([begun?.delivery?.attempts, begun?.attempt?.number, begun?.attempt?.kind], [1, 1, undefined])
})

test('answers that differ in token and id alone are accepted like the first of them', () => {
  const entries = ['ann', 'bob', 'cat'].map((name, index) => [
    `41000000000000000${index}`,
    name,
    'phone',
    name,
    'aa',
    5,
  ])
  const ends = JSON.stringify([['ann', { name: 'ann' }], 3, { code: 'x' }])
  const row = { ...head, first_push_id: 410_000_000_000_000_000n, entries: JSON.stringify(entries), ends }
  assert.deepEqual(
    pagedOf(row).map(({ delivery }) => delivery?.reason),
    ['delivered', 'delivered', 'delivered'],
  )
})

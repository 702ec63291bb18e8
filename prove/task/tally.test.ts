import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AttemptFact, DeliveryFact } from '../audit/facts.ts'
import type { Paged } from '../audit/pages.ts'
import { nameOf } from './crowd.ts'
import { type TaskRecord, TaskTally } from './tally.ts'

const vendors = ['apns', 'huawei']
const users = 2
const devices = users * vendors.length

function delivery(user: number, vendor: string, change: Partial<DeliveryFact> = {}): DeliveryFact {
  return {
    pushId: String(100 + user),
    deviceId: vendor,
    appId: '1',
    target: nameOf(user),
    shipmentId: 'uuid',
    tokens: ['aa'],
    attempts: 1,
    isWaiting: false,
    status: 'success',
    reason: 'delivered',
    provider: vendor.toUpperCase(),
    possibleDuplicate: false,
    ...change,
  }
}

function entry(one: DeliveryFact, kind: string | undefined = 'accepted'): Paged {
  const { pushId, deviceId, appId, target } = one
  const push = { id: pushId, appId, target, source: 'task', acceptedAtMs: 1, isWaiting: false, taskId: '9' }
  const attempt = { pushId, deviceId, number: 1, startedAtMs: 1, ...(kind === undefined ? {} : { kind }) }
  return { push, delivery: one, attempt }
}

/** Everybody's entry, but for those that are given. */
function entries(...others: readonly Paged[]): readonly Paged[] {
  const key = ({ delivery: one }: Paged): string => `${one?.target}/${one?.deviceId}`
  const given = new Set(others.map(key))
  const all = [0, 1].flatMap(user => vendors.map(vendor => entry(delivery(user, vendor))))
  return [...all.filter(one => !given.has(key(one))), ...others]
}

const record: TaskRecord = {
  task: { id: '9', appId: '1', kind: 'all', tag: 't', state: 'finished', audience: users, walked: users },
  counts: vendors.flatMap(vendor => [
    { taskId: '9', provider: vendor.toUpperCase(), measure: 'targeted', counted: 2 },
    { taskId: '9', provider: vendor.toUpperCase(), measure: 'success', counted: 2 },
  ]),
  counters: [
    { appId: '1', day: '2026-01-02', provider: 'APNS', targeted: devices, success: devices, fail: 0, error: 0 },
  ],
}

interface Story {
  readonly paged?: readonly Paged[]
  readonly rows?: readonly DeliveryFact[]
  readonly attempts?: readonly AttemptFact[]
  readonly record?: Partial<TaskRecord>
  /** Times per user; at the end what came for nobody. */
  readonly taken?: readonly (readonly number[])[]
}

/** The invariants that a story breaks. */
function broken(story: Story): readonly string[] {
  const tally = new TaskTally(users, vendors)
  for (const paged of story.paged ?? entries()) tally.paged(paged)
  for (const row of story.rows ?? []) tally.row(row)
  for (const attempt of story.attempts ?? []) tally.attempt(attempt)
  const taken = (story.taken ?? vendors.map(() => [1, 1, 0])).map(times => Uint8Array.from(times))
  const checks = tally.checks({ ...record, ...story.record }, taken)
  return [...new Set(checks.filter(check => check.offenders.length > 0).map(check => check.invariant))].sort()
}

test('a story in which everybody agrees breaks nothing', () => {
  assert.deepEqual(broken({}), [])
})

test('I2: a task that stopped early, a user without a msg id, a user with two', () => {
  assert.deepEqual(broken({ record: { task: { ...record.task, walked: 1 } } }), ['I2'])
  assert.ok(broken({ paged: entries().slice(0, 2) }).includes('I2'))
  assert.deepEqual(broken({ paged: entries(entry(delivery(1, 'huawei', { pushId: '200' }))) }), ['I2'])
})

test('I2: a device with two deliveries, with none, without an outcome, and one that nobody has', () => {
  assert.ok(broken({ paged: [...entries(), entry(delivery(0, 'apns'))] }).includes('I2'))
  assert.ok(broken({ paged: entries().slice(1) }).includes('I2'))
  assert.ok(broken({ paged: entries(entry(delivery(0, 'apns', { isWaiting: true }))) }).includes('I2'))
  assert.ok(broken({ paged: [...entries(), entry(delivery(0, 'watch'))] }).includes('I2'))
})

test('I4: twice without an ambiguous attempt, twice without a word of it, and a word of it without a cause', () => {
  const twice = [
    [2, 1, 0],
    [1, 1, 0],
  ]
  const others = entries().slice(1)
  const row = (possibleDuplicate: boolean): Story => ({
    paged: others,
    rows: [delivery(0, 'apns', { attempts: 2, possibleDuplicate })],
    attempts: [
      { pushId: '100', deviceId: 'apns', number: 1, startedAtMs: 1, kind: 'unknown' },
      { pushId: '100', deviceId: 'apns', number: 2, startedAtMs: 2, kind: 'accepted' },
    ],
    taken: twice,
  })
  assert.deepEqual(broken({ taken: twice }), ['I4'])
  assert.deepEqual(broken(row(false)), ['I4'])
  assert.deepEqual(broken(row(true)), [])
  assert.deepEqual(broken({ paged: entries(entry(delivery(0, 'apns', { possibleDuplicate: true }))) }), ['I4'])
})

test('I4: a phone that got nothing, and something that came for nobody', () => {
  assert.deepEqual(
    broken({
      taken: [
        [0, 1, 0],
        [1, 1, 0],
      ],
    }),
    ['I4'],
  )
  assert.deepEqual(
    broken({
      taken: [
        [1, 1, 1],
        [1, 1, 0],
      ],
    }),
    ['I4'],
  )
})

test('I4: a refusal that nobody gave, and an end without a clear answer after one crash', () => {
  const fail = { status: 'fail', reason: 'vendor-refused' }
  assert.ok(broken({ paged: entries(entry(delivery(0, 'apns', fail))) }).includes('I4'))
  const unclear = { status: 'error', reason: 'vendor-unclear' }
  assert.ok(broken({ paged: entries(entry(delivery(0, 'apns', unclear), 'unknown')) }).includes('I4'))
})

test('I17: counts of the task and counters of its day that differ from the deliveries', () => {
  const counts = record.counts.map((row, index) => (index === 1 ? { ...row, counted: 3 } : row))
  assert.deepEqual(broken({ record: { counts } }), ['I17'])
  assert.deepEqual(broken({ record: { counters: record.counters.map(row => ({ ...row, success: 3 })) } }), ['I17'])
})

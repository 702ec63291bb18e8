import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DeliveryFact, Facts, TaskFact } from './facts.ts'
import { broken } from './story.ts'
import { cleanTask, taskIds, taskRequest, withTaskRecord } from './task-story.ts'

function withTask(change: Partial<TaskFact>): Facts {
  return withTaskRecord(({ tasks }) => ({ tasks: tasks.map(task => ({ ...task, ...change })) }))
}

function withTaskRequest(...changes: Parameters<typeof taskRequest>): Facts {
  const facts = cleanTask()
  return { ...facts, requests: [...facts.requests.filter(({ route }) => route !== 'all'), taskRequest(...changes)] }
}

function withDeliveryTo(target: string, change: Partial<DeliveryFact>): Facts {
  return withTaskRecord(({ deliveries }) => ({
    deliveries: deliveries.map(delivery =>
      delivery.pushId !== taskIds.ann && delivery.pushId !== taskIds.bob
        ? delivery
        : delivery.target === target
          ? { ...delivery, ...change }
          : delivery,
    ),
  }))
}

test('I1: the id of a task that was told and is not recorded', () => {
  const answer = { kind: 'answered', status: 200, pushIds: [], results: [], taskId: '9' } as const
  assert.deepEqual(broken(withTaskRequest({ answer })), ['I1'])
})

test('I1: a task was accepted and no id told', () => {
  const answer = { kind: 'answered', status: 200, pushIds: [], results: [] } as const
  assert.deepEqual(broken(withTaskRequest({ answer })), ['I1'])
})

test('I1: a task of another kind than the one that was asked for', () => {
  assert.deepEqual(broken(withTask({ kind: 'label' })), ['I1'])
})

test('I15: a repeat with the key made a second task', () => {
  const facts = withTaskRecord(({ tasks, keys }) => ({
    tasks: tasks.flatMap(task => [task, { ...task, id: '900000000000000103' }]),
    keys: [...keys, { appId: '1', route: 'push/task', pushIds: ['900000000000000103'] }],
  }))
  assert.ok(broken(facts).includes('I15'))
})

test('I15: a task that was refused, one that nobody asked for, and one whose key is forgotten', () => {
  const answer = { kind: 'answered', status: 403, pushIds: [], results: [] } as const
  assert.deepEqual(broken(withTaskRequest({ answer })), ['I15'])
  assert.ok(broken({ ...cleanTask(), requests: cleanTask().requests.slice(0, 1) }).includes('I15'))
  assert.deepEqual(broken(withTaskRecord(({ keys }) => ({ keys: keys.slice(0, 1) }))), ['I15'])
})

test('I2: a task that is not finished, or finished before everybody was gone over', () => {
  assert.deepEqual(broken(withTask({ state: 'running' })), ['I2'])
  assert.deepEqual(broken(withTask({ walked: 1 })), ['I2'])
  assert.deepEqual(broken(withTask({ audience: 3, walked: 3 })), ['I2'])
})

test('I2: a user of the audience without a msg id, with two, and a stranger with one', () => {
  const change = (target: string) =>
    withTaskRecord(({ pushes }) => ({
      pushes: pushes.map(push => (push.id === taskIds.bob ? { ...push, target } : push)),
    }))
  assert.ok(broken(change('ann')).includes('I2'))
  assert.ok(broken(change('eve')).includes('I2'))
  assert.ok(broken(withTaskRequest({ targets: ['ann', 'bob', 'eve'] })).includes('I2'))
})

test('I2: a device of the audience without a delivery, and one that its user does not have', () => {
  assert.ok(broken(withDeliveryTo('ann', { deviceId: 'watch' })).includes('I2'))
  const facts = cleanTask()
  assert.deepEqual(broken({ ...facts, homes: new Map([['ann', ['apns-phone', 'watch']]]) }), ['I2'])
})

test('I2: a delivery in two pages', () => {
  const facts = withTaskRecord(({ deliveries }) => ({
    deliveries: [...deliveries, ...deliveries.filter(delivery => delivery.pushId === taskIds.ann)],
  }))
  assert.ok(broken(facts).includes('I2'))
})

test('I2: a delivery that left its page, and whose push has no row', () => {
  assert.deepEqual(broken(withDeliveryTo('ann', { isPaged: false })), ['I2'])
})

test('I17: an outcome of a task that is not counted, counted twice, or counted for another reason', () => {
  const counted = (measure: string, count: number) =>
    withTaskRecord(({ taskCounts }) => ({
      taskCounts: taskCounts.map(row => (row.measure === measure ? { ...row, counted: count } : row)),
    }))
  assert.deepEqual(broken(counted('success', 0)), ['I17'])
  assert.deepEqual(broken(counted('success', 2)), ['I17'])
  assert.deepEqual(broken(withDeliveryTo('bob', { reason: 'user-not-found' })), ['I17'])
})

test('I17: a failure that is counted for another reason or provider of its day, twice, or not at all', () => {
  const counted = (part: object) =>
    withTaskRecord(({ counterReasons }) => ({ counterReasons: counterReasons.map(row => ({ ...row, ...part })) }))
  assert.deepEqual(broken(counted({})), [])
  for (const part of [{ reason: 'user-not-found' }, { provider: 'APNS' }, { day: '2026-01-03' }, { counted: 2 }])
    assert.deepEqual(broken(counted(part)), ['I17'], JSON.stringify(part))
  assert.deepEqual(broken(withTaskRecord(() => ({ counterReasons: [] }))), ['I17'])
})

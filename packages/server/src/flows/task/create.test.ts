import { deepEqual, equal, rejects } from 'node:assert/strict'
import { test } from 'node:test'
import type { UserId } from '@posthouse/protocol'
import type { LabelName } from '../../domain/label.ts'
import { taskWindowMs } from '../../domain/task.ts'
import { app } from '../push/push-lab.test.ts'
import { type CreateTaskDeps, createTask, type TaskRequest } from './create.ts'
import { openTaskLab, order, type TaskLab } from './task-lab.test.ts'

const key = { route: 'push/task', keyHash: Uint8Array.of(1), bodyDigest: Uint8Array.of(2) }

function request(with_: Partial<TaskRequest> = {}): TaskRequest {
  return {
    ...{ app, audience: { kind: 'all' }, strategy: 2, notification: { title: 'hi', content: 'c', blocks: {} } },
    ...{ startDate: undefined, idempotent: undefined, ...with_ },
  }
}

async function tasksOf(lab: TaskLab): Promise<number> {
  return (await lab.store.tables.tasks.list(app.id, undefined, 99)).length
}

test('I15: of many requests with one key at once one makes a task, and all are told its id', async () => {
  await using lab = await openTaskLab(1)
  const ids = await Promise.all(Array.from({ length: 8 }, () => createTask(lab.deps, request({ idempotent: key }))))
  deepEqual([new Set(ids).size, await tasksOf(lab)], [1, 1])
})

test('requests with several keys at once stay within the limit, and who is refused may ask again', async () => {
  await using lab = await openTaskLab(1)
  const keyed = (at: number) => request({ idempotent: { ...key, keyHash: Uint8Array.of(at) } })
  const ends = await Promise.allSettled(Array.from({ length: 6 }, (_, at) => createTask(lab.deps, keyed(at))))
  deepEqual([ends.filter(({ status }) => status === 'fulfilled').length, await tasksOf(lab)], [3, 3])
  const refused = ends.findIndex(({ status }) => status === 'rejected')
  await rejects(createTask(lab.deps, keyed(refused)), { code: 'limit_request' })
  lab.advance(300_000)
  for (const task of await lab.store.tables.tasks.list(app.id, undefined, 9)) {
    const ended = { state: 'cancelled', dueAtMs: undefined, finishedAtMs: 1 } as const
    await lab.store.commit([lab.store.tables.tasks.setState(app.id, task.id, ['running'], ended)])
  }
  const id = await createTask(lab.deps, keyed(refused))
  equal(await createTask(lab.deps, keyed(refused)), id)
})

test('F01 F02: a request that dies before its commit made nothing, and one that dies after it finds its task by the key', async () => {
  await using lab = await openTaskLab(1)
  const dying = (when: 'before' | 'after'): CreateTaskDeps['store'] => ({
    ...lab.store,
    tables: lab.store.tables,
    async commitFenced(units) {
      if (when === 'after') await lab.store.commitFenced(units)
      throw new Error('died')
    },
  })
  const one = request({ idempotent: key, audience: { kind: 'list', usernames: ['u0' as UserId] } })
  await rejects(createTask({ ...lab.deps, store: dying('before') }, one), /died/)
  equal(await tasksOf(lab), 0)
  await rejects(createTask({ ...lab.deps, store: dying('after') }, one), /died/)
  const id = await createTask(lab.deps, one)
  deepEqual([(await lab.store.tables.tasks.list(app.id, undefined, 9)).map(task => task.id)], [[id]])
})

test('F02: a refusal is not remembered, also where its process dies', async () => {
  await using lab = await openTaskLab(1)
  const made = [await lab.create(), await lab.create(), await lab.create()]
  const store: CreateTaskDeps['store'] = {
    ...lab.store,
    tables: lab.store.tables,
    commit: () => Promise.reject(new Error('died')),
    async commitFenced(units) {
      await lab.store.commitFenced(units)
      throw new Error('died')
    },
  }
  await rejects(createTask({ ...lab.deps, store }, request({ idempotent: key })), /died/)
  for (const { id } of made) await order(lab, id, 'cancel')
  lab.advance(taskWindowMs)
  const id = await createTask(lab.deps, request({ idempotent: key }))
  deepEqual([await tasksOf(lab), await createTask(lab.deps, request({ idempotent: key }))], [4, id])
})

test('the same key with another body is refused, also where the first one was', async () => {
  await using lab = await openTaskLab(1)
  await createTask(lab.deps, request({ idempotent: key }))
  const other = request({ idempotent: { ...key, bodyDigest: Uint8Array.of(9) } })
  await rejects(createTask(lab.deps, other), { code: 'idempotency_mismatch' })
})

test('what is wrong is said before anything is counted or written', async () => {
  await using lab = await openTaskLab(1)
  let admitted = 0
  const quotas: CreateTaskDeps['quotas'] = {
    admitPushes: async () => {
      admitted += 1
    },
  }
  const closed = { ...app, settings: { ...app.settings, pushOpen: false } }
  for (const [wrong, code] of [
    [{ app: closed }, 'push_closed'],
    [{ startDate: 'soon' }, 'argument_illegal'],
    [{ audience: { kind: 'label', labels: ['nope' as LabelName] } }, 'label_not_found'],
  ] as const)
    await rejects(createTask({ ...lab.deps, quotas }, request({ ...wrong, idempotent: key })), { code })
  deepEqual([admitted, await tasksOf(lab)], [0, 0])
  await createTask({ ...lab.deps, quotas }, request({ idempotent: key }))
  equal(admitted, 1)
  await createTask({ ...lab.deps, quotas }, request({ idempotent: key }))
  equal(admitted, 1, 'a repeat is not counted again')
})

test('a task wakes the lane, and takes the default category of its app', async () => {
  await using lab = await openTaskLab(1)
  const hints: string[] = []
  const bus: CreateTaskDeps['bus'] = { publish: ({ kind }) => hints.push(kind) }
  const settings = { ...app.settings, defaultCategory: 'marketing' } as const
  const id = await createTask({ ...lab.deps, bus }, request({ app: { ...app, settings } }))
  const task = await lab.store.tables.tasks.find(app.id, id)
  deepEqual([hints, task?.notification.category], [['task.due'], 'marketing'])
})

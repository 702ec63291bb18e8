// What every engine tells an operator about tasks: those of some states, examples of each reason, and how many users there are.
import { deepEqual } from 'node:assert/strict'
import type { MsgId, UserId } from '@posthouse/protocol'
import type { TaskState } from '../../domain/task.ts'
import { aTask, aUser, sampleApp } from '../../domain/testing/samples.ts'
import { type Case, otherApp } from './case.ts'

const limits = { runningMax: 99, createdMax: 99, windowStartMs: 0 }

/** See the head of the file. */
export const taskDeskCases: readonly Case[] = [
  {
    name: 'tasks of some states are listed newest first, in pages',
    run: async store => {
      const { tasks } = store.tables
      await store.commit([
        tasks.insert(aTask({ id: 1n, state: 'running' }), limits),
        tasks.insert(aTask({ id: 2n, state: 'scheduled' }), limits),
        tasks.insert(aTask({ id: 3n, state: 'running' }), limits),
        tasks.insert(aTask({ id: 4n, state: 'paused' }), limits),
        tasks.insert(aTask({ id: 5n, state: 'running', appId: otherApp }), limits),
      ])
      const ids = async (states: readonly TaskState[] | undefined, before?: bigint, limit = 9) =>
        (await tasks.list(sampleApp, before, limit, states)).map(({ id }) => id)
      deepEqual(await ids(undefined), [4n, 3n, 2n, 1n])
      deepEqual(await ids(['running']), [3n, 1n])
      deepEqual(await ids(['paused', 'running']), [4n, 3n, 1n])
      deepEqual(await ids(['paused', 'running'], undefined, 2), [4n, 3n])
      deepEqual(await ids(['paused', 'running'], 3n), [1n])
      deepEqual(await ids([]), [])
    },
  },
  {
    name: 'at most five examples of each reason are kept, one by one or many at once, and nobody else sees them',
    run: async store => {
      const { taskReports } = store.tables
      const add = (pushId: bigint, reason: 'no-user' | 'vendor-refused' = 'no-user') =>
        taskReports.addExample(sampleApp, 9n, reason, pushId as MsgId)
      await store.commit([add(10n), add(10n), add(15n), add(11n, 'vendor-refused')])
      await Promise.all(Array.from({ length: 20 }, (_, index) => store.commit([add(20n + BigInt(index)), add(12n)])))
      const found = await taskReports.examples(sampleApp, 9n)
      deepEqual(
        found.filter(({ reason }) => reason === 'vendor-refused'),
        [{ reason: 'vendor-refused', pushId: 11n }],
      )
      deepEqual(
        found
          .filter(({ reason }) => reason === 'no-user')
          .map(({ pushId }) => Number(pushId % 5n))
          .toSorted(),
        [0, 1, 2, 3, 4],
      )
      deepEqual(found[0], { reason: 'no-user', pushId: 10n })
      deepEqual([await taskReports.examples(otherApp, 9n), await taskReports.examples(sampleApp, 8n)], [[], []])
    },
  },
  {
    name: 'users are counted stretch by stretch in order of name',
    run: async store => {
      const { audiences, users } = store.tables
      const names = ['ann', 'bob', 'cat']
      await store.commit([
        ...names.map(name => users.insert(aUser({ username: name as UserId, uuid: name }), 'hash')),
        users.insert(aUser({ username: 'zoe' as UserId, uuid: 'zoe', appId: otherApp }), 'hash'),
      ])
      deepEqual(await audiences.stretch(sampleApp, undefined, 2), { users: 2, last: 'bob' })
      deepEqual(await audiences.stretch(sampleApp, 'bob' as UserId, 2), { users: 1, last: 'cat' })
      deepEqual(await audiences.stretch(sampleApp, 'cat' as UserId, 2), { users: 0, last: undefined })
    },
  },
]

// What every engine keeps of the limits of tasks: as domain/task.ts counts, and for callers at the same instant.
import { deepEqual, equal } from 'node:assert/strict'
import { minute } from '@posthouse/protocol'
import { createIds } from '../../base/ids.ts'
import { countedTasks, type Task, type TaskKind, taskWindowMs } from '../../domain/task.ts'
import { aTask, sampleApp } from '../../domain/testing/samples.ts'
import { type Case, otherApp } from './case.ts'

const unlimited = { runningMax: 1_000_000, createdMax: 1_000_000, windowStartMs: 0 }

/** See the head of the file. */
export const taskLimitCases: readonly Case[] = [
  {
    name: 'seed 002: no more tasks run at a time than allowed; paused ones count, those to come and other apps do not',
    run: async store => {
      const { tasks } = store.tables
      const limits = { ...unlimited, runningMax: 2 }
      const inserted = (number: bigint, with_: Partial<Task> = {}) =>
        tasks.insert(aTask({ id: number, ...with_ }), limits)
      const to = (state: 'paused' | 'cancelled') =>
        tasks.setState(sampleApp, 1n, ['running', 'paused'], {
          ...{ state, dueAtMs: undefined, finishedAtMs: state === 'paused' ? undefined : 3_000 },
        })
      const ends = await store.commit([
        inserted(9n, { appId: otherApp }),
        inserted(1n),
        inserted(2n, { state: 'scheduled', startAtMs: 9_000 }),
        inserted(3n),
        inserted(4n),
      ])
      deepEqual(ends, [true, true, true, true, false])
      deepEqual(await store.commit([to('paused'), inserted(4n), to('cancelled'), inserted(4n)]), [
        ...[true, false],
        ...[true, true],
      ])
    },
  },
  {
    name: 'seed 002: tasks created lately are counted as domain/task.ts counts them, whatever became of them',
    run: async store => {
      const { tasks } = store.tables
      let nowMs = Date.UTC(2026, 10, 21)
      const ids = createIds({ now: () => nowMs, monotonic: () => nowMs, after: () => () => {} }, 0)
      const known: Task[] = []
      const random = seeded(7)
      for (let step = 0; step < 60; step += 1) {
        nowMs += random(minute)
        const going = known.filter(task => task.finishedAtMs === undefined)
        if (going.length > 0 && random(3) === 0) {
          const task = going[random(going.length)] ?? aTask()
          const end = { state: 'cancelled', dueAtMs: undefined, finishedAtMs: nowMs } as const
          deepEqual(await store.commit([tasks.setState(sampleApp, task.id, ['running'], end)]), [true])
          known.splice(known.indexOf(task), 1, { ...task, finishedAtMs: nowMs })
        }
        const counted = countedTasks(known, nowMs)
        const kind = (['all', 'list', 'label'] as const)[random(3)] as TaskKind
        const task = aTask({ id: ids.next(), kind, createdAtMs: nowMs })
        const limits = { ...unlimited, windowStartMs: nowMs - taskWindowMs }
        const ends = await store.commit([
          tasks.insert(task, { ...limits, createdMax: counted }),
          tasks.insert(task, { ...limits, createdMax: counted + 1 }),
        ])
        deepEqual(ends, [false, true], `step ${step}`)
        known.push(task)
      }
    },
  },
  {
    name: 'seed 002: of many who create at once exactly as many succeed as there is room for',
    run: async store => {
      const { tasks } = store.tables
      const limits = { runningMax: 3, createdMax: 9, windowStartMs: 0 }
      const ends = await Promise.all(
        Array.from({ length: 12 }, (_, at) =>
          store.commit([tasks.hold(sampleApp), tasks.insert(aTask({ id: BigInt(at + 1) }), limits)]),
        ),
      )
      equal(ends.filter(([, isInserted]) => isInserted).length, 3)
      equal((await tasks.list(sampleApp, undefined, 20)).length, 3)
    },
  },
]

/** Numbers below a bound that are the same in every run. */
function seeded(seed: number): (below: number) => number {
  let state = seed
  return below => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((state / 2_147_483_648) * below)
  }
}

// What every engine keeps of tasks that several processes walk: parts that are held by one each, and an end that exactly one of them brings.
import { deepEqual, equal } from 'node:assert/strict'
import type { UserId } from '@posthouse/protocol'
import { aTask, aUser, sampleApp } from '../../domain/testing/samples.ts'
import type { Leased, Store, TaskPart } from '../../ports/store.ts'
import type { Case } from './case.ts'

const unlimited = { runningMax: 1_000_000, createdMax: 1_000_000, windowStartMs: 0 }
const { id } = aTask()
const name = (text: string): UserId => text as UserId

/** A task to `a` to `f`, begun and cut behind `b` and `d`. */
async function givenParts(store: Store): Promise<void> {
  const { tasks, taskParts, users } = store.tables
  await store.commit([...'abcdef'].map(username => users.insert(aUser({ username: name(username) }), 'h')))
  await store.commit([tasks.insert(aTask(), unlimited), tasks.claim(2_000, 60_000, 1)])
  deepEqual(await store.commit([tasks.start(aTask(), 1, 2_000, 9)]), [true])
  const part = (number: number, cursor: string, last?: string): TaskPart => {
    return { appId: sampleApp, taskId: id, part: number, cursor: name(cursor), last: last ? name(last) : undefined }
  }
  const parts = [part(0, '', 'b'), part(1, 'b', 'd'), part(2, 'd')]
  deepEqual(await store.commitFenced([taskParts.cut(sampleApp, id, 2, parts, 2_100)]), [false])
  deepEqual(await store.commitFenced([taskParts.cut(sampleApp, id, 1, parts, 2_100)]), [true])
}

async function claimParts(
  store: Store,
  nowMs = 2_200,
  but: readonly bigint[] = [],
): Promise<readonly Leased<TaskPart>[]> {
  const [found] = await store.commit([store.tables.taskParts.claim(nowMs, nowMs + 10_000, 9, but)])
  return found.toSorted((one, other) => one.item.part - other.item.part)
}

const step = (cursor: string, walked: number) => ({ cursor: name(cursor), walked, leaseUntilMs: 20_000 })

async function three(store: Store): Promise<[Leased<TaskPart>, Leased<TaskPart>, Leased<TaskPart>]> {
  await givenParts(store)
  const [first, second, third] = await claimParts(store)
  if (!first || !second || !third) throw new Error('there are three parts')
  return [first, second, third]
}

/** See the head of the file. */
export const taskPartCases: readonly Case[] = [
  {
    name: 'where to cut a task is found by places in order of name',
    run: async store => {
      await givenParts(store)
      const { taskParts } = store.tables
      const at = (after: string | undefined, places: number) =>
        taskParts.userAt(sampleApp, after === undefined ? undefined : name(after), places)
      deepEqual(await Promise.all([at(undefined, 0), at(undefined, 5), at('b', 1), at('b', 4)]), [
        'a',
        'f',
        'd',
        undefined,
      ])
      const { usernames } = await taskParts.audience(sampleApp, name('b'), name('d'), 9)
      deepEqual(
        [usernames, (await taskParts.audience(sampleApp, undefined, name('d'), 3)).usernames.length],
        [['c', 'd'], 3],
      )
    },
  },
  {
    name: 'a task that was cut is not due itself, whatever is ordered, and its parts are claimed once each',
    run: async store => {
      const [first] = await three(store)
      const { tasks, taskParts } = store.tables
      deepEqual(first, { item: { appId: sampleApp, taskId: id, part: 0, cursor: '', last: 'b' }, epoch: 1 })
      deepEqual(await claimParts(store), [])
      deepEqual(await claimParts(store, 50_000, [id]), [], 'not those of a task that is named')
      const to = { dueAtMs: 3_000, finishedAtMs: undefined }
      equal(await taskParts.heldOf(sampleApp, id), 3)
      await store.commit([first].map(part => taskParts.release(part, 2_300)))
      equal(await taskParts.heldOf(sampleApp, id), 2, 'one that waits for somebody does not slow down the others')
      await store.commit([tasks.setState(sampleApp, id, ['running'], { ...to, state: 'paused' })])
      deepEqual(await claimParts(store, 50_000), [], 'nor of one that is paused')
      await store.commit([tasks.setState(sampleApp, id, ['paused'], { ...to, state: 'running' })])
      deepEqual(await store.commit([tasks.claim(90_000, 99_000, 9)]), [[]])
      equal((await claimParts(store, 50_000)).length, 3)
    },
  },
  {
    name: 'I17 F43: what is walked of the parts is the task’s, and whoever lost a part is refused everything',
    run: async store => {
      const [first, second] = await three(store)
      const { tasks, taskParts } = store.tables
      deepEqual(await store.commit([taskParts.advance(first, step('a', 1)), taskParts.advance(second, step('d', 2))]), [
        ...[true, true],
      ])
      equal((await tasks.find(sampleApp, id))?.walked, 3)
      equal((await tasks.list(sampleApp, undefined, 9))[0]?.walked, 3)
      const [again] = await claimParts(store, 20_000)
      deepEqual([again?.item.cursor, again?.epoch], ['a', 2])
      deepEqual(await store.commit([taskParts.advance(first, step('b', 1)), taskParts.release(first, 1)]), [
        false,
        false,
      ])
      deepEqual(await store.commitFenced([taskParts.finish(first, 3_000)]), [false])
      await store.commit([taskParts.interrupt(sampleApp, id, 30_000)])
      if (again) deepEqual(await store.commit([taskParts.advance(again, step('b', 1))]), [false])
      equal((await tasks.find(sampleApp, id))?.walked, 3)
    },
  },
  {
    name: 'F11: whoever ends the last part ends the task, with what all of them walked; it ends once',
    run: async store => {
      const [first, second, third] = await three(store)
      const { tasks, taskParts } = store.tables
      const walked = [first, second, third].map((held, at) => taskParts.advance(held, step('bdf'[at] ?? '', 2)))
      await store.commit(walked)
      deepEqual(await store.commitFenced([taskParts.finish(third, 4_000), taskParts.finish(first, 4_000)]), [
        true,
        true,
      ])
      deepEqual([(await tasks.find(sampleApp, id))?.state, await taskParts.heldOf(sampleApp, id)], ['running', 1])
      deepEqual(await store.commitFenced([taskParts.finish(second, 5_000)]), [true])
      const ended = await tasks.find(sampleApp, id)
      deepEqual([ended?.state, ended?.finishedAtMs, ended?.walked, ended?.cursor], ['finished', 5_000, 6, 'f'])
      deepEqual(await store.commitFenced([taskParts.finish(second, 6_000)]), [false])
      deepEqual([await claimParts(store, 99_000), await taskParts.heldOf(sampleApp, id)], [[], 0])
    },
  },
  {
    name: 'the parts of a task that was cancelled are never due again, and are counted to it when they are swept away',
    run: async store => {
      const [first] = await three(store)
      const { tasks, taskParts } = store.tables
      await store.commit([taskParts.advance(first, step('b', 2))])
      const end = { state: 'cancelled', dueAtMs: undefined, finishedAtMs: 5_000 } as const
      await store.commit([
        tasks.setState(sampleApp, id, ['running'], end),
        taskParts.interrupt(sampleApp, id, undefined),
      ])
      deepEqual(await store.commit([taskParts.advance(first, step('b', 2)), taskParts.fold(5_000)]), [false, 0])
      const folded = await store.commit([taskParts.fold(5_001)])
      deepEqual([folded, (await tasks.find(sampleApp, id))?.walked], [[4], 2])
    },
  },
]

// What every engine keeps of tasks: a walk under its lease that goes on where it was, an audience that is fixed when it starts.
import { deepEqual, equal } from 'node:assert/strict'
import type { UserId } from '@posthouse/protocol'
import type { LabelName } from '../../domain/label.ts'
import type { Task } from '../../domain/task.ts'
import { aLabel, aTask, aUser, sampleApp } from '../../domain/testing/samples.ts'
import type { Leased, Store } from '../../ports/store.ts'
import { type Case, otherApp } from './case.ts'

const unlimited = { runningMax: 1_000_000, createdMax: 1_000_000, windowStartMs: 0 }
const { id } = aTask()

async function insert(store: Store, ...tasks: readonly Task[]): Promise<void> {
  await store.commit(tasks.map(task => store.tables.tasks.insert(task, unlimited)))
}

/** Claims the one task that is due, until 60,000. */
async function claim(store: Store, nowMs = 2_000): Promise<Leased<Task>> {
  const [[leased]] = await store.commit([store.tables.tasks.claim(nowMs, nowMs + 58_000, 1)])
  if (!leased) throw new Error('nothing was claimed')
  return leased
}

/** Claims and starts; resolves with the task as it then is. */
async function start(store: Store, runningMax = 9): Promise<Task> {
  const { item, epoch } = await claim(store)
  deepEqual(await store.commit([store.tables.tasks.start(item, epoch, 2_500, runningMax)]), [true])
  const started = await store.tables.tasks.find(sampleApp, item.id)
  if (!started) throw new Error('the task is gone')
  return started
}

async function givenUsers(store: Store, names: readonly string[], appId = sampleApp): Promise<readonly UserId[]> {
  const users = names.map(name => name as UserId)
  await store.commit(users.map(username => store.tables.users.insert(aUser({ appId, username }), 'h')))
  return users
}

/** See the head of the file. */
export const taskCases: readonly Case[] = [
  {
    name: 'T1: a task comes back whole, and only in its own app; lists are newest first',
    run: async store => {
      const { tasks } = store.tables
      const full = aTask({
        labels: ['vip', '付费'] as LabelName[],
        kind: 'label',
        pacePerMinute: 60,
        state: 'scheduled',
      })
      await insert(store, full, aTask({ id: 5n }), aTask({ id: 6n, appId: otherApp }), aTask({ id: 7n }))
      deepEqual(await tasks.find(sampleApp, id), full)
      equal(await tasks.find(otherApp, id), undefined)
      const ids = async (before: bigint | undefined, limit: number) =>
        (await tasks.list(sampleApp, before, limit)).map(task => task.id)
      deepEqual(await ids(undefined, 9), [id, 7n, 5n])
      deepEqual([await ids(undefined, 2), await ids(7n, 9), await ids(5n, 9)], [[id, 7n], [5n], []])
    },
  },
  {
    name: 'a list is kept with its task only: nothing of it stays where the task was refused',
    run: async store => {
      const { tasks } = store.tables
      const list = (number: bigint) => [
        tasks.insert(aTask({ id: number, kind: 'list' }), { ...unlimited, runningMax: 1 }),
        tasks.insertTargets(sampleApp, number, ['bob', 'ann', '小红'] as UserId[]),
      ]
      await store.commit([...list(1n), ...list(2n)])
      const sizes = [1n, 2n].map(async number => {
        const { usernames } = await tasks.audience(aTask({ id: number, kind: 'list' }), undefined, 9)
        return usernames.length
      })
      deepEqual(await Promise.all(sizes), [3, 0])
    },
  },
  {
    name: 'T2 F43: a task is due when it starts, claimed by one at a time, and a late walker is refused everything',
    run: async store => {
      const { tasks } = store.tables
      await insert(store, aTask({ state: 'scheduled', startAtMs: 5_000 }))
      deepEqual(await store.commit([tasks.claim(4_999, 60_000, 9)]), [[]])
      const [[first]] = await store.commit([tasks.claim(5_000, 6_000, 9)])
      deepEqual(first, { item: aTask({ state: 'scheduled', startAtMs: 5_000 }), epoch: 1 })
      deepEqual(await store.commit([tasks.claim(5_999, 60_000, 9)]), [[]])
      const started = (epoch: number) => tasks.start(aTask(), epoch, 5_500, 9)
      deepEqual(await store.commit([started(2), started(1)]), [false, true])
      const [[second]] = await store.commit([tasks.claim(6_000, 60_000, 9)])
      deepEqual([second?.epoch, second?.item.state, second?.item.startedAtMs], [2, 'running', 5_500])
      const step = { cursor: 'm' as UserId, walked: 3, leaseUntilMs: 70_000 }
      const late = [tasks.advance(id, 1, step), tasks.release(id, 1, 1), tasks.finish(id, 1, 6_100)]
      deepEqual(await store.commit(late), [false, false, false])
      deepEqual(await store.commit([started(1)]), [false])
      deepEqual(await store.commit([tasks.advance(id, 2, step), tasks.advance(id, 2, step)]), [true, true])
      const { walked, cursor } = (await tasks.find(sampleApp, id)) ?? aTask()
      deepEqual([walked, cursor], [6, 'm'])
      deepEqual(await store.commit([tasks.claim(69_999, 99_000, 9)]), [[]])
      deepEqual(await store.commit([tasks.release(id, 2, 65_000)]), [true])
      const [[third]] = await store.commit([tasks.claim(65_000, 99_000, 9)])
      deepEqual([third?.epoch, third?.item.cursor], [3, 'm'])
      deepEqual(await store.commit([tasks.finish(id, 3, 66_000), tasks.finish(id, 3, 67_000)]), [true, false])
      deepEqual(await store.commit([tasks.claim(999_000, 999_999, 9)]), [[]])
      const done = await tasks.find(sampleApp, id)
      deepEqual([done?.state, done?.finishedAtMs], ['finished', 66_000])
    },
  },
  {
    name: 'seed 002: a task whose time has come does not start while as many others run as may',
    run: async store => {
      const { tasks } = store.tables
      await insert(store, aTask({ state: 'scheduled' }), aTask({ id: 5n, startAtMs: 9_000 }))
      const { item, epoch } = await claim(store)
      const started = (runningMax: number) => store.commit([tasks.start(item, epoch, 2_500, runningMax)])
      deepEqual([await started(1), await started(2)], [[false], [true]])
    },
  },
  {
    name: 'tasks that wait for their turn do not wait for each other where their app may run fewer than there are',
    run: async store => {
      const { tasks } = store.tables
      await insert(store, aTask({ id: 5n }), aTask({ id: 6n }), aTask({ id: 7n }))
      const [found] = await store.commit([tasks.claim(2_000, 60_000, 9)])
      const started = async (number: bigint) => {
        const leased = found.find(({ item }) => item.id === number)
        if (!leased) throw new Error('it was not claimed')
        return (await store.commit([tasks.start(leased.item, leased.epoch, 2_500, 1)]))[0]
      }
      deepEqual([await started(6n), await started(7n), await started(5n)], [false, false, true])
      deepEqual([await started(6n), await started(7n)], [false, false])
      deepEqual(await store.commit([tasks.finish(5n, 1, 3_000)]), [true])
      deepEqual([await started(7n), await started(6n)], [false, true])
    },
  },
  {
    name: 'everybody is every user of the app as they are when the walk comes to them, a page at a time in order of name',
    run: async store => {
      const { tasks } = store.tables
      const users = await givenUsers(store, ['b', 'a', 'c', '0', 'a-1', '小红'])
      await givenUsers(store, ['x', 'y'], otherApp)
      await insert(store, aTask())
      const task = await start(store)
      deepEqual([task.audience, task.startedAtMs, task.state], [6, 2_500, 'running'])
      await givenUsers(store, ['d'])
      const seen: UserId[] = []
      for (;;) {
        const { usernames, unknown } = await tasks.audience(task, seen.at(-1), 2)
        equal(unknown.size, 0)
        if (usernames.length === 0) break
        seen.push(...usernames)
      }
      deepEqual(
        seen,
        [...users, 'd' as UserId].sort((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right))),
      )
    },
  },
  {
    name: 'a list is gone over in order of name, each once, and says who of it does not exist',
    run: async store => {
      const { tasks } = store.tables
      await givenUsers(store, ['ann', 'bob', 'eve'])
      await insert(store, aTask({ kind: 'list' }))
      const targets = ['eve', 'ghost', 'ann', 'ann', 'zoe'] as UserId[]
      await store.commit([tasks.insertTargets(sampleApp, id, targets), tasks.insertTargets(sampleApp, id, targets)])
      const task = await start(store)
      equal(task.audience, 4)
      const first = await tasks.audience(task, undefined, 2)
      deepEqual([first.usernames, [...first.unknown]], [['ann', 'eve'], []])
      const second = await tasks.audience(task, 'eve' as UserId, 9)
      deepEqual(
        [second.usernames, [...second.unknown]],
        [
          ['ghost', 'zoe'],
          ['ghost', 'zoe'],
        ],
      )
    },
  },
  {
    name: 'labels mean who carries all of them when the task starts: who comes later is not of it, who leaves stays',
    run: async store => {
      const { tasks, labels, users } = store.tables
      const everybody = await givenUsers(store, ['ann', 'bob', 'cat', 'dan'])
      const [ann, bob, cat, dan] = everybody as [UserId, UserId, UserId, UserId]
      const carry = (label: bigint, usernames: readonly UserId[]) =>
        store.commit(labels.addMembers(sampleApp, label, { usernames, atMs: 1, membersMax: 99 }))
      const names = ['vip', 'north', 'unused'] as LabelName[]
      await store.commit(names.map((name, at) => labels.insert(aLabel({ id: BigInt(at + 1), name }), 9)))
      await carry(1n, [ann, bob, cat])
      await carry(2n, [bob, cat, dan])
      const audienceOf = async (task: Task) => (await tasks.audience(task, undefined, 9)).usernames
      await insert(store, aTask({ id: 1n, kind: 'label', labels: names.slice(0, 2) }))
      const both = await start(store)
      deepEqual([both.audience, await audienceOf(both)], [2, [bob, cat]])
      await carry(1n, [dan])
      await store.commit([labels.removeMembers(sampleApp, 1n, [bob])])
      deepEqual(await audienceOf(both), [bob, cat])
      await store.commit([users.delete(sampleApp, bob)])
      deepEqual([...(await tasks.audience(both, undefined, 9)).unknown], [bob])
      for (const [number, wanted, found] of [
        [2n, ['vip'], [ann, cat, dan]],
        [3n, ['vip', 'unused'], []],
        [4n, ['vip', 'no such label'], []],
      ] as const) {
        await insert(store, aTask({ id: number, kind: 'label', labels: wanted.map(name => name as LabelName) }))
        const one = await start(store)
        deepEqual([one.audience, await audienceOf(one)], [found.length, found], String(number))
      }
    },
  },
  {
    name: 'a task that was paused, cancelled or claimed anew goes no further under the old epoch; resumed it goes on',
    run: async store => {
      const { tasks } = store.tables
      const step = { cursor: 'c' as UserId, walked: 1, leaseUntilMs: 60_000 }
      const change = (from: readonly Task['state'][], state: Task['state'], dueAtMs?: number) =>
        tasks.setState(sampleApp, id, from, {
          ...{ state, dueAtMs, finishedAtMs: state === 'cancelled' ? 9_000 : undefined },
        })
      await insert(store, aTask())
      await start(store)
      deepEqual(await store.commit([tasks.advance(id, 1, step)]), [true])
      deepEqual(await store.commit([change(['paused'], 'running', 1), change(['running'], 'paused')]), [false, true])
      deepEqual(await store.commit([tasks.advance(id, 1, step), tasks.finish(id, 1, 1), tasks.release(id, 1, 1)]), [
        false,
        false,
        false,
      ])
      deepEqual(await store.commit([tasks.claim(99_000, 99_999, 9)]), [[]])
      deepEqual(await store.commit([change(['paused'], 'running', 3_000)]), [true])
      const { item, epoch } = await claim(store, 3_000)
      deepEqual([item.cursor, item.walked, item.startedAtMs], ['c', 1, 2_500])
      deepEqual(await store.commit([tasks.advance(id, 1, step), tasks.advance(id, epoch, step)]), [false, true])
      const ends = await store.commit([
        change(['scheduled', 'running', 'paused'], 'cancelled'),
        tasks.advance(id, epoch, step),
        change(['running'], 'paused'),
      ])
      deepEqual(ends, [true, false, false])
      const ended = await tasks.find(sampleApp, id)
      deepEqual([ended?.state, ended?.finishedAtMs, ended?.walked], ['cancelled', 9_000, 2])
      deepEqual(
        await store.commit([
          tasks.setState(otherApp, id, ['cancelled'], { ...{ state: 'running' }, dueAtMs: 1, finishedAtMs: undefined }),
        ]),
        [false],
      )
    },
  },
  {
    name: 'the pace of a task that goes on is changed and taken away; other apps and ended tasks have none',
    run: async store => {
      const { tasks } = store.tables
      await insert(store, aTask({ pacePerMinute: 60 }))
      const paceOf = async () => (await tasks.find(sampleApp, id))?.pacePerMinute
      deepEqual(await store.commit([tasks.setPace(sampleApp, id, 600)]), [true])
      equal(await paceOf(), 600)
      deepEqual(await store.commit([tasks.setPace(otherApp, id, 1), tasks.setPace(sampleApp, id, undefined)]), [
        false,
        true,
      ])
      equal(await paceOf(), undefined)
      const { epoch } = await claim(store)
      await store.commit([tasks.finish(id, epoch, 3_000)])
      deepEqual(await store.commit([tasks.setPace(sampleApp, id, 5)]), [false])
    },
  },
  {
    name: 'F18: a task whose walker is gone is due at once when its process starts anew; one to come goes on waiting',
    run: async store => {
      const { tasks, leases } = store.tables
      await insert(store, aTask(), aTask({ id: 5n, state: 'scheduled', startAtMs: 90_000 }))
      await start(store)
      deepEqual(await store.commit([leases.releaseAll(3_000)]), [1])
      const step = { cursor: 'c' as UserId, walked: 1, leaseUntilMs: 60_000 }
      deepEqual(await store.commit([tasks.advance(id, 1, step)]), [false])
      const [due] = await store.commit([tasks.claim(3_000, 60_000, 9)])
      deepEqual(
        due.map(({ item }) => item.id),
        [id],
      )
    },
  },
]

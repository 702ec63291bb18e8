// What every engine forgets: what is older than asked and finished, on its own day, and nothing else.
import { deepEqual } from 'node:assert/strict'
import { day, type MsgId } from '@posthouse/protocol'
import { idFloor } from '../../base/ids.ts'
import {
  aCallback,
  aDelivery,
  anAttempt,
  anOutcome,
  aPage,
  aPush,
  aTask,
  aTry,
  sampleApp,
} from '../../domain/testing/samples.ts'
import type { Store } from '../../ports/store.ts'
import type { Case } from './case.ts'

/** A day in the future, so that days of its own are made for it. */
const firstMs = Date.UTC(2031, 4, 1)
const never: AbortSignal = new AbortController().signal
/** An id in the middle of the day so many days after the first. */
const idOn = (days: number): bigint => idFloor(firstMs + days * day + day / 2)
const pushOn = (days: number): MsgId => idOn(days) as MsgId

/** A push with a delivery that is done after one attempt; its id is the middle of its day. */
async function settledPush(store: Store, id: MsgId): Promise<void> {
  const { pushes, deliveries, attempts } = store.tables
  const delivery = aDelivery({ pushId: id })
  const ended = { endedAtMs: 2, kind: 'accepted', code: '', answer: undefined } as const
  await store.commit([
    pushes.insert(aPush({ id })),
    pushes.claim(id, 1, 2, 1),
    pushes.planned({ id, epoch: 1, pushIds: [id] }),
    deliveries.insertLeased(delivery, 1, 9),
    attempts.started(sampleApp, anAttempt({ pushId: id })),
    attempts.ended(id, delivery.deviceId, 1, ended),
    deliveries.done(delivery, 1, anOutcome()),
  ])
}

/** Which of the pushes are there, with how many deliveries and attempts. */
async function found(store: Store, ids: readonly MsgId[]): Promise<readonly (readonly number[])[]> {
  const { pushes, deliveries, attempts } = store.tables
  return Promise.all(
    ids.map(async id => [
      (await pushes.findMany([id])).length,
      (await deliveries.ofPush(sampleApp, id)).length,
      (await attempts.ofPush(sampleApp, id)).length,
    ]),
  )
}

async function forget(store: Store, days: number): Promise<boolean> {
  const { rows, days: dropped } = await store.history.forget(firstMs + days * day, never)
  return rows + dropped > 0
}

const all = [1, 1, 1]
const none = [0, 0, 0]

/** See the head of the file. */
export const historyCases: readonly Case[] = [
  {
    name: 'a push is forgotten with its deliveries and attempts once it is old enough, and its counters stay',
    run: async store => {
      await store.history.prepare(firstMs, 3)
      await store.history.prepare(firstMs, 3)
      const ids = [pushOn(0), pushOn(1), pushOn(2)]
      for (const id of ids) await settledPush(store, id)
      await store.commit([store.tables.counters.add(sampleApp, '2031-05-01', 'APNS', { targeted: 1, success: 1 })])
      deepEqual([await forget(store, 0), await found(store, ids)], [false, [all, all, all]])
      deepEqual([await forget(store, 2), await found(store, ids)], [true, [none, none, all]])
      deepEqual([await forget(store, 2), await found(store, ids)], [false, [none, none, all]])
      deepEqual((await store.tables.counters.ofApp(sampleApp, '2031-05-01', '2031-05-01')).length, 1)
    },
  },
  {
    name: 'what lay there before its day was made is found after it, and forgotten like the rest',
    run: async store => {
      const ids = [pushOn(0), pushOn(1)]
      for (const id of ids) await settledPush(store, id)
      await store.history.prepare(firstMs, 0)
      deepEqual(await found(store, ids), [all, all])
      deepEqual([await forget(store, 1), await found(store, ids)], [true, [none, all]])
      deepEqual([await forget(store, 2), await found(store, ids)], [true, [none, none]])
    },
  },
  {
    name: 'a push that is not planned or of which a delivery waits stays, however old, and goes once that is done',
    run: async store => {
      await store.history.prepare(firstMs, 5)
      const { pushes, deliveries } = store.tables
      const [settled, waiting, unplanned] = [pushOn(0), pushOn(1), pushOn(2)]
      const delivery = aDelivery({ pushId: waiting })
      await settledPush(store, settled)
      await store.commit([
        pushes.insert(aPush({ id: waiting })),
        pushes.claim(waiting, 1, 2, 1),
        pushes.planned({ id: waiting, epoch: 1, pushIds: [waiting] }),
        deliveries.insertLeased(delivery, 1, 9),
      ])
      await store.commit([pushes.insert(aPush({ id: unplanned }))])
      const ids = [settled, waiting, unplanned]
      await forget(store, 5)
      deepEqual(await found(store, ids), [none, [1, 1, 0], [1, 0, 0]])
      await store.commit([deliveries.done(delivery, 1, anOutcome())])
      await store.commit([pushes.claim(unplanned, 1, 99, 9)])
      await forget(store, 5)
      deepEqual(await found(store, ids), [none, none, [1, 0, 0]])
      await store.commit([pushes.planned({ id: unplanned, epoch: 1, pushIds: [unplanned] })])
      await forget(store, 5)
      deepEqual(await found(store, ids), [none, none, none])
    },
  },
  {
    name: 'a page stays until it is settled, with its pushes, and a page of a task until that has ended',
    run: async store => {
      await store.history.prepare(firstMs, 5)
      const { pushes, pages, tasks } = store.tables
      const [inPage, ofTask] = [pushOn(0), pushOn(2)]
      const page = aPage({ id: idOn(0) + 1n, deliveries: [aDelivery({ pushId: inPage })] })
      const task = aTask({ id: idOn(1) })
      const taskPage = aPage({ id: idOn(2), taskId: task.id, deliveries: [aDelivery({ pushId: ofTask })] })
      await store.commit([
        pushes.insert(aPush({ id: inPage })),
        pushes.claim(inPage, 1, 2, 1),
        pushes.planned({ id: inPage, epoch: 1, pushIds: [inPage] }),
        pages.insert(page, 9),
        tasks.insert(task, { runningMax: 9, createdMax: 9, windowStartMs: 0 }),
        pages.insert(taskPage, 9),
      ])
      await forget(store, 5)
      deepEqual(await found(store, [inPage, ofTask]), [
        [1, 1, 1],
        [0, 1, 1],
      ])
      const end = { code: '', answer: undefined }
      await store.commit([pages.settled(page, 1, 5, [end]), pages.settled(taskPage, 1, 5, [end])])
      await forget(store, 5)
      deepEqual(await found(store, [inPage, ofTask]), [none, [0, 1, 1]])
      await store.commit([
        tasks.setState(sampleApp, task.id, [task.state], { state: 'cancelled', dueAtMs: undefined, finishedAtMs: 7 }),
      ])
      await forget(store, 5)
      deepEqual(await found(store, [inPage, ofTask]), [none, none])
      deepEqual((await tasks.find(sampleApp, task.id))?.state, 'cancelled')
    },
  },
  {
    name: 'callbacks that are delivered are forgotten with their tries; those that wait and dead letters stay',
    run: async store => {
      await store.history.prepare(firstMs, 5)
      const { callbacks } = store.tables
      const keep = async (days: number, state: 'delivered' | 'dead'): Promise<bigint> => {
        const callback = aCallback({ id: idOn(days) })
        await store.commit([callbacks.insert(callback, 1)])
        await store.commit([callbacks.claim(callback.ruleId, 1, 2, 1)])
        const made = aTry({ callbackId: callback.id })
        await store.commit([callbacks.tried(callback, 1, made, { state, dueAtMs: undefined })])
        return callback.id
      }
      const delivered = await keep(0, 'delivered')
      const dead = await keep(1, 'dead')
      const young = await keep(4, 'delivered')
      const waiting = aCallback({ id: idOn(2) })
      await store.commit([callbacks.insert(waiting, 1)])
      const listed = async () =>
        (await callbacks.list(sampleApp, {}, undefined, 9)).map(({ callback, tries }) => [callback.id, tries.length])
      const others = [
        [young, 1],
        [waiting.id, 0],
        [dead, 1],
      ]
      deepEqual(await listed(), [...others, [delivered, 1]])
      await forget(store, 4)
      deepEqual(await listed(), others)
    },
  },
]

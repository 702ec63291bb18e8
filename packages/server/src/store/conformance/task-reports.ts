// What every engine keeps of what came of tasks: counts that add up, pushes found by user, notifications stored for later; and what a
// walk reads of its users.
import { deepEqual, equal } from 'node:assert/strict'
import type { DeviceId, MsgId, NotifierName, UserId } from '@posthouse/protocol'
import { taskShipmentId } from '../../domain/page.ts'
import type { Push } from '../../domain/push.ts'
import type { TaskMeasure } from '../../domain/task.ts'
import { aBinding, aDelivery, aPage, aPush, aTask, sampleApp, sampleId } from '../../domain/testing/samples.ts'
import { bob, type Case, otherApp, tablet } from './case.ts'

const taskId = 9n

/** A delivery of a task, of the push so far after the sample's. */
function ofTask(distance: number, target: string, deviceId = 'phone') {
  const pushId = (sampleId + BigInt(distance)) as MsgId
  const shipmentId = taskShipmentId(sampleApp, pushId, 0)
  return aDelivery({ pushId, target: target as UserId, deviceId: deviceId as DeviceId, shipmentId })
}

/** See the head of the file. */
export const taskReportCases: readonly Case[] = [
  {
    name: 'I17: counts of a task add up, in one commit or many and at once, each by provider and measure',
    run: async store => {
      const { taskReports } = store.tables
      const add = (measure: TaskMeasure, counted: number, provider = 'APNS', task = taskId, app = sampleApp) =>
        taskReports.add(app, task, provider, measure, counted)
      await store.commit([add('targeted', 3), add('targeted', 2), add('success', 1), add('targeted', -1)])
      await Promise.all(Array.from({ length: 20 }, () => store.commit([add('success', 2), add('targeted', 1)])))
      await store.commit([
        add('fail:no-user', 1, ''),
        add('fail:vendor-refused', 4),
        add('targeted', 7, 'APNS', 10n),
        add('targeted', 8, 'APNS', taskId, otherApp),
      ])
      deepEqual(await taskReports.counts(sampleApp, taskId), [
        { provider: '', measure: 'fail:no-user', counted: 1 },
        { provider: 'APNS', measure: 'fail:vendor-refused', counted: 4 },
        { provider: 'APNS', measure: 'success', counted: 41 },
        { provider: 'APNS', measure: 'targeted', counted: 24 },
      ])
      deepEqual(await taskReports.counts(sampleApp, 11n), [])
    },
  },
  {
    name: "a user's pushes of a task are found in its pages, whatever their kind, and in rows, and nobody else's",
    run: async store => {
      const { pages, taskReports } = store.tables
      const skipped = { code: '', answer: undefined, skipped: 'no-push-binding' } as const
      await store.commit([
        pages.insert(
          aPage({ id: 1n, taskId, deliveries: [ofTask(0, 'ann'), ofTask(1, 'bob'), ofTask(1, 'bob', 'tablet')] }),
          60_000,
        ),
        pages.insertWaiting(
          aPage({ id: 2n, taskId, notifierName: 'other' as NotifierName, deliveries: [ofTask(1, 'bob', 'watch')] }),
          60_000,
        ),
        pages.insertSkipped(aPage({ id: 3n, taskId, deliveries: [ofTask(4, 'cat'), ofTask(5, 'eve')] }), [
          skipped,
          skipped,
        ]),
        pages.insert(aPage({ id: 4n, taskId: 10n, deliveries: [ofTask(6, 'bob')] }), 60_000),
        pages.insert(aPage({ id: 5n, taskId, appId: otherApp, deliveries: [ofTask(7, 'bob')] }), 60_000),
        pages.insert(aPage({ id: 6n, deliveries: [ofTask(8, 'bob')] }), 60_000),
      ])
      const of = (username: string) => taskReports.pushesTo(sampleApp, taskId, username as UserId)
      deepEqual(await of('bob'), [sampleId + 1n])
      const left = (distance: number, with_: Partial<Push> = {}) => {
        const id = (sampleId + BigInt(distance)) as MsgId
        return store.tables.pushes.insertOfTask(
          aPush({ id, source: 'task', taskId, target: 'eve' as UserId, ...with_ }),
        )
      }
      await store.commit([
        left(5),
        left(3),
        left(9, { taskId: 10n }),
        left(10, { appId: otherApp }),
        left(11, { target: bob }),
      ])
      deepEqual(
        [await of('eve'), await of('bob')],
        [
          [sampleId + 3n, sampleId + 5n],
          [sampleId + 1n, sampleId + 11n],
        ],
      )
      deepEqual(
        [await of('ann'), await of('cat'), await of('dan'), await of('zoe')],
        [[sampleId], [sampleId + 4n], [], []],
      )
    },
  },
  {
    name: "the push of a delivery that left its page is kept once, with its task's notification, and never planned",
    run: async store => {
      const { pushes, tasks } = store.tables
      const { notification } = aTask()
      const push = aPush({ source: 'task', taskId, notification })
      await store.commit([
        tasks.insert(aTask({ id: taskId }), { runningMax: 9, createdMax: 9, windowStartMs: 0 }),
        pushes.insertOfTask(push),
        pushes.insertOfTask({ ...push, target: bob }),
      ])
      deepEqual(await pushes.find(sampleApp, sampleId), push)
      deepEqual(await pushes.ofUser(sampleApp, push.target, undefined, 9), [push])
      deepEqual(await store.commit([pushes.claim(1n, 99_000, 100_000, 9)]), [[]])
    },
  },
  {
    name: 'S18: a stored notification comes back as it came, in its own app',
    run: async store => {
      const { storedMessages } = store.tables
      const message = { title: '你好', vivo: {}, nested: { list: [1, null, 'x"y'] } }
      const stored = { id: sampleId, appId: sampleApp, message, createdAtMs: 5 }
      await store.commit([storedMessages.insert(stored)])
      deepEqual(await storedMessages.find(sampleApp, sampleId), stored)
      equal(await storedMessages.find(otherApp, sampleId), undefined)
    },
  },
  {
    name: 'bindings between two names come in order of user and device, the first name left out and the last one in',
    run: async store => {
      const { bindings } = store.tables
      const names = ['ann', 'bob', 'bob-2', 'cat', '小红']
      const bind = (name: string, deviceId = aBinding().deviceId, appId = sampleApp) =>
        bindings.put(
          aBinding({ appId, deviceId, username: name as UserId, deviceToken: `${appId} ${name} ${deviceId}` }),
        )
      await store.commit([
        ...names.toReversed().map(name => bind(name)),
        bind('bob', tablet),
        bind('bob', undefined, otherApp),
      ])
      const between = async (after: string | undefined, last: string) =>
        (await bindings.between(sampleApp, after as UserId | undefined, last as UserId)).bindings.map(
          ({ username, deviceId }) => `${username} ${deviceId}`,
        )
      deepEqual(await between(undefined, 'bob-2'), ['ann phone', 'bob phone', 'bob tablet', 'bob-2 phone'])
      deepEqual(await between('bob', 'cat'), ['bob-2 phone', 'cat phone'])
      deepEqual([await between('cat', '小红'), await between('小红', '小红')], [['小红 phone'], []])
    },
  },
  {
    name: 'I5: the digest of bindings between two names is another once one of them is gone or has another token',
    run: async store => {
      const { bindings } = store.tables
      const first = aBinding({ username: 'ann' as UserId, deviceToken: 'one' })
      const second = aBinding({ username: 'bob' as UserId, deviceToken: 'two' })
      const digest = () => bindings.digestBetween(sampleApp, undefined, 'bob' as UserId)
      await store.commit([bindings.put(first), bindings.put(second)])
      const read = await bindings.between(sampleApp, undefined, 'bob' as UserId)
      // Where the revision tells there is none.
      equal(read.digest === undefined, bindings.revision() !== undefined)
      equal(await digest(), read.digest)
      await store.commit([bindings.put(aBinding({ username: 'cat' as UserId, deviceToken: 'three' }))])
      equal(await digest(), read.digest)
      await store.commit([bindings.put({ ...second, deviceToken: 'four' })])
      const rebound = await digest()
      await store.commit([bindings.delete(sampleApp, first.username, first.deviceId, first.notifierName)])
      const unbound = await digest()
      equal(new Set([read.digest, rebound, unbound]).size, read.digest === undefined ? 1 : 3)
      equal((await bindings.between(sampleApp, undefined, 'ann' as UserId)).bindings.length, 0)
    },
  },
  {
    name: 'a key whose request was refused after all is free again',
    run: async store => {
      const { idempotency, tasks } = store.tables
      const key = Uint8Array.of(1, 2)
      const record = { bodyDigest: Uint8Array.of(3), pushIds: [sampleId], createdAtMs: 5 }
      const insert = idempotency.insert(sampleApp, 'push/task', key, record)
      deepEqual(await store.commit([insert, insert]), [true, false])
      const deleted = await store.commit([
        idempotency.deleteUnlessTask(otherApp, 'push/task', key, taskId),
        idempotency.deleteUnlessTask(sampleApp, 'push/list', key, taskId),
        idempotency.deleteUnlessTask(sampleApp, 'push/task', key, taskId),
        idempotency.deleteUnlessTask(sampleApp, 'push/task', key, taskId),
      ])
      deepEqual(deleted, [false, false, true, false])
      const limits = { runningMax: 9, createdMax: 9, windowStartMs: 0 }
      const keep = idempotency.deleteUnlessTask(sampleApp, 'push/task', key, taskId)
      deepEqual(await store.commit([insert, tasks.insert(aTask({ id: taskId }), limits), keep]), [true, true, false])
    },
  },
]

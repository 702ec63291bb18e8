// F43, F110: two processes on one record. One leases a row of each kind and stands still for longer than the lease; the other takes it up.
// Whatever the first one then writes is refused, whatever it is about.
import { deepEqual } from 'node:assert/strict'
import { after, it } from 'node:test'
import type { DeviceId, UserId } from '@posthouse/protocol'
import { systemClock } from '../base/clock.ts'
import { silentLog } from '../base/log.ts'
import type { CallId } from '../domain/call/call.ts'
import { newCall } from '../domain/call/invitation.ts'
import { step as callStep } from '../domain/call/step.ts'
import { aCallback, aDelivery, anOutcome, aPage, aPush, aTask, aTry, sampleApp } from '../domain/testing/samples.ts'
import type { StoredCall } from '../ports/calls.ts'
import type { Handover } from '../ports/handovers.ts'
import type { Leased, Store, TaskPart, Write } from '../ports/store.ts'
import { openStore } from './open.ts'
import { startPostgres } from './testing/postgres.ts'

const server = await startPostgres()
after(() => server.stop())

const never = 999_000
const unlimited = { runningMax: 9, createdMax: 9, windowStartMs: 0 }
const step = { cursor: 'm' as UserId, walked: 1, leaseUntilMs: never }

const handover: Handover = {
  id: 7n,
  appId: sampleApp,
  position: 1,
  from: 'ann' as UserId,
  users: ['bob' as UserId],
  conversation: undefined,
  what: 'message',
  subjectId: '5',
  push: undefined,
  mentioned: [],
  easemob: undefined,
  deadlineMs: 90_000,
  createdAtMs: 1,
  awaited: undefined,
}

/** A kind of row: how it comes into being, how it is leased, and everything that its holder may write. */
interface Kind {
  readonly name: string
  prepare(store: Store): Promise<unknown>
  /** Until 20,000 when it is 10,000, and later when it is later; the epoch. */
  claim(store: Store, nowMs: number): Promise<readonly number[]>
  writes(store: Store, epoch: number): readonly Write<boolean>[]
}

const epochs = (leased: readonly { readonly epoch: number }[]): readonly number[] => leased.map(({ epoch }) => epoch)

const kinds: readonly Kind[] = [
  {
    name: 'push',
    prepare: ({ commit, tables }) => commit([tables.pushes.insert(aPush())]),
    claim: async ({ commit, tables }, nowMs) =>
      epochs((await commit([tables.pushes.claim(100n, nowMs, nowMs + 10_000, 9)]))[0]),
    writes: ({ tables }, epoch) => [tables.pushes.planned({ id: 100n, epoch, pushIds: [aPush().id] })],
  },
  {
    name: 'page',
    prepare: ({ commit, tables }) => commit([tables.pages.insert(aPage(), 5_000)]),
    claim: async ({ commit, tables }, nowMs) =>
      epochs((await commit([tables.pages.claim(nowMs, nowMs + 10_000, 9)]))[0]),
    writes: ({ tables: { pages } }, epoch) => [
      pages.settled(aPage(), epoch, 50_000, [undefined]),
      pages.takenApart(aPage().id, epoch),
    ],
  },
  {
    name: 'delivery',
    prepare: ({ commit, tables }) => commit([tables.deliveries.insertWaiting(aDelivery(), 1_000, 5_000)]),
    claim: async ({ commit, tables }, nowMs) =>
      epochs((await commit([tables.deliveries.claim(nowMs, nowMs + 10_000, 9)]))[0]),
    writes: ({ tables: { deliveries } }, epoch) => [
      deliveries.started(aDelivery(), epoch, never),
      deliveries.waiting(aDelivery(), epoch, 60_000),
      deliveries.done(aDelivery(), epoch, anOutcome()),
    ],
  },
  {
    name: 'callback',
    prepare: ({ commit, tables }) => commit([tables.callbacks.insert(aCallback(), 5_000)]),
    claim: async ({ commit, tables }, nowMs) =>
      epochs((await commit([tables.callbacks.claim(aCallback().ruleId, nowMs, nowMs + 10_000, 9)]))[0]),
    writes: ({ tables: { callbacks } }, epoch) => [
      callbacks.tried(aCallback(), epoch, aTry(), { state: 'delivered', dueAtMs: undefined }),
      callbacks.release(aCallback().id, epoch, 60_000),
    ],
  },
  {
    name: 'handover',
    prepare: ({ commit, tables }) => commit([tables.handovers.insert(handover, 5_000)]),
    claim: async ({ commit, tables }, nowMs) =>
      epochs((await commit([tables.handovers.claim(nowMs, nowMs + 10_000, 9)]))[0]),
    writes: ({ tables: { handovers } }, epoch) => [
      handovers.awaiting({ ...handover, awaited: {} }, epoch, 60_000, {}),
      handovers.release(handover.id, epoch, 60_000),
      handovers.done(handover.id, epoch, {}),
    ],
  },
  {
    name: 'task',
    prepare: ({ commit, tables }) => commit([tables.tasks.insert(aTask(), unlimited)]),
    claim: async ({ commit, tables }, nowMs) =>
      epochs((await commit([tables.tasks.claim(nowMs, nowMs + 10_000, 9)]))[0]),
    writes: ({ tables: { tasks } }, epoch) => [
      tasks.start(aTask(), epoch, 50_000, 9),
      tasks.advance(aTask().id, epoch, step),
      tasks.release(aTask().id, epoch, 60_000),
      tasks.finish(aTask().id, epoch, 50_000),
    ],
  },
  {
    name: 'task part',
    async prepare({ commit, commitFenced, tables: { tasks, taskParts } }) {
      await commit([tasks.insert(aTask(), unlimited), tasks.claim(5_000, 6_000, 9), tasks.start(aTask(), 1, 5_000, 9)])
      const whole: TaskPart = { appId: sampleApp, taskId: aTask().id, part: 0, cursor: '' as UserId, last: undefined }
      await commitFenced([taskParts.cut(sampleApp, aTask().id, 1, [whole], 5_000)])
    },
    claim: async ({ commit, tables }, nowMs) =>
      epochs((await commit([tables.taskParts.claim(nowMs, nowMs + 10_000, 9, [])]))[0]),
    writes: ({ tables: { taskParts } }, epoch) => [
      taskParts.advance(partOf(epoch), step),
      taskParts.release(partOf(epoch), 60_000),
      taskParts.finish(partOf(epoch), 50_000).fence,
    ],
  },
]

function partOf(epoch: number): Leased<Pick<TaskPart, 'appId' | 'taskId' | 'part'>> {
  return { item: { appId: sampleApp, taskId: aTask().id, part: 0 }, epoch }
}

for (const kind of kinds) {
  it(`F43 F110: a process that stood still for longer than its lease of a ${kind.name} writes nothing any more`, async () => {
    const url = await server.createDatabase()
    const open = () => openStore({ url, clock: systemClock, log: silentLog })
    await using stalled = await open()
    await using other = await open()
    await kind.prepare(other)
    const [first] = await kind.claim(stalled, 10_000)
    deepEqual(await kind.claim(other, 19_999), [], 'it is held')
    const [second] = await kind.claim(other, 20_000)
    if (first === undefined || second === undefined) throw new Error('nothing was leased')
    const late = await Promise.all(kind.writes(stalled, first).map(write => stalled.commit([write])))
    deepEqual(new Set(late.flat()), new Set([false]))
    // Who holds it may still do all of it.
    const [present] = await other.commit(kind.writes(other, second).slice(0, 1))
    deepEqual(present, true)
  })
}

it('F43 F110: of two processes that hold a call, because one stood still, whoever changes it first does, and the other changes nothing', async () => {
  const url = await server.createDatabase()
  const open = () => openStore({ url, clock: systemClock, log: silentLog })
  await using stalled = await open()
  await using other = await open()
  for (const [at, first] of [stalled, other].entries()) {
    const id = (2n ** 62n + BigInt(at)) as CallId
    const people = { caller: 'ann' as UserId, invitees: ['bob' as UserId], unreachable: new Set<UserId>() }
    const how = {
      device: 'phone' as DeviceId,
      mode: 1,
      extendedData: '',
      timeoutSeconds: 9,
      checksReceipt: false,
    } as const
    const made = newCall({ id, ...people, ...how }, 1_000)
    if (typeof made === 'string') throw new Error(made)
    await other.commit([other.tables.calls.insert(sampleApp, made.call)])
    const held: StoredCall[] = []
    for (const [store, nowMs] of [
      [stalled, 20_000],
      [other, 19_999],
      [other, 30_000],
    ] as const)
      held.push(
        ...(await store.commit([store.tables.calls.claim(nowMs, nowMs + 10_000, 9)]))[0].map(({ item }) => item),
      )
    const next = callStep(made.call, { kind: 'ripen', isCallerConnected: true }, 30_000)
    if (typeof next === 'string') throw new Error(next)
    deepEqual(
      held.map(({ revision }) => revision),
      [1, 1],
    )
    const second = first === stalled ? other : stalled
    const change = (store: Store) => store.commit([store.tables.calls.replace(sampleApp, next.call, 1)])
    deepEqual([await change(first), await change(second)], [[true], [false]])
  }
})

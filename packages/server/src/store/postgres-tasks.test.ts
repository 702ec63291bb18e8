import { deepEqual, equal } from 'node:assert/strict'
import { after, it } from 'node:test'
import { systemClock } from '../base/clock.ts'
import { silentLog } from '../base/log.ts'
import { anApp, aTask, sampleApp } from '../domain/testing/samples.ts'
import type { Store } from '../ports/store.ts'
import { openStore } from './open.ts'
import { startPostgres } from './testing/postgres.ts'

const server = await startPostgres()
after(() => server.stop())

const secret = Uint8Array.of(1)

it('seed 002: two processes that create tasks of one app at once never exceed its limits, and use them up', async () => {
  const url = await server.createDatabase()
  const open = () => openStore({ url, clock: systemClock, log: silentLog })
  await using one = await open()
  await using other = await open()
  const secrets = { clientSecret: secret, appSign: secret, serverSecret: secret }
  await one.commit([one.tables.apps.insert(anApp(), secrets)])
  let ids = 0n
  const create = async (store: Store, createdMax: number): Promise<boolean> => {
    ids += 1n
    const { tasks } = store.tables
    const limits = { runningMax: 1_000, createdMax, windowStartMs: 0 }
    const [isKnown, isInserted] = await store.commit([tasks.hold(sampleApp), tasks.insert(aTask({ id: ids }), limits)])
    equal(isKnown, true)
    return isInserted
  }
  for (let round = 1; round <= 20; round += 1) {
    const createdMax = round * 3
    const ends = await Promise.all([one, other, one, other, other].map(store => create(store, createdMax)))
    deepEqual(
      [ends.filter(Boolean).length, (await one.tables.tasks.list(sampleApp, undefined, 99)).length],
      [3, createdMax],
    )
  }
})

it('seed 002: of 200 scheduled tasks that two processes start at once each starts at most once, and never more run than may', async () => {
  const url = await server.createDatabase()
  const open = () => openStore({ url, clock: systemClock, log: silentLog })
  await using one = await open()
  await using other = await open()
  await one.commit([one.tables.apps.insert(anApp(), { clientSecret: secret, appSign: secret, serverSecret: secret })])
  const count = 200
  const unlimited = { runningMax: 1_000, createdMax: 1_000, windowStartMs: 0 }
  const tasks = Array.from({ length: count }, (_, at) =>
    aTask({ id: BigInt(at + 1), state: 'scheduled', startAtMs: 5 }),
  )
  await one.commit(tasks.map(task => one.tables.tasks.insert(task, unlimited)))
  const startAll = async (store: Store, runningMax: number, nowMs: number): Promise<readonly bigint[]> => {
    const { tasks: table } = store.tables
    const started: bigint[] = []
    for (;;) {
      const [claimed] = await store.commit([table.claim(nowMs, nowMs + 1_000, 7)])
      if (claimed.length === 0) return started
      const ends = await Promise.all(
        claimed.map(async ({ item, epoch }) => {
          const [, isStarted] = await store.commit([table.hold(sampleApp), table.start(item, epoch, nowMs, runningMax)])
          return isStarted ? [item.id] : []
        }),
      )
      started.push(...ends.flat())
    }
  }
  const round = async (runningMax: number, nowMs: number) =>
    (await Promise.all([startAll(one, runningMax, nowMs), startAll(other, runningMax, nowMs)])).flat()
  const few = await round(3, 10)
  deepEqual([few.length, new Set(few).size], [3, 3])
  const rest = await round(1_000, 10_000)
  // Those that run are due again after their lease, and are not started anew.
  const running = await one.tables.tasks.list(sampleApp, undefined, 999, ['running'])
  deepEqual([new Set([...few, ...rest]).size, running.length], [count, count])
})

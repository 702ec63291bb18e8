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

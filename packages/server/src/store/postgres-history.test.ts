import { deepEqual, equal } from 'node:assert/strict'
import { after, test } from 'node:test'
import { day, type MsgId } from '@posthouse/protocol'
import { Client } from 'pg'
import { systemClock } from '../base/clock.ts'
import { idFloor } from '../base/ids.ts'
import { silentLog } from '../base/log.ts'
import { aPush, sampleApp } from '../domain/testing/samples.ts'
import type { Store } from '../ports/store.ts'
import { openStore } from './open.ts'
import { startPostgres } from './testing/postgres.ts'

const server = await startPostgres()
after(() => server.stop())
const open = (url: string): Promise<Store> => openStore({ url, clock: systemClock, log: silentLog })
const never = new AbortController().signal
const firstMs = Date.UTC(2031, 4, 1)
/** Days of the test, and pushes of each. */
const [days, each] = [6, 40]
const idOn = (at: number, nth: number): MsgId => (idFloor(firstMs + at * day) + BigInt(nth)) as MsgId

/** A push that is planned without any device, so that it is finished. */
function finished(store: Store, id: MsgId): Promise<unknown> {
  const { pushes } = store.tables
  return store.commit([pushes.insert(aPush({ id, target: `user-${id}` as never }))])
}

async function planAll(store: Store): Promise<void> {
  for (let batch = 1n; ; batch += 1n) {
    const [claimed] = await store.commit([store.tables.pushes.claim(batch, 1, 2, 500)])
    if (claimed.length === 0) return
    await store.commit(claimed.map(one => store.tables.pushes.planned(one)))
  }
}

test('PostgreSQL: nodes that make and forget days at the same time, under load, lose nothing and stand in nobody’s way', async () => {
  const url = await server.createDatabase()
  await using one = await open(url)
  await using other = await open(url)
  const nodes = [one, other]
  const writing = (async () => {
    for (let nth = 0; nth < each; nth += 1)
      await Promise.all(Array.from({ length: days }, (_, at) => finished(nodes[nth % 2] ?? one, idOn(at, nth))))
  })()
  // While rows come that have no day yet, and then have one.
  for (let at = 0; at < days; at += 1)
    await Promise.all(nodes.map(store => store.history.prepare(firstMs + at * day, 1).catch(() => undefined)))
  await writing
  await Promise.all(nodes.map(store => store.history.prepare(firstMs, days - 1).catch(() => undefined)))
  await one.history.prepare(firstMs, days - 1)
  const all = Array.from({ length: days * each }, (_, at) => idOn(Math.floor(at / each), at % each))
  equal((await one.tables.pushes.findMany(all)).length, all.length)

  await planAll(one)
  await Promise.all(nodes.map(store => store.history.forget(firstMs + 3 * day, never)))
  await one.history.forget(firstMs + 3 * day, never)
  const left = await other.tables.pushes.findMany(all)
  deepEqual([left.length, left[0]?.id], [3 * each, idOn(3, 0)])
})

test('PostgreSQL: a day that somebody uses is not forgotten, and nobody waits long for that', async () => {
  const url = await server.createDatabase()
  await using store = await open(url)
  await store.history.prepare(firstMs, 0)
  await finished(store, idOn(0, 1))
  await planAll(store)
  const client = new Client(url)
  await client.connect()
  try {
    await client.query(`BEGIN; SELECT 1 FROM push WHERE app_id = ${sampleApp}`)
    const { kept } = await store.history.forget(firstMs + day, never)
    equal(kept > 0, true)
    await finished(store, idOn(0, 2))
    await client.query('ROLLBACK')
  } finally {
    await client.end()
  }
  await planAll(store)
  const { kept } = await store.history.forget(firstMs + day, never)
  deepEqual([kept, await store.tables.pushes.findMany([idOn(0, 1), idOn(0, 2)])], [0, []])
})

test('PostgreSQL: what is older than all days, as after a move, is forgotten in its time; a missing day is told of', async () => {
  const told: unknown[] = []
  const log = { ...silentLog, warn: (event: string, fields?: object) => told.push([event, fields]) }
  await using store = await openStore({ url: await server.createDatabase(), clock: systemClock, log })
  await store.history.prepare(firstMs + 40 * day, 0)
  const old = [idOn(0, 1), idOn(5, 1)]
  for (const id of old) await finished(store, id)
  await planAll(store)
  await store.history.forget(firstMs + day, never)
  deepEqual(
    (await store.tables.pushes.findMany(old)).map(({ id }) => id),
    old.slice(1),
  )
  deepEqual(told.slice(), [])
  await finished(store, idOn(41, 1))
  await planAll(store)
  await store.history.forget(firstMs + 6 * day, never)
  deepEqual(await store.tables.pushes.findMany(old), [])
  deepEqual(told, [['history.outside', { table: 'push' }]])
})

// The record through PgBouncer, which gives each transaction another connection: fewer of them than we have, so that they change hands. With
// POSTHOUSE_TEST_POOLED=all it is the whole suite of the stores, which takes a minute.
import { deepEqual, equal, rejects } from 'node:assert/strict'
import { after, test } from 'node:test'
import type { MsgId } from '@posthouse/protocol'
import { Client } from 'pg'
import { systemClock } from '../base/clock.ts'
import { silentLog } from '../base/log.ts'
import { aPush, sampleApp } from '../domain/testing/samples.ts'
import type { Store } from '../ports/store.ts'
import { commitCases } from './conformance/commits.ts'
import { counterCases } from './conformance/counters.ts'
import { leaseCases } from './conformance/leases.ts'
import { nodeCases } from './conformance/nodes.ts'
import { requestCases } from './conformance/requests.ts'
import { timelineCases } from './conformance/timeline.ts'
import { openStore } from './open.ts'
import { storeConformance } from './store.conformance.ts'
import { emptiedDatabases } from './testing/emptied-postgres.ts'
import { startPgBouncer } from './testing/pgbouncer.ts'
import { startPostgres } from './testing/postgres.ts'

// Each case has a database, and a pool for it that outlives it by a second.
const server = await startPostgres({ max_connections: '400' })
const pooler = await startPgBouncer(server.url, { default_pool_size: '3' })
after(async () => {
  await pooler.stop()
  await server.stop()
})
const emptied = emptiedDatabases(server)
const open = async (): Promise<Store> => await openAt(pooler.through(await emptied()))

// Of every way to write one: merged and apart, conflicts and fences, claims, timelines, composed queries.
const part = [...commitCases, ...leaseCases, ...counterCases, ...requestCases, ...timelineCases, ...nodeCases]
storeConformance('PgBouncer', open, process.env['POSTHOUSE_TEST_POOLED'] === 'all' ? undefined : part)

test('PgBouncer: many commits and reads of two processes share three connections, and nothing is mixed up', async () => {
  const url = pooler.through(await server.createDatabase())
  await using one = await openAt(url)
  await using other = await openAt(url)
  const ids = Array.from({ length: 300 }, (_, index) => BigInt(index + 1) as MsgId)
  await Promise.all(
    ids.flatMap(id => {
      const store = id % 2n ? one : other.forWork
      return [
        store.commit([
          store.tables.pushes.insert(aPush({ id })),
          store.tables.counters.add(sampleApp, '2026-11-21', '', { targeted: 1 }),
        ]),
        store.tables.pushes.findMany([id]),
      ]
    }),
  )
  equal((await other.tables.pushes.findMany(ids)).length, 300)
  const [day] = await one.tables.counters.ofApp(sampleApp, '2026-11-01', '2026-11-30')
  equal(day?.targeted, 300)
})

test('PgBouncer: a transaction of ours has its timeouts, and leaves none behind for whoever has the connection next', async () => {
  const url = pooler.through(await server.createDatabase())
  await using store = await openAt(url)
  await store.commit([store.tables.pushes.insert(aPush({}))])
  const client = new Client(url)
  await client.connect()
  try {
    const found = await client.query("SELECT current_setting('statement_timeout') AS timeout")
    deepEqual(found.rows, [{ timeout: '0' }])
  } finally {
    await client.end()
  }
})

test('PgBouncer: without the switch a start fails and names it, whether or not the pooler swallows our settings', async () => {
  const direct = await server.createDatabase()
  await rejects(openAt(pooler.through(direct), { isPooled: false }), /--database-pooled/)
  await using silent = await startPgBouncer(server.url, {
    ignore_startup_parameters:
      'extra_float_digits,options,statement_timeout,lock_timeout,idle_in_transaction_session_timeout',
  })
  await rejects(openAt(silent.through(direct), { isPooled: false }), /--database-pooled/)
})

async function openAt(url: string, options = {}): Promise<Store> {
  return await openStore({ url, clock: systemClock, log: silentLog, postgres: { isPooled: true, ...options } })
}

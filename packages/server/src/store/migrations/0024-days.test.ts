import { deepEqual, equal } from 'node:assert/strict'
import { after, test } from 'node:test'
import { day, type MsgId } from '@posthouse/protocol'
import { Client } from 'pg'
import { systemClock } from '../../base/clock.ts'
import { idFloor } from '../../base/ids.ts'
import { silentLog } from '../../base/log.ts'
import { aDelivery, anOutcome, aPush, sampleApp } from '../../domain/testing/samples.ts'
import { migrationInsert, migrations, migrationTable, postgresColumns } from '../migrations.ts'
import { openStore } from '../open.ts'
import { startPostgres } from '../testing/postgres.ts'

const postgres = await startPostgres()
after(() => postgres.stop())

const nowMs = systemClock.now()
const old = (idFloor(nowMs) - 9n) as MsgId
const never = new AbortController().signal

async function query(client: Client, sql: string): Promise<readonly Record<string, unknown>[]> {
  return (await client.query<Record<string, unknown>>(sql)).rows
}

const files =
  "SELECT relname AS name, pg_relation_filenode(oid) AS file FROM pg_class WHERE relname LIKE 'push_before%' OR relname IN" +
  " ('push', 'push_pkey', 'push_by_target', 'push_by_subject') ORDER BY relname"

test('F13: what PostgreSQL held before step 24 stays where it lies, is found and goes on, and is forgotten as a whole', async () => {
  const url = await postgres.createDatabase()
  await using client = Object.assign(new Client(url), { [Symbol.asyncDispose]: () => client.end() })
  await client.connect()
  await client.query(migrationTable(postgresColumns))
  for (const { number, name, statements } of migrations.filter(one => one.number < 24)) {
    for (const sql of statements(postgresColumns)) await client.query(sql)
    await client.query(migrationInsert, [number, name, 1])
  }
  await client.query(
    'INSERT INTO push (id, app_id, target, source, strategy, notification, accepted_at, expires_at, epoch)' +
      ` VALUES (${old}, ${sampleApp}, 'alice', 'async', 2, '{"title":"","content":"","blocks":{}}', 5, 9, 0)`,
  )
  await client.query(`INSERT INTO push_waiting (push_id) VALUES (${old})`)
  const before = await query(client, files)
  {
    await using store = await openStore({ url, clock: systemClock, log: silentLog })
    const { pushes, deliveries } = store.tables
    const kept = (await query(client, files)).filter(({ name }) => String(name).startsWith('push_before'))
    deepEqual(
      kept.map(({ name, file }) => [String(name).replace('_before', ''), file]),
      before.map(({ name, file }) => [name, file]),
    )
    equal((await query(client, 'SELECT indexrelid::regclass FROM pg_index WHERE NOT indisvalid')).length, 0)
    const [claimed] = await store.commit([pushes.claim(7n, 1_000, 2_000, 10)])
    deepEqual(claimed, [{ id: 7n, epoch: 1, pushIds: [old] }])
    await store.history.prepare(nowMs, 2)
    const next = (idFloor(nowMs + day) + 5n) as MsgId
    const delivery = aDelivery({ pushId: old })
    await store.commit([pushes.insert(aPush({ id: next })), deliveries.insertLeased(delivery, 1, 9)])
    equal((await store.history.forget(nowMs + 9 * day, never)).days, 0)
    await store.commit([
      pushes.planned({ id: 7n, epoch: 1, pushIds: [old] }),
      deliveries.done(delivery, 1, anOutcome()),
    ])
    await store.history.forget(nowMs + day, never)
    deepEqual(
      (await pushes.findMany([old, next])).map(({ id }) => id),
      [next],
    )
  }
  const left = await query(
    client,
    "SELECT relname AS name FROM pg_class WHERE relname LIKE '%before' AND relkind = 'r'",
  )
  deepEqual(left, [])
})

test('a database that had nothing before step 24 has nothing of before', async () => {
  const url = await postgres.createDatabase()
  await using _store = await openStore({ url, clock: systemClock, log: silentLog })
  await using client = Object.assign(new Client(url), { [Symbol.asyncDispose]: () => client.end() })
  await client.connect()
  const found = await query(
    client,
    "SELECT relname AS name FROM pg_class WHERE relispartition AND relkind = 'r' AND relname LIKE 'push%'",
  )
  deepEqual(found, [{ name: 'push_default' }])
})

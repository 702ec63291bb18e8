import { doesNotMatch, match } from 'node:assert/strict'
import { after, test } from 'node:test'
import { Client } from 'pg'
import { systemClock } from '../base/clock.ts'
import { silentLog } from '../base/log.ts'
import { openStore } from './open.ts'
import { holdStatements } from './tables/holds.ts'
import { startPostgres } from './testing/postgres.ts'

const server = await startPostgres()
after(() => server.stop())

/** A quarter of the devices is connected, to three processes. */
const filled =
  'INSERT INTO chat_device (app_id, username, device_id, platform, acked, state, changed_at, held_by, held_session)' +
  " SELECT 1, 'user-' || i, 'phone', 3, 1, 'present', 1, CASE WHEN i % 4 = 0 THEN i % 3 END, CASE WHEN i % 4 = 0 THEN i END" +
  ' FROM generate_series(1, 60000) AS i'

const one = `'[{"a":1,"u":"user-1","d":"phone","s":1}]'`
const expected: Readonly<Record<keyof typeof holdStatements, readonly [values: string, by: RegExp]>> = {
  release: ["(1, 'user-1', 'phone', 1)", /Index Scan using chat_device_\w+ on chat_device/],
  end: ["(1, 'user-1', 'phone', 0, 'kicked', 1)", /Index Scan using chat_device_\w+ on chat_device/],
  sendAway: ["(1, 'user-1', 0, 'disconnected')", /Index Scan using chat_device_pkey on chat_device/],
  nodes: ['', /Limit[\s\S]*Index Only Scan using chat_device_held/],
  ofNode: ["(1, 1, 'user-1', 'phone', 200)", /Limit[\s\S]*Index Scan using chat_device_held on chat_device/],
  strays: [`(${one})`, /Index Scan using chat_device_\w+ on chat_device held/],
  elsewhere: [`(${one}, 1)`, /Index Scan using chat_device_pkey on chat_device held/],
}

test('PostgreSQL: who holds connections is found by indexes, however many devices are away', async () => {
  const url = await server.createDatabase()
  await using _store = await openStore({ url, clock: systemClock, log: silentLog })
  const client = new Client(url)
  await client.connect()
  await client.query(filled)
  await client.query('ANALYZE')
  // As after some runs of a prepared statement.
  await client.query('SET plan_cache_mode = force_generic_plan')
  for (const [key, [values, by]] of Object.entries(expected)) {
    const { name, postgres } = holdStatements[key as keyof typeof holdStatements]
    await client.query(`PREPARE ${name} AS ${postgres}`)
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN EXECUTE ${name} ${values}`)
    const plan = rows.map(row => row['QUERY PLAN']).join('\n')
    match(plan, by, name)
    doesNotMatch(plan, /Seq Scan on chat_device/, name)
  }
  await client.end()
})

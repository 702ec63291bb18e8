import { doesNotMatch, equal, match } from 'node:assert/strict'
import { after, test } from 'node:test'
import { Client } from 'pg'
import { systemClock } from '../base/clock.ts'
import { silentLog } from '../base/log.ts'
import { openStore } from './open.ts'
import { namedStatements } from './tables.ts'
import { startPostgres } from './testing/postgres.ts'

const server = await startPostgres()
after(() => server.stop())

const [large, empty] = [101, 102]
const made = 'generate_series(1, 20000) AS i'
const filled = [
  'INSERT INTO binding (app_id, username, device_id, notifier_name, device_token, bound_at)' +
    ` SELECT ${large}, 'user-' || i, 'phone', 'only', 'token-' || i, 1 FROM ${made}`,
  'INSERT INTO callback (id, rule_id, app_id, push_id, device_id, status, body, created_at, tries, state, epoch, event)' +
    ` SELECT i, 1, ${large}, i, 'phone', 'fail', '{}', 1, 1, CASE WHEN i % 20 = 0 THEN 'dead' ELSE 'delivered' END, 1, 'push' FROM ${made}`,
  'ANALYZE',
]

/** What each statement goes by, in the partition that has no day (callback_by_app, and with a 1 callback_dead); none may go over the rows of the one app that has them all in order to find nothing of another. */
const expected: Readonly<Record<string, RegExp>> = {
  overview_firsts:
    /Index Only Scan using \w+ on binding[\s\S]*Index Scan Backward using callback_default_app_id_id_idx on/,
  overview_dead_letters: /Index Scan Backward using callback_default_app_id_id_idx1 on/,
  callback_window_below: /Index Only Scan Backward using callback_default_app_id_id_idx on/,
  binding_count_of: /Index Only Scan using binding_by_token on binding/,
}

test('PostgreSQL: where one app has nearly all rows, a look over another goes by indexes all the same', async () => {
  const url = await server.createDatabase()
  await using store = await openStore({ url, clock: systemClock, log: silentLog })
  const client = new Client(url)
  await client.connect()
  for (const sql of filled) await client.query(sql)
  // As after some runs of a prepared statement.
  await client.query('SET plan_cache_mode = force_generic_plan')
  for (const [name, by] of Object.entries(expected)) {
    const sql = namedStatements.find(statement => statement.name === name)?.postgres ?? ''
    await client.query(`PREPARE ${name} AS ${sql}`)
    const values = name === 'binding_count_of' ? `${empty}, 'only', 9` : [empty, 9, 9].slice(0, countOf(sql)).join(', ')
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN EXECUTE ${name} (${values})`)
    const plan = rows.map(row => row['QUERY PLAN']).join('\n')
    match(plan, by, name)
    doesNotMatch(plan, /Seq Scan/, name)
  }
  await client.end()
  const { overview, bindings, callbackDesk } = store.tables
  const [found, none] = [await overview.firsts(large as never, 9), await overview.firsts(empty as never, 9)]
  equal(
    JSON.stringify([found, none]),
    JSON.stringify([
      { isBound: true, isAnswered: true },
      { isBound: false, isAnswered: false },
    ]),
  )
  equal(await bindings.countOf(large as never, 'only' as never, 50), 50)
  equal(await callbackDesk.windowBelow(large as never, 100n, 10), 90n)
  equal(await callbackDesk.windowBelow(empty as never, undefined, 10), undefined)
})

/** How many parameters it has. */
function countOf(sql: string): number {
  return Math.max(...[...sql.matchAll(/\$(\d)/g)].map(([, digit]) => Number(digit)))
}

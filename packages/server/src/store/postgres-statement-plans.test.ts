// No named statement goes over a whole table that grows, whatever its parameters are: each is explained as PostgreSQL runs it after some
// runs, over tables that have some thousand rows.
import { deepEqual } from 'node:assert/strict'
import { after, test } from 'node:test'
import { day } from '@posthouse/protocol'
import { Client } from 'pg'
import { systemClock } from '../base/clock.ts'
import { idFloor } from '../base/ids.ts'
import { silentLog } from '../base/log.ts'
import { openStore } from './open.ts'
import { planSettings } from './postgres-connection.ts'
import { namedStatements } from './tables.ts'
import { startPostgres } from './testing/postgres.ts'

const server = await startPostgres({ fsync: 'on' })
after(() => server.stop())

const rows = 3_000
const nowMs = Date.UTC(2026, 10, 21, 12)
/** Ids of three days. */
const firstId = idFloor(nowMs - 2 * day)
const step = (idFloor(nowMs) - firstId) / BigInt(rows)

/** Tables of few rows, whatever goes through the server: of its own, of what is being planned now, of tasks that run now. */
const small = new Set(['migration', 'migration_floor', 'node', 'canary', 'access_guard', 'task_part', 'push_batch'])

/** Statements that may go over a table, and why that is bounded. */
const allowed: Readonly<Record<string, string>> = {
  'delivery_page_release_all: what waits of delivery_page': 'once, at the start of a process that has the record alone',
  'delivery_release_all: what waits of delivery': 'once, at the start of a process that has the record alone',
  'task_part_fold: what waits of task': 'tasks that run in parts are few',
}

/** What a column of a row is filled with, `i` being the row's number. Names count more than types. */
function filling(table: string, column: string, type: string, isNullable: boolean): string {
  // One row per app.
  if (column === 'app_id') return table === 'timeline' ? 'i' : '(i % 5)'
  if (column === 'rule_id') return '(i % 20)'
  if (column === 'state') return "CASE i % 20 WHEN 0 THEN 'dead' ELSE 'delivered' END"
  if (column === 'status' && type === 'text') return "CASE i % 20 WHEN 0 THEN 'fail' ELSE 'success' END"
  if (column === 'begun') return 'CASE i % 100 WHEN 50 THEN 0 ELSE 1 END'
  // Nothing waits: the planner then takes the indexes of what waits for the shortest way to anything, and they grow with a backlog.
  if (column === 'due_at' && isNullable) return 'NULL'
  if (/^(id|.*_id)$/.test(column) && type === 'bigint') return `${firstId} + i * ${step}`
  const values: Readonly<Record<string, string>> = { bigint: 'i', bytea: "decode(md5(i::text), 'hex')" }
  const value = values[type] ?? `'${column}' || i`
  return isNullable ? `CASE WHEN i % 10 = 0 THEN ${value} END` : value
}

async function fill(client: Client): Promise<void> {
  const found = await client.query<{ table_name: string; column_name: string; data_type: string; is_nullable: string }>(
    'SELECT c.table_name, column_name, data_type, is_nullable FROM information_schema.columns AS c JOIN pg_class ON relname = c.table_name' +
      " WHERE c.table_schema = 'public' AND NOT relispartition AND relkind IN ('r', 'p') ORDER BY c.table_name, ordinal_position",
  )
  const byTable = Map.groupBy(found.rows, row => row.table_name)
  for (const [table, columns] of byTable) {
    if (small.has(table)) continue
    const values = columns.map(one => filling(table, one.column_name, one.data_type, one.is_nullable === 'YES'))
    await client.query(
      `INSERT INTO ${table} (${columns.map(one => one.column_name).join(', ')}) SELECT ${values.join(', ')}` +
        ` FROM generate_series(1, ${rows}) AS i`,
    )
  }
  // Not the partitions that are empty: the planner takes those for small tables as long as nobody looked into them.
  const full = await client.query<{ name: string }>(
    "SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0",
  )
  await client.query(`ANALYZE ${full.rows.map(({ name }) => name).join(', ')}`)
}

interface PlanNode {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Index Name'?: string
  readonly 'Index Cond'?: string
  readonly Plans?: readonly PlanNode[]
}

/** The tables that a plan goes over as a whole, by itself or along an index; the first rows of an index are not the whole. */
function wholeTables(node: PlanNode, partial: ReadonlySet<string>, isLimited = false): readonly string[] {
  const { 'Node Type': type, 'Relation Name': table, 'Index Name': index = '' } = node
  const isFirst = isLimited || type === 'Limit'
  const goesByIndex = /^Index|^Bitmap Index/.test(type) && (node['Index Cond'] !== undefined || isFirst)
  const isWhole = type === 'Seq Scan' || (/^Index/.test(type) && !goesByIndex)
  return [
    ...(isWhole && table !== undefined
      ? [`${partial.has(index) ? 'what waits of ' : ''}${table.replace(/_(\d{8}|default)$/, '')}`]
      : []),
    ...(node.Plans ?? []).flatMap(inner => wholeTables(inner, partial, isFirst)),
  ]
}

/** The plan of a statement as it is run from its sixth time on. */
async function planOf(client: Client, name: string, sql: string): Promise<PlanNode> {
  await client.query(`PREPARE ${name} AS ${sql}`)
  const known = await client.query<{ types: string[] }>(
    'SELECT parameter_types::text[] AS types FROM pg_prepared_statements WHERE name = $1',
    [name],
  )
  const values = (known.rows[0]?.types ?? []).map(type => `NULL::${type}`)
  const run = `EXECUTE ${name}${values.length > 0 ? ` (${values.join(', ')})` : ''}`
  const explained = await client.query<{ 'QUERY PLAN': readonly [{ Plan: PlanNode }] }>(`EXPLAIN (FORMAT JSON) ${run}`)
  const plan = explained.rows[0]?.['QUERY PLAN'][0].Plan
  if (!plan) throw new Error(`PostgreSQL explained nothing of ${name}`)
  return plan
}

/** Indexes that hold only the rows that something is to be done with. */
async function partialIndexes(client: Client): Promise<ReadonlySet<string>> {
  const found = await client.query<{ name: string }>(
    'SELECT relname AS name FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid WHERE indpred IS NOT NULL',
  )
  return new Set(found.rows.map(({ name }) => name))
}

test('PostgreSQL: no named statement goes over a table that grows, with days and without', async () => {
  const url = await server.createDatabase()
  await using store = await openStore({ url, clock: systemClock, log: silentLog })
  await store.history.prepare(nowMs - 2 * day, 4)
  const client = new Client(url)
  await client.connect()
  const found: string[] = []
  try {
    await fill(client)
    const partial = await partialIndexes(client)
    for (const setting of planSettings) await client.query(`SET ${setting}`)
    // Else what is left out by these very parameters would not be shown.
    await client.query('SET enable_partition_pruning = off')
    for (const { name, postgres, merged } of namedStatements) {
      const texts = { [name]: postgres, ...(merged ? { [`${name}_merged`]: merged.postgres } : {}) }
      for (const [own, sql] of Object.entries(texts)) {
        const tables = new Set(wholeTables(await planOf(client, own, sql), partial))
        for (const table of tables) if (!small.has(table)) found.push(`${own}: ${table}`)
      }
    }
  } finally {
    await client.end()
  }
  deepEqual(new Set(found), new Set(Object.keys(allowed)))
})

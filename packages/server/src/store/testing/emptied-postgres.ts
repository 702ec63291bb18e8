// Empty databases for suites of many cases: one that is emptied between them, because making and migrating another takes ten times as long as
// a case. What migrations left in it comes back too; one whose tables are others than before is not given again.
import { Client } from 'pg'
import { systemClock } from '../../base/clock.ts'
import { silentLog } from '../../base/log.ts'
import { createPrimaryWatch } from '../postgres-fitness.ts'
import { migratePostgres } from '../postgres-migrate.ts'
import type { TestPostgres } from './postgres.ts'

interface Database {
  readonly url: string
  /** Names of all tables, and of those in which migrations left rows. */
  readonly tables: string
  readonly furnished: readonly string[]
}

/** Steps of the schema stay as they are: nothing but migrating writes them. */
const ofMigrating: ReadonlySet<string> = new Set(['migration', 'migration_floor'])

/** Resolves at each call with the URL of a database that was just migrated. The one that was given before must not be in use any more. */
export function emptiedDatabases(server: Pick<TestPostgres, 'createDatabase'>): () => Promise<string> {
  let last: Database | undefined
  return async () => {
    if (last === undefined || !(await emptied(last))) last = await created(server)
    return last.url
  }
}

async function created(server: Pick<TestPostgres, 'createDatabase'>): Promise<Database> {
  const url = await server.createDatabase()
  const place = { url, isPooled: false, mayBeOff: [], watch: createPrimaryWatch() }
  await migratePostgres({ place, clock: systemClock, log: silentLog })
  return await connected(url, async client => {
    const tables = await tablesOf(client)
    const furnished: string[] = []
    await client.query('CREATE SCHEMA kept')
    for (const table of tables.filter(name => !ofMigrating.has(name))) {
      if ((await client.query(`SELECT 1 FROM ${table} LIMIT 1`)).rowCount === 0) continue
      await client.query(`CREATE TABLE kept.${table} AS TABLE ${table}`)
      furnished.push(table)
    }
    return { url, tables: tables.join(), furnished }
  })
}

/** Whether it could be: it has the tables that it had. */
async function emptied({ url, tables, furnished }: Database): Promise<boolean> {
  return await connected(url, async client => {
    const found = await tablesOf(client)
    if (found.join() !== tables) return false
    const removals = found.filter(name => !ofMigrating.has(name)).map(name => `DELETE FROM ${name}`)
    const returns = furnished.map(name => `INSERT INTO ${name} SELECT * FROM kept.${name}`)
    // As one text it is one transaction.
    await client.query([...removals, ...returns].join(';\n'))
    return true
  })
}

/** Those that hold rows; of a divided one its parts. */
async function tablesOf(client: Client): Promise<readonly string[]> {
  const { rows } = await client.query<{ readonly name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY relname`,
  )
  return rows.map(({ name }) => name)
}

async function connected<Found>(url: string, use: (client: Client) => Promise<Found>): Promise<Found> {
  const client = new Client(url)
  await client.connect()
  try {
    return await use(client)
  } finally {
    await client.end()
  }
}

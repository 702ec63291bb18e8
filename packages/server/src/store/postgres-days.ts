// Makes the partitions of days in PostgreSQL (decision 0038). Rows that came before their day's partition lie in the default one and are
// moved when it is made. Forgets nothing.
import type { ClientBase, QueryResult } from 'pg'
import { type DayTable, daysBetween, dayTables, type IdRange, overlap, partitionOf, rangeOf } from './days.ts'

/** What this room needs of a connection. */
export type DaysClient = Pick<ClientBase, 'query'>

/** A partition as it is. */
export interface Partition {
  readonly name: string
  /** Undefined: the default partition. */
  readonly range: IdRange | undefined
}

/** Names our advisory lock of those who make and drop days: any number, the same in every process, not that of the migrations. */
export const daysLock = 7_678_474

/** Partitions that a table is expected to have at most; 3,650 days of history and some. */
const partitionsMax = 4_000

/**
 * Makes the partitions from the day of one instant to that of another, epoch ms, where there are none, in the caller's transaction.
 * Whoever makes or drops days at the same time is waited for until the transaction's lock timeout. Takes no lock that a read or a write
 * of other partitions would wait for, except on the default partition.
 */
export async function makeDays(
  client: DaysClient,
  fromMs: number,
  untilMs: number,
  tables: readonly DayTable[] = dayTables,
): Promise<void> {
  await client.query(`SELECT pg_advisory_xact_lock(${daysLock})`)
  for (const table of tables) {
    for (const range of missing(await partitionsOf(client, table.table), fromMs, untilMs)) {
      await makeDay(client, table, range)
    }
  }
}

/** Whether a table lacks any of these days. */
export async function lacksDays(client: DaysClient, table: string, fromMs: number, untilMs: number): Promise<boolean> {
  return missing(await partitionsOf(client, table), fromMs, untilMs).length > 0
}

/** The partitions of a table, oldest first, the default one last. */
export async function partitionsOf(client: DaysClient, table: string): Promise<readonly Partition[]> {
  const found: QueryResult<{ name: string; bound: string }> = await client.query(
    'SELECT child.relname AS name, pg_get_expr(child.relpartbound, child.oid) AS bound FROM pg_inherits' +
      ' JOIN pg_class AS child ON child.oid = inhrelid WHERE inhparent = to_regclass($1) LIMIT $2',
    [table, partitionsMax],
  )
  const partitions = found.rows.map(({ name, bound }) => ({ name, range: rangeOf(bound) }))
  return partitions.toSorted((one, other) => {
    if (!one.range || !other.range) return one.range ? -1 : 1
    return one.range.from < other.range.from ? -1 : 1
  })
}

function missing(partitions: readonly Partition[], fromMs: number, untilMs: number): readonly IdRange[] {
  const isMissing = (day: IdRange): boolean => !partitions.some(({ range }) => range && overlap(range, day))
  return daysBetween(fromMs, untilMs).filter(isMissing)
}

/**
 * A table that is attached when it is ready needs a lesser lock than one that is made as a partition: nobody waits for it. What lies in
 * the default partition and belongs here is moved first, or the attaching would be refused.
 */
async function makeDay(client: DaysClient, { table, id }: DayTable, { from, until }: IdRange): Promise<void> {
  const name = partitionOf(table, { from, until })
  const isOfDay = `${id} >= ${from} AND ${id} < ${until}`
  await client.query(`CREATE TABLE ${name} (LIKE ${table} INCLUDING ALL)`)
  const early: QueryResult<{ found: boolean }> = await client.query(
    `SELECT EXISTS (SELECT 1 FROM ${table}_default WHERE ${isOfDay}) AS found`,
  )
  if (early.rows[0]?.found) {
    await client.query(`LOCK TABLE ${table}_default IN ACCESS EXCLUSIVE MODE`)
    await client.query(
      `WITH moved AS (DELETE FROM ${table}_default WHERE ${isOfDay} RETURNING *) INSERT INTO ${name} SELECT * FROM moved`,
    )
  }
  await client.query(`ALTER TABLE ${table} ATTACH PARTITION ${name} FOR VALUES FROM (${from}) TO (${until})`)
}

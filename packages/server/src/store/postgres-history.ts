// Forgets the past in PostgreSQL by dropping partitions of days: no row is read or written, and the disk has its room back at once. A day
// in which anything is unfinished stays until it is. One transaction per day and table, each with a short lock timeout: a statement of
// ours that would have to wait gives up rather than let the lanes wait behind it. Works through a pooler that goes by transaction.
import { day } from '@posthouse/protocol'
import type { Client, QueryResult } from 'pg'
import { idFloor } from '../base/ids.ts'
import type { Log } from '../base/log.ts'
import type { History } from '../ports/history.ts'
import { dayTables, type IdRange } from './days.ts'
import { endQuietly } from './postgres-connection.ts'
import { daysLock, lacksDays, makeDays, type Partition, partitionsOf } from './postgres-days.ts'
import { faultOf } from './postgres-errors.ts'
import { forgettable, forgettingIn, historyStatements } from './tables/history.ts'

/** Longest wait for a lock, ms: below PostgreSQL's `deadlock_timeout` of 1 s, so that nobody else is ended for us. */
const lockMs = 500
/** Tries to drop one day of a table. */
const triesMax = 3
/** Rows outside of days that one statement deletes. */
const rowsMax = 1_000

/** The past of a record in PostgreSQL. `connect` opens a connection for writing, which is ended after each call. */
export function createPostgresHistory(connect: () => Promise<Client>, log: Log): History {
  return {
    prepare: (nowMs, daysAfter) =>
      connected(connect, async client => {
        const untilMs = nowMs + daysAfter * day
        for (const table of dayTables) {
          if (!(await lacksDays(client, table.table, nowMs, untilMs))) continue
          await inTransaction(client, () => makeDays(client, nowMs, untilMs, [table]))
        }
      }),
    forget: (beforeMs, signal) =>
      connected(connect, async client => {
        const before = await oldestKept(client, idFloor(beforeMs))
        const rows = await forgetOutside(client, before, log, signal)
        let [days, kept] = [0, 0]
        for (const { table } of dayTables) {
          for (const partition of await oldPartitions(client, table, before)) {
            if (signal.aborted) return { rows, days, kept }
            if (await isDropped(client, table, partition)) days += 1
            else kept += 1
          }
        }
        return { rows, days, kept }
      }),
  }
}

/** What nobody has planned yet has no row that says that it is unfinished. */
async function oldestKept(client: Client, floor: bigint): Promise<bigint> {
  const found: QueryResult<{ id: bigint | null }> = await client.query(historyStatements.unplanned.postgres)
  const unplanned = found.rows[0]?.id ?? floor
  return unplanned < floor ? unplanned : floor
}

/** Deletes what is old in the default partitions, where something lies only when its day was missing. */
async function forgetOutside(client: Client, before: bigint, log: Log, signal: AbortSignal): Promise<number> {
  const texts = forgettingIn('_default')
  let rows = 0
  for (const table of forgettable) {
    for (let deleted = rowsMax; deleted >= rowsMax && !signal.aborted; ) {
      deleted = await inTransaction(client, async () => {
        return (await client.query(texts[table], [before, rowsMax])).rowCount ?? 0
      })
      rows += deleted
    }
    if (await lacksDay(client, table)) log.warn('history.outside', { table })
  }
  return rows
}

/**
 * Whether something lies in no day that should have one. Every node makes days once an hour, a week ahead: it has a strange id, or nobody could
 * make its day. What is older than all days came by a move, and waits for its time.
 */
async function lacksDay(client: Client, table: string): Promise<boolean> {
  const id = dayTables.find(one => one.table === table)?.id ?? 'id'
  const [oldest] = await partitionsOf(client, table)
  const from = oldest?.range?.from ?? 0n
  return isThere(client, `SELECT EXISTS (SELECT 1 FROM ${table}_default WHERE ${id} >= ${from}) AS found`)
}

type OldPartition = Partition & { readonly range: IdRange }

async function oldPartitions(client: Client, table: string, before: bigint): Promise<readonly OldPartition[]> {
  const all = await partitionsOf(client, table)
  return all.filter((one): one is OldPartition => one.range !== undefined && one.range.until <= before)
}

async function isDropped(client: Client, table: string, partition: OldPartition): Promise<boolean> {
  for (let tries = 1; ; tries += 1) {
    try {
      if (await inTransaction(client, () => isUnfinished(client, table, partition.range))) return false
      return await inTransaction(client, () => drop(client, table, partition))
    } catch (cause) {
      if (faultOf(cause) !== 'again' && !isLockTimeout(cause)) throw cause
      if (tries >= triesMax) return false
    }
  }
}

/** Looked at again once nobody else may touch the table: an operator may have sent an old callback again meanwhile. */
async function drop(client: Client, table: string, { name, range }: OldPartition): Promise<boolean> {
  // Whoever else forgets at this moment is left to it.
  if (!(await isThere(client, `SELECT pg_try_advisory_xact_lock(${daysLock}) AS found`))) return false
  // Dropping a partition takes this lock of the whole table anyway: taken first, nobody who has one of the partitions waits for us.
  await client.query(`LOCK TABLE ONLY ${table} IN ACCESS EXCLUSIVE MODE`)
  if (await isUnfinished(client, table, range)) return false
  await client.query(`DROP TABLE IF EXISTS ${name}`)
  return true
}

/** By the partial indexes of what is not finished; a table without statistics must not make the planner go over a whole day instead. */
function isUnfinished(client: Client, table: string, range: IdRange): Promise<boolean> {
  return isThere(client, `SELECT ${unfinished(table, range)} AS found`)
}

async function isThere(client: Client, sql: string): Promise<boolean> {
  const result: QueryResult<{ found: boolean }> = await client.query(sql)
  return result.rows[0]?.found ?? true
}

function unfinished(table: string, { from, until }: IdRange): string {
  const within = (id: string): string => `${id} >= ${from} AND ${id} < ${until}`
  const exists = (rows: string): string => `EXISTS (SELECT 1 FROM ${rows})`
  const push =
    `${exists(`delivery WHERE due_at IS NOT NULL AND ${within('push_id')}`)}` +
    ` OR ${exists(`delivery_page WHERE due_at IS NOT NULL AND last_push_id >= ${from} AND first_push_id < ${until}`)}`
  const conditions: Readonly<Record<string, string>> = {
    push,
    delivery: `${push} OR ${exists(`push WHERE ${within('id')}`)}`,
    attempt: `${push} OR ${exists(`push WHERE ${within('id')}`)}`,
    delivery_page:
      `${exists(`delivery_page WHERE due_at IS NOT NULL AND ${within('id')}`)} OR ` +
      exists(
        `task WHERE finished_at IS NULL AND ${exists(`delivery_page AS page WHERE page.task_id = task.id AND ${within('page.id')}`)}`,
      ),
    callback:
      `${exists(`callback WHERE due_at IS NOT NULL AND ${within('id')}`)}` +
      ` OR ${exists(`callback WHERE state = 'dead' AND ${within('id')}`)}`,
    callback_try: exists(`callback WHERE ${within('id')}`),
  }
  return conditions[table] ?? 'true'
}

function isLockTimeout(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === '55P03'
}

async function connected<T>(connect: () => Promise<Client>, work: (client: Client) => Promise<T>): Promise<T> {
  const client = await connect()
  try {
    return await work(client)
  } finally {
    await endQuietly(client)
  }
}

async function inTransaction<T>(client: Client, work: () => Promise<T>): Promise<T> {
  await client.query('BEGIN')
  try {
    await client.query(`SET LOCAL lock_timeout = ${lockMs}`)
    await client.query('SET LOCAL enable_seqscan = off')
    const done = await work()
    await client.query('COMMIT')
    return done
  } catch (cause) {
    await client.query('ROLLBACK')
    throw cause
  }
}

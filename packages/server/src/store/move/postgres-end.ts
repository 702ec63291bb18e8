// A PostgreSQL database as an end of a move, over one connection of its own without time limits. Rows come and go by COPY; all that
// is filled is one transaction, so that a move that is killed leaves the database as empty as it was.
import { Socket } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { day } from '@posthouse/protocol'
import { Client, type QueryResult } from 'pg'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import type { Clock } from '../../base/clock.ts'
import { idTimeMs } from '../../base/ids.ts'
import { connectionConfig } from '../postgres-connection.ts'
import { makeDays } from '../postgres-days.ts'
import type { ColumnKind } from './line.ts'
import { markDatabaseMoved } from './moved-database.ts'
import {
  columnList,
  keyList,
  measuresOf,
  type RecordEnd,
  type Span,
  seeded,
  staying,
  type TableShape,
} from './record-end.ts'
import { MoveRefused } from './refused.ts'

/** How our connection calls itself; a server's begins with `posthouse` too. */
const applicationName = 'posthouse-move'
/** Days of a move at most: each takes locks for its tables and their indexes, of which a server has some thousands. */
const daysMax = 35
/** How long tables that somebody else uses are waited for, ms. */
const lockTimeoutMs = 10_000

/** Connects. Rejects when a server is connected to the same database. */
export async function openPostgresEnd(url: string, clock: Pick<Clock, 'now'>): Promise<RecordEnd> {
  const socket = new Socket()
  const client = new Client({
    ...connectionConfig({ url, isPooled: false }),
    stream: () => socket,
    application_name: applicationName,
    // Not those of a server, whose plans are for few rows: here whole tables are read.
    options: '-c TimeZone=UTC -c bytea_output=hex',
    statement_timeout: 0,
    query_timeout: 0,
    idle_in_transaction_session_timeout: 0,
    lock_timeout: lockTimeoutMs,
  })
  // A connection that is lost shows in the statement that runs on it, or in the next one.
  client.on('error', () => undefined)
  await client.connect()
  try {
    await refuseServers(client, placeOf(url))
  } catch (cause) {
    await client.end()
    throw cause
  }
  return endOver({ client, socket, place: placeOf(url), clock })
}

/** The address without its password. */
export function placeOf(url: string): string {
  const { protocol, username, host, pathname } = new URL(url)
  return `${protocol}//${username === '' ? '' : `${username}@`}${host}${pathname}`
}

function endOver({
  client,
  socket,
  place,
  clock,
}: {
  readonly client: Client
  readonly socket: Socket
  readonly place: string
  readonly clock: Pick<Clock, 'now'>
}): RecordEnd {
  let tables: readonly TableShape[] = []
  let copying = 0
  return {
    place,
    async schema() {
      return Number(
        (await rowsOf<{ latest: bigint }>(client, 'SELECT max(number) AS latest FROM migration'))[0]?.latest,
      )
    },
    shapes: () => shapesOf(client),
    async holdForReading(held) {
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ')
      await client.query(`LOCK TABLE ${namesOf(held)} IN SHARE MODE`)
    },
    async holdForFilling(held, span) {
      tables = held
      await client.query('BEGIN')
      // Shuts out a server that is started meanwhile: it waits for its canary, and gives up.
      await client.query(`LOCK TABLE ${namesOf(held)} IN ACCESS EXCLUSIVE MODE`)
      await refuseRows(client, held, place)
      // What an earlier move that was killed left behind takes room, although nobody sees it.
      await client.query(`TRUNCATE ${namesOf(held)}`)
      if (span) await makeDays(client, ...daysOf(span, clock.now()))
    },
    async span() {
      const sql = 'SELECT min(id) AS oldest, max(id) AS newest FROM push'
      const [found] = await rowsOf<{ oldest: bigint | null; newest: bigint | null }>(client, sql)
      if (!found || found.oldest === null || found.newest === null) return undefined
      return { fromMs: idTimeMs(found.oldest), untilMs: idTimeMs(found.newest) }
    },
    async count({ name }) {
      const [found] = await rowsOf<{ counted: bigint }>(client, `SELECT count(*) AS counted FROM "${name}"`)
      return Number(found?.counted ?? 0)
    },
    async measure(table) {
      const [found] = await rowsOf<Record<string, bigint | string>>(client, measuresOf(table))
      return Object.values(found ?? {}).map(BigInt)
    },
    async *rows(table) {
      const query = `SELECT ${columnList(table)} FROM "${table.name}" ORDER BY ${keyList(table)}`
      const copy = client.query(copyTo(`COPY (${query}) TO STDOUT`)).on('error', () => undefined)
      copying += 1
      yield* copy
      copying -= 1
    },
    async fill(table, rows) {
      const copy = client.query(copyFrom(`COPY "${table.name}" (${columnList(table)}) FROM STDIN`))
      copying += 1
      await pipeline(
        Readable.from(rows, { objectMode: false }),
        copy.on('error', () => undefined),
      )
      copying -= 1
    },
    async commit() {
      await client.query('COMMIT')
      // A server's first minutes would be planned for empty tables otherwise.
      await client.query(`ANALYZE ${namesOf(tables)}`)
    },
    async markMoved(to) {
      await markDatabaseMoved(client, to)
      await client.query('COMMIT')
    },
    async [Symbol.asyncDispose]() {
      // A copy that was left midway is never answered: the server undoes it when the connection goes.
      if (copying > 0) socket.destroy()
      else await client.end()
    },
  }
}

async function rowsOf<R extends object>(client: Client, sql: string, values: readonly unknown[] = []): Promise<R[]> {
  const found: QueryResult<R> = await client.query<R>(sql, [...values])
  return found.rows
}

function namesOf(tables: readonly TableShape[]): string {
  return tables.map(({ name }) => `"${name}"`).join(', ')
}

async function refuseServers(client: Client, place: string): Promise<void> {
  const [found] = await rowsOf<{ others: bigint }>(
    client,
    `SELECT count(*) AS others FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
      AND application_name LIKE 'posthouse%' AND application_name <> $1`,
    [applicationName],
  )
  const others = Number(found?.others ?? 0)
  if (others > 0) throw new MoveRefused('in-use', place, String(others))
}

async function refuseRows(client: Client, tables: readonly TableShape[], place: string): Promise<void> {
  for (const { name } of tables.filter(table => !seeded.has(table.name))) {
    const [found] = await rowsOf(client, `SELECT 1 AS one FROM "${name}" LIMIT 1`)
    if (found) throw new MoveRefused('not-empty', place, name)
  }
}

const kindOf: Readonly<Record<string, ColumnKind>> = { bigint: 'int', text: 'text', bytea: 'bytes' }

interface ColumnFound {
  readonly table: string
  readonly name: string
  readonly type: string
  /** From 1; null: not in the key. */
  readonly place_in_key: bigint | null
}

/** Partitions are left out: their rows are those of the table they belong to. */
const findColumns = `SELECT c.relname AS "table", a.attname AS name, format_type(a.atttypid, NULL) AS type,
    array_position(i.indkey::smallint[], a.attnum)::bigint AS place_in_key
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
  WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
  ORDER BY c.relname COLLATE "C", a.attnum`

async function shapesOf(client: Client): Promise<readonly TableShape[]> {
  const found = await rowsOf<ColumnFound>(client, findColumns)
  const byTable = Map.groupBy(found, ({ table }) => table)
  return [...byTable].filter(([name]) => !staying.has(name)).map(([name, columns]) => shapeOf(name, columns))
}

function shapeOf(table: string, columns: readonly ColumnFound[]): TableShape {
  // int2vector counts from 0, so the place is only good for ordering.
  const inKey = columns.filter(({ place_in_key: place }) => place !== null)
  const key = inKey.sort((one, other) => Number(one.place_in_key) - Number(other.place_in_key))
  return {
    name: table,
    columns: columns.map(({ name, type }) => {
      const kind = kindOf[type]
      if (!kind) throw new Error(`the column ${table}.${name} is of type ${type}`)
      return { name, kind }
    }),
    key: key.map(({ name }) => name),
  }
}

/** Days that get partitions: the youngest that rows are of. What is older lies in the default partition until it is forgotten. */
function daysOf({ fromMs, untilMs }: Span, nowMs: number): readonly [number, number] {
  const lastMs = Math.min(untilMs, nowMs)
  return [Math.max(fromMs, lastMs - daysMax * day), lastMs]
}

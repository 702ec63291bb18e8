// Reading the record itself: straight from the SQLite file or the PostgreSQL server, read-only, in one snapshot. It shares no code with
// the server's store, so that a fault there cannot hide itself here.
import { DatabaseSync } from 'node:sqlite'
import { Client } from 'pg'

/** Where the record is: a `postgres://` URL or the path of a SQLite file. */
export type RecordPlace = string
/** As either engine hands it out. */
export type Row = Readonly<Record<string, unknown>>
/** Runs one statement. */
export type Query = (sql: string) => Promise<readonly Row[]>

/** Reads; everything that `read` asks for is of the same moment. */
export async function reading<T>(place: RecordPlace, read: (query: Query) => Promise<T>): Promise<T> {
  return /^postgres(ql)?:/.test(place) ? await readingPostgres(place, read) : await readingSqlite(place, read)
}

async function readingSqlite<T>(path: string, read: (query: Query) => Promise<T>): Promise<T> {
  const database = new DatabaseSync(path, { readOnly: true, timeout: busyMs })
  try {
    database.exec('BEGIN')
    return await read(async sql => {
      const statement = database.prepare(sql)
      statement.setReadBigInts(true)
      return statement.all()
    })
  } finally {
    database.close()
  }
}

async function readingPostgres<T>(url: string, read: (query: Query) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: busyMs })
  await client.connect()
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    return await read(async sql => (await client.query(sql)).rows as Row[])
  } finally {
    await client.end()
  }
}

/** How long a reader waits for a database that is starting or busy. */
const busyMs = 5_000

/** Both engines hand out 64-bit integers as `bigint` or text, never as a number that lost digits. */
export function text(value: unknown): string {
  return typeof value === 'string' ? value : String(value ?? '')
}

/** Of a JSON object. */
export function members(value: unknown): Readonly<Record<string, unknown>> {
  return JSON.parse(text(value)) as Readonly<Record<string, unknown>>
}

/** The member, or none where there is no value. */
export function present<K extends string, T>(name: K, value: unknown, read: (value: unknown) => T): { [P in K]?: T } {
  return (value === null || value === undefined ? {} : { [name]: read(value) }) as { [P in K]?: T }
}

// The record in PostgreSQL 15+: one connection that commits, a pool that reads. Knows no table. A lost connection makes the group
// under way `unknown` and is replaced; only damaged data ends the store for good (F44).
import { Pool } from 'pg'
import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import { type Store, StoreError } from '../ports/store.ts'
import { createCommits } from './commits.ts'
import { createGroupCommit } from './group-commit.ts'
import { connectForWriting, connectionConfig } from './postgres-connection.ts'
import { faultOf } from './postgres-errors.ts'
import { migratePostgres } from './postgres-migrate.ts'
import { createPostgresWriter } from './postgres-writer.ts'
import { postgresBuilder, type Reader } from './reader.ts'
import type { Value } from './statement.ts'
import { createTables } from './tables.ts'
import { takeNumber } from './take-number.ts'

/** Connections for reading. */
const readersMax = 8

/** Opens the record. Rejects when the server cannot be reached, is not fit for it (F38, F45), or is newer than this program. */
export async function openPostgres(input: {
  readonly url: string
  readonly clock: Clock
  readonly log: Log
}): Promise<Store> {
  const { url, clock, log } = input
  await using opened = new AsyncDisposableStack()
  const first = await connectForWriting(url)
  const failure = new AbortController()
  const fail = (message: string): void => {
    if (failure.signal.aborted) return
    const error = new StoreError('unknown', `the record failed, restart Posthouse: ${message}`)
    log.error('store.failed', { message })
    group.fail(error)
    failure.abort(error)
  }
  const writer = opened.use(createPostgresWriter(url, first, fail))
  const group = opened.use(createGroupCommit(writer.commit))
  await migratePostgres(first, clock.now())
  const pool = opened.adopt(new Pool({ ...connectionConfig(url), max: readersMax }), it => it.end())
  pool.on('error', error => log.warn('store.reader-lost', { message: error.message }))

  const tables = createTables(postgresReader(pool, fail))
  const commits = createCommits(group)
  const held = await takeNumber({ ...commits, tables }, clock.now())
  const owned = opened.move()
  return {
    ...commits,
    tables,
    failed: failure.signal,
    fail,
    node: held.number,
    held,
    backup: async () => {
      throw new Error('PostgreSQL has backup tools of its own: use pg_basebackup or pg_dump')
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

function postgresReader(pool: Pool, fail: (message: string) => void): Reader {
  async function rows<R>(query: {
    name?: string
    text: string
    values: unknown[]
    rowMode?: 'array'
  }): Promise<readonly R[]> {
    try {
      // Columns are named in the SQL; the tables' mapping gives them their types.
      return (await pool.query(query)).rows as readonly R[]
    } catch (cause) {
      const message = cause instanceof Error ? cause.message : String(cause)
      if (faultOf(cause) === 'corrupt') fail(message)
      throw new StoreError('full', `the record could not be read: ${message}`, { cause })
    }
  }
  return {
    build: postgresBuilder(),
    all: (statement, values) => rows({ name: statement.name, text: statement.postgres, values: [...values] }),
    rows: async (statement, values) => {
      const query = { name: statement.name, text: statement.postgres, values: [...values], rowMode: 'array' as const }
      return await rows<readonly Value[]>(query)
    },
    revisionOf: () => undefined,
    run(query) {
      const { sql, parameters } = query.compile()
      return rows({ text: sql, values: [...parameters] })
    },
  }
}

// Brings a PostgreSQL schema up to date while other processes work with it (F113): one process at a time, each step in one transaction
// (F13), and no step waits long for a lock, because whoever asks for the same table waits behind it.
import { Client, type QueryResult } from 'pg'
import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import { pause } from '../base/pause.ts'
import { type Migration, refusalOfSchema } from './migration.ts'
import {
  floorFind,
  floorInsert,
  floorTable,
  migrationInsert,
  migrationLatest,
  migrations,
  migrationTable,
  postgresColumns,
  worksWithOf,
} from './migrations.ts'
import { connectionConfig, endQuietly, type PostgresPlace } from './postgres-connection.ts'

/** Names our advisory lock: any number, the same in every process. */
const migrationLock = 7_678_473
/** How long a step waits for a table, and then lets the others pass before it asks again, ms. */
const lockWaitMs = 1_000
const letPassMs = 500
/** How often a step asks; after that the start is given up. */
const lockTriesMax = 120

/** What migrating needs. */
export interface MigrateDeps {
  readonly place: PostgresPlace
  readonly clock: Clock
  readonly log: Log
}

/** Runs those of a program's steps that are missing. Throws when the program is too old for the database. */
export async function migratePostgres(
  { place, clock, log }: MigrateDeps,
  steps: readonly Migration[] = migrations,
): Promise<void> {
  // A step may take as long as it needs: only its waiting for others is limited.
  const { query_timeout: _, statement_timeout: __, ...config } = connectionConfig(place)
  const client = new Client(config)
  await client.connect()
  try {
    let tries = 0
    for (let isMore = true; isMore; ) {
      try {
        isMore = await runNext(client, steps, clock.now())
        tries = 0
      } catch (cause) {
        await client.query('ROLLBACK')
        tries += 1
        if (!isLockTimeout(cause) || tries >= lockTriesMax) throw cause
        log.warn('store.step-waits', { tries })
        await pause(clock, letPassMs, new AbortController().signal)
      }
    }
  } finally {
    await endQuietly(client)
  }
}

/** Runs the next step that is missing, if there is one; whether there may be more. The lock ends with the transaction. */
async function runNext(client: Client, steps: readonly Migration[], nowMs: number): Promise<boolean> {
  await client.query(opening)
  const found: QueryResult<{ latest: bigint | null; floor: bigint }> = await client.query(
    `SELECT (${migrationLatest}) AS latest, (${floorFind}) AS floor`,
  )
  const latest = Number(found.rows[0]?.latest ?? 0)
  const refusal = refusalOfSchema(steps.at(-1)?.number ?? 0, latest, Number(found.rows[0]?.floor ?? 0))
  if (refusal !== undefined) throw new Error(refusal)
  const [next, ...later] = steps.slice(latest)
  if (next) {
    await client.query(next.statements(postgresColumns).join(';\n'))
    await client.query(migrationInsert, [next.number, next.name, nowMs])
    await client.query(floorInsert, [next.number, worksWithOf(next)])
  }
  await client.query('COMMIT')
  return later.length > 0
}

/** In one go: most starts have nothing to do. Other processes that start are waited for, and tables only for a moment. */
const opening = [
  'BEGIN',
  'SET LOCAL statement_timeout = 0',
  'SET LOCAL lock_timeout = 0',
  `SELECT pg_advisory_xact_lock(${migrationLock})`,
  `SET LOCAL lock_timeout = ${lockWaitMs}`,
  migrationTable(postgresColumns),
  floorTable(postgresColumns),
].join('; ')

function isLockTimeout(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === '55P03'
}

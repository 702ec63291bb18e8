// Reading in PostgreSQL: a pool with an end, and with an end to waiting for it (F37, F41). Each connection is checked before its
// first use, so that nothing is decided by what a standby, or a primary of yesterday, says.
import { type ClientBase, Pool, type PoolClient, type QueryResult } from 'pg'
import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import type { PoolState } from '../ports/meters.ts'
import { StoreError } from '../ports/store.ts'
import {
  checkConnection,
  connectionConfig,
  connectTimeoutMs,
  leaveSoon,
  type PostgresPlace,
} from './postgres-connection.ts'
import { faultOf } from './postgres-errors.ts'
import { postgresBuilder, type Reader } from './reader.ts'
import type { Value } from './statement.ts'

/** Reads that wait; more are refused at once. */
const waitingMax = 4_096
/** When no read was answered for so long, only as many as there are connections go on trying: others are refused at once, ms. */
const patienceMs = 3_000
/** Behind a pooler a connection's server changes unseen: it is asked again so often, seconds. */
const pooledLifeSeconds = 30

/** A reader and its connections. Closing ends them. */
export interface PostgresReader extends AsyncDisposable {
  readonly reader: Reader
  readonly state: () => PoolState
}

interface Query {
  readonly name?: string
  readonly text: string
  readonly values: unknown[]
  readonly rowMode?: 'array'
}

/** Makes a reader of so many connections, opened as they are needed. `fail` hears of damaged data (F44). */
export function createPostgresReader(
  place: PostgresPlace,
  connectionsMax: number,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
  fail: (message: string) => void,
): PostgresReader {
  const pool = new Pool({
    ...connectionConfig(place),
    max: connectionsMax,
    connectionTimeoutMillis: connectTimeoutMs,
    // Its type says nothing of the promise that the pool waits for.
    onConnect: (client: ClientBase): Promise<void> => checkConnection(client, place),
    ...(place.isPooled ? { maxLifetimeSeconds: pooledLifeSeconds } : {}),
  })
  const open = new Set<ClientBase>()
  pool.on('connect', client => open.add(client))
  pool.on('remove', client => open.delete(client))
  pool.on('error', error => log.warn('store.reader-lost', { message: error.message }))

  /** A connection to a server that another one took over from is of no use any more. */
  async function acquire(): Promise<PoolClient> {
    for (;;) {
      const client = await pool.connect()
      if (!place.watch.isOvertaken(client)) return client
      client.release(true)
      leaveSoon(client)
    }
  }

  async function ask(query: Query): Promise<QueryResult> {
    const client = await acquire()
    try {
      const result = await client.query(query)
      client.release()
      return result
    } catch (cause) {
      client.release(true)
      throw cause
    }
  }

  const crowd = createCrowd(clock, connectionsMax)

  async function rows<R>(query: Query): Promise<readonly R[]> {
    crowd.enter()
    let isAnswered = true
    try {
      // Columns are named in the SQL; the tables' mapping gives them their types.
      return (await ask(query)).rows as readonly R[]
    } catch (cause) {
      const message = cause instanceof Error ? cause.message : String(cause)
      const fault = faultOf(cause)
      isAnswered = fault !== 'lost'
      if (fault === 'corrupt') fail(message)
      throw new StoreError('full', `the record could not be read: ${message}`, { cause })
    } finally {
      crowd.leave(isAnswered)
    }
  }

  const named = (name: string): { readonly name?: string } => (place.isPooled ? {} : { name })
  return {
    reader: {
      build: postgresBuilder(),
      all: ({ name, postgres }, values) => rows({ ...named(name), text: postgres, values: [...values] }),
      rows: ({ name, postgres }, values) =>
        rows<readonly Value[]>({ ...named(name), text: postgres, values: [...values], rowMode: 'array' }),
      revisionOf: () => undefined,
      run(query) {
        const { sql, parameters } = query.compile()
        return rows({ text: sql, values: [...parameters] })
      },
    },
    state: () => ({ busy: pool.totalCount - pool.idleCount, idle: pool.idleCount, waiting: pool.waitingCount }),
    async [Symbol.asyncDispose]() {
      await pool.end()
      // A server that hangs would keep the process alive.
      for (const client of open) leaveSoon(client)
    },
  }
}

/** Whoever reads now. A server that hangs gathers no crowd: everybody would wait for nothing (F37). */
function createCrowd(clock: Pick<Clock, 'monotonic'>, triesMax: number) {
  let count = 0
  let isLost = false
  let heardMs = clock.monotonic()
  return {
    /** Throws where waiting is of no use. */
    enter(): void {
      if (count >= waitingMax) throw new StoreError('full', `${waitingMax} reads wait for the database already`)
      if (count === 0 && !isLost) heardMs = clock.monotonic()
      if (count >= triesMax && clock.monotonic() - heardMs > patienceMs)
        throw new StoreError('full', `the database has answered no read for ${patienceMs / 1_000} s`)
      count += 1
    },
    leave(isAnswered: boolean): void {
      count -= 1
      isLost = !isAnswered
      if (isAnswered) heardMs = clock.monotonic()
    },
  }
}

// The PostgreSQL under a cluster, and what it has done so far: CPU time of all its processes, those that have ended included, and bytes
// and syncs of its log. Knows nothing of whose statements they were.
import { readdirSync, readFileSync } from 'node:fs'
import { Client } from 'pg'
import { startPostgres } from '../../packages/server/src/store/testing/postgres.ts'

/** A running server. */
export interface Database extends AsyncDisposable {
  /** A new empty database. */
  create(): Promise<string>
  /** CPU time of all its processes so far, ms. */
  cpuMs(): number
  /** Bytes of the log so far. */
  walBytes(): Promise<number>
  /** Bytes that a database takes on disk, indexes included, after a checkpoint. */
  sizeBytes(url: string): Promise<number>
  /** Transactions that were committed in a database so far; the server's own statistics lag by about a second. */
  commits(url: string): Promise<number>
}

/** As a small server would be set up; what was promised is on disk (`fsync`, `synchronous_commit`) all the same. */
const settings = { shared_buffers: '512MB', max_wal_size: '4GB', max_connections: '200' }
const tickMs = 10

/** Starts a server over files of its own. */
export async function startDatabase(): Promise<Database> {
  await using opened = new AsyncDisposableStack()
  const server = opened.use(await startPostgres(settings))
  const client = new Client(server.url)
  await client.connect()
  opened.defer(() => client.end())
  const one = async (sql: string, values: readonly unknown[] = []): Promise<number> => {
    const { rows } = await client.query<{ value: string }>(sql, [...values])
    return Number(rows[0]?.value)
  }
  const owned = opened.move()
  return {
    create: () => server.createDatabase(),
    cpuMs: () => cpuMsOfFamily(server.pid),
    walBytes: () => one("SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0') AS value"),
    async sizeBytes(url) {
      await client.query('CHECKPOINT')
      return await one('SELECT pg_database_size($1) AS value', [nameOf(url)])
    },
    commits: url => one('SELECT xact_commit AS value FROM pg_stat_database WHERE datname = $1', [nameOf(url)]),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

function nameOf(url: string): string {
  return new URL(url).pathname.slice(1)
}

/** A process and its children: the kernel adds to a parent what its ended children used. */
function cpuMsOfFamily(parent: number): number {
  let ticks = 0
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const fields = statOf(name)
    if (!fields) continue
    const own = Number(fields[11]) + Number(fields[12])
    if (Number(name) === parent) ticks += own + Number(fields[13]) + Number(fields[14])
    else if (Number(fields[1]) === parent) ticks += own
  }
  return ticks * tickMs
}

/** The fields of `/proc/<pid>/stat` behind the program's name; undefined where the process has ended meanwhile. */
function statOf(pid: string): readonly string[] | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'ESRCH'))
      return undefined
    throw cause
  }
}

// Where the lab runs: a directory, the database, and one server at a time. Owns every process but the vendors'.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { startPostgres, type TestPostgres } from '../../packages/server/src/store/testing/postgres.ts'
import type { RecordPlace } from '../audit/reading.ts'
import type { Engine } from './plan.ts'
import { type Server, startServer } from './server-process.ts'
import type { Simulators } from './simulators.ts'

/** The lab's surroundings. Closing kills the server and stops PostgreSQL. */
export interface Site extends AsyncDisposable {
  readonly directory: string
  /** Where the audit finds the record. */
  readonly record: RecordPlace
  readonly adminKey: string
  /** Absent with SQLite. */
  readonly postgres: TestPostgres | undefined
  /** Starts a server, which may be short of memory; the one before must be gone. */
  start(failpoints: readonly string[], heapMiB?: number): Promise<Server>
  /** Starts one more over the same data. */
  startSecond(): Promise<Server>
}

/** Who dies with leases is taken over from after 6 s instead of a minute (flows/push/in-flight.ts). */
const shortLeases = 10

/** Opens a site; starts PostgreSQL where it is wanted, no server yet. */
export async function openSite(
  directory: string,
  engine: Engine,
  simulators: Pick<Simulators, 'file'>,
  leaseDivisor: number = shortLeases,
): Promise<Site> {
  const data = join(directory, 'data')
  await mkdir(data, { mode: 0o700 })
  const postgres = engine === 'postgres' ? await startPostgres() : undefined
  const database = postgres ? await postgres.createDatabase() : ''
  const adminKey = 'pha_kill-lab-operator-key-0123456789'
  const servers = new Set<Server>()
  const start = async (failpoints: readonly string[], logFile: string, heapMiB?: number): Promise<Server> => {
    const options = {
      data,
      database,
      simulators: simulators.file,
      adminKey,
      failpoints,
      leaseDivisor,
      logFile,
      heapMiB,
    }
    const server = await startServer(options)
    servers.add(server)
    server.ended.then(
      () => servers.delete(server),
      () => servers.delete(server),
    )
    return server
  }
  return {
    directory,
    record: postgres ? database : join(data, 'posthouse.db'),
    adminKey,
    postgres,
    start: (failpoints, heapMiB) => start(failpoints, join(directory, 'server.log'), heapMiB),
    startSecond: () => start([], join(directory, 'second.log')),
    async [Symbol.asyncDispose]() {
      await Promise.all([...servers].map(server => server.kill()))
      await postgres?.stop()
    },
  }
}

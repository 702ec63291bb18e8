// Opens the record by its address: a path is a SQLite file, a postgres:// URL is a PostgreSQL database.
import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import type { Store } from '../ports/store.ts'
import type { PostgresOptions } from './postgres.ts'
import { openSqlite } from './sqlite.ts'

/** Opens the record and brings its schema up to date. The caller closes it. Throws with one clear sentence when it is not safe to use. */
export async function openStore(input: {
  /** `postgres://…` or `postgresql://…`, or the path of a SQLite file. */
  readonly url: string
  readonly clock: Clock
  readonly log: Log
  /** Where it is a PostgreSQL database. */
  readonly postgres?: PostgresOptions | undefined
  /** Where it is a file: an older copy than the one used last may be opened (F33). */
  readonly acceptRestore?: boolean | undefined
}): Promise<Store> {
  const { url, clock, log, postgres, acceptRestore } = input
  // Loaded only where it is used: its driver costs every other start time.
  if (/^postgres(ql)?:\/\//.test(url))
    return (await import('./postgres.ts')).openPostgres({ url, clock, log, options: postgres })
  return openSqlite({ path: url, clock, log, acceptRestore })
}

// The record in PostgreSQL 15+, seen twice: requests and workers each have a connection that commits and a pool that reads, so that
// neither can starve the other (F41). Knows no table. A lost connection makes the group under way `unknown` and is replaced; only
// damaged data ends the store for good (F44).
import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import { meters } from '../ports/meters.ts'
import { type Store, StoreError } from '../ports/store.ts'
import { createCommits } from './commits.ts'
import { createGroupCommit } from './group-commit.ts'
import { knownStep } from './migrations.ts'
import { refuseMovedDatabase } from './move/moved-database.ts'
import { connectForWriting, endQuietly, type PostgresPlace } from './postgres-connection.ts'
import { checkServer, countStandbys, createPrimaryWatch, type Durability, durabilityOf } from './postgres-fitness.ts'
import { createPostgresHistory } from './postgres-history.ts'
import { migratePostgres } from './postgres-migrate.ts'
import { createPostgresReader } from './postgres-reader.ts'
import { createPostgresWriter } from './postgres-writer.ts'
import { createTables } from './tables.ts'
import { takeNumber } from './take-number.ts'

/** How a PostgreSQL database is used; what is not given is as the settings' defaults say. */
export interface PostgresOptions {
  /** It is behind a pooler that works by transaction. */
  readonly isPooled?: boolean
  /** Connections of this process at most; at least 4. */
  readonly connections?: number
  /** Settings of the server that may be off although what was acknowledged can then be lost (F38). */
  readonly mayBeOff?: readonly string[]
}

/** One for commits and eight for reading, of requests and of workers each. */
const connectionsOrdinary = 18
/** So long a commit may take until those behind it are refused, ms: a server that hangs gathers no crowd (F37). */
const commitPatienceMs = 3_000

/** What both views share. */
interface Shared {
  readonly place: PostgresPlace
  readonly clock: Clock
  readonly log: Log
  readonly fail: (message: string) => void
}

/** One way to the record: requests', or workers'. */
interface View extends Pick<Store, 'commit' | 'commitFenced' | 'tables'> {
  /** Refuses every commit, for good. */
  end(error: StoreError): void
}

/** Opens the record. Rejects when the server cannot be reached, is not fit for it (F38, F45), or is newer than this program. */
export async function openPostgres(input: {
  readonly url: string
  readonly clock: Clock
  readonly log: Log
  readonly options?: PostgresOptions | undefined
}): Promise<Store> {
  const { clock, log } = input
  const { isPooled = false, connections = connectionsOrdinary, mayBeOff = [] } = input.options ?? {}
  const place: PostgresPlace = { url: input.url, isPooled, mayBeOff, watch: createPrimaryWatch() }
  await using opened = new AsyncDisposableStack()
  const durability = await prepare(place, clock, log)
  const failure = new AbortController()
  const views: View[] = []
  const fail = (message: string): void => {
    if (failure.signal.aborted) return
    const error = new StoreError('unknown', `the record failed, restart Posthouse: ${message}`)
    log.error('store.failed', { message })
    for (const view of views) view.end(error)
    failure.abort(error)
  }
  const readers = Math.max(1, Math.floor((connections - 2) / 2))
  const shared: Shared = { place, clock, log, fail }
  const own = openView('requests', shared, readers, opened)
  const ofWorkers = openView('work', shared, readers, opened)
  views.push(own, ofWorkers)
  const held = await takeNumber(own, clock.now())

  const owned = opened.move()
  const common = {
    failed: failure.signal,
    fail,
    node: held.number,
    held,
    durability: durability.text,
    history: createPostgresHistory(() => connectForWriting(place), log),
    isOutdated: async () => knownStep() < (await own.tables.nodes.schemaFloor()),
    backup: async () => {
      throw new Error('PostgreSQL has backup tools of its own: use pg_basebackup or pg_dump')
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
  const forWork: Store = {
    ...common,
    ...ofWorkers,
    get forWork() {
      return forWork
    },
  }
  return { ...common, ...own, forWork }
}

/** What is done once, by connections of its own: the server is looked at, and the schema brought up to date. */
async function prepare(place: PostgresPlace, clock: Clock, log: Log): Promise<Durability> {
  const client = await connectForWriting(place)
  try {
    await refuseMovedDatabase(client)
    const settings = await checkServer(client, place.watch, place.mayBeOff)
    await migratePostgres({ place, clock, log })
    const durability = durabilityOf(settings, await countStandbys(client))
    const isRelaxed = durability.mode === 'relaxed'
    log[isRelaxed ? 'warn' : 'info']('store.durability', { mode: durability.mode, is: durability.text })
    return durability
  } finally {
    await endQuietly(client)
  }
}

/** Opens one way to the record. It connects when it is first used. */
function openView(
  name: 'requests' | 'work',
  { place, clock, log, fail }: Shared,
  readers: number,
  opened: AsyncDisposableStack,
): View {
  const writer = opened.use(
    createPostgresWriter(place, {
      corrupt: fail,
      unreachable: error => group.refuseWaiting(error),
    }),
  )
  const group = opened.use(createGroupCommit(writer.commit, { clock, forMs: commitPatienceMs }))
  const { reader, state } = opened.use(createPostgresReader(place, readers, { clock, log }, fail))
  meters.databasePools.set(name, state)
  return {
    ...createCommits(group),
    tables: createTables(reader),
    end: error => group.fail(error),
  }
}

// The record in one SQLite file (WAL, synchronous=FULL): a thread that writes, and a connection of its own for reading. Knows no
// table. The first error of the disk ends it for good (I16): what a failed commit left behind is not known.
import { chmodSync, closeSync, existsSync, fsyncSync, mkdirSync, openSync, statSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import { type Store, StoreError } from '../ports/store.ts'
import { createCommits } from './commits.ts'
import { createGroupCommit, type GroupCommit } from './group-commit.ts'
import { refuseMovedFile } from './move/moved-file.ts'
import { type Reader, sqliteBuilder } from './reader.ts'
import { backUp } from './sqlite-backup.ts'
import { decodeGroup, GroupEncoder } from './sqlite-group.ts'
import { createSqliteHistory } from './sqlite-history.ts'
import { lockFile } from './sqlite-lock.ts'
import { startWriter } from './sqlite-thread.ts'
import { changedTable, type Statement, type Value } from './statement.ts'
import { createTables } from './tables.ts'
import { takeNumber } from './take-number.ts'
import type { Unit } from './write.ts'

/** Most prepared statements of composed queries that the reading connection keeps. */
const composedKeptMax = 200
/** Between two looks whether the file is still the one that was opened, ms (F32: at most 5 s). */
const fileLookMs = 2_000

/**
 * Opens the record, making the file (0600) and its directory (0700) where they are missing (S49).
 * Throws when another process has it open (F20), when it is newer than this program, or when SQLite is not set as it must be (F22).
 */
export async function openSqlite(input: {
  readonly path: string
  readonly clock: Clock
  readonly log: Log
  /** An older copy than the one used last may be opened (F33). */
  readonly acceptRestore?: boolean | undefined
}): Promise<Store> {
  const { clock, log } = input
  const path = resolve(input.path)
  await using opened = new AsyncDisposableStack()
  makeDirectory(dirname(path))
  opened.use(lockFile(path))
  refuseMovedFile(path)
  makePrivate(path)

  const failure = new AbortController()
  const fail = (message: string): void => {
    if (failure.signal.aborted) return
    const error = new StoreError('unknown', `the record failed, restart Posthouse: ${message}`)
    log.error('store.failed', { message })
    // A writer that dies while it starts fails before anything could be gathered.
    gathering?.fail(error)
    failure.abort(error)
  }
  let gathering: GroupCommit | undefined
  const writer = opened.use(await startWriter({ path, acceptRestore: input.acceptRestore ?? false }, clock.now(), fail))
  const reading = opened.adopt(new DatabaseSync(path, { readOnly: true, readBigInts: true }), async it => {
    // A connection that may write and closes last moves the log into the file unread. What the disk failed to take may be gone from it
    // and still seem to be there: the next start reads it from the disk and looks at its checksums (F27).
    if (failure.signal.aborted) await writer[Symbol.asyncDispose]()
    it.close()
  })
  const encoder = new GroupEncoder()
  const revisions = new Map<string, number>()
  const tellLog = createLogAlarm(log)
  const group = createGroupCommit(async units => {
    const reply = await writer.commit(encoder.encode(units))
    // Counted before anybody hears of the commit: who was answered before finds it counted.
    for (const table of changedTables(units)) revisions.set(table, (revisions.get(table) ?? 0) + 1)
    if (reply.kind === 'committed') {
      tellLog(reply.longLogBytes)
      return decodeGroup(units, reply)
    }
    if (reply.error === 'unknown') fail(reply.message)
    throw new StoreError(reply.error, reply.message)
  })
  gathering = opened.use(group)
  opened.adopt(watchFile(path, clock, fail), stop => stop())

  const reader = sqliteReader(reading, table => revisions.get(table) ?? 0, fail)
  const tables = createTables(reader)
  const commits = createCommits(group)
  const emptyLog = async (): Promise<void> => {
    const reply = await writer.emptyLog()
    if (reply.kind === 'failed') fail(reply.message)
  }
  const held = await takeNumber({ ...commits, tables }, clock.now())
  const owned = opened.move()
  const store: Store = {
    ...commits,
    tables,
    get forWork() {
      return store
    },
    durability: 'WAL, synchronous=FULL',
    // Nobody else can have opened it (F20).
    isOutdated: async () => false,
    history: createSqliteHistory(reader, commits, emptyLog),
    failed: failure.signal,
    fail,
    node: held.number,
    held,
    backup: target => backUp(path, resolve(target)),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
  return store
}

/** Tells when the log becomes too long, and when it no longer is (F30). */
function createLogAlarm(log: Log): (longBytes: number) => void {
  let isLong = false
  return longBytes => {
    if (longBytes > 0 === isLong) return
    isLong = longBytes > 0
    if (isLong) log.error('store.log-long', { bytes: longBytes, message: 'somebody reads an old state of the record' })
    else log.info('store.log-emptied')
  }
}

/** Also flushes the entries above it: a record whose directory is lost in a power cut is lost. */
function makeDirectory(directory: string): void {
  if (existsSync(directory)) return
  const first = make(directory)
  for (let made = directory; made.length >= first.length; made = dirname(made)) flushEntries(dirname(made))
}

/** Returns the highest directory that was missing. */
function make(directory: string): string {
  try {
    return mkdirSync(directory, { recursive: true, mode: 0o700 }) ?? directory
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause)
    throw new Error(`the directory ${directory} cannot be made: ${message}`, { cause })
  }
}

/** SQLite gives the log and its index the rights of the file. */
function makePrivate(path: string): void {
  if (existsSync(path)) chmodSync(path, 0o600)
  else {
    writeFileSync(path, '', { mode: 0o600 })
    flushEntries(dirname(path))
  }
}

function flushEntries(directory: string): void {
  const handle = openSync(directory, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

function sqliteReader(
  connection: DatabaseSync,
  revisionOf: (table: string) => number,
  fail: (message: string) => void,
): Reader {
  const named = new Map<Statement<unknown>, StatementSync>()
  const plain = new Map<Statement<unknown>, StatementSync>()
  const composed = new Map<string, StatementSync>()

  function rows<R>(statement: StatementSync, values: readonly Value[]): readonly R[] {
    try {
      // Columns are named in the SQL; the tables' mapping gives them their types.
      return statement.all(...values) as unknown as readonly R[]
    } catch (cause) {
      const message = cause instanceof Error ? cause.message : String(cause)
      const isOfDisk = isDiskError(cause)
      if (isOfDisk) fail(message)
      throw new StoreError(isOfDisk ? 'unknown' : 'full', `the record could not be read: ${message}`, { cause })
    }
  }

  return {
    build: sqliteBuilder(),
    async all(statement, values) {
      const prepared = named.get(statement) ?? connection.prepare(statement.sqlite)
      named.set(statement, prepared)
      return rows(prepared, values)
    },
    async rows(statement, values) {
      const prepared = plain.get(statement) ?? connection.prepare(statement.sqlite)
      if (!plain.has(statement)) {
        prepared.setReturnArrays(true)
        if (statement.isNarrow) prepared.setReadBigInts(false)
      }
      plain.set(statement, prepared)
      return rows(prepared, values)
    },
    revisionOf,
    async run(query) {
      const { sql, parameters } = query.compile()
      const prepared = composed.get(sql) ?? connection.prepare(sql)
      if (composed.size >= composedKeptMax) composed.clear()
      composed.set(sql, prepared)
      // The builder binds what the schema's types let in, which are values.
      return rows(prepared, parameters as readonly Value[])
    },
  }
}

function changedTables(units: readonly Unit[]): ReadonlySet<string> {
  const tables = new Set<string>()
  for (const { writes } of units) {
    for (const { steps } of writes) {
      for (const { statement } of steps) {
        const table = typeof statement === 'string' ? changedTable(statement) : statement.changes
        if (table !== undefined) tables.add(table)
      }
    }
  }
  return tables
}

/** SQLITE_IOERR, SQLITE_CORRUPT, SQLITE_NOTADB (F28). */
function isDiskError(cause: unknown): boolean {
  const code = cause instanceof Error && 'errcode' in cause ? Number(cause.errcode) & 0xff : 0
  return code === 10 || code === 11 || code === 26
}

/** Fails when the file at `path` is no longer the one that is open (F32). Returns what stops the watch. */
function watchFile(path: string, clock: Clock, fail: (message: string) => void): () => void {
  const { ino } = statSync(path)
  let stop = (): void => {}
  const look = (): void => {
    const found = statSync(path, { throwIfNoEntry: false })
    if (found?.ino === ino) stop = clock.after(fileLookMs, look)
    else fail(`${path} was ${found ? 'replaced' : 'removed'} while in use`)
  }
  stop = clock.after(fileLookMs, look)
  return () => stop()
}

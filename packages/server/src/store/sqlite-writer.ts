// The writer thread: the only connection that writes to the file. Takes a group, commits it, answers once it is durable (F29:
// a slow disk stops this thread, not the event loop). Knows SQL only as text, and no table. Imports no package.
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'
import { refusalOfSchema } from './migration.ts'
import { createLogKeeper, type LogKeeper, logBytesMax } from './sqlite-log.ts'
import { type HighWaterMark, openMark, refuseOlder } from './sqlite-mark.ts'
import {
  composedIndex,
  type GroupRequest,
  type RawResult,
  type WriterReply,
  type WriterRequest,
  type WriterStart,
} from './sqlite-protocol.ts'
import { applySettings, checkVersion, verifySettings } from './sqlite-settings.ts'

/** How long a lock of another program on the file is waited for, ms (F31). */
const busyTimeoutMs = 5_000

interface Prepared {
  readonly statement: StatementSync
  readonly returns: boolean
}

/** What a group did before its commit. */
type Ran = Pick<Extract<WriterReply, { kind: 'committed' }>, 'results' | 'refused'>

/** Ends the group's transaction because of one unit; the others are tried again without it. */
class UnitRefused extends Error {
  override readonly name = 'UnitRefused'
}

class Writer {
  readonly #connection: DatabaseSync
  readonly #mark: HighWaterMark
  readonly #log: LogKeeper
  readonly #prepared: Prepared[] = []

  constructor(connection: DatabaseSync, mark: HighWaterMark, log: LogKeeper) {
    this.#connection = connection
    this.#mark = mark
    this.#log = log
  }

  commit(group: GroupRequest): WriterReply {
    try {
      for (const { index, sql, returns } of group.definitions) this.#prepared[index] = this.#prepare(sql, returns)
      this.#connection.exec('BEGIN IMMEDIATE')
      const ran = this.#runTogether(group) ?? this.#runApart(group)
      this.#mark.beforeCommit()
      this.#connection.exec('COMMIT')
      this.#mark.afterCommit()
      return { kind: 'committed', ...ran, longLogBytes: this.#log.afterCommit() }
    } catch (cause) {
      this.#rollBack()
      this.#mark.rolledBack()
      const changedNothing = primaryCode(cause) === codes.full || primaryCode(cause) === codes.busy
      return { kind: 'failed', error: changedNothing ? 'full' : 'unknown', message: textOf(cause) }
    }
  }

  /** Undefined when a unit was refused; the transaction is then empty again. */
  #runTogether(group: GroupRequest): Ran | undefined {
    const run = new GroupRun(group, this)
    try {
      while (run.hasUnit()) run.unit()
      return { results: run.results, refused: [] }
    } catch (cause) {
      if (!(cause instanceof UnitRefused)) throw cause
      this.#connection.exec('ROLLBACK')
      this.#connection.exec('BEGIN IMMEDIATE')
      return undefined
    }
  }

  /** The same with a savepoint around each unit, so that only those at fault are undone. */
  #runApart(group: GroupRequest): Ran {
    const run = new GroupRun(group, this)
    const refused: { unit: number; message: string }[] = []
    for (let unit = 0; run.hasUnit(); unit += 1) {
      this.#connection.exec('SAVEPOINT unit')
      try {
        run.unit()
      } catch (cause) {
        if (!(cause instanceof UnitRefused)) throw cause
        this.#connection.exec('ROLLBACK TO unit')
        refused.push({ unit, message: cause.message })
        run.skipUnit()
      }
      this.#connection.exec('RELEASE unit')
    }
    return { results: run.results, refused }
  }

  step(index: number, values: GroupRequest['values'], from: number, count: number): RawResult {
    try {
      const { statement, returns } = this.#statementOf(index, values[from])
      const first = index === composedIndex ? from + 1 : from
      const parameters = values.slice(first, first + count)
      // `setReturnArrays` makes rows arrays, which the declared type does not say.
      if (returns) return statement.all(...parameters) as unknown as RawResult
      return Number(statement.run(...parameters).changes)
    } catch (cause) {
      if (isOfUnit(cause)) throw new UnitRefused(textOf(cause), { cause })
      throw cause
    }
  }

  #statementOf(index: number, text: unknown): Prepared {
    if (index === composedIndex) return this.#prepare(String(text), false)
    const prepared = this.#prepared[index]
    if (!prepared) throw new TypeError(`statement ${index} was never defined`)
    return prepared
  }

  #prepare(sql: string, returns: boolean): Prepared {
    const statement = this.#connection.prepare(sql)
    // Also where no row comes back: `run` reports the row id, which may have 63 bits.
    statement.setReadBigInts(true)
    statement.setReturnArrays(returns)
    return { statement, returns }
  }

  #rollBack(): void {
    if (this.#connection.isTransaction) this.#connection.exec('ROLLBACK')
  }

  emptyLog(): WriterReply {
    try {
      return { kind: 'log', isEmpty: this.#log.empty() }
    } catch (cause) {
      if (primaryCode(cause) === codes.busy) return { kind: 'log', isEmpty: false }
      return { kind: 'failed', error: 'unknown', message: textOf(cause) }
    }
  }

  close(): void {
    this.#mark.close()
    this.#connection.close()
  }
}

/** One pass over a group: reads its code and collects a result per step. */
class GroupRun {
  readonly results: RawResult[] = []
  readonly #group: GroupRequest
  readonly #writer: Writer
  #code = 0
  #value = 0
  #unitStart = { code: 0, value: 0, results: 0 }

  constructor(group: GroupRequest, writer: Writer) {
    this.#group = group
    this.#writer = writer
  }

  hasUnit(): boolean {
    return this.#code < this.#group.code.length
  }

  unit(): void {
    this.#unitStart = { code: this.#code, value: this.#value, results: this.results.length }
    this.#steps(false)
  }

  /** Goes over the unit that was just refused without running it. */
  skipUnit(): void {
    this.#code = this.#unitStart.code
    this.#value = this.#unitStart.value
    this.results.length = this.#unitStart.results
    this.#steps(true)
  }

  #steps(isSkipped: boolean): void {
    const steps = this.#take()
    let skip = isSkipped ? steps : 0
    for (let step = 0; step < steps; step += 1) {
      const index = this.#take()
      const skipAfter = this.#take()
      const count = this.#take()
      const result = skip > 0 ? 0 : this.#writer.step(index, this.#group.values, this.#value, count)
      this.#value += index === composedIndex ? count + 1 : count
      this.results.push(result)
      if (skip > 0) skip -= 1
      else if (result === 0) skip = skipAfter
    }
  }

  #take(): number {
    const value = this.#group.code[this.#code]
    if (value === undefined) throw new TypeError('a group that ends too early')
    this.#code += 1
    return value
  }
}

/** Primary result codes of SQLite (sqlite.org/rescode.html). */
const codes = { error: 1, busy: 5, full: 13, tooBig: 18, constraint: 19, mismatch: 20, range: 25 }

function primaryCode(cause: unknown): number | undefined {
  const code = cause instanceof Error && 'errcode' in cause ? cause.errcode : undefined
  return typeof code === 'number' ? code & 0xff : undefined
}

/** Whether an error is about a unit's statement or values, and not about the disk. */
function isOfUnit(cause: unknown): boolean {
  const code = primaryCode(cause)
  if (code === undefined) return cause instanceof TypeError || cause instanceof RangeError
  const ofUnit: readonly number[] = [codes.error, codes.tooBig, codes.constraint, codes.mismatch, codes.range]
  return ofUnit.includes(code)
}

function textOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}

function open(start: WriterStart): Writer {
  checkVersion(process.versions['sqlite'])
  const { path, acceptRestore } = start
  refuseOlder(path, acceptRestore)
  const connection = new DatabaseSync(path, { timeout: busyTimeoutMs })
  applySettings(connection)
  migrate(connection, start)
  verifySettings(connection)
  const log = createLogKeeper({ connection, path, busyTimeoutMs, bytesMax: logBytesMax })
  return new Writer(connection, openMark(connection, path), log)
}

function migrate(connection: DatabaseSync, start: WriterStart): void {
  connection.exec(start.migrationTable)
  connection.exec(start.floorTable)
  const latest = Number(connection.prepare(start.migrationLatest).get()?.['latest'] ?? 0)
  const floor = Number(connection.prepare(start.floorFind).get()?.['floor'] ?? 0)
  const refusal = refusalOfSchema(start.migrations.at(-1)?.number ?? 0, latest, floor)
  if (refusal !== undefined) throw new Error(refusal)
  for (const { number, name, worksWith, statements } of start.migrations.slice(latest)) {
    connection.exec('BEGIN IMMEDIATE')
    for (const sql of statements) connection.exec(sql)
    connection.prepare(start.migrationInsert).run(number, name, start.nowMs)
    connection.prepare(start.floorInsert).run(number, worksWith)
    connection.exec('COMMIT')
  }
}

function serve(start: WriterStart): void {
  const port = parentPort
  if (!port) throw new Error('the writer runs in a thread of its own')
  const say = (reply: WriterReply): void => port.postMessage(reply)
  let writer: Writer
  try {
    writer = open(start)
  } catch (cause) {
    say({ kind: 'refused', message: textOf(cause) })
    port.close()
    return
  }
  port.on('message', (request: WriterRequest) => {
    if (request.kind === 'group') return say(writer.commit(request))
    if (request.kind === 'empty-log') return say(writer.emptyLog())
    writer.close()
    port.close()
  })
  say({ kind: 'ready' })
}

serve(workerData as WriterStart)

// The move itself: every table is copied, read back in the order of its key and compared by digest, all before the one commit at the
// target. So a target holds all of a record, verified, or nothing. Knows no engine.
import { createHash, type Hash } from 'node:crypto'
import { differencesOf, type RowDifference } from './differences.ts'
import { lineEnds } from './line.ts'
import { type Progress, paceOf, type Tally } from './progress.ts'
import { type RecordEnd, sharedTables, type TableShape } from './record-end.ts'
import { MoveRefused } from './refused.ts'

/** What was moved or compared of a table. */
export interface TableSum {
  readonly name: string
  readonly rows: number
  /** SHA-256 over its rows in the order of their key, hexadecimal; the same in every engine. */
  readonly digest: string
}

/** A move, or a comparison, that found no difference. */
export interface Moved {
  readonly tables: readonly TableSum[]
  readonly rows: number
  /** Of the rows as lines, once. */
  readonly bytes: number
  readonly elapsedMs: number
}

/** The ends hold different rows. */
export class RecordsDiffer extends Error {
  override readonly name = 'RecordsDiffer'
  readonly differences: readonly RowDifference[]
  constructor(differences: readonly RowDifference[]) {
    const first = differences[0]
    super(first ? `${first.table} ${JSON.stringify(first.key)}: ${first.what}` : 'the rows differ')
    this.differences = differences
  }
}

/** Both ends. */
export interface Ends {
  readonly from: RecordEnd
  readonly to: RecordEnd
}

/** How a move is watched and stopped. */
export interface Watch {
  /** Milliseconds that only grow. */
  readonly monotonic: () => number
  readonly signal: AbortSignal
  readonly tell: (progress: Progress) => void
}

/**
 * Moves the rows of `from` to `to` and commits them there, after marking `from` as moved. Rejects with {@link RecordsDiffer}, with the
 * reason of an engine or of the signal; the target is then as empty as before, once it is closed.
 */
export async function moveRecord(ends: Ends, watch: Watch): Promise<Moved> {
  const { from, to } = ends
  const tables = await tablesOf(ends)
  await from.holdForReading(tables)
  await to.holdForFilling(tables, await from.span())
  const moved = await eachTable(ends, tables, watch, async (table, reading) => {
    const sent = createHash('sha256')
    await to.fill(table, reading(from, 'copy', sent))
    return sent
  })
  await commitOnce(ends)
  return moved
}

/** Compares every table of both ends. Rejects with {@link RecordsDiffer}. */
export async function verifyRecord(ends: Ends, watch: Watch): Promise<Moved> {
  const { from, to } = ends
  const tables = await tablesOf(ends)
  await from.holdForReading(tables)
  await to.holdForReading(tables)
  return await eachTable(ends, tables, watch, async (_table, reading) => {
    const found = createHash('sha256')
    for await (const _piece of reading(from, 'copy', found)) watch.signal.throwIfAborted()
    return found
  })
}

async function tablesOf({ from, to }: Ends): Promise<readonly TableShape[]> {
  const [left, right] = [await from.schema(), await to.schema()]
  if (left !== right)
    throw new MoveRefused('other-schema', to.place, `the source is at step ${left}, the target at ${right}`)
  return sharedTables(await from.shapes(), await to.shapes())
}

/** Reads a table of an end, counting and digesting what passes. */
type Reading = (end: RecordEnd, step: Progress['step'], hash: Hash) => AsyncIterable<Uint8Array>

async function eachTable(
  { from, to }: Ends,
  tables: readonly TableShape[],
  watch: Watch,
  first: (table: TableShape, reading: Reading) => Promise<Hash>,
): Promise<Moved> {
  const counts: number[] = []
  for (const table of tables) counts.push(await from.count(table))
  const course = new Course(tables, counts, watch)
  const sums: TableSum[] = []
  for (const [at, table] of tables.entries()) {
    const reading: Reading = (end, step, hash) => course.watched(end.rows(table), { at, step, hash })
    const sent = (await first(table, reading)).digest('hex')
    const found = createHash('sha256')
    for await (const _piece of reading(to, 'verify', found)) watch.signal.throwIfAborted()
    if (found.digest('hex') !== sent) throw new RecordsDiffer(await differencesOf(table, from, to))
    await compareMeasures(table, from, to)
    sums.push({ name: table.name, rows: course.rows, digest: sent })
  }
  const { bytes, elapsedMs } = course.tally()
  const rows = sums.reduce((sum, table) => sum + table.rows, 0)
  return { tables: sums, rows, bytes: bytes / 2, elapsedMs }
}

/** The digests of both ends come from lines that this program spells; what the engines count must agree as well. */
async function compareMeasures(table: TableShape, from: RecordEnd, to: RecordEnd): Promise<void> {
  const [left, right] = [await from.measure(table), await to.measure(table)]
  if (left.join() === right.join()) return
  throw new RecordsDiffer([
    { table: table.name, key: [], what: `the engines count other values: ${left.join()}; ${right.join()}` },
  ])
}

/** The mark first: a crash between the two must not leave two records that servers accept. */
async function commitOnce({ from, to }: Ends): Promise<void> {
  await from.markMoved(to.place)
  try {
    await to.commit()
  } catch (cause) {
    throw new Error(
      `the last step was interrupted, and whether ${to.place} has the record is not known: compare them with --verify-only; ${from.place} stays marked as moved until then`,
      { cause },
    )
  }
}

/** Counts what passes. */
class Course {
  readonly #tables: readonly TableShape[]
  readonly #counts: readonly number[]
  readonly #watch: Watch
  readonly #beganMs: number
  readonly #stepsTotal: number
  #stepsDone = 0
  #bytes = 0
  /** Of the table and step that was read last. */
  rows = 0

  constructor(tables: readonly TableShape[], counts: readonly number[], watch: Watch) {
    this.#tables = tables
    this.#counts = counts
    this.#watch = watch
    this.#beganMs = watch.monotonic()
    this.#stepsTotal = 2 * counts.reduce((sum, count) => sum + count, 0)
  }

  async *watched(
    pieces: AsyncIterable<Uint8Array>,
    { at, step, hash }: { readonly at: number; readonly step: Progress['step']; readonly hash: Hash },
  ): AsyncGenerator<Uint8Array> {
    const { signal, tell } = this.#watch
    this.rows = 0
    for await (const piece of pieces) {
      signal.throwIfAborted()
      hash.update(piece)
      const rows = lineEnds(piece)
      this.rows += rows
      this.#stepsDone += rows
      this.#bytes += piece.length
      tell(this.#progress(at, step))
      yield piece
    }
    if (this.rows === 0) tell(this.#progress(at, step))
  }

  #progress(at: number, step: Progress['step']): Progress {
    return {
      table: this.#tables[at]?.name ?? '',
      tableNumber: at + 1,
      tables: this.#tables.length,
      step,
      rows: this.rows,
      rowsOfTable: this.#counts[at] ?? 0,
      ...paceOf(this.tally()),
    }
  }

  tally(): Tally {
    return {
      stepsDone: this.#stepsDone,
      stepsTotal: this.#stepsTotal,
      bytes: this.#bytes,
      elapsedMs: this.#watch.monotonic() - this.#beganMs,
    }
  }
}

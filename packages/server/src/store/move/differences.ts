// Names the rows that differ between two ends, once their digests do: both are walked side by side in the order of the key.
import { type Cell, cellsOf, linesOf } from './line.ts'
import { kindsOf, type RecordEnd, type TableShape } from './record-end.ts'

/** A row that is not the same at both ends. */
export interface RowDifference {
  readonly table: string
  /** The values of its primary key, spelt. */
  readonly key: readonly string[]
  /** For people: missing at the target, only at the target, or which columns differ. */
  readonly what: string
}

/** Most differences that are named of a table. */
const namedMax = 10

/** The first differences of a table, at most ten. */
export async function differencesOf(
  table: TableShape,
  from: Pick<RecordEnd, 'rows'>,
  to: Pick<RecordEnd, 'rows'>,
): Promise<readonly RowDifference[]> {
  const found: RowDifference[] = []
  await using left = new Walk(table, from.rows(table))
  await using right = new Walk(table, to.rows(table))
  await Promise.all([left.next(), right.next()])
  while (found.length < namedMax && (left.row || right.row)) {
    const order = !left.row ? 1 : !right.row ? -1 : compareKeys(left.key(), right.key())
    if (order < 0) found.push({ table: table.name, key: left.key().map(spelt), what: 'missing at the target' })
    else if (order > 0) found.push({ table: table.name, key: right.key().map(spelt), what: 'only at the target' })
    else if (left.line !== right.line)
      found.push({ table: table.name, key: left.key().map(spelt), what: unlike(table, left, right) })
    if (order <= 0) await left.next()
    if (order >= 0) await right.next()
  }
  return found
}

/** One end's rows, one after the other. */
class Walk implements AsyncDisposable {
  readonly #table: TableShape
  readonly #lines: AsyncGenerator<readonly string[]>
  #batch: readonly string[] = []
  #at = 0
  line: string | undefined
  row: readonly Cell[] | undefined

  constructor(table: TableShape, pieces: AsyncIterable<Uint8Array>) {
    this.#table = table
    this.#lines = linesOf(pieces)
  }

  async next(): Promise<void> {
    if (this.#at >= this.#batch.length) {
      const { value, done } = await this.#lines.next()
      this.#batch = done ? [] : value
      this.#at = 0
    }
    this.line = this.#batch[this.#at]
    this.#at += 1
    this.row = this.line === undefined ? undefined : cellsOf(this.line, kindsOf(this.#table))
  }

  key(): readonly Cell[] {
    const { columns, key } = this.#table
    return key.map(name => this.row?.[columns.findIndex(column => column.name === name)] ?? null)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#lines.return(undefined)
  }
}

/** As both engines order keys: integers by value, texts and bytes by their bytes. */
function compareKeys(left: readonly Cell[], right: readonly Cell[]): number {
  for (const [at, one] of left.entries()) {
    const other = right[at] ?? null
    const order =
      typeof one === 'bigint' && typeof other === 'bigint'
        ? Number(one > other) - Number(one < other)
        : Buffer.compare(bytesOf(one), bytesOf(other))
    if (order !== 0) return order
  }
  return 0
}

function bytesOf(cell: Cell): Uint8Array {
  return cell instanceof Uint8Array ? cell : Buffer.from(String(cell))
}

function spelt(cell: Cell): string {
  return cell instanceof Uint8Array ? Buffer.from(cell).toString('hex') : String(cell)
}

function unlike({ columns }: TableShape, left: Walk, right: Walk): string {
  const names = columns.filter((_, at) => spelt(left.row?.[at] ?? null) !== spelt(right.row?.[at] ?? null))
  return `differs in ${names.map(({ name }) => name).join(', ')}`
}

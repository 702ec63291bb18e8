// What a move needs of a record at either end, whatever engine holds it. Knows no engine and no table.
import type { ColumnKind } from './line.ts'
import { MoveRefused } from './refused.ts'

/** A table as a catalog describes it. */
export interface TableShape {
  readonly name: string
  /** In an order that both ends use. */
  readonly columns: readonly { readonly name: string; readonly kind: ColumnKind }[]
  /** The columns of the primary key, in its order: rows are read in this order, which is the same in every engine. */
  readonly key: readonly string[]
}

/** Two instants, epoch ms. */
export interface Span {
  readonly fromMs: number
  readonly untilMs: number
}

/** One end of a move. Closing it without {@link commit} leaves what was there before. */
export interface RecordEnd extends AsyncDisposable {
  /** For people: an address without its password, or a path. */
  readonly place: string
  /** The step that the schema is at. */
  schema(): Promise<number>
  /** Every table with rows of ours, by name. */
  shapes(): Promise<readonly TableShape[]>
  /** Begins to read one state; nobody else writes to the tables until the end is closed. */
  holdForReading(tables: readonly TableShape[]): Promise<void>
  /** When pushes were accepted, by their ids; undefined where there is none. */
  span(): Promise<Span | undefined>
  /** Begins the one transaction that fills the tables. Throws where a table has a row. `span`: of the pushes that will come. */
  holdForFilling(tables: readonly TableShape[], span: Span | undefined): Promise<void>
  count(table: TableShape): Promise<number>
  /** What the engine itself counts of each column, by {@link measuresOf}: it knows nothing of how rows are spelt as lines. */
  measure(table: TableShape): Promise<readonly bigint[]>
  /** The rows in the order of their key as lines of line.ts, cut anywhere. */
  rows(table: TableShape): AsyncIterable<Uint8Array>
  /** Takes rows in that form. Throws where the engine refuses one. */
  fill(table: TableShape, rows: AsyncIterable<Uint8Array>): Promise<void>
  /** Makes what was filled durable. */
  commit(): Promise<void>
  /** Notes that the record lives elsewhere now, durably: a server refuses to start on it. */
  markMoved(to: string): Promise<void>
}

/** Whether an address is PostgreSQL's; any other is the path of a SQLite file. */
export function isPostgresUrl(address: string): boolean {
  return /^postgres(ql)?:\/\//.test(address)
}

/** Tables that are not moved: the schema's own, those of processes and the mark of a move, and why each stays. */
export const staying: ReadonlyMap<string, string> = new Map([
  ['migration', 'each end makes its own schema'],
  ['migration_floor', 'like the one above'],
  ['node', 'processes are not moved'],
  ['moved_away', 'it says that a record is no longer used'],
])

/** Tables that a schema is made with rows in; the source's take their place. */
export const seeded: ReadonlySet<string> = new Set(['access_guard'])

/** The tables of both ends, in order. Throws with what differs: then one of them was made by another program. */
export function sharedTables(from: readonly TableShape[], to: readonly TableShape[]): readonly TableShape[] {
  const differ = (detail: string): MoveRefused => new MoveRefused('other-schema', '', detail)
  const others = new Map(to.map(table => [table.name, table]))
  for (const table of from) {
    const other = others.get(table.name)
    if (!other) throw differ(`the target has no table ${table.name}`)
    if (spelt(table) !== spelt(other)) throw differ(`${table.name}: ${spelt(table)}; ${spelt(other)}`)
    others.delete(table.name)
  }
  const [more] = others.keys()
  if (more !== undefined) throw differ(`the source has no table ${more}`)
  return from
}

function spelt({ columns, key }: TableShape): string {
  const names = columns.map(({ name, kind }) => `${name} ${kind}`).sort()
  return `${names.join(', ')} by ${key.join(', ')}`
}

/** The kinds of a table's columns, in order. */
export function kindsOf({ columns }: TableShape): readonly ColumnKind[] {
  return columns.map(({ kind }) => kind)
}

/** The names of a table's columns for SQL. */
export function columnList({ columns }: TableShape): string {
  return columns.map(({ name }) => `"${name}"`).join(', ')
}

/** The names of the key's columns for SQL. */
export function keyList({ key }: TableShape): string {
  return key.map(name => `"${name}"`).join(', ')
}

/** Of each column how many values are not null, and of texts and bytes how many bytes they are together; both engines take it. */
export function measuresOf({ name, columns }: TableShape): string {
  const measures = columns.flatMap(column => {
    const counted = `count("${column.name}")`
    return column.kind === 'int' ? [counted] : [counted, `coalesce(sum(octet_length("${column.name}")), 0)`]
  })
  return `SELECT ${measures.map((measure, at) => `${measure} AS m${at}`).join(', ')} FROM "${name}"`
}

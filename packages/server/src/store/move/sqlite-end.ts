// A SQLite file as an end of a move. The file is locked like by a server (F20) as long as the end is open. Reads and fills through a
// connection of its own; all that is filled is one transaction.
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { idTimeMs } from '../../base/ids.ts'
import { applySettings } from '../sqlite-settings.ts'
import { type ColumnKind, cellsOf, lineOf, linesOf } from './line.ts'
import { markFileMoved } from './moved-file.ts'
import {
  columnList,
  keyList,
  kindsOf,
  measuresOf,
  type RecordEnd,
  seeded,
  staying,
  type TableShape,
} from './record-end.ts'
import { MoveRefused } from './refused.ts'

/** Characters of one piece of rows. */
const pieceChars = 64 * 1024

/** Opens a file whose schema is there. `hold` keeps everybody else from it, and is closed with the end. */
export function openSqliteEnd(path: string, hold: AsyncDisposable): RecordEnd {
  const connection = new DatabaseSync(path, { timeout: 0 })
  applySettings(connection)
  return {
    ...sqliteReading(connection),
    place: path,
    async holdForReading() {
      connection.exec('BEGIN; SELECT count(*) FROM migration')
    },
    async holdForFilling(tables) {
      connection.exec('BEGIN IMMEDIATE')
      for (const { name } of tables) {
        if (seeded.has(name)) connection.exec(`DELETE FROM "${name}"`)
        if (connection.prepare(`SELECT 1 FROM "${name}" LIMIT 1`).get()) throw new MoveRefused('not-empty', path, name)
      }
    },
    fill: (table, rows) => fill(connection, table, rows),
    async commit() {
      connection.exec('COMMIT')
    },
    markMoved: to => markFileMoved(path, to),
    async [Symbol.asyncDispose]() {
      // Closing ends an open transaction without it.
      if (connection.isOpen) connection.close()
      await hold[Symbol.asyncDispose]()
    },
  }
}

/** What is read of a record over a connection. */
export function sqliteReading(
  connection: DatabaseSync,
): Pick<RecordEnd, 'schema' | 'shapes' | 'span' | 'count' | 'measure' | 'rows'> {
  return {
    async schema() {
      return Number(connection.prepare('SELECT max(number) AS latest FROM migration').get()?.['latest'] ?? 0)
    },
    async shapes() {
      return tableNames(connection).map(name => shapeOf(connection, name))
    },
    async span() {
      const statement = connection.prepare('SELECT min(id) AS oldest, max(id) AS newest FROM push')
      statement.setReadBigInts(true)
      const { oldest, newest } = statement.get() ?? {}
      if (typeof oldest !== 'bigint' || typeof newest !== 'bigint') return undefined
      return { fromMs: idTimeMs(oldest), untilMs: idTimeMs(newest) }
    },
    async count({ name }) {
      return Number(connection.prepare(`SELECT count(*) AS counted FROM "${name}"`).get()?.['counted'] ?? 0)
    },
    async measure(table) {
      return Object.values(connection.prepare(measuresOf(table)).get() ?? {}).map(value => BigInt(Number(value)))
    },
    rows: table => rowsOf(connection, table),
  }
}

function tableNames(connection: DatabaseSync): readonly string[] {
  const found = connection.prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").all()
  return found.map(({ name }) => String(name)).filter(name => !name.startsWith('sqlite_') && !staying.has(name))
}

const kindOf: Readonly<Record<string, ColumnKind>> = { INTEGER: 'int', TEXT: 'text', BLOB: 'bytes' }

function shapeOf(connection: DatabaseSync, table: string): TableShape {
  const columns = connection.prepare(`PRAGMA table_info("${table}")`).all()
  const inKey = columns.filter(({ pk }) => Number(pk) > 0).sort((one, other) => Number(one['pk']) - Number(other['pk']))
  return {
    name: table,
    columns: columns.map(({ name, type }) => {
      const kind = kindOf[String(type)]
      if (!kind) throw new Error(`the column ${table}.${String(name)} is of type ${String(type)}`)
      return { name: String(name), kind }
    }),
    key: inKey.map(({ name }) => String(name)),
  }
}

async function* rowsOf(connection: DatabaseSync, table: TableShape): AsyncGenerator<Uint8Array> {
  const kinds = kindsOf(table)
  const statement = connection.prepare(`SELECT ${asText(table)} FROM "${table.name}" ORDER BY ${keyList(table)}`)
  statement.setReturnArrays(true)
  let piece = ''
  // Each column is text or null by its expression; `setReturnArrays` makes rows arrays, which the declared type does not say.
  for (const row of statement.iterate() as unknown as Iterable<readonly (string | null)[]>) {
    piece += lineIn(table, row, kinds)
    if (piece.length < pieceChars) continue
    yield Buffer.from(piece)
    piece = ''
  }
  if (piece !== '') yield Buffer.from(piece)
}

/** SQLite spells integers and bytes, which takes half the time of making a bigint of each. */
function asText({ columns }: TableShape): string {
  const spelling = {
    int: (name: string) => `CAST("${name}" AS TEXT)`,
    text: (name: string) => `"${name}"`,
    // The hexadecimal digits of null are an empty text.
    bytes: (name: string) => `iif("${name}" IS NULL, NULL, '\\\\x' || lower(hex("${name}")))`,
  }
  return columns.map(({ name, kind }) => spelling[kind](name)).join(', ')
}

function lineIn(table: TableShape, row: readonly (string | null)[], kinds: readonly ColumnKind[]): string {
  try {
    return lineOf(row, kinds)
  } catch (cause) {
    const key = table.key.map(name => row[table.columns.findIndex(column => column.name === name)])
    throw new Error(`the row ${JSON.stringify(key)} of ${table.name} cannot be moved: ${String(cause)}`, { cause })
  }
}

async function fill(connection: DatabaseSync, table: TableShape, rows: AsyncIterable<Uint8Array>): Promise<void> {
  const kinds = kindsOf(table)
  const places = table.columns.map(() => '?').join(', ')
  const insert = connection.prepare(`INSERT INTO "${table.name}" (${columnList(table)}) VALUES (${places})`)
  // `run` reports the row id, which may have 63 bits.
  insert.setReadBigInts(true)
  for await (const lines of linesOf(rows))
    for (const line of lines) insert.run(...(cellsOf(line, kinds) as readonly SQLInputValue[]))
}

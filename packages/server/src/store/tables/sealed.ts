// Every sealed column of the database as one list, for rotating the master key (S47), and the canary that proves the key (S48).
// The list is walked column by column and key by key; a cursor is `column's position : key`.
import type { SealPlace } from '../../base/seal.ts'
import type { Sealed, SealedTable, SealedValue } from '../../ports/store.ts'
import type { Int } from '../int.ts'
import type { Reader } from '../reader.ts'
import { type Statement, statement } from '../statement.ts'
import { writeIfAny } from '../write.ts'

interface SealedColumn {
  readonly table: 'app' | 'notifier' | 'callback_rule' | 'canary'
  readonly column: string
  readonly key: 'id' | 'uuid'
  /** The column, or the number, that is the tenant. */
  readonly tenant: string
  readonly page: Statement<SealedRow>
  readonly replace: Statement
}

interface SealedRow {
  readonly key: Int | string
  readonly tenant: Int
  readonly sealed: Uint8Array
}

// The order is part of the cursors that an interrupted rotation may have kept: add at the end only.
const sealedColumns: readonly SealedColumn[] = [
  sealedColumn('app', 'client_secret', 'id', 'id'),
  sealedColumn('app', 'app_sign', 'id', 'id'),
  sealedColumn('app', 'server_secret', 'id', 'id'),
  sealedColumn('notifier', 'credential', 'uuid', 'app_id'),
  sealedColumn('callback_rule', 'secret', 'id', 'app_id'),
  sealedColumn('callback_rule', 'previous_secret', 'id', 'app_id'),
  sealedColumn('canary', 'sealed', 'id', '0'),
]

// primary key
const findCanary = statement<{ readonly sealed: Sealed }>('canary_find', 'SELECT sealed FROM canary WHERE id = 1')
const insertCanary = statement('canary_insert', 'INSERT INTO canary (id, sealed) VALUES (1, $1) ON CONFLICT DO NOTHING')

/** Named statements over the sealed columns. */
export const sealedStatements: readonly Statement<unknown>[] = [
  findCanary,
  insertCanary,
  ...sealedColumns.flatMap(({ page, replace }) => [page, replace]),
]

/** The table over an engine. */
export function sealedTable({ all }: Reader): SealedTable {
  return {
    async canary() {
      return (await all(findCanary, []))[0]?.sealed
    },
    insertCanary: canary => writeIfAny(insertCanary, [canary]),
    async page(after, limit) {
      const [position, key] = readCursor(after)
      const values: SealedValue[] = []
      for (const [index, column] of sealedColumns.entries()) {
        if (index < position || values.length >= limit) continue
        const from = index === position && key !== '' ? keyOf(column, key) : lowestKey(column)
        const rows = await all(column.page, [from, limit - values.length])
        values.push(...rows.map(row => sealedValueOf(index, column, row)))
      }
      return values
    },
    replace(value, to) {
      const column = columnOf(value.place)
      return writeIfAny(column.replace, [keyOf(column, value.place.row), value.place.tenant, value.sealed, to])
    },
  }
}

function sealedColumn(
  table: SealedColumn['table'],
  column: string,
  key: SealedColumn['key'],
  tenant: string,
): SealedColumn {
  return {
    table,
    column,
    key,
    tenant,
    // primary key
    page: statement(
      `sealed_page_${table}_${column}`,
      `SELECT ${key} AS key, ${tenant} AS tenant, ${column} AS sealed FROM ${table}` +
        ` WHERE ${key} > $1 AND ${column} IS NOT NULL ORDER BY ${key} LIMIT $2`,
    ),
    // primary key
    replace: statement(
      `sealed_replace_${table}_${column}`,
      `UPDATE ${table} SET ${column} = $4 WHERE ${key} = $1 AND ${tenant} = $2 AND ${column} = $3`,
    ),
  }
}

function sealedValueOf(index: number, { table, column }: SealedColumn, row: SealedRow): SealedValue {
  const key = String(row.key)
  return {
    cursor: `${index}:${key}`,
    place: { tenant: Number(row.tenant), table, row: key, column },
    sealed: row.sealed,
  }
}

function readCursor(cursor: string | undefined): readonly [position: number, key: string] {
  if (cursor === undefined) return [0, '']
  const colon = cursor.indexOf(':')
  return [Number(cursor.slice(0, colon)), cursor.slice(colon + 1)]
}

function keyOf({ key }: SealedColumn, text: string): bigint | string {
  return key === 'id' ? BigInt(text) : text
}

function lowestKey({ key }: SealedColumn): bigint | string {
  return key === 'id' ? 0n : ''
}

function columnOf(place: SealPlace): SealedColumn {
  const column = sealedColumns.find(candidate => candidate.table === place.table && candidate.column === place.column)
  if (!column) throw new TypeError(`${place.table}.${place.column} is no sealed column`)
  return column
}

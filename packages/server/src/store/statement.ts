// Named SQL texts: one per engine where they differ, and for PostgreSQL a form that does the same for many rows at once.
// Parameters are $1, $2, … in both engines' texts. Knows no table and runs nothing.

/** What a parameter may be. Booleans travel as 0 and 1, instants as epoch ms, lists as JSON text. */
export type Value = null | number | bigint | string | Uint8Array

declare const row: unique symbol

/** A fixed SQL text, prepared once per connection. `R` is a row that it returns. */
export interface Statement<R = never> {
  readonly [row]?: R
  /** Unique; PostgreSQL prepares it under this name. */
  readonly name: string
  readonly sqlite: string
  readonly postgres: string
  /** The columns of RETURNING, for a write that has them. */
  readonly returns: readonly string[] | undefined
  readonly merged: Merged | undefined
  /** No integer of its rows has more than 53 bits: SQLite may give them as numbers, which cost less than bigints. */
  readonly isNarrow: boolean
  /** It moves the timeline of the app that its first parameter names: PostgreSQL's transactions lock that first (postgres-writer.ts). */
  readonly movesTimeline: boolean
  /** No other statement of a commit touches its rows: PostgreSQL's transactions may run it before other units (postgres-writer.ts). */
  readonly isClaim: boolean
  /**
   * How many leading parameters name its row, where that is one that all processes change all the time: PostgreSQL's transactions come to it
   * last, in one order (postgres-batch.ts). 0: an ordinary row.
   */
  readonly hotKeyLength: number
  /** The table that it changes; undefined for a query. */
  readonly changes: string | undefined
}

/**
 * A statement's form for many rows, where each parameter is an array. Only statements whose rows do not touch each other have
 * one, because statements of different units are then run in another order.
 */
export interface Merged {
  readonly postgres: string
  /** How many leading parameters name the row; two steps with the same ones never share a merged statement. 0: any may. */
  readonly keyLength: number
  /** `ordinals`: returns `ordinal` (1, 2, …) of each row that it changed; `none`: what it changed is of no interest. */
  readonly reports: 'ordinals' | 'none'
}

/** A column's type in an array parameter. */
export type ArrayType = 'bigint' | 'text' | 'bytea'

/** Columns in the order of their parameters. */
export type ColumnTypes = Readonly<Record<string, ArrayType>>

/** A statement from its texts; `$n` becomes SQLite's `?n`. */
export function statement<R = never>(
  name: string,
  sql: string | { readonly sqlite: string; readonly postgres: string },
  more: {
    readonly returns?: readonly (keyof R & string)[]
    readonly merged?: Merged
    readonly isNarrow?: true
    readonly movesTimeline?: true
    readonly isClaim?: true
    readonly hotKeyLength?: number
  } = {},
): Statement<R> {
  const texts = typeof sql === 'string' ? { sqlite: sql, postgres: sql } : sql
  return {
    name,
    sqlite: texts.sqlite.replaceAll(/\$(\d)/g, '?$1'),
    postgres: texts.postgres,
    returns: more.returns,
    merged: more.merged,
    isNarrow: more.isNarrow ?? false,
    movesTimeline: more.movesTimeline ?? false,
    isClaim: more.isClaim ?? false,
    hotKeyLength: more.hotKeyLength ?? 0,
    changes: changedTable(texts.sqlite),
  }
}

/** The table that an SQL text of ours for SQLite changes; each begins with its verb. */
export function changedTable(sql: string): string | undefined {
  return /^(?:insert into|update|delete from) "?(\w+)/i.exec(sql)?.[1]
}

/** Inserts a row, and fails where one with its key exists. `fixed` are columns with the same SQL expression in every row. */
export function insertion(
  name: string,
  table: string,
  columns: ColumnTypes,
  fixed: Readonly<Record<string, string>> = {},
): Statement {
  const names = Object.keys(columns)
  const constants = Object.values(fixed)
  const into = `INSERT INTO ${table} (${[...names, ...Object.keys(fixed)].join(', ')})`
  const parameters = names.map((_, index) => `$${index + 1}`)
  return statement(name, `${into} VALUES (${[...parameters, ...constants].join(', ')})`, {
    merged: {
      postgres: `${into} SELECT ${['input.*', ...constants].join(', ')} FROM ${unnested(columns)} AS input (${names.join(', ')})`,
      keyLength: 0,
      reports: 'none',
    },
  })
}

/** Changes the one row with `key`, if it also matches `match` and `only`. Parameters: key, match, set. */
export function rowUpdate(
  name: string,
  table: string,
  change: {
    readonly key: ColumnTypes
    readonly match?: ColumnTypes
    readonly set: ColumnTypes
    /** Columns set by an SQL expression. */
    readonly fixed?: Readonly<Record<string, string>>
    /** A further condition, in SQL. */
    readonly only?: string
  },
): Statement {
  const where = { ...change.key, ...change.match }
  const columns = Object.keys({ ...where, ...change.set })
  const assign = (value: (column: string) => string): string =>
    [
      ...Object.keys(change.set).map(column => `${column} = ${value(column)}`),
      ...Object.entries(change.fixed ?? {}).map(([column, expression]) => `${column} = ${expression}`),
    ].join(', ')
  const matches = (value: (column: string) => string): string =>
    [
      ...Object.keys(where).map(column => `${table}.${column} = ${value(column)}`),
      ...(change.only ? [change.only] : []),
    ].join(' AND ')
  const parameter = (column: string): string => `$${columns.indexOf(column) + 1}`
  const input = (column: string): string => `input.new_${column}`
  return statement(name, `UPDATE ${table} SET ${assign(parameter)} WHERE ${matches(parameter)}`, {
    merged: {
      postgres:
        `UPDATE ${table} SET ${assign(input)} FROM ${unnested({ ...where, ...change.set })} WITH ORDINALITY` +
        ` AS input (${columns.map(column => `new_${column}`).join(', ')}, ordinal) WHERE ${matches(input)} RETURNING ordinal`,
      keyLength: Object.keys(change.key).length,
      reports: 'ordinals',
    },
  })
}

/** `unnest($1::bigint[], …)`. */
export function unnested(columns: ColumnTypes): string {
  return `unnest(${Object.values(columns)
    .map((type, index) => `$${index + 1}::${type}[]`)
    .join(', ')})`
}

/**
 * A text that names the index of a table, as `FROM entry${by('entry_by_seq')}`: SQLite without statistics takes the primary key for as
 * good as an index of which two columns are given, and reads a whole tenant. PostgreSQL has statistics.
 */
export function hinted(text: (by: (index: string) => string) => string): {
  readonly sqlite: string
  readonly postgres: string
} {
  return { sqlite: text(index => ` INDEXED BY ${index}`), postgres: text(() => '') }
}

/** A condition that a text column is one of a JSON list of texts. */
export function isOneOfTexts(
  column: string,
  parameter: string,
): { readonly sqlite: string; readonly postgres: string } {
  return {
    sqlite: `${column} IN (SELECT value FROM json_each(${parameter}))`,
    postgres: `${column} = ANY (ARRAY(SELECT json_array_elements_text(${parameter}::json)))`,
  }
}

/** A condition that an integer column is one of a JSON list of integers. */
export function isOneOfInts(column: string, parameter: string): { readonly sqlite: string; readonly postgres: string } {
  return {
    sqlite: `${column} IN (SELECT value FROM json_each(${parameter}))`,
    postgres: `${column} = ANY (ARRAY(SELECT json_array_elements_text(${parameter}::json)::bigint))`,
  }
}

/**
 * `FROM` of the rows of a table by a JSON list of ids, for PostgreSQL: id by id, so that for each only its own day of a table in days is
 * looked into. A condition over the list would look for all ids in all days.
 */
export function eachOfInts(table: string, id: string, parameter: string): string {
  return (
    `unnest(ARRAY(SELECT DISTINCT json_array_elements_text(${parameter}::json)::bigint)) AS listed (value)` +
    ` JOIN ${table} ON ${table}.${id} = listed.value`
  )
}

/** The JSON list for {@link isOneOfInts}, with every digit. */
export function intList(ids: readonly bigint[]): string {
  return `[${ids.join(',')}]`
}

// Leases (reliability §3, rule 3): a row that waits for work is its own job. To lease it is to move its `due_at` to the lease's
// end and to count its `epoch` up; whoever writes later names the epoch, and is refused once another lease began (F43). A lease
// that runs out needs no sweeper: the row is simply due again. A finished row has no `due_at`. `leased` tells a lease's end from a
// time that is waited for, so that leases of a process that is gone can be ended early.
import type { Leased } from '../ports/store.ts'
import type { Int } from './int.ts'
import { type ColumnTypes, rowUpdate, type Statement, statement } from './statement.ts'

/** A leased row as it comes back. */
export interface LeaseRow {
  readonly epoch: Int
}

/** The row as its domain value, with the epoch to name later. */
export function leased<R extends LeaseRow, T>(row: R, item: T): Leased<T> {
  return { item, epoch: Number(row.epoch) }
}

/**
 * Leases due rows, the longest due first. Parameters: now, end of the lease, most rows, and whatever `only` names from $4 on.
 * In PostgreSQL rows that somebody else is leasing at this moment are passed over.
 */
export function claim<R extends LeaseRow>(
  name: string,
  table: string,
  key: readonly string[],
  returns: readonly (keyof R & string)[],
  only: string | { readonly sqlite: string; readonly postgres: string } = '',
): Statement<R> {
  const keys = key.join(', ')
  const due = (also: string): string =>
    `SELECT ${keys} FROM ${table} WHERE ${also ? `${also} AND ` : ''}due_at <= $1 ORDER BY due_at LIMIT $3`
  const narrowed = typeof only === 'string' ? { sqlite: only, postgres: only } : only
  const lease = `UPDATE ${table} SET due_at = $2, leased = 1, epoch = ${table}.epoch + 1`
  const rowKey = key.length === 1 ? keys : `(${keys})`
  const sameKey = key.map(column => `${table}.${column} = taken.${column}`).join(' AND ')
  // As lists, of which the planner expects few members: of rows it would expect so many that it goes over the whole table for them.
  const taken = `unnest(${key.map(column => `ARRAY(SELECT ${column} FROM due)`).join(', ')}) AS taken (${keys})`
  return statement<R>(
    name,
    {
      sqlite: `${lease} WHERE ${rowKey} IN (${due(narrowed.sqlite)}) RETURNING ${returns.join(', ')}`,
      postgres:
        `WITH due AS MATERIALIZED (${due(narrowed.postgres)} FOR UPDATE SKIP LOCKED) ${lease} FROM ${taken} WHERE ${sameKey}` +
        ` RETURNING ${returns.map(column => `${table}.${column}`).join(', ')}`,
    },
    { returns },
  )
}

/** Ends every lease: rows that were leased are due at the instant, under another epoch. Parameter: now. */
export function releaseAll(table: string): Statement {
  return statement(
    `${table}_release_all`,
    `UPDATE ${table} SET due_at = $1, leased = 0, epoch = ${table}.epoch + 1 WHERE due_at > $1 AND leased = 1`,
  )
}

/** A write under a lease: refused when the epoch moved on or the row is finished. Parameters: key, epoch, set. */
export function underLease(
  name: string,
  table: string,
  key: ColumnTypes,
  set: ColumnTypes,
  fixed: Readonly<Record<string, string>> = {},
): Statement {
  return rowUpdate(name, table, {
    key,
    match: { epoch: 'bigint' },
    set,
    fixed,
    // Not `IS NOT NULL`: that is what the index of waiting rows says, and PostgreSQL, which saw it empty once, would go through all of it
    // for each of these writes while a backlog waits.
    only: `coalesce(${table}.due_at, -1) >= 0`,
  })
}

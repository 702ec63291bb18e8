// Days of ids: which tables are kept in them in PostgreSQL, and which ids a UTC day has. Knows no connection.
import { day } from '@posthouse/protocol'
import { idFloor, idTimeMs } from '../base/ids.ts'

/** A table in days, and the column whose id says which. */
export interface DayTable {
  readonly table: string
  readonly id: string
}

/**
 * The tables that grow with every push. A push is forgotten before what belongs to it, and a callback before its tries, so the order is
 * that of forgetting. Receipts have no id of their own and a short life: they are deleted by age.
 */
export const dayTables: readonly DayTable[] = [
  { table: 'push', id: 'id' },
  { table: 'delivery', id: 'push_id' },
  { table: 'attempt', id: 'push_id' },
  { table: 'delivery_page', id: 'id' },
  { table: 'callback', id: 'id' },
  { table: 'callback_try', id: 'callback_id' },
]

/** Ids from the first one to below the second. */
export interface IdRange {
  readonly from: bigint
  readonly until: bigint
}

/** The least and the greatest value of a column of ids. */
const lowest = -(2n ** 63n)
const highest = 2n ** 63n - 1n

/** The ids of the UTC day of an instant. */
function dayOf(atMs: number): IdRange {
  const startMs = Math.floor(atMs / day) * day
  return { from: idFloor(startMs), until: idFloor(startMs + day) }
}

/** The days from one instant's to another's, both included. None before 2020, where ids begin. */
export function daysBetween(fromMs: number, untilMs: number): readonly IdRange[] {
  const days: IdRange[] = []
  const first = Math.max(fromMs, idTimeMs(0n))
  for (let startMs = Math.floor(first / day) * day; startMs <= untilMs; startMs += day) days.push(dayOf(startMs))
  return days
}

/** The name of a table's partition for a day: `push_20261121`. */
export function partitionOf(table: string, { from }: IdRange): string {
  return `${table}_${new Date(idTimeMs(from)).toISOString().slice(0, 10).replaceAll('-', '')}`
}

/** Whether two ranges have an id in common. */
export function overlap(one: IdRange, other: IdRange): boolean {
  return one.from < other.until && other.from < one.until
}

/** A partition's range from PostgreSQL's words for its bound; undefined for the default partition. */
export function rangeOf(bound: string): IdRange | undefined {
  const found = /^FOR VALUES FROM \((.+)\) TO \((.+)\)$/.exec(bound)
  if (!found) return undefined
  const [from = '', until = ''] = found.slice(1).map(text => text.replaceAll("'", ''))
  return { from: from === 'MINVALUE' ? lowest : BigInt(from), until: until === 'MAXVALUE' ? highest : BigInt(until) }
}

// What an import of one batch comes to before anything is written: how each row ends, and the writes that make it so. Pure data; the
// rooms beside this one make plans of the four kinds.
import { PosthouseError } from '../../base/failure.ts'
import type { ImportRow } from '../../domain/import-row.ts'
import type { Write } from '../../ports/store.ts'

/** How a row ends. */
export type RowEnd = 'created' | 'updated' | 'unchanged' | PosthouseError

/** A write and the rows that rest on it: where it reports false, or nothing, they are refused with `otherwise`. */
export interface PlannedWrite {
  readonly write: Write<unknown>
  readonly rows?: readonly number[]
  readonly otherwise?: PosthouseError
  /** Whether it makes a user, which the app's plan must have room for. */
  readonly makesUser?: true
}

/** A batch that was looked at. */
export interface Plan {
  /** One for each row, in their order. */
  readonly ends: readonly RowEnd[]
  readonly writes: readonly PlannedWrite[]
}

/** What the operator asked for besides the rows. */
export interface ImportOptions {
  /** Whether users that a row names are created, without a password. */
  readonly createUsers: boolean
  /** Whether nothing is written. */
  readonly dryRun: boolean
}

/** A row that could be read, with its place in the batch. */
export interface ReadRow<Row> {
  readonly index: number
  readonly row: Row
}

/** Reads each row; what one throws is its end. The ends of rows that could be read stand at `unchanged`. */
export function readRows<Row>(
  rows: readonly ImportRow[],
  read: (row: ImportRow) => Row,
): { readonly ends: RowEnd[]; readonly wanted: readonly ReadRow<Row>[] } {
  const ends: RowEnd[] = []
  const wanted: ReadRow<Row>[] = []
  for (const [index, one] of rows.entries()) {
    try {
      wanted.push({ index, row: read(one) })
      ends.push('unchanged')
    } catch (cause) {
      if (!(cause instanceof PosthouseError)) throw cause
      ends.push(cause)
    }
  }
  return { ends, wanted }
}

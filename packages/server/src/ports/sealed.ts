// Sealed values of every table, for rotating the key under them; part of the store's tables.
import type { SealPlace } from '../base/seal.ts'
import type { Write } from './write.ts'

/** A sealed secret (base/seal.ts); opaque bytes to the store. */
export type Sealed = Uint8Array

/** Every sealed column of the database, for rotating the master key (S47), and the canary that proves the key (S48). */
export interface SealedTable {
  canary(): Promise<Sealed | undefined>
  /** False when one is there already. */
  insertCanary(canary: Sealed): Write<boolean>
  /** Sealed values after a cursor, in a fixed order; `where` names tenant, table and row for the associated data. */
  page(after: string | undefined, limit: number): Promise<readonly SealedValue[]>
  /** Replaces one value if it is still `from`. */
  replace(value: Omit<SealedValue, 'cursor'>, to: Sealed): Write<boolean>
}

/** One sealed column of one row. */
export interface SealedValue {
  /** Orders the pages. */
  readonly cursor: string
  readonly place: SealPlace
  readonly sealed: Sealed
}

// What the main thread and the writer thread say to each other: one message per group in each direction.
import type { Value } from './statement.ts'

/** What the writer is started with. */
export interface WriterStart {
  readonly path: string
  /** An older copy than the one used last may be opened (F33). */
  readonly acceptRestore: boolean
  /** SQL of the table that remembers migrations, of reading the latest, and of noting one. */
  readonly migrationTable: string
  readonly migrationLatest: string
  readonly migrationInsert: string
  /** SQL of the table that remembers with which programs migrations work, of reading the oldest of all, and of noting one. */
  readonly floorTable: string
  readonly floorFind: string
  readonly floorInsert: string
  readonly migrations: readonly {
    readonly number: number
    readonly name: string
    readonly worksWith: number
    readonly statements: readonly string[]
  }[]
  /** Epoch ms, noted with the migrations that run now. */
  readonly nowMs: number
}

/** A statement that later groups name by its index. */
export interface Definition {
  readonly index: number
  readonly sql: string
  readonly returns: boolean
}

/**
 * A group. `code` is, per unit: how many steps; per step: statement index, how many steps are skipped when it changes nothing,
 * how many parameters. Index {@link composedIndex}: the text is the first of the step's values and not counted.
 */
export interface GroupRequest {
  readonly kind: 'group'
  readonly definitions: readonly Definition[]
  readonly code: Int32Array
  readonly values: readonly Value[]
}

/** The index of a statement that comes with its text and is used once. */
export const composedIndex = -1

/** What the main thread says. `empty-log`: what the log still holds of rows that are gone is to go too (S52). */
export type WriterRequest = GroupRequest | { readonly kind: 'empty-log' } | { readonly kind: 'close' }

/** What a step did: rows changed, or rows returned, as arrays in the order of their columns. */
export type RawResult = number | readonly (readonly Value[])[]

/** What the writer says. */
export type WriterReply =
  | { readonly kind: 'ready' }
  /** It cannot start. */
  | { readonly kind: 'refused'; readonly message: string }
  /** Durable, except the units in `refused` (by position), of which nothing happened. One result per step of the group. */
  | {
      readonly kind: 'committed'
      readonly results: readonly RawResult[]
      readonly refused: readonly { readonly unit: number; readonly message: string }[]
      /** Of a log that is too long and cannot be emptied (F30), else 0. */
      readonly longLogBytes: number
    }
  /** Whether the log is empty now; it is not while somebody reads an older state of the file. */
  | { readonly kind: 'log'; readonly isEmpty: boolean }
  /** `full`: nothing of the group happened. `unknown`: some of it may have, and the writer is not to be trusted any more. */
  | { readonly kind: 'failed'; readonly error: 'full' | 'unknown'; readonly message: string }

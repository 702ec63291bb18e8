// Gathers rows into batches that the server takes: bounded in rows, in bytes and in passwords to hash. Each batch knows the place in the
// file behind it, so that an import goes on there.
import { importRowMembersMax, importRowsMax, kibibyte } from '@posthouse/protocol'
import type { ImportRow } from '../../domain/import-row.ts'
import type { ImportKind } from '../../flows/import/import-batch.ts'
import { type Preset, type RowRefusal, rowsOf } from './presets.ts'
import type { SourceRecord } from './source.ts'

/** A place between two rows: so many records, and so many rows of the next one. */
export interface Place {
  readonly records: number
  readonly rows: number
}

/** The start of a file. */
export const startPlace: Place = { records: 0, rows: 0 }

/** A row for the server, with its line. */
export interface LinedRow {
  readonly line: number
  readonly row: ImportRow
}

/** A row that the server will not see. */
export interface LinedRefusal extends RowRefusal {
  readonly line: number
}

/** Rows that belong together. */
export interface Batch {
  readonly rows: readonly LinedRow[]
  readonly refused: readonly LinedRefusal[]
  readonly next: Place
}

/** Bytes of rows that are worth a batch; a quarter of what the server reads. */
const batchBytesGood: number = 512 * kibibyte
/** Most bytes of one row; the longest real one has about a thousand. */
const rowBytesMax: number = 64 * kibibyte
/** Passwords of one batch: about two seconds of hashing, so that the progress is seen. */
const passwordsMax = 60

/** The batches of a file from a place on. */
export async function* batchesOf(
  records: AsyncIterable<SourceRecord>,
  { kind, preset, from }: { readonly kind: ImportKind; readonly preset: Preset | undefined; readonly from: Place },
): AsyncGenerator<Batch> {
  let open = new OpenBatch()
  let at = 0
  for await (const record of records) {
    const position = at
    at += 1
    if (position < from.records) continue
    const mapped = 'value' in record ? rowsOf(preset, kind, record.value) : [{ refusal: record.refusal }]
    const skipped = position === from.records ? from.rows : 0
    for (const [index, one] of mapped.entries()) {
      if (index < skipped) continue
      open.add(record.line, one)
      if (!open.isFull) continue
      yield open.closed(index + 1 === mapped.length ? { records: at, rows: 0 } : { records: position, rows: index + 1 })
      open = new OpenBatch()
    }
  }
  if (!open.isEmpty) yield open.closed({ records: at, rows: 0 })
}

class OpenBatch {
  readonly #rows: LinedRow[] = []
  readonly #refused: LinedRefusal[] = []
  #bytes = 0
  #passwords = 0

  add(line: number, one: { readonly row: ImportRow } | { readonly refusal: RowRefusal }): void {
    if ('refusal' in one) {
      this.#refused.push({ line, ...one.refusal })
      return
    }
    const { row } = one
    const bytes = Buffer.byteLength(JSON.stringify(row))
    const refusal = objectionTo(row, bytes)
    if (refusal) {
      this.#refused.push({ line, ...refusal })
      return
    }
    this.#rows.push({ line, row })
    this.#bytes += bytes
    if ('password' in row) this.#passwords += 1
  }

  get isFull(): boolean {
    const count = Math.max(this.#rows.length, this.#refused.length)
    return count >= importRowsMax || this.#bytes >= batchBytesGood || this.#passwords >= passwordsMax
  }

  get isEmpty(): boolean {
    return this.#rows.length === 0 && this.#refused.length === 0
  }

  closed(next: Place): Batch {
    return { rows: this.#rows, refused: this.#refused, next }
  }
}

/** What would make the server refuse the whole batch instead of the row. */
function objectionTo(row: ImportRow, bytes: number): RowRefusal | undefined {
  const members = Object.entries(row)
  if (members.length > importRowMembersMax)
    return {
      code: 'argument_illegal',
      text: `the row has ${members.length} members; at most ${importRowMembersMax} are read`,
    }
  const [field] = members.find(([, value]) => typeof value === 'object' && value !== null) ?? []
  if (field !== undefined) {
    const text = `${field.slice(0, 64)} is a list or an object; see --map for files of other services`
    return { code: 'argument_illegal', field: field.slice(0, 64), text }
  }
  if (bytes <= rowBytesMax) return undefined
  return { code: 'body_too_large', text: `the row has more than ${rowBytesMax} bytes` }
}

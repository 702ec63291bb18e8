// HPACK's decoder (RFC 7541 §3 and §6): one header block in, its fields out. It keeps one direction's dynamic table, so each block of
// a connection passes through it, whole and in order, whether anybody wants its fields or not. Does not judge names and values.
import { ConnectionFault, ErrorCode } from '../error-code.ts'
import { DynamicTable, type Entry, entryOf, type HeaderField } from './dynamic-table.ts'
import { readHuffman } from './huffman.ts'
import { type Cursor, readInteger } from './integer.ts'
import { STATIC_INDEX_MAX, staticEntries } from './static-table.ts'

/** A decoded header block. */
export interface HeaderList {
  /** In the order of the block; empty when the list is too large. */
  readonly fields: readonly HeaderField[]
  /** The fields, each counted as name + value + 32 bytes (RFC 9113 §6.5.2), exceed what was allowed. */
  readonly isTooLarge: boolean
}

const NOTHING: Buffer = Buffer.alloc(0)

/** The decoder of one connection. After it threw, its table is no longer the peer's: the connection has to end. */
export class HpackDecoder {
  readonly #table: DynamicTable
  readonly #cursor: Cursor = { bytes: NOTHING, at: 0, to: 0 }
  #tableBytesMax: number
  /** What the peer must come down to at the start of its next block; Infinity when it need not. */
  #owedBytesMax = Infinity

  /** `tableBytesMax`: the dynamic table's size, and its limit until {@link limitTable} says otherwise. */
  constructor(tableBytesMax: number) {
    this.#table = new DynamicTable(tableBytesMax)
    this.#tableBytesMax = tableBytesMax
  }

  /**
   * Sets the limit of the peer's table size updates: call it when the peer acknowledged our SETTINGS_HEADER_TABLE_SIZE. When its table
   * is above the limit, its next block must begin with an update to at most that, or {@link decode} throws (RFC 7541 §4.2).
   */
  limitTable(bytes: number): void {
    this.#tableBytesMax = bytes
    if (bytes < this.#table.sizeBytesMax) this.#owedBytesMax = Math.min(this.#owedBytesMax, bytes)
  }

  /**
   * Decodes the block at `from`…`to`. A list above `listBytesMax` is decoded to its end for the table's sake, but its fields are not
   * kept. Throws a {@link ConnectionFault} with COMPRESSION_ERROR for whatever RFC 7541 forbids.
   */
  decode(bytes: Buffer, from: number, to: number, listBytesMax: number): HeaderList {
    const cursor = this.#cursor
    cursor.bytes = bytes
    cursor.at = from
    cursor.to = to
    this.#readUpdates()
    const fields: HeaderField[] = []
    let listBytes = 0
    while (cursor.at < to) {
      const entry = this.#readField()
      listBytes += entry.sizeBytes
      if (listBytes <= listBytesMax) fields.push(entry)
    }
    // The block may be a view into a large read buffer; do not keep that alive between blocks.
    cursor.bytes = NOTHING
    const isTooLarge = listBytes > listBytesMax
    return { fields: isTooLarge ? [] : fields, isTooLarge }
  }

  /** Table size updates, which only stand at a block's start (RFC 7541 §4.2 and §6.3). */
  #readUpdates(): void {
    const cursor = this.#cursor
    while (cursor.at < cursor.to && isSizeUpdate(cursor.bytes[cursor.at] as number)) {
      const bytes = readInteger(cursor, 0x1f)
      if (bytes > this.#tableBytesMax) throw fault('a table size update is above the limit')
      if (bytes <= this.#owedBytesMax) this.#owedBytesMax = Infinity
      this.#table.resize(bytes)
    }
    if (this.#owedBytesMax !== Infinity) throw fault('a table size update is missing')
  }

  #readField(): Entry {
    const cursor = this.#cursor
    const first = cursor.bytes[cursor.at] as number
    if (first >= 0x80) return this.#entryAt(readInteger(cursor, 0x7f))
    if (isSizeUpdate(first)) throw fault('a table size update comes after a field')
    // 01: to be indexed. 0000 and 0001: not to be indexed, now or ever, which are the same for whoever forwards nothing.
    const isIndexed = first >= 0x40
    const nameIndex = readInteger(cursor, isIndexed ? 0x3f : 0x0f)
    const name = nameIndex === 0 ? this.#readText() : this.#entryAt(nameIndex).name
    const entry = entryOf(name, this.#readText())
    if (isIndexed) this.#table.insert(entry)
    return entry
  }

  #entryAt(index: number): Entry {
    const entry = index <= STATIC_INDEX_MAX ? staticEntries[index] : this.#table.at(index - STATIC_INDEX_MAX - 1)
    if (entry === undefined) throw fault('an index is of no entry')
    return entry
  }

  #readText(): string {
    const cursor = this.#cursor
    const isHuffman = cursor.at < cursor.to && (cursor.bytes[cursor.at] as number) >= 0x80
    const length = readInteger(cursor, 0x7f)
    const from = cursor.at
    const to = from + length
    if (to > cursor.to) throw fault('a string is longer than its header block')
    cursor.at = to
    return isHuffman ? readHuffman(cursor.bytes, from, to) : cursor.bytes.toString('latin1', from, to)
  }
}

function isSizeUpdate(first: number): boolean {
  return (first & 0xe0) === 0x20
}

function fault(message: string): ConnectionFault {
  return new ConnectionFault(ErrorCode.compressionError, message)
}

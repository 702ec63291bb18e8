// HPACK's encoder (RFC 7541 §6): fields in, one header block out, and a table of what the peer has learnt.
//
// Which fields are put into the table is the encoder's to choose. This one learns by repetition:
//
//   a name's value  | is written as
//   ----------------|------------------------------------------------------------------------------
//   in static table | its index: one octet
//   new             | a literal without indexing (0000), its name by index where a table has it
//   same as before  | a literal with incremental indexing (01), if it fits: the peer learns it
//   learnt, held    | its index: one octet
//   evicted since   | as «same as before», or as «new» if another value came between
//
// So what each request of a connection repeats (authorization with a token that lives for an hour, apns-topic, content-type) costs one
// octet from the third request on; what differs per request (apns-id) never takes room in the table from what repeats, and a
// secret that is used once is never held. Values that must not be held even when they repeat go through `writeNever`.
//
// Strings are written plain: what counts here is CPU, not octets. Measured on Node 26 for the 36 characters of an apns-id: copying
// takes 23 ns, merely walking over the characters 60, our Huffman writer 870, to save eleven octets, three in ten. Learnt
// fields save nothing at all. The eleven fields of a push take 0.24 µs in all, in 131 octets.
import type { BytesOut } from '../bytes-out.ts'
import { HEADER_TABLE_BYTES_DEFAULT } from '../frame.ts'
import { DynamicTable, entryOf } from './dynamic-table.ts'
import { type HeaderError, nameError, valueError } from './header-check.ts'
import { INTEGER_OCTETS_MAX, writeInteger } from './integer.ts'
import { STATIC_INDEX_MAX, type StaticName, staticNames } from './static-table.ts'

/** Most bytes of our table, whatever the peer allows: dozens of times what a push's repeated headers need. */
const TABLE_BYTES_MAX = HEADER_TABLE_BYTES_DEFAULT
/** Most names whose values are remembered; fields of further names are literals. A vendor's client uses about ten. */
const NAMES_MAX = 64

/** First octets of the representations (RFC 7541 §6) and the masks of their prefixes. */
const INDEX = 0x80
const INDEX_PREFIX_MAX = 0x7f
const LITERAL_INDEXED = 0x40
const LITERAL_INDEXED_PREFIX_MAX = 0x3f
const SIZE_UPDATE = 0x20
const SIZE_UPDATE_PREFIX_MAX = 0x1f
const LITERAL_NEVER = 0x10
const LITERAL = 0x00
const LITERAL_PREFIX_MAX = 0x0f
const LENGTH_PREFIX_MAX = 0x7f

/**
 * The encoder of one connection. The blocks it wrote go to the peer whole and in the order of writing; one that does not is reported
 * by {@link abandonBlock}.
 */
export class HpackEncoder {
  readonly #table = new DynamicTable(TABLE_BYTES_MAX)
  readonly #known = new Map<string, Known>()
  /** The size the peer takes our table to have; Infinity when that is unknown. */
  #announcedBytes = TABLE_BYTES_MAX
  #tableBytesMax = TABLE_BYTES_MAX
  /** The smallest limit since the last block; Infinity when nothing changed. */
  #lowestBytes = Infinity

  /** Begins a block with the table size updates that are due (RFC 7541 §4.2): to the smallest limit, then to the present one. */
  startBlock(out: BytesOut): void {
    if (this.#lowestBytes === Infinity) return
    if (this.#lowestBytes < this.#announcedBytes) this.#announce(out, this.#lowestBytes)
    if (this.#tableBytesMax !== this.#announcedBytes) this.#announce(out, this.#tableBytesMax)
    this.#lowestBytes = Infinity
  }

  /**
   * Writes a field. Throws a {@link HeaderError} before any octet of it when it cannot be sent; the block may then be dropped or, just
   * as well, be continued without the field.
   */
  write(out: BytesOut, name: string, value: string): void {
    const met = this.#known.get(name)
    const isRepeated = met !== undefined && met.value === value
    const known = isRepeated ? met : this.#meet(met, name, value)
    const index = known.staticIndex === 0 ? this.#indexOf(known.sequence) : known.staticIndex
    if (index !== 0) {
      out.reserve(INTEGER_OCTETS_MAX)
      out.at = writeInteger(out.bytes, out.at, INDEX, INDEX_PREFIX_MAX, index)
    } else if (isRepeated) this.#teach(out, known, value)
    else this.#writeLiteral(out, LITERAL, LITERAL_PREFIX_MAX, known, value)
  }

  /**
   * Writes a field that no table may hold, neither here nor at any hop (RFC 7541 §6.2.3 and §7.1.3), for instance a path with a device
   * token in it. Throws a {@link HeaderError} as {@link write} does.
   */
  writeNever(out: BytesOut, name: string, value: string): void {
    const known = this.#known.get(name) ?? this.#learnName(name)
    this.#refuse(valueError(name, value))
    this.#writeLiteral(out, LITERAL_NEVER, LITERAL_PREFIX_MAX, known, value)
  }

  /** Takes the peer's SETTINGS_HEADER_TABLE_SIZE; the next block announces what follows from it. 0 keeps our table empty. */
  setTableBytesMax(bytes: number): void {
    this.#tableBytesMax = Math.min(bytes, TABLE_BYTES_MAX)
    this.#lowestBytes = Math.min(this.#lowestBytes, this.#tableBytesMax)
  }

  /**
   * Says that the present block will not reach the peer, or not whole. What it taught is void, so the table is emptied on both sides:
   * here at once, at the peer by the next block's start.
   */
  abandonBlock(): void {
    this.#table.resize(0)
    this.#announcedBytes = Infinity
    this.#lowestBytes = 0
  }

  /** A value that is not the last one of its name: checks and remembers it. */
  #meet(met: Known | undefined, name: string, value: string): Known {
    const known = met ?? this.#learnName(name)
    this.#refuse(valueError(name, value))
    known.meet(value)
    return known
  }

  /** Checks a name and remembers it, if there is room for one more. */
  #learnName(name: string): Known {
    this.#refuse(nameError(name))
    const known = new Known(name, staticNames.get(name))
    if (this.#known.size < NAMES_MAX) this.#known.set(name, known)
    return known
  }

  /** Throws what is wrong. The caller is likely to drop the block then, and the table must survive that. */
  #refuse(error: HeaderError | undefined): void {
    if (error === undefined) return
    this.abandonBlock()
    throw error
  }

  /** The wire's index of a dynamic entry; 0 when it is not in the table. */
  #indexOf(sequence: number): number {
    const position = this.#table.positionOf(sequence)
    return position < 0 ? 0 : STATIC_INDEX_MAX + 1 + position
  }

  #teach(out: BytesOut, known: Known, value: string): void {
    const entry = entryOf(known.name, value)
    if (entry.sizeBytes > this.#table.sizeBytesMax) {
      this.#writeLiteral(out, LITERAL, LITERAL_PREFIX_MAX, known, value)
      return
    }
    // Before the insertion: the peer, too, looks the name up before it evicts (RFC 7541 §4.4).
    this.#writeLiteral(out, LITERAL_INDEXED, LITERAL_INDEXED_PREFIX_MAX, known, value)
    known.learn(this.#table.insert(entry))
  }

  #writeLiteral(out: BytesOut, pattern: number, prefixMax: number, known: Known, value: string): void {
    const { name } = known
    const nameIndex = known.nameIndex === 0 ? this.#indexOf(known.learntSequence) : known.nameIndex
    out.reserve(name.length + value.length + 3 * INTEGER_OCTETS_MAX)
    const { bytes } = out
    let at = writeInteger(bytes, out.at, pattern, prefixMax, nameIndex)
    if (nameIndex === 0) at = writeText(bytes, at, name)
    out.at = writeText(bytes, at, value)
  }

  #announce(out: BytesOut, bytes: number): void {
    out.reserve(INTEGER_OCTETS_MAX)
    out.at = writeInteger(out.bytes, out.at, SIZE_UPDATE, SIZE_UPDATE_PREFIX_MAX, bytes)
    this.#table.resize(bytes)
    this.#announcedBytes = bytes
  }
}

/** What the encoder remembers of a name: its last value and where that is, and the value it last taught the peer. */
class Known {
  readonly name: string
  /** Of the name in the static table; 0 when it is not there. */
  readonly nameIndex: number
  readonly #statics: ReadonlyMap<string, number> | undefined
  value: string | undefined = undefined
  /** Of name and {@link value} in the static table; 0 when they are not there. */
  staticIndex = 0
  /** Of {@link value} in the dynamic table, where it may have been evicted since; -1 when it never was there. */
  sequence = -1
  #learntValue: string | undefined = undefined
  learntSequence = -1

  constructor(name: string, inStatic: StaticName | undefined) {
    this.name = name
    this.nameIndex = inStatic?.index ?? 0
    this.#statics = inStatic?.values
  }

  /** Makes a value the last one. */
  meet(value: string): void {
    this.value = value
    this.staticIndex = this.#statics?.get(value) ?? 0
    this.sequence = value === this.#learntValue ? this.learntSequence : -1
  }

  /** The last value was put into the table. */
  learn(sequence: number): void {
    this.sequence = sequence
    this.#learntValue = this.value
    this.learntSequence = sequence
  }
}

function writeText(bytes: Buffer, at: number, text: string): number {
  const start = writeInteger(bytes, at, 0, LENGTH_PREFIX_MAX, text.length)
  return start + bytes.write(text, start, 'latin1')
}

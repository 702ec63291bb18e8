// HPACK's dynamic table (RFC 7541 §2.3.2 and §4): the newest fields of one direction of one connection, bounded by size. Both the
// decoder and the encoder keep one. Knows nothing of indices above it nor of the wire.

/** One header field. Names and values hold one character per octet (latin1). */
export interface HeaderField {
  readonly name: string
  readonly value: string
}

/** A field with what it weighs. Entries never change, so tables and header lists share them. */
export interface Entry extends HeaderField {
  /** Name, value and {@link ENTRY_OVERHEAD_BYTES}: as a table entry (RFC 7541 §4.1) and in a header list (RFC 9113 §6.5.2) alike. */
  readonly sizeBytes: number
}

/** What a field weighs beside its octets (RFC 7541 §4.1). */
const ENTRY_OVERHEAD_BYTES = 32

/** Slots of a fresh table, a power of two; a 4096-byte table has at most 128 entries and seldom more than ten. */
const SLOTS_AT_FIRST = 16

/** Makes an entry. */
export function entryOf(name: string, value: string): Entry {
  return { name, value, sizeBytes: name.length + value.length + ENTRY_OVERHEAD_BYTES }
}

/**
 * A first-in first-out table in a ring. Each entry has a sequence, its number in the order of insertion; since the oldest leave
 * first, the entries in the table are those of the last {@link count} sequences, and no map is needed to know whether one is there.
 */
export class DynamicTable {
  /** The entry of sequence `s` is at `s & (length - 1)`. */
  #ring: (Entry | undefined)[] = emptyRing(SLOTS_AT_FIRST)
  /** The next entry's sequence. */
  #sequence = 0
  #count = 0
  #sizeBytes = 0
  #sizeBytesMax: number

  constructor(sizeBytesMax: number) {
    this.#sizeBytesMax = sizeBytesMax
  }

  get count(): number {
    return this.#count
  }

  get sizeBytes(): number {
    return this.#sizeBytes
  }

  get sizeBytesMax(): number {
    return this.#sizeBytesMax
  }

  /** The entry at a position, 0 being the newest; undefined beyond the oldest. */
  at(position: number): Entry | undefined {
    if (position >= this.#count) return undefined
    return this.#ring[(this.#sequence - 1 - position) & (this.#ring.length - 1)]
  }

  /** Where the entry of a sequence is now, 0 being the newest; -1 when it was evicted, and for the sequence -1. */
  positionOf(sequence: number): number {
    const position = this.#sequence - 1 - sequence
    return position < this.#count ? position : -1
  }

  /**
   * Adds an entry, evicting what must leave for it, and answers its sequence. An entry above {@link sizeBytesMax} empties the table
   * and is not kept (RFC 7541 §4.4): the answer is -1.
   */
  insert(entry: Entry): number {
    const rest = this.#sizeBytesMax - entry.sizeBytes
    this.#evict(rest)
    if (rest < 0) return -1
    if (this.#count === this.#ring.length) this.#grow()
    this.#ring[this.#sequence & (this.#ring.length - 1)] = entry
    this.#sizeBytes += entry.sizeBytes
    this.#count += 1
    this.#sequence += 1
    return this.#sequence - 1
  }

  /** Sets the most bytes it holds, evicting the oldest entries (RFC 7541 §4.3). */
  resize(sizeBytesMax: number): void {
    this.#sizeBytesMax = sizeBytesMax
    this.#evict(sizeBytesMax)
  }

  /** Drops the oldest entries until at most `restBytes` are left, or nothing is. */
  #evict(restBytes: number): void {
    while (this.#sizeBytes > restBytes && this.#count > 0) {
      const slot = (this.#sequence - this.#count) & (this.#ring.length - 1)
      this.#sizeBytes -= (this.#ring[slot] as Entry).sizeBytes
      this.#ring[slot] = undefined
      this.#count -= 1
    }
  }

  #grow(): void {
    const ring = emptyRing(this.#ring.length * 2)
    for (let age = 1; age <= this.#count; age++) {
      ring[(this.#sequence - age) & (ring.length - 1)] = this.at(age - 1)
    }
    this.#ring = ring
  }
}

function emptyRing(slots: number): (Entry | undefined)[] {
  return new Array<Entry | undefined>(slots).fill(undefined)
}

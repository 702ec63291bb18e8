// Bytes on their way out: one growing buffer that frames are written into, handed over whole. Knows nothing of what it holds.

/** Size of a fresh buffer: about a hundred pushes. */
const SIZE_BYTES = 65_536

/** A buffer that grows. Writers call {@link reserve}, write at {@link at} and move it forward themselves. */
export class BytesOut {
  bytes: Buffer = EMPTY
  /** Where the next byte goes. */
  at = 0

  /** Makes sure that `count` more bytes fit; {@link bytes} may be another buffer afterwards. */
  reserve(count: number): void {
    if (this.at + count <= this.bytes.length) return
    const grown = Buffer.allocUnsafeSlow(Math.max(SIZE_BYTES, this.bytes.length * 2, this.at + count))
    this.bytes.copy(grown, 0, 0, this.at)
    this.bytes = grown
  }

  /** Hands over what was written, for good, and starts anew. */
  take(): Buffer {
    const taken = this.bytes.subarray(0, this.at)
    this.bytes = EMPTY
    this.at = 0
    return taken
  }
}

const EMPTY: Buffer = Buffer.alloc(0)

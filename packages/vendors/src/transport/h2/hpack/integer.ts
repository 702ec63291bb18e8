// HPACK's integers (RFC 7541 §5.1): the low bits of an octet, and more octets when those do not suffice. Bounded both ways, as
// §5.1 asks: neither a huge number nor an endless row of zero septets costs us anything.
import { ConnectionFault, ErrorCode } from '../error-code.ts'

/** Largest integer read or written: 2³¹ − 1. No index, length or table size of ours comes near it. */
export const INTEGER_MAX = 0x7fff_ffff
/** Most octets of one integer: the prefix and five septets, which hold 35 bits. */
export const INTEGER_OCTETS_MAX = 6

const SHIFT_MAX = 7 * (INTEGER_OCTETS_MAX - 2)

/** A place in a header block. {@link readInteger} moves `at`; nothing at or behind `to` is read. */
export interface Cursor {
  bytes: Buffer
  at: number
  to: number
}

/**
 * Reads the integer whose first octet is at the cursor. `prefixMax` is the mask of its prefix, 0x7f for seven bits.
 * Throws a {@link ConnectionFault} when the block ends within it, or when it is out of bounds.
 */
export function readInteger(cursor: Cursor, prefixMax: number): number {
  const value = readOctet(cursor) & prefixMax
  return value < prefixMax ? value : readSeptets(cursor, value)
}

/**
 * Writes an integer, `pattern` being the bits above its prefix, and answers where the next octet goes. The caller has made room for
 * {@link INTEGER_OCTETS_MAX} octets; the value is at most {@link INTEGER_MAX}.
 */
export function writeInteger(bytes: Buffer, at: number, pattern: number, prefixMax: number, value: number): number {
  if (value < prefixMax) {
    bytes[at] = pattern | value
    return at + 1
  }
  bytes[at] = pattern | prefixMax
  let next = at + 1
  let rest = value - prefixMax
  for (; rest > 0x7f; rest >>>= 7) bytes[next++] = 0x80 | (rest & 0x7f)
  bytes[next] = rest
  return next + 1
}

function readSeptets(cursor: Cursor, prefix: number): number {
  let value = prefix
  for (let shift = 0; shift <= SHIFT_MAX; shift += 7) {
    const octet = readOctet(cursor)
    // Not by <<, which would lose what is above 32 bits and with it the proof that the number is too large.
    value += (octet & 0x7f) * 2 ** shift
    if (octet > 0x7f) continue
    if (value > INTEGER_MAX) break
    return value
  }
  throw new ConnectionFault(ErrorCode.compressionError, 'an integer of a header block is out of bounds')
}

function readOctet(cursor: Cursor): number {
  if (cursor.at >= cursor.to) throw new ConnectionFault(ErrorCode.compressionError, 'a header block ends too early')
  return cursor.bytes[cursor.at++] as number
}

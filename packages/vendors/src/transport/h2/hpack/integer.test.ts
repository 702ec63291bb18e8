import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ConnectionFault, ErrorCode } from '../error-code.ts'
import { type Cursor, INTEGER_MAX, INTEGER_OCTETS_MAX, readInteger, writeInteger } from './integer.ts'

const isCompressionError = (cause: unknown): boolean =>
  cause instanceof ConnectionFault && cause.code === ErrorCode.compressionError

const cursorOn = (...octets: number[]): Cursor => ({ bytes: Buffer.from(octets), at: 0, to: octets.length })

/** The examples of RFC 7541 C.1, and the values beside each border of a five-bit prefix. */
const known: readonly (readonly [value: number, prefixMax: number, octets: readonly number[]])[] = [
  [10, 0x1f, [0x0a]],
  [1337, 0x1f, [0x1f, 0x9a, 0x0a]],
  [42, 0xff, [0x2a]],
  [0, 0x1f, [0x00]],
  [30, 0x1f, [0x1e]],
  [31, 0x1f, [0x1f, 0x00]],
  [158, 0x1f, [0x1f, 0x7f]],
  [159, 0x1f, [0x1f, 0x80, 0x01]],
  [INTEGER_MAX, 0x0f, [0x0f, 0xf0, 0xff, 0xff, 0xff, 0x07]],
]

for (const [value, prefixMax, octets] of known) {
  test(`${value} behind a prefix of at most ${prefixMax} is ${Buffer.from(octets).toString('hex')}`, () => {
    const bytes = Buffer.alloc(INTEGER_OCTETS_MAX)
    assert.equal(writeInteger(bytes, 0, 0, prefixMax, value), octets.length)
    assert.deepEqual([...bytes.subarray(0, octets.length)], octets)
    assert.equal(readInteger(cursorOn(...octets), prefixMax), value)
  })
}

test('each integer within bounds comes back, whatever stands above its prefix, and the cursor stands behind it', () => {
  const anyInteger = fc.oneof(
    fc.nat(INTEGER_MAX),
    fc.nat(20_000),
    fc.integer({ min: INTEGER_MAX - 300, max: INTEGER_MAX }),
  )
  fc.assert(
    fc.property(anyInteger, fc.integer({ min: 4, max: 7 }), fc.nat(255), (value, bits, above) => {
      const prefixMax = 2 ** bits - 1
      const pattern = above & ~prefixMax & 0xff
      const bytes = Buffer.alloc(INTEGER_OCTETS_MAX + 1)
      const end = writeInteger(bytes, 1, pattern, prefixMax, value)
      const cursor = { bytes, at: 1, to: end }
      assert.equal(readInteger(cursor, prefixMax), value)
      assert.equal(cursor.at, end)
      assert.equal((bytes[1] as number) & ~prefixMax & 0xff, pattern)
    }),
  )
})

test('an integer above 2^31 - 1 is a compression error, also where 32 bits would wrap to a small one', () => {
  // With a four-bit prefix, 2^31 - 16 in septets is 2^31 - 1, and one more is too many.
  assert.throws(() => readInteger(cursorOn(0x0f, 0xf1, 0xff, 0xff, 0xff, 0x07), 0x0f), isCompressionError)
  assert.throws(() => readInteger(cursorOn(0x0f, 0x80, 0x80, 0x80, 0x80, 0x10), 0x0f), isCompressionError)
  assert.throws(() => readInteger(cursorOn(0x0f, 0xff, 0xff, 0xff, 0xff, 0x7f), 0x0f), isCompressionError)
})

test('zero septets may follow up to the sixth octet and are a compression error beyond', () => {
  assert.equal(readInteger(cursorOn(0x7f, 0x81, 0x80, 0x80, 0x80, 0x00), 0x7f), 128)
  assert.throws(() => readInteger(cursorOn(0x7f, 0x81, 0x80, 0x80, 0x80, 0x80, 0x00), 0x7f), isCompressionError)
  assert.throws(() => readInteger(cursorOn(0x7f, ...new Array<number>(10_000).fill(0x80)), 0x7f), isCompressionError)
})

test('an integer that the end of the block cuts off is a compression error, whatever lies behind in memory', () => {
  const bytes = Buffer.from([0x1f, 0x9a, 0x0a])
  for (const to of [0, 1, 2]) assert.throws(() => readInteger({ bytes, at: 0, to }, 0x1f), isCompressionError)
  assert.equal(readInteger({ bytes, at: 0, to: 3 }, 0x1f), 1337)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ConnectionFault, ErrorCode } from '../error-code.ts'
import { huffmanBytes, readHuffman, writeHuffman } from './huffman.ts'
import { codeLengths, codes, EOS } from './huffman-code.ts'

const isCompressionError = (cause: unknown): boolean =>
  cause instanceof ConnectionFault && cause.code === ErrorCode.compressionError

/** Octets from a row of `0` and `1`; what is missing from the last one must be given. */
function octets(bits: string): Buffer {
  assert.equal(bits.length % 8, 0)
  return Buffer.from(bits.match(/.{8}/g)?.map(octet => Number.parseInt(octet, 2)) ?? [])
}

const bitsOf = (symbol: number): string =>
  (codes[symbol] as number).toString(2).padStart(codeLengths[symbol] as number, '0')
const decode = (bytes: Buffer): string => readHuffman(bytes, 0, bytes.length)

function encode(text: string): Buffer {
  const bytes = Buffer.alloc(huffmanBytes(text))
  assert.equal(writeHuffman(bytes, 0, text), bytes.length)
  return bytes
}

test('codes are those of RFC 7541 appendix B, by samples of each kind', () => {
  const samples: readonly (readonly [symbol: number, code: number, length: number])[] = [
    [0x00, 0x1ff8, 13],
    [0x01, 0x7fffd8, 23],
    [0x0a, 0x3ffffffc, 30],
    [0x20, 0x14, 6],
    [0x30, 0x0, 5],
    [0x39, 0x1f, 6],
    [0x5c, 0x7fff0, 19],
    [0x61, 0x3, 5],
    [0x7a, 0x7b, 7],
    [0x80, 0xfffe6, 20],
    [0xf9, 0xffffffe, 28],
    [0xff, 0x3ffffee, 26],
    [EOS, 0x3fffffff, 30],
  ]
  for (const [symbol, code, length] of samples) assert.deepEqual([codes[symbol], codeLengths[symbol]], [code, length])
})

test('the code is complete: its lengths fill the space of all bit rows exactly', () => {
  assert.equal(
    codeLengths.reduce((sum, length) => sum + 2 ** -length, 0),
    1,
  )
})

test('a string comes back from its code, whatever octets it has and wherever it stands', () => {
  const anyText = fc.oneof(
    fc.uint8Array({ maxLength: 300 }).map(bytes => Buffer.from(bytes).toString('latin1')),
    fc.string({ maxLength: 300 }),
  )
  fc.assert(
    fc.property(anyText, fc.nat(3), (text, before) => {
      const code = encode(text)
      const block = Buffer.concat([Buffer.alloc(before, 0x55), code, Buffer.from([0x00])])
      assert.equal(readHuffman(block, before, before + code.length), text)
    }),
  )
})

test('each single octet comes back from its code', () => {
  for (let symbol = 0; symbol < EOS; symbol++) {
    const text = String.fromCharCode(symbol)
    assert.equal(decode(encode(text)), text)
  }
})

test('a string longer than the common scratch buffer comes back as well', () => {
  // Zeros have the shortest code, so they grow most.
  for (const length of [16_380, 16_390, 100_000]) assert.equal(decode(encode('0'.repeat(length))), '0'.repeat(length))
})

test('padding may have up to seven bits, all ones', () => {
  // `0` is 00000, `a` 00011, `&` 11111000: whole octets without padding.
  assert.equal(decode(Buffer.alloc(0)), '')
  assert.equal(decode(octets('11111000')), '&')
  assert.equal(decode(octets('00000111')), '0')
  // X is 11111100: with five times `a`, eight bits and 25, seven are left.
  assert.equal(decode(octets(`${bitsOf(0x58)}${'00011'.repeat(5)}1111111`)), 'Xaaaaa')
})

test('eight or more bits of padding are a compression error', () => {
  assert.throws(() => decode(octets('11111111')), isCompressionError)
  assert.throws(() => decode(octets('0000011111111111')), isCompressionError)
  assert.throws(() => decode(octets(`${bitsOf(0x58)}11111111`)), isCompressionError)
})

test('padding with a zero in it is a compression error', () => {
  for (const padding of ['000', '011', '101', '110']) {
    assert.throws(() => decode(octets(`00000${padding}`)), isCompressionError)
  }
})

test('EOS is a compression error at any bit, also when text follows', () => {
  for (let before = 0; before < 8; before++) {
    const text = `${'00000'.repeat(before)}${bitsOf(EOS)}00000`
    const missing = (8 - (text.length % 8)) % 8
    assert.throws(() => decode(octets(text + '1'.repeat(missing))), isCompressionError)
  }
  assert.throws(() => decode(Buffer.alloc(4, 0xff)), isCompressionError)
})

test('random octets decode to a text with that code, or are a compression error', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), octetsGiven => {
      const code = Buffer.from(octetsGiven)
      let text: string
      try {
        text = decode(code)
      } catch (cause) {
        assert(isCompressionError(cause))
        return
      }
      assert.deepEqual(encode(text), code)
    }),
    { numRuns: 500 },
  )
})

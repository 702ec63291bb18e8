import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ConnectionFault, ErrorCode } from '../error-code.ts'
import { type HeaderList, HpackDecoder } from './decoder.ts'

const LIST_BYTES_MAX = 65_536

function decode(decoder: HpackDecoder, hex: string, listBytesMax: number = LIST_BYTES_MAX): HeaderList {
  const bytes = Buffer.from(hex.replaceAll(' ', ''), 'hex')
  return decoder.decode(bytes, 0, bytes.length, listBytesMax)
}

function pairs({ fields }: HeaderList): readonly string[] {
  return fields.map(({ name, value }) => `${name}: ${value}`)
}

function assertRefused(decoder: HpackDecoder, hex: string): void {
  assert.throws(
    () => decode(decoder, hex),
    (cause: unknown) => cause instanceof ConnectionFault && cause.code === ErrorCode.compressionError,
    hex,
  )
}

/** Literal with incremental indexing of `name`, one letter, and `value`, one letter: 34 bytes in the table. */
const indexedAB = '40 01 61 01 62'

test('only the given range of the buffer is read', () => {
  const bytes = Buffer.from('ff828844ff', 'hex')
  const list = new HpackDecoder(4096).decode(bytes, 1, 3, LIST_BYTES_MAX)
  assert.deepEqual(pairs(list), [':method: GET', ':status: 200'])
  assert.throws(() => new HpackDecoder(4096).decode(bytes, 1, 4, LIST_BYTES_MAX), ConnectionFault)
})

test('values are octets: each one becomes one character', () => {
  assert.deepEqual(pairs(decode(new HpackDecoder(4096), '00 01 61 04 00 7f c3 ff')), ['a: \u0000\u007f\u00c3\u00ff'])
})

test('an empty block is an empty list', () => {
  assert.deepEqual(decode(new HpackDecoder(4096), ''), { fields: [], isTooLarge: false })
})

test('empty names and values pass; whether they are allowed is judged elsewhere', () => {
  assert.deepEqual(pairs(decode(new HpackDecoder(4096), '00 00 00 00 80 80')), [': ', ': '])
})

test('index 0 and indices beyond the table are compression errors, as a field and as a name', () => {
  for (const hex of ['80', 'be', 'ff 80 01', '7f 00 01 62', '0f 2f 01 62', '1f 2f 01 62']) {
    assertRefused(new HpackDecoder(4096), hex)
  }
  const decoder = new HpackDecoder(4096)
  assert.deepEqual(pairs(decode(decoder, `${indexedAB} be 7e 01 63 be`)), ['a: b', 'a: b', 'a: c', 'a: c'])
  assertRefused(decoder, 'c0')
})

test('a field that the end of the block cuts off is a compression error', () => {
  for (const hex of ['ff', 'ff 80', '40', '40 01', '40 01 61', '40 01 61 01', '40 7f', '0f', '04 83 64 02', '3f']) {
    assertRefused(new HpackDecoder(4096), hex)
  }
})

test('a length or an index that no block can have is a compression error and costs nothing', () => {
  for (const hex of [
    '04 7f ff ff ff ff 07',
    '04 7f ff ff ff ff ff ff ff 7f',
    'ff ff ff ff ff 07',
    '3f ff ff ff ff 07',
  ]) {
    assertRefused(new HpackDecoder(4096), hex)
  }
})

test('Huffman strings with EOS or wrong padding are compression errors, in names as in values', () => {
  for (const hex of ['04 81 ff', '04 84 ff ff ff ff', '04 81 00', '00 81 ff 01 62']) {
    assertRefused(new HpackDecoder(4096), hex)
  }
})

test('table size updates stand at the start, any number of them, and evict', () => {
  const decoder = new HpackDecoder(4096)
  decode(decoder, indexedAB)
  assert.deepEqual(pairs(decode(decoder, '3f 03 be')), ['a: b'])
  assert.deepEqual(pairs(decode(decoder, '3f 02 20 21 3f e1 1f 82')), [':method: GET'])
  assertRefused(decoder, 'be')
})

test('a table size update after a field is a compression error', () => {
  assertRefused(new HpackDecoder(4096), '82 20')
})

test('a table size update above the limit is a compression error, at the limit it is not', () => {
  decode(new HpackDecoder(4096), '3f e1 1f')
  assertRefused(new HpackDecoder(4096), '3f e2 1f')
  assertRefused(new HpackDecoder(0), '21')
})

test('a table smaller than an entry keeps nothing and still yields the field', () => {
  const decoder = new HpackDecoder(33)
  assert.deepEqual(pairs(decode(decoder, indexedAB)), ['a: b'])
  assertRefused(decoder, 'be')
})

test('when the limit fell below its table, a peer must come down at the start of its next block', () => {
  const silent = new HpackDecoder(4096)
  silent.limitTable(100)
  assertRefused(silent, '82')

  const tooHigh = new HpackDecoder(4096)
  tooHigh.limitTable(100)
  assertRefused(tooHigh, '3f 46 82')

  const obedient = new HpackDecoder(4096)
  obedient.limitTable(100)
  assert.deepEqual(pairs(decode(obedient, '3f 45 82')), [':method: GET'])
  assert.deepEqual(pairs(decode(obedient, '82')), [':method: GET'])
})

test('when the limit fell and rose again, the smallest one must be signalled all the same', () => {
  const decoder = (): HpackDecoder => {
    const made = new HpackDecoder(4096)
    made.limitTable(0)
    made.limitTable(200)
    made.limitTable(4096)
    return made
  }
  assertRefused(decoder(), '82')
  assertRefused(decoder(), '3f e1 1f 82')
  assertRefused(decoder(), '3f a9 01 82')
  assert.deepEqual(pairs(decode(decoder(), '20 3f e1 1f 82')), [':method: GET'])
})

test('a peer whose table is small already owes nothing when the limit falls, and may use a limit that rose', () => {
  const decoder = new HpackDecoder(4096)
  decode(decoder, '20')
  decoder.limitTable(100)
  assert.deepEqual(pairs(decode(decoder, '82')), [':method: GET'])
  decoder.limitTable(8192)
  assert.deepEqual(pairs(decode(decoder, `3f e1 3f ${indexedAB}`)), ['a: b'])
  assert.deepEqual(pairs(decode(decoder, 'be')), ['a: b'])
})

test('a list at the limit is kept; one byte less and it is too large', () => {
  assert.deepEqual(pairs(decode(new HpackDecoder(4096), '88 88', 84)), [':status: 200', ':status: 200'])
  assert.deepEqual(decode(new HpackDecoder(4096), '88 88', 83), { fields: [], isTooLarge: true })
})

test('a list that is too large is decoded to its end: the table is right for the next one', () => {
  const decoder = new HpackDecoder(4096)
  assert.deepEqual(decode(decoder, `88 88 ${indexedAB}`, 50), { fields: [], isTooLarge: true })
  assert.deepEqual(pairs(decode(decoder, 'be')), ['a: b'])
  assertRefused(decoder, '88 88 80')
})

test('a small block that names one large entry a thousand times keeps no fields beyond the limit', () => {
  const decoder = new HpackDecoder(4096)
  const value = Buffer.alloc(4000, 0x78)
  decode(decoder, `40 01 61 7f a1 1e ${value.toString('hex')}`)
  assert.deepEqual(decode(decoder, 'be'.repeat(1000)), { fields: [], isTooLarge: true })
})

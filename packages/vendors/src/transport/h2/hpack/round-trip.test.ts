// Encoder and decoder together: what one says the other understands, over whole connections; and what nobody said is refused.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { BytesOut } from '../bytes-out.ts'
import { ConnectionFault, ErrorCode } from '../error-code.ts'
import { HpackDecoder } from './decoder.ts'
import { HpackEncoder } from './encoder.ts'
import { HeaderError } from './header-check.ts'
import { huffmanBytes, writeHuffman } from './huffman.ts'
import { INTEGER_OCTETS_MAX, writeInteger } from './integer.ts'

const LIST_BYTES_MAX = 1 << 24

interface Field {
  readonly name: string
  readonly value: string
  readonly isNever: boolean
}

type Step =
  | { readonly kind: 'block' | 'dropped' | 'refused'; readonly fields: readonly Field[] }
  | { readonly kind: 'limit'; readonly tableBytesMax: number }

/** Names and values that repeat often, and some that never do. */
const anyName = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(':method', ':path', 'authorization', 'content-type', 'apns-id', 'apns-topic', 'x'),
  },
  { weight: 1, arbitrary: fc.stringMatching(/^[a-z][a-z0-9-]{0,12}$/) },
)
const anyValue = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('', 'POST', '/', 'a', 'b', 'application/json', 'k'.repeat(200)) },
  { weight: 2, arbitrary: fc.stringMatching(/^([!-~]([ -~]{0,30}[!-~])?)?$/) },
  { weight: 1, arbitrary: fc.constantFrom('v'.repeat(2000), 'v'.repeat(4050), 'v'.repeat(5000)) },
)
const anyField: fc.Arbitrary<Field> = fc.record({
  name: anyName,
  value: anyValue,
  isNever: fc.nat(9).map(chance => chance === 0),
})
const anyFields = fc.array(anyField, { maxLength: 12 })
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('block' as const), fields: anyFields }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constantFrom('dropped' as const, 'refused' as const), fields: anyFields }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('limit' as const),
      tableBytesMax: fc.oneof(fc.constantFrom(0, 33, 64, 100, 4095, 4096, 4097, 65_536), fc.nat(5000)),
    }),
  },
)

function writeAll(encoder: HpackEncoder, out: BytesOut, fields: readonly Field[]): void {
  encoder.startBlock(out)
  for (const { name, value, isNever } of fields) {
    if (isNever) encoder.writeNever(out, name, value)
    else encoder.write(out, name, value)
  }
}

test('the decoder reads what the encoder wrote, through limits that change and blocks that are dropped or refused', () => {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 40, size: 'max' }), steps => {
      const encoder = new HpackEncoder()
      const decoder = new HpackDecoder(4096)
      for (const step of steps) {
        if (step.kind === 'limit') {
          encoder.setTableBytesMax(step.tableBytesMax)
          decoder.limitTable(step.tableBytesMax)
          continue
        }
        const out = new BytesOut()
        writeAll(encoder, out, step.fields)
        if (step.kind === 'refused') assert.throws(() => encoder.write(out, 'x-refused', '\r\n'), HeaderError)
        if (step.kind === 'dropped') encoder.abandonBlock()
        // A refused field's block goes on; the peer sees all but that field.
        if (step.kind === 'dropped') continue
        const bytes = out.take()
        const list = decoder.decode(bytes, 0, bytes.length, LIST_BYTES_MAX)
        assert.deepEqual(
          list.fields.map(({ name, value }) => [name, value]),
          step.fields.map(({ name, value }) => [name, value]),
        )
      }
    }),
    { numRuns: 150 },
  )
})

/** One representation that RFC 7541 §6 knows, right or wrong: any index, any kind of literal, any size update. */
const anyRepresentation: fc.Arbitrary<Buffer> = fc.oneof(
  fc.nat(75).map(index => integer(0x80, 0x7f, index)),
  fc
    .tuple(fc.constantFrom([0x40, 0x3f], [0x10, 0x0f], [0x00, 0x0f]), fc.nat(70), anyName, anyValue, fc.nat(3))
    .map(([[pattern = 0, prefixMax = 0], index, name, value, huffman]) =>
      Buffer.concat([
        integer(pattern, prefixMax, index),
        ...(index === 0 ? [text(name, huffman > 1)] : []),
        text(value, huffman % 2 === 1),
      ]),
    ),
  fc.nat(4200).map(bytes => integer(0x20, 0x1f, bytes)),
)

function integer(pattern: number, prefixMax: number, value: number): Buffer {
  const bytes = Buffer.alloc(INTEGER_OCTETS_MAX)
  return bytes.subarray(0, writeInteger(bytes, 0, pattern, prefixMax, value))
}

function text(value: string, isHuffman: boolean): Buffer {
  if (!isHuffman) return Buffer.concat([integer(0x00, 0x7f, value.length), Buffer.from(value, 'latin1')])
  const code = Buffer.alloc(huffmanBytes(value))
  writeHuffman(code, 0, value)
  return Buffer.concat([integer(0x80, 0x7f, code.length), code])
}

/** Decodes blocks until one is refused, which must be a compression error and nothing else. */
function decodeOrRefuse(blocks: readonly Buffer[]): void {
  const decoder = new HpackDecoder(4096)
  try {
    for (const bytes of blocks) decoder.decode(bytes, 0, bytes.length, LIST_BYTES_MAX)
  } catch (cause) {
    assert(cause instanceof ConnectionFault, String(cause))
    assert.equal(cause.code, ErrorCode.compressionError)
  }
}

test('blocks of random representations decode or are compression errors', () => {
  const anyBlock = fc.array(anyRepresentation, { maxLength: 8 }).map(parts => Buffer.concat(parts))
  fc.assert(
    fc.property(fc.array(anyBlock, { maxLength: 6 }), blocks => decodeOrRefuse(blocks)),
    { numRuns: 400 },
  )
})

test('random octets decode or are compression errors', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 4 }), blocks =>
      decodeOrRefuse(blocks.map(bytes => Buffer.from(bytes))),
    ),
    { numRuns: 1000 },
  )
})

test('a block with one octet changed, removed or added, or with its end cut off, decodes or is a compression error', () => {
  fc.assert(
    fc.property(
      fc.array(anyRepresentation, { minLength: 1, maxLength: 8 }),
      fc.nat(),
      fc.nat(255),
      (parts, place, octet) => {
        const whole = Buffer.concat(parts)
        const at = place % whole.length
        const [before, after] = [whole.subarray(0, at), whole.subarray(at + 1)]
        decodeOrRefuse([before])
        decodeOrRefuse([Buffer.concat([before, after])])
        decodeOrRefuse([Buffer.concat([before, Buffer.from([octet]), after])])
        decodeOrRefuse([Buffer.concat([before, Buffer.from([octet]), whole.subarray(at)])])
      },
    ),
    { numRuns: 400 },
  )
})

test('a block cut off anywhere yields the first fields of the whole one, or is a compression error', () => {
  const fields: readonly Field[] = [
    { name: ':status', value: '200', isNever: false },
    { name: 'apns-id', value: 'eabeae54-14a8-11e5-b60b-1697f925ec7b', isNever: false },
    { name: 'server', value: 'a', isNever: true },
  ]
  const out = new BytesOut()
  writeAll(new HpackEncoder(), out, fields)
  const whole = out.take()
  const ends: number[] = []
  for (let to = 0; to <= whole.length; to++) {
    try {
      const list = new HpackDecoder(4096).decode(whole, 0, to, LIST_BYTES_MAX)
      assert.equal(list.fields.length, ends.length)
      ends.push(to)
    } catch (cause) {
      assert(cause instanceof ConnectionFault)
      assert.equal(cause.code, ErrorCode.compressionError)
    }
  }
  assert.deepEqual([ends[0], ends[1], ends[3]], [0, 1, whole.length])
})

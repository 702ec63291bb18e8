import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BytesOut } from '../bytes-out.ts'
import { HpackDecoder } from './decoder.ts'
import { HpackEncoder } from './encoder.ts'
import { HeaderError } from './header-check.ts'

type Field = readonly [name: string, value: string]

/** Writes one block and answers it in hexadecimal, a space after each field. */
function block(encoder: HpackEncoder, ...fields: readonly Field[]): string {
  const out = new BytesOut()
  encoder.startBlock(out)
  const parts = [out.take()]
  for (const [name, value] of fields) {
    encoder.write(out, name, value)
    parts.push(out.take())
  }
  return parts
    .map(part => part.toString('hex'))
    .filter(part => part !== '')
    .join(' ')
}

const hexOf = (text: string): string => Buffer.from(text, 'latin1').toString('hex')

test('a field of the static table is one octet from the first time on', () => {
  const encoder = new HpackEncoder()
  assert.equal(block(encoder, [':method', 'POST'], [':scheme', 'https'], [':path', '/']), '83 87 84')
  assert.equal(block(encoder, [':method', 'GET'], [':method', 'POST'], [':authority', '']), '82 83 81')
})

test('a value is a literal first, taught the second time, and one octet from the third time on', () => {
  const encoder = new HpackEncoder()
  const field: Field = ['authorization', 'bearer a']
  const value = `08${hexOf('bearer a')}`
  assert.equal(block(encoder, field), `0f08${value}`)
  assert.equal(block(encoder, field), `57${value}`)
  assert.equal(block(encoder, field), 'be')
  assert.equal(block(encoder, field, field), 'be be')
})

test('a value that differs each time never enters the table', () => {
  const encoder = new HpackEncoder()
  for (let round = 0; round < 9; round++) {
    assert.equal(block(encoder, ['apns-id', `id-${round}`]), `0007${hexOf('apns-id')}04${hexOf(`id-${round}`)}`)
  }
  for (let round = 0; round < 8; round++) {
    assert.equal(block(encoder, ['server', `${round % 2}`]), `0f2701${hexOf(`${round % 2}`)}`)
  }
})

test('the name of a learnt value serves another value as an index', () => {
  const encoder = new HpackEncoder()
  block(encoder, ['apns-topic', 'a'], ['apns-topic', 'a'])
  assert.equal(block(encoder, ['apns-topic', 'b']), `0f2f01${hexOf('b')}`)
})

test('a learnt value is one octet again after another one came between', () => {
  const encoder = new HpackEncoder()
  const [a, b]: readonly [Field, Field] = [
    ['apns-topic', 'a'],
    ['apns-topic', 'b'],
  ]
  block(encoder, a, a)
  assert.equal(block(encoder, b, a, b), `0f2f01${hexOf('b')} be 0f2f01${hexOf('b')}`)
})

test('a new value that repeats takes the place of the one before', () => {
  const encoder = new HpackEncoder()
  block(encoder, ['authorization', 'a'], ['authorization', 'a'])
  assert.equal(
    block(encoder, ['authorization', 'b'], ['authorization', 'b'], ['authorization', 'b']),
    `0f0801${hexOf('b')} 5701${hexOf('b')} be`,
  )
})

test('indices count from the newest entry and take more octets beyond 126', () => {
  const encoder = new HpackEncoder()
  // Sixty-four names are remembered and each entry weighs 34 bytes, so all of them stay.
  const names = Array.from({ length: 64 }, (_, at) =>
    String.fromCharCode(0x61 + (at % 26)).repeat(1 + Math.floor(at / 26)),
  )
  const fields = names.map((name): Field => [name, ''])
  block(encoder, ...fields)
  block(encoder, ...fields)
  assert.equal(block(encoder, ['a', '']), 'fd')
  block(
    encoder,
    [names[63] as string, '1'],
    [names[63] as string, '1'],
    [names[62] as string, '1'],
    [names[62] as string, '1'],
  )
  assert.equal(block(encoder, ['a', ''], ['b', '']), 'ff00 fe')
})

test('names beyond the sixty-fourth are literals for ever', () => {
  const encoder = new HpackEncoder()
  const out = new BytesOut()
  for (let at = 0; at < 64; at++) encoder.write(out, `x-${at}`, 'v')
  const literal = `0003${hexOf('x-a')}01${hexOf('v')}`
  for (let round = 0; round < 3; round++) assert.equal(block(encoder, ['x-a', 'v']), literal)
  assert.equal(block(encoder, ['server', 'v'], ['server', 'v']), `0f2701${hexOf('v')} 0f2701${hexOf('v')}`)
  assert.equal(block(encoder, ['x-0', 'v']), `4003${hexOf('x-0')}01${hexOf('v')}`)
})

test('an entry larger than the table stays a literal, and pushes nothing out', () => {
  const encoder = new HpackEncoder()
  block(encoder, ['a', 'b'], ['a', 'b'])
  const fits: Field = ['x', 'v'.repeat(4096 - 33)]
  const tooLarge: Field = ['y', 'v'.repeat(4096 - 32)]
  for (let round = 0; round < 3; round++) assert.equal(block(encoder, tooLarge).slice(0, 6), '000179')
  assert.equal(block(encoder, ['a', 'b']), 'be')
  block(encoder, fits, fits)
  assert.equal(block(encoder, fits), 'be')
})

test('an evicted value is a literal again, and is taught again because it repeats', () => {
  const encoder = new HpackEncoder()
  encoder.setTableBytesMax(70)
  const [a, b, c]: readonly [Field, Field, Field] = [
    ['a', '1'],
    ['b', '1'],
    ['c', '1'],
  ]
  assert.equal(block(encoder, a, b, c).slice(0, 4), '3f27')
  block(encoder, a, b)
  assert.equal(block(encoder, a, b), 'bf be')
  block(encoder, c)
  assert.equal(block(encoder, b, c), 'bf be')
  assert.equal(block(encoder, a), '4001610131')
  assert.equal(block(encoder, c, a), 'bf be')
  // The value came back after another one: that is not twice in a row.
  assert.equal(block(encoder, ['b', '2'], b), '0001620132 0001620131')
})

test('writeNever marks a literal as never to be indexed, however often it comes', () => {
  const encoder = new HpackEncoder()
  const out = new BytesOut()
  for (let round = 0; round < 4; round++) {
    encoder.writeNever(out, ':path', '/3')
    assert.equal(out.take().toString('hex'), `1402${hexOf('/3')}`)
    encoder.writeNever(out, 'x-key', 's')
    assert.equal(out.take().toString('hex'), `1005${hexOf('x-key')}01${hexOf('s')}`)
  }
  block(encoder, ['x-key', 'open'], ['x-key', 'open'])
  encoder.writeNever(out, 'x-key', 's')
  assert.equal(out.take().toString('hex'), `1f2f01${hexOf('s')}`)
})

test('a table limit of 0 is announced once, and then nothing is indexed', () => {
  const encoder = new HpackEncoder()
  block(encoder, ['a', 'b'], ['a', 'b'])
  encoder.setTableBytesMax(0)
  assert.equal(block(encoder, ['a', 'b']), '20 0001610162')
  for (let round = 0; round < 3; round++) assert.equal(block(encoder, ['a', 'b']), '0001610162')
  encoder.setTableBytesMax(4096)
  assert.equal(block(encoder, ['a', 'b'], ['a', 'b']), '3fe11f 4001610162 be')
})

test('a limit that fell and rose between two blocks is announced as the smallest, then the final one', () => {
  const encoder = new HpackEncoder()
  for (const bytes of [2000, 100, 3000]) encoder.setTableBytesMax(bytes)
  assert.equal(block(encoder), '3f453f9917')
  assert.equal(block(encoder), '')
})

test('a limit of our own size or more is nothing to announce', () => {
  const encoder = new HpackEncoder()
  for (const bytes of [4096, 65_536, 0xffff_ffff]) {
    encoder.setTableBytesMax(bytes)
    assert.equal(block(encoder), '')
  }
  encoder.setTableBytesMax(100)
  encoder.setTableBytesMax(65_536)
  assert.equal(block(encoder), '3f453fe11f')
})

test('a value that could end its line or is not ASCII is refused before any octet of it', () => {
  for (const value of ['a\r\nb: c', 'a\nb', 'a\u0000', '\u007f', '\u00e9', '驿', ' a', 'a\t', ' ']) {
    const encoder = new HpackEncoder()
    const out = new BytesOut()
    const isRefusal = (cause: unknown): boolean =>
      cause instanceof HeaderError &&
      cause instanceof RangeError &&
      cause.field === 'apns-topic' &&
      cause.name === 'HeaderError'
    assert.throws(() => encoder.write(out, 'apns-topic', value), isRefusal)
    assert.throws(() => encoder.writeNever(out, 'apns-topic', value), isRefusal)
    // A refused value is not remembered as known.
    assert.throws(() => encoder.write(out, 'apns-topic', value), isRefusal)
    assert.equal(out.at, 0)
  }
  for (const value of ['', 'a\tb c', '!~']) block(new HpackEncoder(), ['apns-topic', value])
})

test('a name that is not a lower-case token is refused before any octet of it', () => {
  for (const name of ['', 'Apns-Id', 'a b', 'a:b', '::a', ':', 'a\n', '\u00e9', 'a"']) {
    const encoder = new HpackEncoder()
    const out = new BytesOut()
    const isRefusal = (cause: unknown): boolean => cause instanceof HeaderError && cause.field === name
    assert.throws(() => encoder.write(out, name, 'v'), isRefusal)
    assert.throws(() => encoder.writeNever(out, name, 'v'), isRefusal)
    assert.equal(out.at, 0)
  }
})

test('a refusal names the header and keeps the value to itself', () => {
  assert.throws(
    () => new HpackEncoder().write(new BytesOut(), 'authorization', 'bearer secret\n'),
    (cause: unknown) =>
      cause instanceof HeaderError && cause.message.includes('authorization') && !cause.message.includes('secret'),
  )
})

/** An encoder and a decoder that both hold `a: b`. */
function pair(): { encoder: HpackEncoder; decoder: HpackDecoder; exchange: (...fields: readonly Field[]) => string } {
  const encoder = new HpackEncoder()
  const decoder = new HpackDecoder(4096)
  const exchange = (...fields: readonly Field[]): string => {
    const hex = block(encoder, ...fields)
    const bytes = Buffer.from(hex.replaceAll(' ', ''), 'hex')
    const list = decoder.decode(bytes, 0, bytes.length, 65_536)
    assert.deepEqual(
      list.fields.map(({ name, value }) => [name, value]),
      fields,
    )
    return hex
  }
  exchange(['a', 'b'], ['a', 'b'])
  return { encoder, decoder, exchange }
}

test('a block that is dropped after a refusal leaves both tables in step', () => {
  const { encoder, exchange } = pair()
  encoder.setTableBytesMax(2000)
  assert.throws(() => block(encoder, ['c', 'd'], ['c', 'd'], ['e', '\n']), HeaderError)
  assert.equal(exchange(['a', 'b'], ['c', 'd'], ['c', 'd']), '203fb10f 4001610162 4001630164 be')
})

test('a block that goes on after a refusal leaves both tables in step as well', () => {
  const { encoder, decoder, exchange } = pair()
  const out = new BytesOut()
  encoder.startBlock(out)
  encoder.write(out, 'a', 'b')
  assert.throws(() => encoder.write(out, 'e', '\n'), HeaderError)
  encoder.write(out, 'a', 'b')
  const bytes = out.take()
  assert.equal(bytes.toString('hex'), 'be0001610162')
  assert.equal(decoder.decode(bytes, 0, bytes.length, 65_536).fields.length, 2)
  assert.equal(exchange(['a', 'b'], ['a', 'b']), '203fe11f 4001610162 be')
})

test('a block abandoned while the table is switched off stays off', () => {
  const { encoder, exchange } = pair()
  encoder.setTableBytesMax(0)
  encoder.abandonBlock()
  assert.equal(exchange(['a', 'b']), '20 0001610162')
  assert.equal(exchange(['a', 'b']), '0001610162')
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BytesOut } from './bytes-out.ts'
import { ErrorCode } from './error-code.ts'
import { Flag, FrameType } from './frame.ts'
import {
  beginFrame,
  endFrame,
  finishHeaders,
  writeData,
  writeGoaway,
  writePing,
  writePreface,
  writeRstStream,
  writeSettingsAck,
  writeWindowUpdate,
} from './frame-writer.ts'

/** What a writer wrote, as hex; the same behind other bytes, whatever of it still fits into the buffer. */
function written(write: (out: BytesOut) => void): string {
  const fresh = new BytesOut()
  write(fresh)
  const expected = fresh.take()
  for (const freeBytes of [0, 5, 9, expected.length - 1, expected.length]) {
    const out = new BytesOut()
    out.reserve(expected.length)
    out.bytes.fill(0xee)
    out.at = out.bytes.length - freeBytes
    const before = out.at
    write(out)
    const taken = out.take()
    assert.deepEqual(taken.subarray(before), expected)
    assert.deepEqual(taken.subarray(0, before), Buffer.alloc(before, 0xee))
  }
  return expected.toString('hex')
}

function writeBlock(out: BytesOut, block: Buffer): void {
  out.reserve(block.length)
  out.at += block.copy(out.bytes, out.at)
}

test('the preface is the magic line and our SETTINGS', () => {
  const hex = written(out =>
    writePreface(out, [
      [2, 0],
      [4, 0x7fff_ffff],
    ]),
  )
  const magic = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n').toString('hex')
  assert.equal(hex, `${magic}00000c0400000000000002000000000004${'7fffffff'}`)
})

test('a preface without settings is still a SETTINGS frame', () => {
  assert.match(
    written(out => writePreface(out, [])),
    /000000040000000000$/,
  )
})

test('SETTINGS are acknowledged without payload', () => {
  assert.equal(written(writeSettingsAck), '000000040100000000')
})

test('PING carries its eight bytes, with ACK when it answers', () => {
  const opaque = Buffer.from('0102030405060708', 'hex')
  assert.equal(
    written(out => writePing(out, opaque, false)),
    '0000080600000000000102030405060708',
  )
  assert.equal(
    written(out => writePing(out, opaque, true)),
    '0000080601000000000102030405060708',
  )
})

test('GOAWAY names the last stream and the code', () => {
  assert.equal(
    written(out => writeGoaway(out, 5, ErrorCode.enhanceYourCalm)),
    '000008070000000000000000050000000b',
  )
})

test('WINDOW_UPDATE names the increment, for a stream or the connection', () => {
  assert.equal(
    written(out => writeWindowUpdate(out, 0, 0x7fff_ffff)),
    '0000040800000000007fffffff',
  )
  assert.equal(
    written(out => writeWindowUpdate(out, 0x7fff_ffff, 1)),
    '0000040800' + '7fffffff' + '00000001',
  )
})

test('RST_STREAM names the code', () => {
  assert.equal(
    written(out => writeRstStream(out, 3, ErrorCode.cancel)),
    '00000403000000000300000008',
  )
})

test('DATA carries the range that it is given', () => {
  const bytes = Buffer.from('00112233', 'hex')
  assert.equal(
    written(out => writeData(out, 1, bytes, 1, 3, false)),
    '0000020000000000011122',
  )
  assert.equal(
    written(out => writeData(out, 1, bytes, 0, 4, true)),
    '00000400010000000100112233',
  )
  assert.equal(
    written(out => writeData(out, 1, bytes, 4, 4, true)),
    '000000000100000001',
  )
})

test('a payload written in place gets its length afterwards', () => {
  const hex = written(out => {
    const start = beginFrame(out)
    out.reserve(3)
    out.at += out.bytes.write('abc', out.at)
    endFrame(out, start, FrameType.data, Flag.endStream, 9)
  })
  assert.equal(hex, '000003000100000009616263')
})

test('a length above two bytes is written in three', () => {
  const hex = written(out => writeData(out, 1, Buffer.alloc(0x01_02_03), 0, 0x01_02_03, false))
  assert.equal(hex.slice(0, 18), '010203000000000001')
})

test('a header block within the largest frame is one HEADERS frame', () => {
  const one = (blockBytes: number, endStream: boolean) =>
    written(out => {
      const start = beginFrame(out)
      writeBlock(out, Buffer.alloc(blockBytes, 0x82))
      finishHeaders(out, start, 3, endStream, 4)
    })
  assert.equal(one(0, false), '000000010400000003')
  assert.equal(one(4, true), '00000401050000000382828282')
})

test('a longer header block goes on in CONTINUATION, END_STREAM on the first and END_HEADERS on the last', () => {
  const block = Buffer.from('000102030405060708', 'hex')
  const split = (blockBytes: number) =>
    written(out => {
      const start = beginFrame(out)
      writeBlock(out, block.subarray(0, blockBytes))
      finishHeaders(out, start, 3, true, 4)
    })
  assert.equal(split(5), ['00000401010000000300010203', '00000109040000000304'].join(''))
  assert.equal(split(8), ['00000401010000000300010203', '00000409040000000304050607'].join(''))
  assert.equal(split(9), ['00000401010000000300010203', '00000409000000000304050607', '00000109040000000308'].join(''))
})

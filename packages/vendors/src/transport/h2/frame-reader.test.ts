import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { BytesOut } from './bytes-out.ts'
import { ConnectionFault, ErrorCode, StreamFault } from './error-code.ts'
import { Flag, type FrameSink, FrameType } from './frame.ts'
import { FrameReader } from './frame-reader.ts'
import {
  beginFrame,
  finishHeaders,
  writeData,
  writeGoaway,
  writePing,
  writePreface,
  writeRstStream,
  writeSettingsAck,
  writeWindowUpdate,
} from './frame-writer.ts'
import type { SettingPair } from './settings.ts'

type Call = readonly unknown[]

/** Writes down every call with copies of what it was given. */
class Record implements FrameSink {
  readonly calls: Call[] = []
  /** Where the bytes of the last DATA or HEADERS lay. */
  last: { readonly bytes: Buffer; readonly from: number; readonly to: number } | undefined

  onData(streamId: number, bytes: Buffer, from: number, to: number, flowBytes: number, endStream: boolean): void {
    this.last = { bytes, from, to }
    this.calls.push(['data', streamId, bytes.toString('hex', from, to), flowBytes, endStream])
  }
  onHeaders(streamId: number, bytes: Buffer, from: number, to: number, endStream: boolean): void {
    this.last = { bytes, from, to }
    this.calls.push(['headers', streamId, bytes.toString('hex', from, to), endStream])
  }
  onRstStream(streamId: number, code: number): void {
    this.calls.push(['reset', streamId, code])
  }
  onSettings(settings: readonly SettingPair[]): void {
    this.calls.push(['settings', settings])
  }
  onSettingsAck(): void {
    this.calls.push(['settingsAck'])
  }
  onPing(opaque: Buffer, ack: boolean): void {
    this.calls.push(['ping', opaque.toString('hex'), ack])
  }
  onGoaway(lastStreamId: number, code: number, debug: string): void {
    this.calls.push(['goaway', lastStreamId, code, debug])
  }
  onWindowUpdate(streamId: number, increment: number): void {
    this.calls.push(['windowUpdate', streamId, increment])
  }
  onStreamFault(fault: StreamFault): void {
    this.calls.push(['fault', fault.streamId, fault.code])
  }
}

const limits = { frameBytesMax: 16_384, blockBytesMax: 40_000 }
const greeting = frame(FrameType.settings, 0, 0)

/** A frame by the layout of RFC 9113 §4.1; the payload as hex or bytes. */
function frame(type: number, flags: number, streamId: number, payload: string | Buffer = ''): Buffer {
  const content = typeof payload === 'string' ? Buffer.from(payload, 'hex') : payload
  const head = Buffer.alloc(9)
  head.writeUIntBE(content.length, 0, 3)
  head.writeUInt8(type, 3)
  head.writeUInt8(flags, 4)
  head.writeUInt32BE(streamId, 5)
  return Buffer.concat([head, content])
}

/** Pushes chunks; returns the calls, at the end of them the code when the connection ended. Each chunk is destroyed afterwards. */
function read(chunks: readonly Buffer[], sink: Record = new Record()): readonly Call[] {
  const reader = new FrameReader(limits, sink)
  for (const chunk of chunks) {
    const own = Buffer.from(chunk)
    try {
      reader.push(own)
    } catch (cause) {
      if (!(cause instanceof ConnectionFault)) throw cause
      sink.calls.push(['end', cause.code])
    }
    own.fill(0xaa)
  }
  return sink.calls
}

/** What becomes of frames after the greeting; the same in one piece, frame by frame and byte by byte. */
function readAll(...frames: readonly Buffer[]): readonly Call[] {
  const whole = Buffer.concat([greeting, ...frames])
  const calls = read([whole])
  assert.deepEqual(read([greeting, ...frames]), calls)
  assert.deepEqual(read(cut(whole, whole.length < 5_000 ? 1 : 4_999)), calls)
  return calls.slice(1)
}

function cut(bytes: Buffer, size: number): readonly Buffer[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) => bytes.subarray(n * size, (n + 1) * size))
}

const ping = frame(FrameType.ping, 0, 0, '0102030405060708')
const pingCall = ['ping', '0102030405060708', false]
const { endStream, endHeaders, padded, priority, ack } = Flag

// Golden bytes, frame by frame

test('DATA is handed on with its end and its flow-controlled size', () => {
  assert.deepEqual(readAll(frame(FrameType.data, 0, 1, '0011'), frame(FrameType.data, endStream, 3)), [
    ['data', 1, '0011', 2, false],
    ['data', 3, '', 0, true],
  ])
})

test('the padding of DATA is cut off and counts for flow control', () => {
  assert.deepEqual(
    readAll(frame(FrameType.data, padded, 1, '02aabb0000'), frame(FrameType.data, padded | endStream, 1, '020000')),
    [
      ['data', 1, 'aabb', 5, false],
      ['data', 1, '', 3, true],
    ],
  )
})

test('HEADERS are handed on without padding and priority', () => {
  assert.deepEqual(
    readAll(
      frame(FrameType.headers, endHeaders, 1, '8882'),
      frame(FrameType.headers, endHeaders | endStream, 1, '88'),
      frame(FrameType.headers, endHeaders | padded, 1, '0188' + '00'),
      frame(FrameType.headers, endHeaders | priority, 1, '0000000310' + '88'),
      frame(FrameType.headers, endHeaders | priority | padded, 1, '02' + '0000000310' + '88' + '0000'),
      frame(FrameType.headers, endHeaders | priority | padded, 1, '02' + '0000000310' + '0000'),
    ),
    [
      ['headers', 1, '8882', false],
      ['headers', 1, '88', true],
      ['headers', 1, '88', false],
      ['headers', 1, '88', false],
      ['headers', 1, '88', false],
      ['headers', 1, '', false],
    ],
  )
})

test('a header block over CONTINUATION is handed on whole, with the END_STREAM of its HEADERS', () => {
  assert.deepEqual(
    readAll(
      frame(FrameType.headers, endStream | padded, 1, '010102' + '00'),
      frame(FrameType.continuation, 0, 1, '03'),
      frame(FrameType.continuation, endHeaders, 1, '0405'),
      frame(FrameType.headers, 0, 3, '06'),
      frame(FrameType.continuation, endHeaders, 3),
      ping,
    ),
    [['headers', 1, '0102030405', true], ['headers', 3, '06', false], pingCall],
  )
})

test('PRIORITY is ignored, on any stream and even when a stream depends on itself', () => {
  assert.deepEqual(readAll(frame(FrameType.priority, 0, 1, '0000000110'), frame(2, 0, 8, '0000000110'), ping), [
    pingCall,
  ])
})

test('RST_STREAM is handed on with any code', () => {
  assert.deepEqual(readAll(frame(FrameType.rstStream, 0, 5, '00000007'), frame(3, 0, 5, 'ffffffff')), [
    ['reset', 5, 7],
    ['reset', 5, 0xffff_ffff],
  ])
})

test('SETTINGS are handed on in order, unknown ones too, and their ACK', () => {
  assert.deepEqual(readAll(frame(FrameType.settings, 0, 0, '000300000064' + 'abcdffffffff'), frame(4, ack, 0)), [
    [
      'settings',
      [
        [3, 100],
        [0xabcd, 0xffff_ffff],
      ],
    ],
    ['settingsAck'],
  ])
})

test('PING is handed on, question and answer', () => {
  assert.deepEqual(readAll(ping, frame(FrameType.ping, ack, 0, 'ffffffffffffffff')), [
    pingCall,
    ['ping', 'ffffffffffffffff', true],
  ])
})

test('GOAWAY is handed on with its last stream, code and text', () => {
  const text = Buffer.from('{"reason":"Shutdown"}').toString('hex')
  assert.deepEqual(
    readAll(frame(FrameType.goaway, 0, 0, '0000000500000002'), frame(7, 0, 0, `7fffffff00000000${text}`)),
    [
      ['goaway', 5, 2, ''],
      ['goaway', 0x7fff_ffff, 0, '{"reason":"Shutdown"}'],
    ],
  )
})

test('the text of GOAWAY is cut at 1 KiB and shows nothing that a log could take for something else', () => {
  const debugOf = (bytes: Buffer) => readAll(frame(7, 0, 0, Buffer.concat([Buffer.alloc(8), bytes])))[0]?.[3]
  assert.equal(debugOf(Buffer.alloc(1_024, 'a')), 'a'.repeat(1_024))
  assert.equal(debugOf(Buffer.alloc(1_025, 'a')), 'a'.repeat(1_024))
  assert.equal(
    debugOf(Buffer.from('a\r\n\0\u001b[31m\u007f\u0085\u2028\u202eb 驿站')),
    `a${'\ufffd'.repeat(4)}[31m${'\ufffd'.repeat(4)}b 驿站`,
  )
  assert.equal(debugOf(Buffer.from([0x61, 0xff, 0x62])), 'a\ufffdb')
})

test('WINDOW_UPDATE is handed on, for a stream and the connection', () => {
  assert.deepEqual(readAll(frame(FrameType.windowUpdate, 0, 0, '7fffffff'), frame(8, 0, 1, '00000001')), [
    ['windowUpdate', 0, 0x7fff_ffff],
    ['windowUpdate', 1, 1],
  ])
})

test('unknown frame types are ignored, also on streams that nobody opened (RFC 9113 §4.1)', () => {
  assert.deepEqual(readAll(frame(0xa, 0xff, 0, '00'), frame(0xff, 0, 2, 'ffff'), frame(0x10, 0, 1), ping), [pingCall])
})

test('unknown flags are ignored', () => {
  assert.deepEqual(
    readAll(
      frame(FrameType.data, 0xf6, 1, '00'),
      frame(FrameType.headers, 0xd2 | endHeaders, 1, '88'),
      frame(FrameType.ping, 0xfe, 0, '0102030405060708'),
      frame(FrameType.settings, 0xfe, 0),
      frame(FrameType.rstStream, 0xff, 1, '00000000'),
    ),
    [['data', 1, '00', 1, false], ['headers', 1, '88', false], pingCall, ['settings', []], ['reset', 1, 0]],
  )
})

test('reserved bits are ignored', () => {
  assert.deepEqual(
    readAll(
      frame(FrameType.data, 0, 0x8000_0001, '00'),
      frame(FrameType.settings, 0, 0x8000_0000),
      frame(FrameType.windowUpdate, 0, 1, '80000001'),
      frame(FrameType.goaway, 0, 0, '8000000100000000'),
    ),
    [
      ['data', 1, '00', 1, false],
      ['settings', []],
      ['windowUpdate', 1, 1],
      ['goaway', 1, 0, ''],
    ],
  )
})

// What ends the connection

const protocolError: readonly (readonly [rule: string, ...frames: Buffer[]])[] = [
  ['DATA on stream 0', frame(FrameType.data, 0, 0, '00')],
  ['DATA on a stream of the server', frame(FrameType.data, 0, 2, '00')],
  ['DATA with as much padding as payload', frame(FrameType.data, padded, 1, '030000')],
  ['DATA with padding and nothing else', frame(FrameType.data, padded, 1, '01')],
  ['HEADERS on stream 0', frame(FrameType.headers, endHeaders, 0, '88')],
  ['HEADERS on a stream of the server', frame(FrameType.headers, endHeaders, 2, '88')],
  ['HEADERS with more padding than is left', frame(FrameType.headers, endHeaders | padded, 1, '0200')],
  ['HEADERS with padding into the priority', frame(1, endHeaders | padded | priority, 1, '04000000000000' + '0000')],
  ['PRIORITY on stream 0', frame(FrameType.priority, 0, 0, '0000000000')],
  ['RST_STREAM on stream 0', frame(FrameType.rstStream, 0, 0, '00000000')],
  ['RST_STREAM on a stream of the server', frame(FrameType.rstStream, 0, 2, '00000000')],
  ['SETTINGS on a stream', frame(FrameType.settings, 0, 1)],
  ['SETTINGS with ACK on a stream', frame(FrameType.settings, ack, 1)],
  ['SETTINGS with ENABLE_PUSH 1', frame(FrameType.settings, 0, 0, '000200000001')],
  ['SETTINGS with a frame size below 16384', frame(FrameType.settings, 0, 0, '000500003fff')],
  ['PUSH_PROMISE', frame(FrameType.pushPromise, endHeaders, 1, '0000000288')],
  ['PUSH_PROMISE on stream 0', frame(FrameType.pushPromise, endHeaders, 0, '00')],
  ['PING on a stream', frame(FrameType.ping, 0, 1, '0000000000000000')],
  ['GOAWAY on a stream', frame(FrameType.goaway, 0, 1, '0000000000000000')],
  ['WINDOW_UPDATE by 0 of the connection', frame(FrameType.windowUpdate, 0, 0, '80000000')],
  ['WINDOW_UPDATE on a stream of the server', frame(FrameType.windowUpdate, 0, 2, '00000001')],
  ['CONTINUATION without HEADERS', frame(FrameType.continuation, endHeaders, 1, '88')],
  ['CONTINUATION on stream 0', frame(FrameType.continuation, endHeaders, 0, '88')],
  ['CONTINUATION after END_HEADERS', frame(FrameType.headers, endHeaders, 1), frame(9, endHeaders, 1, '88')],
  ['CONTINUATION of another stream', frame(FrameType.headers, 0, 1), frame(9, endHeaders, 3, '88')],
  ['CONTINUATION of stream 0 in a block', frame(FrameType.headers, 0, 1), frame(9, endHeaders, 0, '88')],
  ['DATA in a header block', frame(FrameType.headers, 0, 1), frame(FrameType.data, 0, 1, '00')],
  ['HEADERS in a header block', frame(FrameType.headers, 0, 1), frame(FrameType.headers, endHeaders, 1, '88')],
  ['PING in a header block', frame(FrameType.headers, 0, 1), ping],
  ['an unknown frame in a header block', frame(FrameType.headers, 0, 1), frame(0xa, 0, 1)],
  ['PRIORITY between CONTINUATION', frame(1, 0, 1), frame(9, 0, 1), frame(FrameType.priority, 0, 1, '0000000010')],
]

for (const [rule, ...frames] of protocolError) {
  test(`${rule} ends the connection with PROTOCOL_ERROR`, () => {
    const calls = readAll(...frames, ping).filter(([kind]) => kind !== 'headers')
    assert.deepEqual(calls, [['end', ErrorCode.protocolError]])
  })
}

const frameSizeError: readonly (readonly [rule: string, bytes: Buffer])[] = [
  ['a frame above our largest size', frame(FrameType.data, 0, 1, Buffer.alloc(16_385))],
  ['an unknown frame above our largest size', frame(0xa, 0, 1, Buffer.alloc(16_385))],
  ['DATA without its pad length', frame(FrameType.data, padded, 1)],
  ['HEADERS without their pad length', frame(FrameType.headers, endHeaders | padded, 1)],
  ['HEADERS with half a priority', frame(FrameType.headers, endHeaders | priority, 1, '00000000')],
  ['HEADERS with padding and half a priority', frame(1, endHeaders | priority | padded, 1, '0000000000')],
  ['RST_STREAM of 3 bytes', frame(FrameType.rstStream, 0, 1, '000000')],
  ['RST_STREAM of 5 bytes', frame(FrameType.rstStream, 0, 1, '0000000000')],
  ['SETTINGS of 5 bytes', frame(FrameType.settings, 0, 0, '0003000000')],
  ['SETTINGS of 7 bytes', frame(FrameType.settings, 0, 0, '00030000000100')],
  ['SETTINGS with ACK and a payload', frame(FrameType.settings, ack, 0, '000300000001')],
  ['PING of 7 bytes', frame(FrameType.ping, 0, 0, '00000000000000')],
  ['PING of 9 bytes', frame(FrameType.ping, 0, 0, '000000000000000000')],
  ['GOAWAY of 7 bytes', frame(FrameType.goaway, 0, 0, '00000000000000')],
  ['WINDOW_UPDATE of 3 bytes', frame(FrameType.windowUpdate, 0, 1, '000001')],
  ['WINDOW_UPDATE of 5 bytes', frame(FrameType.windowUpdate, 0, 0, '0000000100')],
]

for (const [rule, bytes] of frameSizeError) {
  test(`${rule} ends the connection with FRAME_SIZE_ERROR`, () => {
    assert.deepEqual(readAll(bytes, ping), [['end', ErrorCode.frameSizeError]])
  })
}

test('a fault says which frame and which number broke the rule', () => {
  const messages: readonly (readonly [bytes: Buffer, message: string])[] = [
    [frame(FrameType.goaway, 0, 0, '00000000000000'), 'GOAWAY of 7 bytes'],
    [frame(FrameType.settings, 0, 0, '0003000000'), 'SETTINGS of 5 bytes'],
    [frame(FrameType.data, padded, 1), 'frame with fields before its content of 0 bytes'],
    [frame(FrameType.data, padded, 1, '030000'), '3 bytes of padding in a payload of 3'],
    [frame(FrameType.data, 0, 4), 'DATA on stream 4, which no client opens'],
    [frame(FrameType.data, 0, 1, Buffer.alloc(16_385)), 'frame of 16385 bytes, above 16384'],
  ]
  for (const [bytes, message] of messages) {
    const reader = new FrameReader(limits, new Record())
    reader.push(greeting)
    assert.throws(() => reader.push(bytes), { name: 'ConnectionFault', message })
  }
})

test('SETTINGS with a window above 2^31-1 end the connection with FLOW_CONTROL_ERROR', () => {
  assert.deepEqual(readAll(frame(4, 0, 0, '000480000000')), [['end', ErrorCode.flowControlError]])
})

test('a frame of exactly our largest size is read', () => {
  const payload = Buffer.alloc(16_384, 7)
  assert.deepEqual(readAll(frame(FrameType.data, 0, 1, payload)), [['data', 1, payload.toString('hex'), 16_384, false]])
})

test('a frame too large is refused by its header, before any of its payload is there', () => {
  assert.deepEqual(readAll(frame(FrameType.data, 0, 1, Buffer.alloc(16_385)).subarray(0, 9)), [
    ['end', ErrorCode.frameSizeError],
  ])
})

test('the first frame must be SETTINGS without ACK (RFC 9113 §3.4)', () => {
  const ended = [['end', ErrorCode.protocolError]]
  assert.deepEqual(read([ping]), ended)
  assert.deepEqual(read([frame(FrameType.settings, ack, 0)]), ended)
  assert.deepEqual(read([frame(FrameType.settings, 0, 1)]), ended)
  assert.deepEqual(read([frame(0xa, 0, 0), greeting]), ended)
  assert.deepEqual(read([Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')]), ended)
})

test('a header block up to the limit is read, one byte more ends the connection with ENHANCE_YOUR_CALM', () => {
  const parts = [Buffer.alloc(16_384, 1), Buffer.alloc(16_384, 2), Buffer.alloc(7_232, 3)] as const
  const first = frame(FrameType.headers, 0, 1, parts[0])
  const second = frame(FrameType.continuation, 0, 1, parts[1])
  assert.deepEqual(readAll(first, second, frame(9, endHeaders, 1, parts[2])), [
    ['headers', 1, Buffer.concat(parts).toString('hex'), false],
  ])
  const more = Buffer.alloc(7_233)
  assert.deepEqual(readAll(first, second, frame(9, 0, 1, more)), [['end', ErrorCode.enhanceYourCalm]])
})

test('a header block above the limit in one frame ends the connection with ENHANCE_YOUR_CALM', () => {
  const sink = new Record()
  const reader = new FrameReader({ frameBytesMax: 16_384, blockBytesMax: 3 }, sink)
  reader.push(Buffer.concat([greeting, frame(FrameType.headers, endHeaders | padded, 1, '02888888' + '0000')]))
  assert.deepEqual(sink.calls.at(-1), ['headers', 1, '888888', false])
  assert.throws(() => reader.push(frame(FrameType.headers, endHeaders, 1, '88888888')), {
    code: ErrorCode.enhanceYourCalm,
  })
})

test('eight empty CONTINUATION are borne in a block, the ninth ends the connection with ENHANCE_YOUR_CALM', () => {
  const empty = frame(FrameType.continuation, 0, 1)
  const block = [frame(FrameType.headers, 0, 1), ...Array.from({ length: 8 }, () => empty)]
  const last = frame(FrameType.continuation, endHeaders, 1, '88')
  const call = ['headers', 1, '88', false]
  assert.deepEqual(readAll(...block, last, ...block, last), [call, call])
  assert.deepEqual(readAll(...block, empty, last), [['end', ErrorCode.enhanceYourCalm]])
})

test('after a fault of the connection nothing is read any more', () => {
  const sink = new Record()
  const reader = new FrameReader(limits, sink)
  assert.throws(() => reader.push(ping), ConnectionFault)
  reader.push(greeting)
  reader.push(ping)
  assert.deepEqual(sink.calls, [])
})

// What ends a stream only

test('PRIORITY of another size than 5 and WINDOW_UPDATE by 0 are faults of their stream, and reading goes on', () => {
  assert.deepEqual(
    readAll(
      frame(FrameType.priority, 0, 1, '00000000'),
      frame(FrameType.priority, 0, 3, '000000000000'),
      frame(FrameType.windowUpdate, 0, 5, '80000000'),
      ping,
    ),
    [
      ['fault', 1, ErrorCode.frameSizeError],
      ['fault', 3, ErrorCode.frameSizeError],
      ['fault', 5, ErrorCode.protocolError],
      pingCall,
    ],
  )
})

class Refusing extends Record {
  override onHeaders(streamId: number): void {
    throw new StreamFault(streamId, ErrorCode.cancel, 'refused')
  }
  override onData(): void {
    throw new ConnectionFault(ErrorCode.flowControlError, 'too much')
  }
  override onPing(): void {
    throw new TypeError('a bug')
  }
}

test('a stream fault thrown by the sink is reported to it, and reading goes on, after CONTINUATION too', () => {
  const calls = read(
    [
      greeting,
      frame(FrameType.headers, 0, 1),
      frame(9, endHeaders, 1, '88'),
      frame(1, endHeaders, 3),
      frame(4, ack, 0),
    ],
    new Refusing(),
  )
  assert.deepEqual(calls.slice(1), [['fault', 1, ErrorCode.cancel], ['fault', 3, ErrorCode.cancel], ['settingsAck']])
})

test('a connection fault thrown by the sink leaves the reader, and so does a bug; nothing is read afterwards', () => {
  const calls = read([greeting, frame(FrameType.data, 0, 1), frame(4, ack, 0)], new Refusing())
  assert.deepEqual(calls.slice(1), [['end', ErrorCode.flowControlError]])
  const sink = new Refusing()
  const reader = new FrameReader(limits, sink)
  assert.throws(() => reader.push(Buffer.concat([greeting, ping])), { name: 'TypeError', message: 'a bug' })
  reader.push(frame(4, ack, 0))
  assert.equal(sink.calls.length, 1)
})

// Copies and memory

test('frames that lie whole in a chunk are handed on where they lie', () => {
  const sink = new Record()
  const reader = new FrameReader(limits, sink)
  const chunk = Buffer.concat([greeting, frame(FrameType.data, padded, 1, '01aabb00')])
  reader.push(chunk)
  assert.equal(sink.last?.bytes, chunk)
  assert.deepEqual([sink.last?.from, sink.last?.to], [19, 21])
  const headers = frame(FrameType.headers, endHeaders, 1, '8888')
  reader.push(headers)
  assert.equal(sink.last?.bytes, headers)
  assert.deepEqual([sink.last?.from, sink.last?.to], [9, 11])
})

test('cut frames are put together in one buffer, used again and no larger than the largest frame', () => {
  const sink = new Record()
  const reader = new FrameReader(limits, sink)
  reader.push(greeting)
  const buffers = new Set<ArrayBufferLike>()
  for (const size of [16_384, 1, 500, 16_384]) {
    const bytes = frame(FrameType.data, 0, 1, Buffer.alloc(size, 5))
    reader.push(bytes.subarray(0, 5))
    reader.push(bytes.subarray(5))
    assert.equal(sink.last?.bytes.byteLength, 9 + 16_384)
    if (sink.last !== undefined) buffers.add(sink.last.bytes.buffer)
  }
  assert.equal(buffers.size, 1)
})

// Properties

interface Written {
  readonly write: (out: BytesOut) => void
  readonly call: Call
}

const anyStreamId = fc.integer({ min: 0, max: 0x3fff_ffff }).map(n => n * 2 + 1)
const anyUint32 = fc.integer({ min: 0, max: 0xffff_ffff })
const anyIncrement = fc.integer({ min: 1, max: 0x7fff_ffff })
const anyBytes = (maxLength: number) => fc.uint8Array({ maxLength }).map(bytes => Buffer.from(bytes))
const opaque = fc.uint8Array({ minLength: 8, maxLength: 8 }).map(bytes => Buffer.from(bytes))

const anyFrame: fc.Arbitrary<Written> = fc.oneof(
  fc.record({ id: anyStreamId, bytes: anyBytes(200), end: fc.boolean() }).map(({ id, bytes, end }) => ({
    write: (out: BytesOut) => writeData(out, id, bytes, 0, bytes.length, end),
    call: ['data', id, bytes.toString('hex'), bytes.length, end],
  })),
  fc
    .record({ id: anyStreamId, bytes: anyBytes(200), end: fc.boolean(), max: fc.integer({ min: 1, max: 250 }) })
    .map(({ id, bytes, end, max }) => ({
      write: (out: BytesOut) => writeBlock(out, id, bytes, end, max),
      call: ['headers', id, bytes.toString('hex'), end],
    })),
  fc.record({ id: anyStreamId, code: anyUint32 }).map(({ id, code }) => ({
    write: (out: BytesOut) => writeRstStream(out, id, code),
    call: ['reset', id, code],
  })),
  fc.array(fc.tuple(fc.integer({ min: 7, max: 0xffff }), anyUint32), { maxLength: 20 }).map(pairs => ({
    write: (out: BytesOut) => writeServerSettings(out, pairs),
    call: ['settings', pairs],
  })),
  fc.constant({ write: writeSettingsAck, call: ['settingsAck'] }),
  fc.tuple(opaque, fc.boolean()).map(([bytes, isAck]) => ({
    write: (out: BytesOut) => writePing(out, bytes, isAck),
    call: ['ping', bytes.toString('hex'), isAck],
  })),
  fc.record({ id: anyStreamId, code: anyUint32 }).map(({ id, code }) => ({
    write: (out: BytesOut) => writeGoaway(out, id, code),
    call: ['goaway', id, code, ''],
  })),
  fc.record({ id: fc.oneof(anyStreamId, fc.constant(0)), by: anyIncrement }).map(({ id, by }) => ({
    write: (out: BytesOut) => writeWindowUpdate(out, id, by),
    call: ['windowUpdate', id, by],
  })),
)

function writeBlock(out: BytesOut, streamId: number, block: Buffer, end: boolean, frameBytesMax: number): void {
  const start = beginFrame(out)
  out.reserve(block.length)
  out.at += block.copy(out.bytes, out.at)
  finishHeaders(out, start, streamId, end, frameBytesMax)
}

/** A server's SETTINGS: a client's preface without the magic line. */
function writeServerSettings(out: BytesOut, pairs: readonly SettingPair[]): void {
  const preface = new BytesOut()
  writePreface(preface, pairs)
  const settings = preface.take().subarray(24)
  out.reserve(settings.length)
  out.at += settings.copy(out.bytes, out.at)
}

function written(frames: readonly Written[]): Buffer {
  const out = new BytesOut()
  writeServerSettings(out, [])
  for (const { write } of frames) write(out)
  return out.take()
}

/** Cuts at the given places, each a share of the length; equal places give empty chunks. */
function cutAt(bytes: Buffer, shares: readonly number[]): readonly Buffer[] {
  const places = shares.map(share => Math.floor(share * bytes.length)).sort((one, other) => one - other)
  return [...places, bytes.length].map((place, n) => bytes.subarray(places[n - 1] ?? 0, place))
}

const anyShares = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 })
const anyFrames = fc.array(anyFrame, { maxLength: 20 })

test('valid frames are read as they were written, wherever the bytes are cut', () => {
  fc.assert(
    fc.property(anyFrames, anyShares, (frames, shares) => {
      const bytes = written(frames)
      const expected = [['settings', []], ...frames.map(({ call }) => call)]
      assert.deepEqual(read([bytes]), expected)
      assert.deepEqual(read(cutAt(bytes, shares)), expected)
    }),
    { numRuns: 300 },
  )
})

test('valid frames are read as they were written, byte by byte', () => {
  fc.assert(
    fc.property(anyFrames, frames => {
      const expected = [['settings', []], ...frames.map(({ call }) => call)]
      assert.deepEqual(read(cut(written(frames), 1)), expected)
    }),
    { numRuns: 30 },
  )
})

test('random bytes end in a fault of the connection or in nothing, the same wherever they are cut', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 500 }), anyShares, (random, shares) => {
      const bytes = Buffer.concat([greeting, random])
      assert.deepEqual(read(cutAt(bytes, shares)), read([bytes]))
    }),
    { numRuns: 500 },
  )
})

test('random frames with sound lengths end in faults or in nothing, the same wherever they are cut', () => {
  const anyRaw = fc
    .record({
      type: fc.integer({ min: 0, max: 10 }),
      flags: fc.integer({ min: 0, max: 255 }),
      id: fc.constantFrom(0, 1, 1, 1, 2, 3),
      payload: fc.oneof(fc.uint8Array({ maxLength: 20 }), fc.uint8Array({ minLength: 4, maxLength: 8 })),
    })
    .map(({ type, flags, id, payload }) => frame(type, flags, id, Buffer.from(payload)))
  fc.assert(
    fc.property(fc.array(anyRaw, { maxLength: 10 }), anyShares, (frames, shares) => {
      const bytes = Buffer.concat([greeting, ...frames])
      assert.deepEqual(read(cutAt(bytes, shares)), read([bytes]))
    }),
    { numRuns: 1_000 },
  )
})

test('valid frames with some bytes changed end in faults or in nothing, the same wherever they are cut', () => {
  const changes = fc.array(fc.tuple(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), fc.nat(255)), {
    minLength: 1,
    maxLength: 5,
  })
  fc.assert(
    fc.property(anyFrames, changes, anyShares, (frames, changed, shares) => {
      const bytes = written(frames)
      for (const [share, value] of changed) bytes.writeUInt8(value, Math.floor(share * bytes.length))
      const calls = read([bytes])
      assert.deepEqual(read(cutAt(bytes, shares)), calls)
      assert.ok(calls.filter(([kind]) => kind === 'end').length <= 1)
    }),
    { numRuns: 500 },
  )
})

test('header blocks of any size come back whole from HEADERS and CONTINUATION', () => {
  const sizes = fc.oneof(fc.integer({ min: 0, max: 40_000 }), fc.constantFrom(16_383, 16_384, 16_385, 32_768, 32_769))
  const tops = fc.oneof(fc.integer({ min: 1_000, max: 16_384 }), fc.constant(16_384))
  fc.assert(
    fc.property(sizes, tops, fc.boolean(), anyShares, (blockBytes, frameBytesMax, end, shares) => {
      const block = Buffer.from(Uint8Array.from({ length: blockBytes }, (_, n) => (n * 7 + (n >> 8)) & 0xff))
      const call = ['headers', 1, block.toString('hex'), end]
      const write = (out: BytesOut) => writeBlock(out, 1, block, end, frameBytesMax)
      const bytes = written([{ write, call }])
      assert.deepEqual(read(cutAt(bytes, shares)).slice(1), [call])
    }),
    { numRuns: 50 },
  )
})

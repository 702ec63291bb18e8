import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ClientTranscript, frame, type SentFrame, ServerScript } from '../../testing/h2-script.ts'
import type { WireRequest, WireResult } from '../contract.ts'
import { Connection } from './connection.ts'
import { ErrorCode } from './error-code.ts'
import { Exchange } from './exchange.ts'
import { Flag, FrameType, Setting, WINDOW_MAX } from './frame.ts'

/** A connection, its peer, and everything that became of its requests. */
class Stand {
  readonly server = new ServerScript()
  readonly transcript = new ClientTranscript()
  readonly results = new Map<string, WireResult | { readonly kind: 'unprocessed'; readonly cause: string }>()
  readonly connection: Connection
  changes = 0

  constructor(responseBytesMax = 65_536) {
    this.connection = new Connection(
      { authority: 'push.example', responseBytesMax },
      {
        onEnd: (exchange, result) => this.#note(exchange, result),
        onUnprocessed: (exchange, cause) => this.#note(exchange, { kind: 'unprocessed', cause }),
        onChange: () => {
          this.changes += 1
        },
      },
    )
    this.connection.start()
    this.sent()
  }

  /** Frames that the client wrote since the last look. */
  sent(): readonly SentFrame[] {
    return this.transcript.read(this.connection.out.take())
  }

  /** Types of those frames. */
  sentTypes(): readonly number[] {
    return this.sent().map(({ type }) => type)
  }

  says(...bytes: readonly Buffer[]): ReturnType<Connection['receive']> {
    return this.connection.receive(Buffer.concat(bytes))
  }

  asks(path: string, more: Partial<WireRequest> = {}, deadlineMs = 1_000): Exchange {
    const exchange = new Exchange({ method: 'POST', path, headers: {}, ...more }, deadlineMs, () => undefined)
    this.connection.request(exchange)
    return exchange
  }

  /** What became of a request; undefined while it is open. */
  of(path: string): unknown {
    return this.results.get(path)
  }

  #note(exchange: Exchange, result: WireResult | { readonly kind: 'unprocessed'; readonly cause: string }): void {
    const { path } = exchange.request
    assert.equal(this.results.has(path), false, `${path} ended twice`)
    this.results.set(path, result)
  }
}

function aStand(settings: Readonly<Record<number, number>> = {}, responseBytesMax?: number): Stand {
  const stand = new Stand(responseBytesMax)
  assert.equal(stand.says(stand.server.settings(settings)), undefined)
  stand.sent()
  return stand
}

const answered = (body: string, headers: Readonly<Record<string, string>> = {}, status = 200) => ({
  kind: 'answered',
  status,
  headers,
  body,
  truncated: false,
})

test('a request is HEADERS and DATA, its answer comes back whole', () => {
  const stand = aStand()
  stand.asks('/3/device/a', { headers: { 'apns-topic': 'com.example' }, body: '{"aps":{}}' })
  const [head, body] = stand.sent()
  assert.equal(head?.type, FrameType.headers)
  assert.equal(head?.flags, Flag.endHeaders)
  assert.deepEqual(stand.transcript.fields(head?.payload ?? Buffer.alloc(0)), {
    ':method': 'POST',
    ':scheme': 'https',
    ':authority': 'push.example',
    ':path': '/3/device/a',
    'apns-topic': 'com.example',
  })
  assert.deepEqual([body?.type, body?.flags, body?.payload.toString()], [FrameType.data, Flag.endStream, '{"aps":{}}'])
  stand.says(
    stand.server.headers(1, { ':status': '200', 'apns-id': 'x' }),
    stand.server.data(1, 'hel'),
    stand.server.data(1, 'lo', true),
  )
  assert.deepEqual(stand.of('/3/device/a'), answered('hello', { 'apns-id': 'x' }))
  assert.equal(stand.connection.openCount, 0)
})

test('a request without a body ends with its HEADERS', () => {
  const stand = aStand()
  stand.asks('/a', { method: 'GET' })
  stand.asks('/b', { body: '' })
  assert.deepEqual(
    stand.sent().map(({ type, flags }) => [type, flags]),
    [
      [FrameType.headers, Flag.endHeaders | Flag.endStream],
      [FrameType.headers, Flag.endHeaders | Flag.endStream],
    ],
  )
})

test('no request may start before the peer said how many it allows (F65)', () => {
  const stand = new Stand()
  assert.equal(stand.connection.room, 0)
  stand.says(stand.server.settings({ [Setting.maxConcurrentStreams]: 2 }))
  assert.equal(stand.connection.room, 2)
  stand.asks('/a')
  assert.equal(stand.connection.room, 1)
  stand.says(stand.server.settings({ [Setting.maxConcurrentStreams]: 0 }))
  assert.equal(stand.connection.room, -1)
  stand.says(stand.server.answer(1))
  assert.equal(stand.connection.room, 0)
  stand.says(stand.server.settings({ [Setting.maxConcurrentStreams]: 1 }))
  assert.equal(stand.connection.room, 1)
})

test('informational heads are passed over; trailers end an answer', () => {
  const stand = aStand()
  stand.asks('/a')
  stand.says(
    stand.server.headers(1, { ':status': '103', link: '</x>' }),
    stand.server.headers(1, { ':status': '200', 'x-a': '1' }),
    stand.server.data(1, 'body'),
    stand.server.headers(1, { 'x-trailer': '2' }, true),
  )
  assert.deepEqual(stand.of('/a'), answered('body', { 'x-a': '1' }))
})

for (const [what, say] of [
  ['no status', (s: ServerScript) => [s.headers(1, { 'x-a': '1' })]],
  ['a status that is no number', (s: ServerScript) => [s.headers(1, { ':status': '2000' })]],
  ['101', (s: ServerScript) => [s.headers(1, { ':status': '101' })]],
  ['an informational head as the last word', (s: ServerScript) => [s.headers(1, { ':status': '100' }, true)]],
  ['a body before its head', (s: ServerScript) => [s.data(1, 'x')]],
  ['a second head', (s: ServerScript) => [s.headers(1, { ':status': '200' }), s.headers(1, { ':status': '200' })]],
  ['a pseudo-field among the fields', (s: ServerScript) => [s.headers(1, { ':status': '200', ':path': '/' })]],
  [
    'a pseudo-field among the trailers',
    (s: ServerScript) => [s.headers(1, { ':status': '200' }), s.headers(1, { ':status': '200' }, true)],
  ],
  [
    'a field of HTTP/1.1',
    () => [
      frame(FrameType.headers, 0x4, 1, [0x88, 0x00, 10, ...Buffer.from('connection'), 5, ...Buffer.from('close')]),
    ],
  ],
  [
    'a field value with a blank before it',
    () => [frame(FrameType.headers, 0x4, 1, [0x88, 0x00, 3, ...Buffer.from('x-a'), 2, ...Buffer.from(' 1')])],
  ],
  [
    'a body shorter than promised',
    (s: ServerScript) => [s.headers(1, { ':status': '200', 'content-length': '3' }), s.data(1, 'ab', true)],
  ],
  [
    'a body promised and not sent',
    (s: ServerScript) => [s.headers(1, { ':status': '200', 'content-length': '3' }, true)],
  ],
  ['a length that is no number', (s: ServerScript) => [s.headers(1, { ':status': '200', 'content-length': '3x' })]],
  ['two lengths', (s: ServerScript) => [s.headers(1, { ':status': '200', 'content-length': '3, 4' })]],
  [
    'too many headers',
    (s: ServerScript) => [
      frame(
        FrameType.headers,
        0,
        1,
        s.block([
          [':status', '200'],
          ['x-a', 'a'.repeat(9_000)],
        ]),
      ),
      frame(FrameType.continuation, 0x4, 1, s.block([['x-b', 'b'.repeat(9_000)]])),
    ],
  ],
] as const) {
  test(`an answer with ${what} is unknown, its stream is reset and the next request goes on (F73)`, () => {
    const stand = aStand()
    stand.asks('/a')
    stand.sent()
    assert.equal(stand.says(...say(stand.server)), undefined)
    assert.match(JSON.stringify(stand.of('/a')), /^{"kind":"unknown","cause":"malformed answer/)
    assert.deepEqual(stand.sentTypes(), [FrameType.rstStream])
    stand.asks('/b')
    stand.says(stand.server.answer(3))
    assert.deepEqual(stand.of('/b'), answered('ok'))
  })
}

test('answers without a body may say how long it would be; a length may come twice', () => {
  const stand = aStand()
  stand.asks('/a')
  stand.asks('/b')
  stand.says(stand.server.headers(1, { ':status': '304', 'content-length': '3' }, true))
  stand.says(stand.server.headers(3, { ':status': '200', 'content-length': '2, 2' }), stand.server.data(3, 'ok', true))
  assert.deepEqual(stand.of('/a'), answered('', { 'content-length': '3' }, 304))
  assert.deepEqual(stand.of('/b'), answered('ok', { 'content-length': '2, 2' }))
})

test('headers that come twice are joined, whatever they are called', () => {
  const stand = aStand()
  stand.asks('/a')
  const block = stand.server.block([
    [':status', '200'],
    ['constructor', '1'],
    ['constructor', '2'],
  ])
  stand.says(frame(FrameType.headers, Flag.endHeaders | Flag.endStream, 1, block))
  assert.deepEqual(stand.of('/a'), answered('', { constructor: '1, 2' }))
})

test('an answer above the limit is cut, counts, and its stream is reset (F60)', () => {
  const stand = aStand({}, 4)
  stand.asks('/a')
  stand.asks('/b')
  stand.sent()
  stand.says(stand.server.headers(1, { ':status': '413' }), stand.server.data(1, 'too long', true))
  assert.deepEqual(stand.of('/a'), { ...answered('too ', {}, 413), truncated: true })
  stand.says(stand.server.headers(3, { ':status': '413' }), stand.server.data(3, 'too long'))
  assert.deepEqual(stand.of('/b'), { ...answered('too ', {}, 413), truncated: true })
  stand.says(stand.server.data(3, 'rest', true))
  assert.deepEqual(stand.sentTypes(), [FrameType.rstStream])
})

test('REFUSED_STREAM gives a request back, every other code leaves it unknown (F64)', () => {
  const stand = aStand()
  stand.asks('/refused')
  stand.asks('/cancelled')
  stand.asks('/late')
  stand.asks('/odd')
  stand.says(
    stand.server.rst(1, ErrorCode.refusedStream),
    stand.server.rst(3, ErrorCode.cancel),
    stand.server.headers(5, { ':status': '200' }),
    stand.server.rst(5, ErrorCode.refusedStream),
    stand.server.rst(7, 4_660),
  )
  assert.deepEqual(stand.of('/refused'), { kind: 'unprocessed', cause: 'refused-stream' })
  assert.deepEqual(stand.of('/cancelled'), { kind: 'unknown', cause: 'reset: cancel' })
  assert.deepEqual(stand.of('/late'), { kind: 'unknown', cause: 'reset: refused-stream' })
  assert.deepEqual(stand.of('/odd'), { kind: 'unknown', cause: 'reset: error-4660' })
})

test('GOAWAY gives back what is above its last stream and lets the rest finish (F61)', () => {
  const stand = aStand()
  for (const path of ['/1', '/3', '/5', '/7']) stand.asks(path)
  stand.says(stand.server.headers(7, { ':status': '200' }), stand.server.goaway(3))
  assert.deepEqual(stand.of('/5'), { kind: 'unprocessed', cause: 'goaway' })
  assert.equal(stand.of('/7'), undefined)
  assert.equal(stand.connection.room, 0)
  assert.ok(stand.connection.isLeaving)
  stand.says(
    stand.server.answer(1),
    stand.server.data(7, 'answered all the same', true),
    stand.server.goaway(1, ErrorCode.enhanceYourCalm),
  )
  assert.deepEqual(stand.of('/1'), answered('ok'))
  assert.deepEqual(stand.of('/3'), { kind: 'unprocessed', cause: 'goaway: enhance-your-calm' })
  assert.deepEqual(stand.of('/7'), answered('answered all the same'))
  // What was given back may still be answered by a peer that changed its mind; nobody listens.
  assert.equal(stand.says(stand.server.answer(5)), undefined)
  assert.equal(stand.connection.openCount, 0)
})

test('a body waits for windows and goes on as they open', () => {
  const stand = aStand({ [Setting.initialWindowSize]: 3 })
  stand.asks('/a', { body: 'abcdefgh' })
  stand.asks('/b', { body: Buffer.from('12345') })
  const bodies = (): readonly (readonly [number, string, number])[] =>
    stand
      .sent()
      .filter(({ type }) => type === FrameType.data)
      .map(({ streamId, payload, flags }) => [streamId, payload.toString(), flags])
  assert.deepEqual(bodies(), [
    [1, 'abc', 0],
    [3, '123', 0],
  ])
  stand.says(stand.server.windowUpdate(1, 1))
  assert.deepEqual(bodies(), [[1, 'd', 0]])
  stand.says(stand.server.settings({ [Setting.initialWindowSize]: 5 }))
  assert.deepEqual(bodies(), [
    [1, 'ef', 0],
    [3, '45', Flag.endStream],
  ])
  stand.says(stand.server.settings({ [Setting.initialWindowSize]: 1 }), stand.server.windowUpdate(1, 4))
  assert.deepEqual(bodies(), [])
  stand.says(stand.server.windowUpdate(1, 100))
  assert.deepEqual(bodies(), [[1, 'gh', Flag.endStream]])
  stand.says(stand.server.answer(1), stand.server.answer(3))
  assert.deepEqual([stand.of('/a'), stand.of('/b')], [answered('ok'), answered('ok')])
})

test('SETTINGS are acknowledged before a body uses what they allow', () => {
  const stand = aStand({ [Setting.initialWindowSize]: 0 })
  stand.asks('/a', { body: 'abc' })
  stand.sent()
  stand.says(stand.server.settings({ [Setting.initialWindowSize]: 5 }))
  assert.deepEqual(stand.sentTypes(), [FrameType.settings, FrameType.data])
})

test("bodies share the connection's window in turn", () => {
  const stand = aStand({ [Setting.initialWindowSize]: 1_000_000 })
  stand.asks('/a', { body: 'a'.repeat(65_000) })
  stand.asks('/b', { body: 'b'.repeat(40_000) })
  stand.asks('/c', { body: 'c'.repeat(40_000) })
  const bytesOf = (id: number) =>
    stand.transcript.frames
      .filter(({ type, streamId }) => type === FrameType.data && streamId === id)
      .reduce((sum, { payload }) => sum + payload.length, 0)
  stand.sent()
  assert.deepEqual([bytesOf(1), bytesOf(3), bytesOf(5)], [65_000, 535, 0])
  stand.says(stand.server.windowUpdate(0, 32_768))
  stand.sent()
  assert.deepEqual([bytesOf(3), bytesOf(5)], [535 + 16_384, 16_384])
  stand.says(stand.server.windowUpdate(0, 100_000))
  stand.sent()
  assert.deepEqual([bytesOf(3), bytesOf(5)], [40_000, 40_000])
})

test('a peer that answers before it has the whole body gets no more of it', () => {
  const stand = aStand({ [Setting.initialWindowSize]: 3 })
  stand.asks('/a', { body: 'abcdefgh' })
  stand.sent()
  stand.says(stand.server.answer(1, 'too large', 413))
  assert.deepEqual(stand.of('/a'), answered('too large', {}, 413))
  assert.deepEqual(stand.sentTypes(), [FrameType.rstStream])
  stand.says(stand.server.windowUpdate(1, 100))
  assert.deepEqual(stand.sentTypes(), [])
})

test('windows that overflow end a stream, or the connection', () => {
  const stand = aStand()
  stand.asks('/a')
  stand.asks('/b')
  assert.equal(stand.says(stand.server.windowUpdate(1, WINDOW_MAX)), undefined)
  assert.match(JSON.stringify(stand.of('/a')), /malformed answer/)
  assert.equal(
    stand.says(
      stand.server.settings({ [Setting.initialWindowSize]: 65_536 }),
      stand.server.windowUpdate(3, WINDOW_MAX - 65_536),
    ),
    undefined,
  )
  assert.equal(
    stand.says(stand.server.settings({ [Setting.initialWindowSize]: 65_537 }))?.code,
    ErrorCode.flowControlError,
  )
  const other = aStand()
  assert.equal(other.says(other.server.windowUpdate(0, WINDOW_MAX))?.code, ErrorCode.flowControlError)
})

test('the peer hears in time how much more it may send', () => {
  const stand = aStand({}, 10_000_000)
  stand.asks('/a')
  stand.says(stand.server.headers(1, { ':status': '200' }))
  const piece = 'x'.repeat(16_384)
  stand.sent()
  for (let sent = 0; sent < 300; sent += 1) assert.equal(stand.says(stand.server.data(1, piece)), undefined)
  const updates = stand.sent().map(({ type, streamId }) => [type, streamId])
  assert.ok(updates.filter(([type, id]) => type === FrameType.windowUpdate && id === 1).length >= 75)
  assert.ok(updates.filter(([type, id]) => type === FrameType.windowUpdate && id === 0).length >= 1)
})

test('PING is answered and SETTINGS are acknowledged', () => {
  const stand = aStand()
  stand.says(
    frame(FrameType.ping, 0, 0, [1, 2, 3, 4, 5, 6, 7, 8]),
    stand.server.settings(),
    frame(FrameType.settings, Flag.ack, 0),
    frame(FrameType.ping, Flag.ack, 0, [1, 2, 3, 4, 5, 6, 7, 8]),
  )
  assert.deepEqual(
    stand.sent().map(({ type, flags }) => [type, flags]),
    [
      [FrameType.ping, Flag.ack],
      [FrameType.settings, Flag.ack],
    ],
  )
  stand.connection.ping()
  assert.deepEqual(stand.sentTypes(), [FrameType.ping])
})

for (const [what, say, code] of [
  [
    'an answer on a stream that was never opened',
    (s: ServerScript) => s.headers(3, { ':status': '200' }),
    ErrorCode.protocolError,
  ],
  ['a reset of a stream that was never opened', (s: ServerScript) => s.rst(3, 8), ErrorCode.protocolError],
  [
    'a second answer on one stream (F72)',
    (s: ServerScript) => Buffer.concat([s.answer(1), s.answer(1)]),
    ErrorCode.streamClosed,
  ],
  [
    'a body that goes on after its end (F72)',
    (s: ServerScript) => Buffer.concat([s.answer(1), s.data(1, 'x')]),
    ErrorCode.streamClosed,
  ],
  [
    'header compression that means nothing',
    () => frame(FrameType.headers, 0x5, 1, [0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
    ErrorCode.compressionError,
  ],
  ['an answer in HTTP/1.1 halfway', () => Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'), ErrorCode.frameSizeError],
] as const) {
  test(`${what} ends the connection with GOAWAY and leaves open requests unknown`, () => {
    const stand = aStand()
    stand.asks('/a')
    stand.asks('/b').deadlineMs
    stand.connection.cancel(new Exchange({ method: 'GET', path: '/other', headers: {} }, 0, () => undefined), 'aborted')
    const two = new Stand()
    two.says(two.server.settings())
    two.asks('/a')
    two.sent()
    const fault = two.says(say(two.server))
    assert.equal(fault?.code, code)
    assert.equal(two.sent().at(-1)?.type, FrameType.goaway)
    two.connection.close('fault')
    two.connection.close('twice')
    assert.equal(two.connection.receive(two.server.answer(1)), undefined)
    assert.ok(two.results.has('/a'))
  })
}

test('a peer that sends nothing but small talk is given up', () => {
  const stand = aStand()
  const ping = frame(FrameType.ping, Flag.ack, 0, [0, 0, 0, 0, 0, 0, 0, 0])
  let fault: ReturnType<Connection['receive']>
  for (let sent = 0; sent < 10_001 && !fault; sent += 1) fault = stand.says(ping)
  assert.equal(fault?.code, ErrorCode.enhanceYourCalm)
})

test('a peer that lets bodies go on byte by byte is slow, and is not given up for it', () => {
  const stand = aStand({ [Setting.initialWindowSize]: 1 })
  for (const path of ['/a', '/b', '/c']) stand.asks(path, { body: 'x'.repeat(5_000) })
  for (let turn = 1; turn < 5_000; turn += 1) {
    for (const id of [1, 3, 5]) assert.equal(stand.says(stand.server.windowUpdate(id, 1)), undefined)
  }
  assert.equal(stand.sent().filter(({ type, flags }) => type === FrameType.data && flags === Flag.endStream).length, 3)
})

test('empty DATA frames are small talk too', () => {
  const stand = aStand()
  stand.asks('/a')
  stand.says(stand.server.headers(1, { ':status': '200' }))
  let fault: ReturnType<Connection['receive']>
  for (let sent = 0; sent < 10_001 && !fault; sent += 1) fault = stand.says(stand.server.data(1, ''))
  assert.equal(fault?.code, ErrorCode.enhanceYourCalm)
})

test('a cancelled request is unknown, reset, and what still comes for it is dropped', () => {
  const stand = aStand()
  const exchange = stand.asks('/a')
  stand.sent()
  stand.connection.cancel(exchange, 'aborted')
  stand.connection.cancel(exchange, 'aborted twice')
  assert.deepEqual(stand.of('/a'), { kind: 'unknown', cause: 'aborted' })
  assert.deepEqual(stand.sentTypes(), [FrameType.rstStream])
  assert.equal(stand.says(stand.server.answer(1), stand.server.rst(1, 0), stand.server.windowUpdate(1, 1)), undefined)
})

test('what is overdue is given up, and the next deadline is told', () => {
  const stand = aStand()
  stand.asks('/a', {}, 100)
  stand.asks('/b', {}, 50)
  stand.asks('/c', {}, 200)
  assert.equal(stand.connection.expire(100), 200)
  assert.deepEqual(stand.of('/a'), { kind: 'unknown', cause: 'deadline' })
  assert.deepEqual(stand.of('/b'), { kind: 'unknown', cause: 'deadline' })
  assert.equal(stand.connection.expire(200), Number.POSITIVE_INFINITY)
})

test('a header that may not be written makes its request unsent and spares the others', () => {
  const stand = aStand()
  stand.asks('/first', { headers: { 'x-a': '1' } })
  stand.asks('/bad', { headers: { 'x-a': '1', 'x-b': 'a\r\nb' }, body: 'x' })
  stand.asks('/next', { headers: { 'x-a': '1', 'x-b': 'fine' } })
  assert.equal((stand.of('/bad') as WireResult).kind, 'unsent')
  const heads = stand.sent().filter(({ type }) => type === FrameType.headers)
  assert.deepEqual(
    heads.map(({ payload }) => stand.transcript.fields(payload)[':path']),
    ['/first', '/next'],
  )
})

test('a farewell is GOAWAY; a connection that leaves takes nothing more', () => {
  const stand = aStand()
  stand.connection.leave()
  stand.connection.leave()
  assert.equal(stand.changes, 2)
  assert.equal(stand.connection.room, 0)
  stand.connection.farewell()
  assert.deepEqual(stand.sentTypes(), [FrameType.goaway])
})

test('however the bytes of a server are cut, the same comes of every request', () => {
  const script = (server: ServerScript): Buffer =>
    Buffer.concat([
      server.settings({ [Setting.maxConcurrentStreams]: 10 }),
      server.answer(1),
      server.headers(3, { ':status': '410', 'x-a': 'b' }),
      server.rst(5, ErrorCode.refusedStream),
      server.data(3, '{"reason":'),
      frame(FrameType.ping, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]),
      server.data(3, '"Unregistered"}', true),
      server.goaway(7, 0),
      server.answer(7, 'last'),
      frame(0xbe, 0xff, 9, [1, 2, 3]),
    ])
  const run = (cuts: readonly number[]): unknown => {
    const stand = aStand()
    for (const path of ['/1', '/3', '/5', '/7', '/9']) stand.asks(path)
    const bytes = script(stand.server)
    let from = 0
    for (const cut of [...new Set(cuts)].sort((a, b) => a - b)) {
      const to = Math.min(cut, bytes.length)
      stand.connection.receive(Buffer.from(bytes.subarray(from, to)))
      from = to
    }
    stand.connection.receive(Buffer.from(bytes.subarray(from)))
    return [...stand.results].sort()
  }
  const whole = run([])
  fc.assert(fc.property(fc.array(fc.nat(300), { maxLength: 40 }), cuts => assert.deepEqual(run(cuts), whole)))
})

test('whatever a peer says, requests end once and nothing but a fault comes out', () => {
  const anyFrame = fc.record({
    type: fc.integer({ min: 0, max: 12 }),
    flags: fc.integer({ min: 0, max: 255 }),
    streamId: fc.constantFrom(0, 1, 2, 3, 5, 7, 99, 0x7fff_ffff),
    payload: fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.constantFrom(Buffer.from([0x88]), Buffer.alloc(4), Buffer.alloc(8)),
    ),
  })
  fc.assert(
    fc.property(fc.array(anyFrame, { maxLength: 30 }), fc.boolean(), (frames, isValidAnswerFirst) => {
      const stand = aStand()
      for (const path of ['/1', '/3', '/5', '/7']) stand.asks(path, { body: 'x' })
      if (isValidAnswerFirst) stand.says(stand.server.answer(1))
      for (const { type, flags, streamId, payload } of frames) {
        if (stand.says(frame(type, flags, streamId, payload))) break
      }
      stand.connection.close('end')
      assert.equal(stand.results.size, 4)
      assert.equal(stand.connection.openCount, 0)
    }),
    { numRuns: 2_000 },
  )
})

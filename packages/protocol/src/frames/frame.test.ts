import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { byeReasonOf, byes } from './close.ts'
import { type ClientFrame, decodeClientFrame, decodeServerFrame, encodeFrame, type ServerFrame } from './frame.ts'
import { frameBytesMax, frameVersion } from './limits.ts'
import { isMethod, type Method, methods, readParams, readResult } from './methods/index.ts'
import { ShapeError, utf8Bytes } from './shape.ts'

const login: ClientFrame = {
  t: 'login',
  v: frameVersion,
  id: 1,
  app: 1234567890,
  user: 'alice',
  device: 'd-1',
  platform: 6,
  sdk: 'posthouse/0.1',
  token: '04AAA',
  cursor: 7,
}
const message = {
  id: '18446744073709551615',
  conversationType: 0,
  from: 'alice',
  to: 'bob',
  seq: 1,
  type: 1,
  content: { message: '你好' },
  sentAtMs: 1_700_000_000_000,
} as const

describe('frames of the long connection', () => {
  const fromClient: readonly ClientFrame[] = [
    login,
    { t: 'forget', v: 1, id: 2, app: 1, pushId: 'ph1.x' },
    { t: 'request', id: 3, method: 'user.self', params: {} },
    { t: 'ack', position: 0 },
    { t: 'ping' },
  ]
  const fromServer: readonly ServerFrame[] = [
    { t: 'reply', id: 3, result: { a: [1] } },
    { t: 'refused', id: 3, code: 6000121, message: 'Nobody is logged in.', retryAfterMs: 5 },
    { t: 'entries', entries: [{ kind: 'message', position: 9, message }], position: 9, isCatchUp: true, isLast: true },
    { t: 'passing', message: { ...message, type: 2, seq: undefined } as never },
    { t: 'pong', nowMs: 5 },
    { t: 'bye', reason: 'kicked-out', text: 'another device' },
  ]

  it('come back as they were sent', () => {
    for (const frame of fromClient) assert.deepEqual(decodeClientFrame(encodeFrame(frame)), frame)
    for (const frame of fromServer) {
      assert.deepEqual(decodeServerFrame(encodeFrame(frame)), JSON.parse(JSON.stringify(frame)))
    }
  })

  it('lose members that nobody named, and keep to null as to absence', () => {
    assert.deepEqual(decodeClientFrame('{"t":"ack","position":4,"x":1}'), { t: 'ack', position: 4 })
    const text = JSON.stringify({ ...login, token: null })
    assert.equal('token' in decodeClientFrame(text), false)
  })

  it('are refused with the place of the fault', () => {
    const faults: readonly (readonly [text: string, at: string])[] = [
      ['{', 'frame'],
      ['[]', 'frame.t'],
      ['{"t":"constructor"}', 'frame.t'],
      ['{"t":"ack","position":-1}', 'frame.position'],
      ['{"t":"ack","position":1.5}', 'frame.position'],
      ['{"t":"ack","position":"1"}', 'frame.position'],
      [JSON.stringify({ ...login, user: 'a'.repeat(33) }), 'frame.user'],
      [JSON.stringify({ ...login, user: '' }), 'frame.user'],
      [JSON.stringify({ ...login, pushIds: ['a', 'b', 'c', 'd', 'e'] }), 'frame.pushIds'],
    ]
    for (const [text, at] of faults) {
      assert.throws(
        () => decodeClientFrame(text),
        (error: unknown) => error instanceof ShapeError && error.at === at,
        text,
      )
    }
  })

  it('S37 are at most 64 KiB long from a client, measured in bytes', () => {
    const room = frameBytesMax - utf8Bytes(encodeFrame({ t: 'request', id: 1, method: 'x', params: '' }))
    const frame = (chars: number): string =>
      encodeFrame({ t: 'request', id: 1, method: 'x', params: 'é'.repeat(chars) })
    assert.doesNotThrow(() => decodeClientFrame(frame(Math.floor(room / 2))))
    assert.throws(() => decodeClientFrame(frame(Math.floor(room / 2) + 1)), ShapeError)
  })

  it('end in a value or a ShapeError, whatever comes', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.json().map(json => `{"t":"login","id":${json}}`),
        ),
        text => {
          for (const decode of [decodeClientFrame, decodeServerFrame]) {
            try {
              decode(text)
            } catch (error) {
              assert.ok(error instanceof ShapeError, String(error))
            }
          }
        },
      ),
      { numRuns: 500 },
    )
  })

  it('measure texts as Node does', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), text => {
        assert.equal(utf8Bytes(text), Buffer.byteLength(text))
      }),
    )
  })
})

describe('methods of the long connection', () => {
  it('are known by their own names only', () => {
    assert.ok(isMethod('message.send'))
    assert.equal(isMethod('toString'), false)
  })

  it('say what is wrong with their parameters', () => {
    const good = { localId: '1', to: 'bob', conversationType: 0, type: 1, content: {}, priority: 2 }
    assert.deepEqual(readParams('message.send', { ...good, more: 1 }), good)
    const bad = { ...good, push: { title: 5 } }
    assert.throws(
      () => readParams('message.send', bad),
      (error: unknown) => error instanceof ShapeError && error.at === 'params.push.title',
    )
  })

  it('refuse anything that is no object', () => {
    for (const name of Object.keys(methods) as Method[]) {
      assert.throws(() => readParams(name, 'x'), ShapeError, name)
      assert.throws(() => readResult(name, null), ShapeError, name)
    }
  })
})

describe('reasons for the end of a connection', () => {
  it('have a code each, that names them', () => {
    for (const [name, { code }] of Object.entries(byes)) assert.equal(byeReasonOf(code), name)
    assert.equal(byeReasonOf(1006), undefined)
  })
})

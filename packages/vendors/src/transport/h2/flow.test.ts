import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ConnectionFault, ErrorCode, StreamFault } from './error-code.ts'
import { ReceiveWindow, SendWindow } from './flow.ts'
import { WINDOW_MAX } from './frame.ts'

const isConnectionFault = (cause: unknown) =>
  cause instanceof ConnectionFault && cause.code === ErrorCode.flowControlError
const isStreamFault = (cause: unknown) =>
  cause instanceof StreamFault && cause.code === ErrorCode.flowControlError && cause.streamId === 7

test('a send window is spent and grows again', () => {
  const window = new SendWindow(7, 65_535)
  window.spend(65_535)
  assert.equal(window.bytes, 0)
  window.grow(10)
  assert.equal(window.bytes, 10)
})

test('SETTINGS can make a send window negative; it must grow above 0 before anything leaves (RFC 9113 §6.9.2)', () => {
  const window = new SendWindow(7, 65_535)
  window.spend(60_000)
  window.shift(16_384 - 65_535)
  assert.equal(window.bytes, 16_384 - 60_000)
  window.grow(43_617)
  assert.equal(window.bytes, 1)
})

test('a send window reaches 2^31-1 and not more: a fault of its stream, or of the connection', () => {
  const stream = new SendWindow(7, WINDOW_MAX - 1)
  stream.grow(1)
  assert.throws(() => stream.grow(1), isStreamFault)
  assert.equal(stream.bytes, WINDOW_MAX)
  const connection = new SendWindow(0, WINDOW_MAX)
  assert.throws(() => connection.grow(1), isConnectionFault)
})

test('SETTINGS that lift a stream above 2^31-1 are a fault of the connection (RFC 9113 §6.9.2)', () => {
  const window = new SendWindow(7, 65_535)
  window.grow(1)
  window.shift(WINDOW_MAX - 65_536)
  assert.equal(window.bytes, WINDOW_MAX)
  assert.throws(() => window.shift(1), isConnectionFault)
  assert.equal(window.bytes, WINDOW_MAX)
})

test('a receive window is refilled at half and not before', () => {
  const window = new ReceiveWindow(7, 100_000)
  assert.equal(window.receive(49_999), 0)
  assert.equal(window.bytes, 50_001)
  assert.equal(window.receive(0), 0)
  assert.equal(window.receive(1), 50_000)
  assert.equal(window.bytes, 100_000)
})

test('a whole window at once is refilled; one byte more is a fault and counts nothing', () => {
  const stream = new ReceiveWindow(7, 65_535)
  assert.equal(stream.receive(65_535), 65_535)
  assert.throws(() => stream.receive(65_536), isStreamFault)
  assert.equal(stream.bytes, 65_535)
  const connection = new ReceiveWindow(0, 65_535)
  assert.throws(() => connection.receive(65_536), isConnectionFault)
})

test('whatever happens, a send window stays within bounds and counts every byte', () => {
  const step = fc.record({
    kind: fc.constantFrom('spend', 'grow', 'shift'),
    size: fc.oneof(fc.integer({ min: 1, max: 100_000 }), fc.integer({ min: 1, max: WINDOW_MAX })),
  })
  fc.assert(
    fc.property(fc.integer({ min: 0, max: WINDOW_MAX }), fc.array(step, { maxLength: 50 }), (initial, steps) => {
      const window = new SendWindow(7, initial)
      let expected = initial
      let settings = initial
      for (const { kind, size } of steps) {
        if (kind === 'spend') {
          const count = Math.min(size, Math.max(0, window.bytes))
          window.spend(count)
          expected -= count
        } else {
          const change = kind === 'grow' ? size : size - settings
          const run = () => (kind === 'grow' ? window.grow(change) : window.shift(change))
          if (expected + change > WINDOW_MAX) assert.throws(run, kind === 'grow' ? isStreamFault : isConnectionFault)
          else {
            run()
            expected += change
            if (kind === 'shift') settings = size
          }
        }
        assert.equal(window.bytes, expected)
        assert.ok(window.bytes <= WINDOW_MAX && window.bytes >= -WINDOW_MAX)
      }
    }),
  )
})

test('whatever comes, what a receive window granted is what came plus what is left', () => {
  const sizes = fc.integer({ min: 65_535, max: WINDOW_MAX })
  fc.assert(
    fc.property(sizes, fc.array(fc.integer({ min: 0, max: 16_384 }), { maxLength: 100 }), (size, frames) => {
      const window = new ReceiveWindow(7, size)
      let granted = size
      let came = 0
      for (const flowBytes of frames) {
        granted += window.receive(flowBytes)
        came += flowBytes
        assert.equal(granted, came + window.bytes)
        assert.ok(window.bytes * 2 > size && window.bytes <= size)
      }
    }),
  )
})

test('a peer that obeys the updates never stalls and never breaks the window', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 200_000 }), { maxLength: 50 }), wishes => {
      const ours = new ReceiveWindow(7, 65_535)
      const theirs = new SendWindow(7, 65_535)
      for (const wish of wishes) {
        const count = Math.min(wish, theirs.bytes)
        assert.ok(count > 0)
        theirs.spend(count)
        const increment = ours.receive(count)
        if (increment > 0) theirs.grow(increment)
        assert.equal(theirs.bytes, ours.bytes)
      }
    }),
  )
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { BUSY_SILENCE_MS, IDLE_SILENCE_MS, Liveness, PONG_MS } from './liveness.ts'

test('without requests a PING is due after a minute of silence, and the end 8 s after it (F63)', () => {
  const liveness = new Liveness(1_000)
  assert.equal(liveness.nextMs(false), 61_000)
  assert.equal(liveness.due(60_999, false), 'nothing')
  assert.equal(liveness.due(61_000, false), 'ask')
  liveness.asked(61_000)
  assert.equal(liveness.nextMs(false), 69_000)
  assert.equal(liveness.due(68_999, false), 'nothing')
  assert.equal(liveness.due(69_000, false), 'dead')
})

test('with requests open it is due after 5 s, and the end 8 s after it (F63)', () => {
  const liveness = new Liveness(0)
  assert.equal(liveness.due(4_999, true), 'nothing')
  assert.equal(liveness.due(5_000, true), 'ask')
  liveness.asked(5_000)
  assert.equal(liveness.due(12_999, true), 'nothing')
  assert.equal(liveness.due(13_000, true), 'dead')
})

test('whatever is heard puts both off', () => {
  const liveness = new Liveness(0)
  liveness.heard(3_000)
  assert.equal(liveness.nextMs(true), 8_000)
  liveness.asked(8_000)
  liveness.heard(17_999)
  assert.equal(liveness.due(18_000, true), 'nothing')
  assert.equal(liveness.nextMs(true), 22_999)
  assert.equal(liveness.nextMs(false), 77_999)
})

test('after rest, silence counts from the request on, and further requests do not start it anew', () => {
  const liveness = new Liveness(0)
  liveness.spoke(40_000)
  assert.equal(liveness.nextMs(true), 45_000)
  liveness.spoke(44_000)
  assert.equal(liveness.nextMs(true), 45_000)
  // The request was given up meanwhile; the question stands.
  assert.equal(liveness.nextMs(false), 45_000)
  liveness.heard(44_500)
  assert.equal(liveness.nextMs(false), 104_500)
  liveness.spoke(50_000)
  assert.equal(liveness.nextMs(true), 55_000)
})

test('a request at the end of a rest does not put off the question that the rest ends with', () => {
  const liveness = new Liveness(0)
  liveness.spoke(55_333)
  assert.equal(liveness.nextMs(true), 60_000)
  assert.equal(liveness.nextMs(false), 60_000)
})

test('a request does not put off the end of a peer that was asked before', () => {
  const liveness = new Liveness(0)
  liveness.asked(60_000)
  liveness.spoke(69_000)
  assert.equal(liveness.due(70_000, true), 'dead')
})

test('whatever requests do, a peer that falls silent is found in 15 s after the next one; one that speaks is kept (F63)', () => {
  const step = fc.record({ ms: fc.integer({ min: 1, max: 20_000 }), isHeard: fc.boolean(), isOpen: fc.boolean() })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 50 }), steps => {
      let nowMs = 0
      let heardMs = 0
      let spokeMs: number | undefined
      let isBusy = false
      const liveness = new Liveness(nowMs)
      for (const { ms, isHeard, isOpen } of steps) {
        const endMs = nowMs + ms
        // A timer rings whenever one is due, as link.ts sets it.
        while (liveness.nextMs(isBusy) <= endMs) {
          nowMs = liveness.nextMs(isBusy)
          const due = liveness.due(nowMs, isBusy)
          if (due === 'dead') {
            assert.ok(nowMs - heardMs >= PONG_MS + BUSY_SILENCE_MS)
            return
          }
          assert.equal(due, 'ask')
          liveness.asked(nowMs)
        }
        nowMs = endMs
        assert.ok(nowMs - heardMs < IDLE_SILENCE_MS + PONG_MS)
        if (spokeMs !== undefined) assert.ok(nowMs - spokeMs < BUSY_SILENCE_MS + PONG_MS)
        if (isHeard) {
          liveness.heard(nowMs)
          heardMs = nowMs
          spokeMs = undefined
        }
        if (isOpen && !isBusy) {
          liveness.spoke(nowMs)
          spokeMs ??= nowMs
        }
        isBusy = isOpen
      }
    }),
  )
})

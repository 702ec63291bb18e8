import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ANSWER_BYTES_MAX, boundedAnswer } from './answer.ts'

test('an answer at the limit passes as it is, one byte more is cut to the beginning of its text', () => {
  const whole = 'x'.repeat(ANSWER_BYTES_MAX)
  assert.equal(boundedAnswer(whole), whole)
  assert.equal(boundedAnswer(`${whole}x`), 'x'.repeat(ANSWER_BYTES_MAX - 2))
  const object = { code: '1', msg: 'x'.repeat(ANSWER_BYTES_MAX) }
  assert.match(String(boundedAnswer(object)), /^\{"code":"1","msg":"x+$/)
  for (const small of [{ code: 1 }, null, undefined, 7, '']) assert.equal(boundedAnswer(small), small)
})

test('whatever the answer, what is kept is within the limit', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'grapheme', maxLength: 6000 }), fc.jsonValue()), answer => {
      const kept = boundedAnswer(answer)
      const text = typeof kept === 'string' ? kept : JSON.stringify(kept)
      assert.ok(Buffer.byteLength(text) <= ANSWER_BYTES_MAX)
    }),
  )
})

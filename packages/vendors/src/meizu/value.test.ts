import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ANSWER_BYTES_MAX } from '../channel/answer.ts'
import { answersByPushId, listingOf } from './value.ts'

const answers = (body: unknown, pushIds: readonly string[]): ((pushId: string) => unknown) => {
  const value = typeof body === 'object' && body !== null && 'value' in body ? body.value : undefined
  return answersByPushId(body, listingOf(value), pushIds)
}
const body = (value: unknown, message = ''): object => ({ code: '200', message, value, msgId: 'NS1' })

test('each result of a request shows its own push id and no other, in the vendor’s shape', () => {
  const answerFor = answers(body({ 110002: ['Pa', 'Pb'], 110003: ['Pc'] }), ['Pa', 'Pb', 'Pc', 'Pd'])
  assert.deepEqual(answerFor('Pa'), body({ 110002: ['Pa'] }))
  assert.deepEqual(answerFor('Pc'), body({ 110003: ['Pc'] }))
  assert.deepEqual(answerFor('Pd'), body({}))
  assert.equal(answerFor('Pd'), answerFor('Pe'), 'those who were not listed share one value')
})

test('a value that is JSON text stays one, and an empty text stays empty', () => {
  assert.deepEqual(answers(body('{"110002":["Pb","Pa"]}'), ['Pa', 'Pb'])('Pb'), body('{"110002":["Pb"]}'))
  assert.deepEqual(answers(body(''), ['Pa', 'Pb'])('Pa'), body(''))
  assert.deepEqual(answers({ code: '1006' }, ['Pa', 'Pb'])('Pa'), { code: '1006' })
})

test('the answer to one push id stays as it came', () => {
  for (const whole of [body({ 110002: ['a', 'stranger'] }), '<html>', '', null]) {
    assert.equal(answers(whole, ['a'])('a'), whole)
  }
})

test('what cannot be read loses what names a push id of the request', () => {
  const ids = ['push-a', 'push-b']
  assert.equal(answers('{"code":"200","value":{"110002":["push-a",', ids)('push-b'), '')
  assert.equal(answers('<html>', ids)('push-a'), '<html>')
  assert.deepEqual(answers(body('refused: push-a', 'see push-b'), ids)('push-a'), { code: '200', msgId: 'NS1' })
  assert.deepEqual(answers(body(true), ids)('push-a'), body(true))
})

test('no result shows another’s push id or is larger than the limit, whatever the answer holds', () => {
  // Different first letters, so that no id is a part of another or of the answer's own words.
  const ids = ['Q1Q1Q1', 'W2W2W2', 'Z3Z3Z3']
  const item = fc.oneof(fc.constantFrom(...ids), fc.string(), fc.integer())
  const list = fc.oneof(fc.array(item, { maxLength: 500 }), item)
  const value = fc.dictionary(fc.oneof(fc.constantFrom('110002', '520', '501'), fc.string()), list, { maxKeys: 4 })
  const text = fc.array(item).map(items => items.join(' '))
  const any = fc.oneof(
    fc
      .tuple(
        fc.oneof(
          value,
          value.map(read => JSON.stringify(read)),
          text,
        ),
        text,
      )
      .map(([v, m]) => body(v, m)),
    text,
    fc.dictionary(item.map(String), item),
    fc.string({ maxLength: 20_000 }),
  )
  fc.assert(
    fc.property(any, answer => {
      const answerFor = answers(answer, ids)
      for (const id of ids) {
        const shown = JSON.stringify(answerFor(id))
        assert.ok(
          ids.every(other => other === id || !shown.includes(other)),
          shown,
        )
        assert.ok(Buffer.byteLength(shown) <= 2 * ANSWER_BYTES_MAX)
      }
    }),
  )
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ANSWER_BYTES_MAX } from '../channel/answer.ts'
import { answersByToken } from './token-answer.ts'

const partial = (list: readonly unknown[], more: object = {}) => ({
  code: '80100000',
  msg: JSON.stringify({ success: 1, failure: list.length, illegal_tokens: list, ...more }),
  requestId: 'r1',
})

test('each result of a batch shows its own token and no other, in Huawei’s shape and with its counts', () => {
  const answerFor = answersByToken(partial(['a', 'b']), ['a', 'b', 'c'])
  assert.deepEqual(answerFor('a'), {
    code: '80100000',
    msg: '{"success":1,"failure":2,"illegal_tokens":["a"]}',
    requestId: 'r1',
  })
  assert.deepEqual(answerFor('c'), {
    code: '80100000',
    msg: '{"success":1,"failure":2,"illegal_tokens":[]}',
    requestId: 'r1',
  })
  assert.equal(answerFor('c'), answerFor('d'), 'those who were not listed share one value')
})

test('a msg that is an object stays one', () => {
  const msg = { illegal_tokens: ['b', 'a'], failure: 2 }
  assert.deepEqual(answersByToken({ code: 80100000, msg }, ['a', 'b'])('b'), {
    code: 80100000,
    msg: { illegal_tokens: ['b'], failure: 2 },
  })
})

test('a request of one token keeps its body as it came', () => {
  for (const body of [partial(['a', 'stranger']), { code: '80000000', msg: 'Success' }, '<html>', '']) {
    assert.equal(answersByToken(body, ['a'])('a'), body)
  }
})

test('an answer that cannot be read loses what names a token of the request', () => {
  const cutOff = '{"code":"80100000","msg":"{\\"illegal_tokens\\":[\\"token-a\\",'
  assert.equal(answersByToken(cutOff, ['token-a', 'token-b'])('token-b'), '')
  const odd = { code: '80100000', msg: 'illegal: token-a', requestId: 'r1' }
  assert.deepEqual(answersByToken(odd, ['token-a', 'token-b'])('token-a'), { code: '80100000', requestId: 'r1' })
  const plain = { code: '80300008', msg: 'too large' }
  assert.equal(answersByToken(plain, ['token-a', 'token-b'])('token-a'), plain)
})

test('no result of a batch shows another’s token or is larger than the limit, whatever the answer holds', () => {
  // Different first letters, so that no token is a part of another or of the answer's own words.
  const tokens = ['Q1Q1Q1', 'W2W2W2', 'Z3Z3Z3']
  const item = fc.oneof(fc.constantFrom(...tokens), fc.string(), fc.integer())
  const body = fc.oneof(
    fc.array(item, { maxLength: 1000 }).map(list => partial(list)),
    fc.array(item).map(list => ({ code: '80100000', msg: { illegal_tokens: list } })),
    fc.array(item).map(list => ({ code: '80100000', msg: list.join(' ') })),
    fc.array(item).map(list => list.join(',')),
    fc.string({ maxLength: 20_000 }),
  )
  fc.assert(
    fc.property(body, answer => {
      const answerFor = answersByToken(answer, tokens)
      for (const token of tokens) {
        const shown = answerFor(token)
        const text = typeof shown === 'string' ? shown : JSON.stringify(shown)
        assert.ok(
          tokens.every(other => other === token || !text.includes(other)),
          text,
        )
        assert.ok(Buffer.byteLength(text) <= ANSWER_BYTES_MAX)
      }
    }),
  )
})

test('a thousand illegal tokens make a thousand small answers', () => {
  const tokens = Array.from({ length: 1000 }, (_, index) => `IQAAAACy${String(index).padStart(122, '0')}`)
  const answerFor = answersByToken(partial(tokens), tokens)
  assert.ok(tokens.every(token => JSON.stringify(answerFor(token)).length < 300))
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ANSWER_BYTES_MAX } from '../channel/answer.ts'
import { ownAnswers, type TokenLists } from './own-answer.ts'

function listed(list: readonly string[], more: object = {}): { body: unknown; lists: TokenLists } {
  const narrowedTo: TokenLists['narrowedTo'] = token => ({
    ...more,
    bad: token !== undefined && list.includes(token) ? [token] : [],
  })
  return { body: { ...more, bad: list }, lists: { lists: token => list.includes(token), narrowedTo } }
}

test('each token is shown its own entry, and who is not listed an empty list', () => {
  const { body, lists } = listed(['t1', 't2'], { code: 1 })
  const answerFor = ownAnswers(body, ['t1', 't2', 't3'], lists)
  assert.deepEqual(answerFor('t1'), { code: 1, bad: ['t1'] })
  assert.deepEqual(answerFor('t3'), { code: 1, bad: [] })
})

test('a request of one token keeps its body as it came', () => {
  const { body, lists } = listed(['stranger'])
  assert.equal(ownAnswers(body, ['t1'], lists)('t1'), body)
})

test('a token beside the lists costs the member that names it, for everybody', () => {
  const { body, lists } = listed(['t1'], { code: 1, words: 'refused t2' })
  const answerFor = ownAnswers(body, ['t1', 't2'], lists)
  assert.deepEqual([answerFor('t1'), answerFor('t2')], Array(2).fill({ code: 1, bad: [] }))
})

test('an answer without lists loses what names a token of the request, and nothing else', () => {
  assert.equal(ownAnswers('t1 is bad', ['t1', 't2'], undefined)('t2'), '')
  assert.deepEqual(ownAnswers({ code: 7, message: 't1' }, ['t1', 't2'], undefined)('t1'), { code: 7 })
  assert.equal(ownAnswers('<html>', ['t1', 't2'], undefined)('t1'), '<html>')
})

test('no token sees another, and no answer is larger than a few KiB (property)', () => {
  const tokens = ['Q1Q1Q1', 'W2W2W2', 'Z3Z3Z3']
  const word = fc.oneof(fc.constantFrom(...tokens), fc.string({ maxLength: 5_000 }))
  fc.assert(
    fc.property(fc.array(word), word, fc.boolean(), (list, words, isRead) => {
      const { body, lists } = listed(list, { words })
      const answerFor = ownAnswers(body, tokens, isRead ? lists : undefined)
      for (const token of tokens) {
        const text = JSON.stringify(answerFor(token))
        assert.ok(
          tokens.every(other => other === token || !text.includes(other)),
          text,
        )
        assert.ok(Buffer.byteLength(text) <= 2 * ANSWER_BYTES_MAX)
      }
    }),
  )
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Meaning } from '../vendor-code.ts'
import { withoutTokens } from './answer.ts'
import { codeIn, wordsOf } from './judgement.ts'
import { clearRefusalIn, refusalIn } from './meaning.ts'

test('a code may be a text or a number, and nothing else is one', () => {
  const bodies = [{ code: '200' }, { code: 200 }, { code: null }, { code: {} }, { result: 1 }, '200', null, [200]]
  assert.deepEqual(
    bodies.map(body => codeIn(body, 'code')),
    ['200', '200', undefined, undefined, undefined, undefined, undefined, undefined],
  )
})

test('F60 a text that is no number is no code, because a code is stored with each result', () => {
  for (const code of ['1'.repeat(13), 'x', 'a page', '', '-', 1e300]) assert.equal(codeIn({ code }, 'code'), undefined)
  assert.equal(codeIn({ code: '-1' }, 'code'), '-1')
})

test('what refusals share is the code, or the status where there is none, and the wait that was named', () => {
  const answer = { status: 503, headers: { 'retry-after': '7' }, body: '' }
  assert.deepEqual(wordsOf(answer, undefined, 5), { code: 'HTTP 503', nowMs: 5, waitMs: 7000 })
  assert.deepEqual(wordsOf({ ...answer, headers: {} }, '10', 5), { code: '10', nowMs: 5, waitMs: undefined })
})

test('F55 F78 the time is the vendor’s by its Date, because its day ends by its own clock; a date an hour off is a broken one', () => {
  const nowMs = Date.UTC(2026, 10, 21, 16, 0, 5)
  const at = (date: string) => wordsOf({ status: 200, headers: { date }, body: '' }, '1', nowMs).nowMs
  assert.equal(at('Sat, 21 Nov 2026 15:59:58 GMT'), nowMs - 7_000)
  assert.equal(at('Sat, 21 Nov 2026 18:00:00 GMT'), nowMs)
  assert.equal(at('yesterday'), nowMs)
})

test('F73 a success is no refusal, and an unclear code leaves the word to the status for who asks so', () => {
  const meanings: readonly (Meaning | undefined)[] = ['accepted', 'partial', undefined, 'unclear', 'busy']
  assert.deepEqual(meanings.map(refusalIn), [undefined, undefined, undefined, 'unclear', 'busy'])
  assert.deepEqual(meanings.map(clearRefusalIn), [undefined, undefined, undefined, undefined, 'busy'])
})

test('an answer keeps only the members that name no token of the request', () => {
  const tokens = ['alpha', 'a token longer than the answer']
  assert.deepEqual(withoutTokens({ code: 1, list: ['x', 'alpha'], text: 'for alpha' }, tokens), { code: 1 })
  assert.deepEqual(withoutTokens({ code: 1, text: 'beta' }, tokens), { code: 1, text: 'beta' })
  assert.equal(withoutTokens('a page about alpha', tokens), '')
  assert.equal(withoutTokens(['alpha'], tokens), '')
})

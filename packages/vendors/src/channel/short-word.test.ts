import assert from 'node:assert/strict'
import { test } from 'node:test'
import { shortIdOf, shortWordOf, WORD_CHARS_MAX } from './short-word.ts'

test('a printable word and a number are words, up to the limit and not beyond it', () => {
  for (const word of ['Success', '17 04:31', 'a'.repeat(WORD_CHARS_MAX)]) assert.equal(shortWordOf(word), word)
  assert.equal(shortWordOf(80300007), '80300007')
  assert.equal(shortWordOf('a'.repeat(WORD_CHARS_MAX + 1)), undefined)
})

test('a page, a line break, another script and what is no word at all are none', () => {
  for (const value of ['', 'a\nb', 'a\u0000', '\u9519\u8bef', null, undefined, true, {}, ['a']]) {
    assert.equal(shortWordOf(value), undefined, JSON.stringify(value))
  }
})

test('an id that is too long is cut, and one that no database keeps is none', () => {
  assert.equal(shortIdOf('a'.repeat(WORD_CHARS_MAX + 1)), 'a'.repeat(WORD_CHARS_MAX))
  assert.equal(shortIdOf('id\u0000'), undefined)
})

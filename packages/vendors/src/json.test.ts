import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parsedJson, wordOf } from './json.ts'

test('whatever is JSON is parsed, in any white space, and everything else stays as it came (property)', () => {
  const space = fc.string({ unit: fc.constantFrom(' ', '\t', '\n', '\r'), maxLength: 3 })
  fc.assert(
    fc.property(fc.jsonValue(), space, space, (value, before, after) => {
      const text = JSON.stringify(value)
      assert.deepEqual(parsedJson(before + text + after), JSON.parse(text))
    }),
  )
  fc.assert(
    fc.property(fc.string(), text => {
      let expected: unknown = text
      try {
        expected = JSON.parse(text)
      } catch {
        // It is no JSON.
      }
      assert.deepEqual(parsedJson(text), expected)
    }),
  )
})

test('texts that only look like JSON, or like nothing, stay as they came', () => {
  for (const text of ['', ' ', 'Success', 'true!', '{"cut":', 'NaN', '\u00a01', '<html>'])
    assert.equal(parsedJson(text), text)
})

test('a word is a text or a number', () => {
  assert.deepEqual([wordOf('a'), wordOf(7), wordOf(null), wordOf({})], ['a', '7', undefined, undefined])
})

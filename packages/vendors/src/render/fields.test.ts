import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PayloadError } from '../vendor.ts'
import { asNumber, integerFrom, oneOf } from './fields.ts'

test('a whole number may be written in digits, and counts as the number', () => {
  const check = integerFrom(0, 100)
  assert.deepEqual(
    [7, '7', '0', '100'].map(value => check(value, 'f')),
    [7, 7, 0, 100],
  )
  for (const wrong of ['', ' 7', '7.0', '1e2', '0x1', '101', '-1', true, [7]])
    assert.throws(() => check(wrong, 'f'), PayloadError, JSON.stringify(wrong))
})

test('one of several numbers may be in digits, and a word that looks like a number stays a word', () => {
  assert.deepEqual([oneOf(0, 1)('1', 'f'), oneOf('0', '1', 0, 1)('1', 'f'), oneOf('a', 2)('a', 'f')], [1, '1', 'a'])
  for (const wrong of ['2', 'b', '01', true, null]) assert.throws(() => oneOf(0, 1)(wrong, 'f'), PayloadError)
})

test('a text with more digits than any vendor’s number is no number', () => {
  assert.deepEqual(['9'.repeat(15), '9'.repeat(16)].map(asNumber), [999_999_999_999_999, '9'.repeat(16)])
})

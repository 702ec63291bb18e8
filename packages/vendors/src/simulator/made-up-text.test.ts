import assert from 'node:assert/strict'
import { test } from 'node:test'
import { digestOf, randomHex, randomText } from './made-up-text.ts'

test('random text has its length, and each draw chooses one character of the alphabet, the first and the last included', () => {
  const draws = [0, 0.34, 0.67, 0.999_999]
  assert.equal(
    randomText(() => draws.shift() ?? 0, 4, 'abc'),
    'abcc',
  )
  assert.equal(
    randomHex(() => 0.999_999, 3),
    'fff',
  )
  assert.equal(
    randomHex(() => 0, 0),
    '',
  )
})

test('a digest is the SHA-256 of the text in hex', () => {
  assert.equal(digestOf('abc'), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
})

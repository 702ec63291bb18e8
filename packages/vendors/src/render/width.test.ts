import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ELLIPSIS, shorten } from './shorten.ts'
import { width } from './width.ts'

test('ASCII counts one, a Chinese character, a full-width letter and an accented letter two, an emoji four', () => {
  assert.deepEqual(
    ['', 'hi!', '驿站', 'Ａ', 'é', '😀', ELLIPSIS].map(text => width(text)),
    [0, 3, 4, 2, 2, 4, 2],
  )
})

test('no usual way of counting finds more than this one (property)', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), text => {
      const chinese = text.length + (text.match(/[\u2e80-\uffef]/g) ?? []).length
      const twoBytes = Buffer.byteLength(text, 'utf16le') - (text.match(/[ -~]/g) ?? []).length
      // Every ASCII character has one; control characters are the only ones that the second way counts higher.
      const controls = (text.match(/[^ -~\u0080-\uffff]/g) ?? []).length
      assert.ok(width(text) >= chinese && width(text) >= twoBytes - controls)
    }),
  )
})

test('a text is cut to a width between graphemes (property)', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 2, max: 100 }), (text, most) => {
      const cut = shorten(text, most, width)
      assert.ok(width(cut) <= most)
      assert.ok(cut === text || cut.endsWith(ELLIPSIS))
    }),
  )
})

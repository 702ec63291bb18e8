import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ELLIPSIS, jsonUtf8, shorten, units, utf8 } from './shorten.ts'

const hasLoneSurrogate = (text: string) => !text.isWellFormed()

test('a family emoji and a letter with accents are kept whole or left out whole', () => {
  const family = '👨‍👩‍👧‍👦'
  for (let bytesMax = 3; bytesMax < 40; bytesMax++) {
    const cut = shorten(`${family}e\u0301x${family}`, bytesMax, jsonUtf8)
    assert.ok(
      ['', family, `${family}e\u0301`, `${family}e\u0301x`].includes(cut.replace(ELLIPSIS, '')),
      `${bytesMax}: ${cut}`,
    )
  }
})

test('whatever the text, shortening stays within its bytes, keeps a prefix and never tears a character (property)', () => {
  const anyText = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }))
  fc.assert(
    fc.property(anyText, fc.integer({ min: 0, max: 60 }), (text, bytesMax) => {
      for (const measure of [units, utf8, jsonUtf8]) {
        const cut = shorten(text, bytesMax, measure)
        assert.ok(measure(cut) <= Math.max(bytesMax, measure(ELLIPSIS)))
        assert.ok(cut === text || (cut.endsWith(ELLIPSIS) && text.startsWith(cut.slice(0, -ELLIPSIS.length))))
        assert.ok(hasLoneSurrogate(text) || !hasLoneSurrogate(cut), 'no new lone surrogate')
      }
    }),
  )
})

test('a text that is one grapheme of a megabyte is cut like any other, in no time worth naming', () => {
  const zalgo = `a${'\u0301'.repeat(1_000_000)}`
  assert.equal(shorten(zalgo, 10, units).length, 10)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ELLIPSIS, fit, shorten } from './fit.ts'

const write = (title?: string, body?: string) => ({
  aps: { alert: { ...(title === undefined ? {} : { title }), ...(body === undefined ? {} : { body }) } },
})
const size = (text: string) => Buffer.byteLength(text)
const jsonSize = (text: string) => size(JSON.stringify(text)) - 2
const hasLoneSurrogate = (text: string) => !text.isWellFormed()

test('a document at the limit is untouched and one byte over loses the end of its body', () => {
  const bytes = size(JSON.stringify(write('Li', 'hello world')))
  assert.deepEqual(fit({ title: 'Li', body: 'hello world', write }, bytes), {
    json: JSON.stringify(write('Li', 'hello world')),
    truncated: false,
  })
  const cut = fit({ title: 'Li', body: 'hello world', write }, bytes - 1)
  assert.deepEqual(cut, { json: JSON.stringify(write('Li', `hello w${ELLIPSIS}`)), truncated: true })
})

test('the title is cut only after the body is gone, and nothing is returned when both are not enough', () => {
  const fixed = size(JSON.stringify(write(ELLIPSIS, ELLIPSIS)))
  const text = { title: 'A long title', body: 'a long body', write }
  assert.deepEqual(fit(text, fixed + 4), { json: JSON.stringify(write(`A lo${ELLIPSIS}`, ELLIPSIS)), truncated: true })
  assert.deepEqual(fit(text, fixed), { json: JSON.stringify(write(ELLIPSIS, ELLIPSIS)), truncated: true })
  assert.equal(fit(text, fixed - 1), undefined)
})

test('a family emoji and a letter with accents are kept whole or left out whole', () => {
  const family = '👨‍👩‍👧‍👦'
  for (let bytesMax = 3; bytesMax < 40; bytesMax++) {
    const cut = shorten(`${family}e\u0301x${family}`, bytesMax)
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
      const cut = shorten(text, bytesMax)
      assert.ok(jsonSize(cut) <= Math.max(bytesMax, jsonSize(ELLIPSIS)))
      assert.ok(cut === text || (cut.endsWith(ELLIPSIS) && text.startsWith(cut.slice(0, -ELLIPSIS.length))))
      assert.equal(hasLoneSurrogate(cut), hasLoneSurrogate(text) && hasLoneSurrogate(cut), 'no new lone surrogate')
    }),
  )
})

test('whatever the texts, a fitted document is within the limit and unfitted ones could not be (property)', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: 'grapheme' }),
      fc.integer({ min: 20, max: 120 }),
      (title, body, bytesMax) => {
        const fitted = fit({ title, body, write }, bytesMax)
        if (fitted === undefined) {
          const shortest = (text: string) => (jsonSize(text) <= 3 ? text : ELLIPSIS)
          assert.ok(size(JSON.stringify(write(shortest(title), shortest(body)))) > bytesMax)
        } else {
          assert.ok(size(fitted.json) <= bytesMax)
          assert.equal(fitted.truncated, fitted.json !== JSON.stringify(write(title, body)))
        }
      },
    ),
  )
})

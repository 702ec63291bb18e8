import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { fit } from './fit.ts'
import { ELLIPSIS } from './shorten.ts'

const write = (title?: string, body?: string) => ({
  aps: { alert: { ...(title === undefined ? {} : { title }), ...(body === undefined ? {} : { body }) } },
})
const size = (text: string) => Buffer.byteLength(text)
const jsonSize = (text: string) => size(JSON.stringify(text)) - 2

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

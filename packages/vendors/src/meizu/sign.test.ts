import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { signatureOf } from './sign.ts'

const VECTOR = {
  pushIds: 'RA50c6348036344485d01776773577c64740465480a6b',
  appId: '10000',
  messageJson: '{"title":"title","content":"content","pushTimeInfo":{"offLine":1,"validTime":24}}',
}

test('the vector of spec/vendors.md §8.2 is signed as the vendor signs it', () => {
  assert.equal(signatureOf(VECTOR, '<APP_SECRET>'), 'ac076ff25d9900015a681cb5172aa53b')
})

test('a signature that is already there is not signed, whatever the order of parameters is', () => {
  const { appId, messageJson, pushIds } = VECTOR
  assert.equal(
    signatureOf({ sign: 'x', messageJson, pushIds, appId }, '<APP_SECRET>'),
    'ac076ff25d9900015a681cb5172aa53b',
  )
})

test('texts are signed as UTF-8 before any encoding', () => {
  const expected = createHash('md5').update(Buffer.from('a=驿 站&%20b=👋s', 'utf8')).digest('hex')
  assert.equal(signatureOf({ b: '👋', a: '驿 站&%20' }, 's'), expected)
})

test('one changed character of any parameter or of the secret changes the signature', () => {
  const word = fc.string({ minLength: 1, maxLength: 20 })
  fc.assert(
    fc.property(word, word, word, fc.constantFrom('a', 'b', 'secret'), (a, b, secret, changed) => {
      const change = (name: string, text: string): string => (name === changed ? `${text}!` : text)
      assert.notEqual(
        signatureOf({ a: change('a', a), b: change('b', b) }, change('secret', secret)),
        signatureOf({ a, b }, secret),
      )
    }),
  )
})

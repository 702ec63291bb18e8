import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { base64Of, bytesOf, textOf, utf8Of } from './base64.ts'

describe('bytes as text, without the help of an engine', () => {
  it('writes base64 as Node does', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), bytes => {
        assert.equal(base64Of(bytes), Buffer.from(bytes).toString('base64'))
      }),
    )
  })

  it('reads both kinds of letters, with padding and without', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), bytes => {
        const buffer = Buffer.from(bytes)
        for (const text of [buffer.toString('base64'), buffer.toString('base64url')]) {
          assert.deepEqual(Buffer.from(bytesOf(text) ?? []), buffer)
        }
      }),
    )
  })

  it('refuses what is no base64', () => {
    for (const text of ['a', 'ab*d', 'ab d', 'abcde', '====', 'é===']) assert.equal(bytesOf(text), undefined, text)
  })

  it('writes UTF-8 as Node does, lone halves of pairs too', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), text => {
        assert.deepEqual(Buffer.from(utf8Of(text)), Buffer.from(text, 'utf8'))
      }),
    )
    assert.deepEqual(Buffer.from(utf8Of('a\ud800b')), Buffer.from('a\ufffdb'))
  })

  it('reads its own UTF-8 back, and nothing that is none', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), text => {
        assert.equal(textOf(utf8Of(text)), text)
      }),
    )
    assert.equal(textOf(Uint8Array.of(0xff)), undefined)
    assert.equal(textOf(Uint8Array.of(0xc3)), undefined)
  })
})

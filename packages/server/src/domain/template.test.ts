import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { type PatternValues, patternObjection, readTemplateName, rendered } from './template.ts'

const values: PatternValues = { args: ['Ann', 'tea'], fromNickname: 'Bob', msg: 'hello', dynamicFrom: 'Bobby' }

describe('a template (spec/easemob.md §4)', () => {
  it('puts arguments, the sender and the message in their places', () => {
    assert.equal(rendered('News for {0}: {1}, {0}', values), 'News for Ann: tea, Ann')
    assert.equal(rendered('{$fromNickname}/{$dynamicFrom}: {$msg}', values), 'Bob/Bobby: hello')
  })

  it('leaves an empty place where an argument is missing', () => {
    assert.equal(rendered('[{2}][{0}][{9999}]', values), '[][Ann][]')
  })

  it('leaves alone what is no place', () => {
    for (const text of ['{}', '{$nick}', '{ 0 }', '{-1}', '{12345}', '{$Msg}', '{msg}', '{0', '0}', '{$msg'])
      assert.equal(rendered(text, values), text)
    assert.equal(rendered('{{0}}', values), '{Ann}')
  })

  it('never expands what it put in', () => {
    const tricky = {
      args: ['{1}', '{$msg}', '$&'],
      fromNickname: '{0}',
      msg: 'a {0} and $1 {$fromNickname}',
      dynamicFrom: '',
    }
    assert.equal(
      rendered('{0}|{1}|{2}|{$msg}|{$fromNickname}', tricky),
      '{1}|{$msg}|$&|a {0} and $1 {$fromNickname}|{0}',
    )
  })

  it('is its pieces with the values between them, whatever they hold', () => {
    const piece = fc.string({ unit: fc.constantFrom('a', '文', '$', ' ', '👋', '0', 'm') })
    const value = fc.string({ unit: fc.constantFrom('{', '}', '0', '1', '$', 'm', 's', 'g', '&', '文') })
    const places = ['{0}', '{1}', '{$msg}', '{$fromNickname}', '{$dynamicFrom}', '{7}'] as const
    fc.assert(
      fc.property(
        fc.array(fc.tuple(piece, fc.constantFrom(...places)), { maxLength: 6 }),
        fc.tuple(value, value, value, value, value),
        (parts, [zero, one, msg, fromNickname, dynamicFrom]) => {
          const given = { args: [zero, one], msg, fromNickname, dynamicFrom }
          const shown = { '{0}': zero, '{1}': one, '{$msg}': msg, '{$fromNickname}': fromNickname }
          const all = { ...shown, '{$dynamicFrom}': dynamicFrom, '{7}': '' }
          const pattern = parts.map(([text, place]) => text + place).join('')
          assert.equal(rendered(pattern, given), parts.map(([text, place]) => text + all[place]).join(''))
        },
      ),
    )
  })

  it('has a name of 1 to 64 letters and digits', () => {
    assert.deepEqual(['promo1', 'A'.repeat(64), '0'].map(readTemplateName), ['promo1', 'A'.repeat(64), '0'])
    for (const text of ['', 'A'.repeat(65), 'a-b', 'é', 'a\n', ' a']) assert.equal(readTemplateName(text), undefined)
  })

  it('names the pattern that may not be used', () => {
    assert.equal(patternObjection({ titlePattern: 'x', contentPattern: 'y' }), undefined)
    assert.equal(patternObjection({}), undefined)
    assert.equal(patternObjection({ titlePattern: '', contentPattern: '' }), 'title_pattern')
    assert.equal(patternObjection({ contentPattern: 'a\u0000' }), 'content_pattern')
  })
})

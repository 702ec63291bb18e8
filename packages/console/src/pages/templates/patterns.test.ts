import { deepEqual, equal } from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { argumentCount, argumentsMax, isTemplateName, piecesOf, withPlace } from './patterns.ts'

describe('the pieces of a pattern', () => {
  it('are texts, places, and what only looks like one', () => {
    deepEqual(piecesOf('{$fromNickname}: {0} {$nick} {x'), [
      { kind: 'value', text: '{$fromNickname}' },
      { kind: 'text', text: ': ' },
      { kind: 'argument', text: '{0}' },
      { kind: 'text', text: ' ' },
      { kind: 'unknown', text: '{$nick}' },
      { kind: 'text', text: ' {x' },
    ])
  })

  it('are the whole pattern, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('{', '}', '0', '$', 'm', 's', 'g', '驿') }), pattern => {
        equal(
          piecesOf(pattern)
            .map(({ text }) => text)
            .join(''),
          pattern,
        )
      }),
    )
  })

  it('ask for as many arguments as their highest number says, within reason', () => {
    deepEqual(['', '{$msg}', '{2}{0}', '{9999}'].map(argumentCount), [0, 0, 3, argumentsMax])
  })
})

it('a place goes where the cursor stands, over what is chosen', () => {
  deepEqual(withPlace('Hi XX!', '{0}', 3, 5), { pattern: 'Hi {0}!', at: 6 })
})

it('a name has letters and digits', () => {
  deepEqual(['Order2', '', 'a-b', 'x'.repeat(65)].map(isTemplateName), [true, false, false, false])
})

// The capacity guides say what measured.json says, name every input with its default, and cannot be written without their marks.
import { equal, ok, throws } from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { readMeasured } from '../measured.ts'
import { guideParts, guides, withParts } from './guide.ts'
import { flagOf, flags } from './inputs.ts'

for (const language of ['en', 'zh'] as const) {
  const text = readFileSync(guides[language], 'utf8')

  test(`the ${language} guide has the tables that were measured; if not: npm run plan -- --guide`, () => {
    equal(text, withParts(text, guideParts(readMeasured(), language)))
  })

  test(`the ${language} guide names every input with its default`, () => {
    for (const { name, fallback } of flags)
      if (name !== 'seed') ok(text.includes(`| \`--${flagOf(name)}\` | ${fallback} |`), name)
  })
}

test('a guide without marks for a part is not written', () => {
  throws(() => withParts('# Capacity\n', { plan: '| a |' }), /no marks for plan/)
  equal(
    withParts('<!-- measured:plan -->\nold\n<!-- /measured -->', { plan: 'new' }),
    '<!-- measured:plan -->\n\nnew\n\n<!-- /measured -->',
  )
})

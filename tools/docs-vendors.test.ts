import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { filled, pages } from './docs-vendors.ts'

const root = join(import.meta.dirname, '..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')

for (const page of pages()) {
  test(`${page.path} says what the code says`, () => {
    const present = read(page.path)
    assert.equal(
      present,
      filled(present, page),
      `${page.path} is stale: run node --conditions=source tools/docs-vendors.ts`,
    )
  })
}

test('a table without a place and a place without a table are both refused', () => {
  const page = { path: 'x.md', lang: 'en', tables: { limits: '| a |' } } as const
  assert.throws(() => filled('nothing here', page), /x\.md has no place for the table "limits"/)
  assert.throws(() => filled('<!-- generated: other -->\n<!-- end -->', page), /no table "other"/)
  assert.equal(
    filled('<!-- generated: limits -->\nold\n<!-- end -->', page),
    '<!-- generated: limits -->\n\n| a |\n\n<!-- end -->',
  )
})

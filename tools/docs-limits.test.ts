import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { rates } from '../packages/protocol/src/index.ts'
import { limitPages } from './docs-limits.ts'
import { filled } from './docs-vendors.ts'

const root = join(import.meta.dirname, '..')

for (const page of limitPages()) {
  test(`${page.path} says what the code says`, () => {
    const present = readFileSync(join(root, page.path), 'utf8')
    const stale = `${page.path} is stale: run node --conditions=source tools/docs-limits.ts`
    assert.equal(present, filled(present, page), stale)
  })

  test(`${page.path} names every group of calls with a path that it counts`, () => {
    for (const name of Object.keys(rates))
      assert.match(page.tables['rates'] ?? '', new RegExp(`^\\| \`${name}\` \\| [^|]+ \\| \`[^|]+\` \\|`, 'm'))
  })
}

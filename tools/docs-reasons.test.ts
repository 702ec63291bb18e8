import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { reasons } from '../packages/server/src/domain/reason.ts'
import { reasonPages } from './docs-reasons.ts'
import { filled } from './docs-vendors.ts'

const root = join(import.meta.dirname, '..')

for (const page of reasonPages()) {
  test(`${page.path} says what the code says`, () => {
    const present = readFileSync(join(root, page.path), 'utf8')
    const stale = `${page.path} is stale: run node --conditions=source tools/docs-reasons.ts`
    assert.equal(present, filled(present, page), stale)
  })

  test(`${page.path} has a heading for every reason`, () => {
    const present = readFileSync(join(root, page.path), 'utf8')
    for (const code of Object.keys(reasons)) assert.match(present, new RegExp(`^### ${code}$`, 'm'))
  })
}

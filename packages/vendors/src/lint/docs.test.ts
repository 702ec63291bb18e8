// The guide to online debugging has a line for each code of the linter, in both languages, and for no other.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { lintCodes } from './finding.ts'

for (const name of ['online-debugging.md', 'online-debugging.zh-CN.md']) {
  test(`${name} lists every code`, () => {
    const text = readFileSync(join(import.meta.dirname, '../../../../docs/guides', name), 'utf8')
    const rows = text.split('\n').filter(line => /^\| `[a-z]+-/.test(line))
    const listed = rows.flatMap(row => [...(row.split('|')[1] ?? '').matchAll(/`([a-z-]+)`/g)].map(([, code]) => code))
    assert.deepEqual(listed.filter(code => code !== 'lacks-').toSorted(), lintCodes.toSorted())
  })
}

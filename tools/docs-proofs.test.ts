import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { proofPages, withoutTest } from './docs-proofs.ts'
import { filled } from './docs-vendors.ts'
import { proofIds, proofsIn, readProofs } from './proofs.ts'

const root = join(import.meta.dirname, '..')
const proved = new Set(readProofs(root).map(({ id }) => id))

test('every id has a test that names it, or a reason why there is none', () => {
  assert.deepEqual(
    proofIds.filter(id => !proved.has(id) && withoutTest[id] === undefined),
    [],
  )
  assert.deepEqual(
    Object.keys(withoutTest).filter(id => proved.has(id) || !proofIds.includes(id)),
    [],
  )
})

test('what the README rests on is named by tests', () => {
  for (const path of ['README.md', 'README.zh-CN.md']) {
    const rows = readFileSync(join(root, path), 'utf8').matchAll(/^\|.*\| ((?:[IFS]\d+(?:, )?)+) \|$/gm)
    const ids = [...rows].flatMap(([, list = '']) => list.split(', '))
    assert.ok(ids.length > 20, `${path} names ${ids.length}`)
    assert.deepEqual(
      ids.filter(id => !proved.has(id)),
      [],
      path,
    )
  }
})

for (const page of proofPages()) {
  test(`${page.path} says what the names of tests say`, () => {
    const present = readFileSync(join(root, page.path), 'utf8')
    const stale = `${page.path} is stale: run node --conditions=source tools/docs-proofs.ts`
    assert.equal(present, filled(present, page), stale)
  })
}

test('ids stand in names of tests, of cases in lists, and as a range', () => {
  // Put together, or this file would count among them.
  const names = [`'F03, F04: x', () => {}`, '\n  `I2 y`'].map(name => `it(${name})`)
  const text = [...names, `const one = { ${'id'}: 'F10-F12' }`, '// F99', "const z = 'F98'"].join('\n')
  const ids = proofsIn('x.test.ts', text).map(({ id }) => id)
  assert.deepEqual(ids, ['F03', 'F04', 'I2', 'F10', 'F11', 'F12'])
})

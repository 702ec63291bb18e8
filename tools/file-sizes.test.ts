import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sizeFindings } from './file-sizes.ts'
import { sourceFile } from './source-files.ts'

const texts = (path: string, lines = 1) =>
  sizeFindings([sourceFile(path, 'x\n'.repeat(lines))]).map(finding => finding.text)

test('a file of 300 lines passes and one of 301 does not', () => {
  assert.deepEqual(texts('packages/server/src/base/clock.ts', 300), [])
  assert.deepEqual(texts('packages/server/src/base/clock.ts', 301), [
    '301 lines, above 300: divide it where it has two purposes',
  ])
})

test('tests, migrations and generated files may be longer', () => {
  for (const name of ['base/clock.test.ts', 'store/migrations/0001.ts', 'http/openapi.gen.ts']) {
    assert.deepEqual(texts(`packages/server/src/${name}`, 2000), [])
  }
})

test('a name that says nothing is refused, for files and folders', () => {
  for (const name of ['utils.ts', 'task-manager.ts', 'types.ts', 'helpers.test.ts', 'common/clock.ts']) {
    assert.equal(texts(`packages/vendors/src/${name}`).length, 1, name)
  }
  for (const name of ['push-type.ts', 'credentials.ts', 'manager-of-nothing-else.ts']) {
    assert.deepEqual(texts(`packages/vendors/src/${name}`), [], name)
  }
})

test('a tree without sources is a finding, not a pass', () => {
  assert.equal(sizeFindings([]).length, 1)
})

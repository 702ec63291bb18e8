import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { vendors } from './registry.ts'

const home = join(import.meta.dirname, '..')
const readme = readFileSync(join(home, 'README.md'), 'utf8')

const examples = [...readme.matchAll(/```ts\n(.*?)```\s+It prints `(.*?)`/gs)]

test('every example of the README says what it prints', () => {
  assert.equal(examples.length, readme.split('```ts').length - 1)
})

for (const [, code = '', promised] of examples) {
  test(`the example that prints \`${promised}\` runs as it is written`, () => {
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ['--conditions=source', '--input-type=module-typescript', '--eval', code],
      { cwd: home, encoding: 'utf8', timeout: 10_000 },
    )
    assert.equal(stdout, `${promised}\n`, stderr)
  })
}

test('the README lists each vendor with a link to its notes, which exist', () => {
  const links = [...readme.matchAll(/\(src\/(\w+)\/NOTES\.md\)/g)].map(([, name]) => name)
  assert.deepEqual(
    links,
    vendors.map(({ name }) => name),
  )
  for (const name of links) assert.ok(existsSync(join(home, `src/${name}/NOTES.md`)))
})

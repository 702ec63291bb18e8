// `npm test` itself: what it prints last, and when it is green.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'

const folder = mkdtempSync(join(tmpdir(), 'posthouse-test-'))
after(() => rmSync(folder, { recursive: true }))

const head = "import { test } from 'node:test'\n"

test('a green run ends with the closing lines of the runner and 0', () => {
  const { stdout, status } = npmTest({ 'a.test.ts': `${head}test('a', () => {})\ntest('b', () => {})\n` })
  assert.match(
    stdout,
    /\n# tests 2\n# suites 0\n# pass 2\n# fail 0\n# cancelled 0\n# skipped 0\n# todo 0\n# duration_ms [\d.]+\n$/,
  )
  assert.equal(status, 0)
})

test('a failing test, and a file that does not load, make the run red', () => {
  for (const text of [`${head}test('a', () => { throw new Error('no') })\n`, "import './gone.ts'\n"]) {
    const { stdout, status } = npmTest({ 'a.test.ts': `${head}test('fine', () => {})\n`, 'b.test.ts': text })
    assert.match(stdout, /\n# tests 2\n# suites 0\n# pass 1\n# fail 1\n/)
    assert.equal(status, 1)
  }
})

test('a run without a test is red', () => {
  const { stdout, status } = npmTest({})
  assert.match(stdout, /no test file matches/)
  assert.match(stdout, /\n# tests 0\n/)
  assert.equal(status, 1)
})

test('tests import packages from source, and an unknown --only is refused', () => {
  const text = `${head}test('a', t => t.assert.ok(process.execArgv.includes('--conditions=source')))\n`
  assert.equal(npmTest({ 'a.test.ts': text }).status, 0)
  assert.equal(npmTest({}, '--only', 'everything').status, 64)
})

function npmTest(files: Readonly<Record<string, string>>, ...args: readonly string[]) {
  const home = mkdtempSync(join(folder, 'run-'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(home, name), text)
  // A runner inside a runner reports to the outer one unless it is told that there is none.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  return spawnSync(process.execPath, [join(import.meta.dirname, 'test.ts'), ...args, `${home}/*.test.ts`], {
    encoding: 'utf8',
    env,
  })
}

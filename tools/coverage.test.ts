// Branches of the HTTP/2 client that no test takes are branches that a peer will take first.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

const root = join(import.meta.dirname, '..')
const room = 'packages/vendors/src/transport/h2'
const branchesMin = 95

test(`the tests of the HTTP/2 client take at least ${branchesMin} % of its branches`, () => {
  // The tests against other servers take no branch that the others leave out, and need programs.
  const files = globSync(`${room}/**/*.test.ts`, { cwd: root }).filter(file => !file.includes('interop'))
  const flags = [
    ...['--conditions=source', '--test', '--experimental-test-coverage'],
    `--test-coverage-include=${room}/**/*.ts`,
    '--test-coverage-exclude=**/*.test.ts',
    `--test-coverage-branches=${branchesMin}`,
  ]
  const env = { PATH: process.env['PATH'] ?? '' }
  const { status, stdout } = spawnSync(process.execPath, [...flags, ...files], { cwd: root, env, encoding: 'utf8' })
  assert.equal(status, 0, stdout.slice(-4_000))
  assert.match(stdout, /all files/)
})

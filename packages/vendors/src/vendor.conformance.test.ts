import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { vendors } from './registry.ts'
import { simulators } from './simulators.ts'

test('each vendor that is offered has a simulator and runs the suite in its folder', () => {
  assert.deepEqual(
    Object.keys(simulators),
    vendors.map(({ name }) => name),
  )
  for (const { name } of vendors) {
    const source = readFileSync(join(import.meta.dirname, name, 'conformance.test.ts'), 'utf8')
    assert.match(source, /^vendorConformance\(/m, name)
  }
})

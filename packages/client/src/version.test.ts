import assert from 'node:assert/strict'
import { test } from 'node:test'
import manifest from '../package.json' with { type: 'json' }
import { version } from './version.ts'

test('the version that the client says is that of its package', () => {
  assert.equal(version, manifest.version)
})

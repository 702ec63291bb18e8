import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemWorld } from './world.ts'

test('keys are made where a browser has no randomUUID: on a page over plain http', t => {
  t.mock.method(crypto, 'randomUUID', () => {
    throw new TypeError('crypto.randomUUID is not a function')
  })
  const { uuid } = systemWorld(fetch)
  const [one, other] = [uuid(), uuid()]
  assert.match(one, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/)
  assert.notEqual(one, other)
})

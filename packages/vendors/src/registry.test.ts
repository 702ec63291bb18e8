import assert from 'node:assert/strict'
import { test } from 'node:test'
import { vendors } from './registry.ts'
import { simulators } from './simulators.ts'

test('each vendor has its own name and provider, and a simulator under the same name', () => {
  const names = vendors.map(({ name }) => name)
  assert.deepEqual(names, ['apns', 'fcm', 'huawei'])
  assert.deepEqual(
    vendors.map(({ provider }) => provider),
    ['APNS', 'ANDROID', 'HUAWEIPUSH'],
  )
  assert.deepEqual(Object.keys(simulators), names)
})

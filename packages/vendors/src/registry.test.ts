import assert from 'node:assert/strict'
import { test } from 'node:test'
import { vendors } from './registry.ts'
import { simulators } from './simulators.ts'

test('each vendor has its own name and provider, and a simulator under the same name', () => {
  assert.deepEqual(
    vendors.map(({ name, provider }) => [name, provider]),
    [
      ['apns', 'APNS'],
      ['fcm', 'ANDROID'],
      ['huawei', 'HUAWEIPUSH'],
      ['honor', 'HONOR'],
      ['harmony', 'HARMONYPUSH'],
      ['xiaomi', 'XIAOMIPUSH'],
      ['oppo', 'OPPOPUSH'],
      ['vivo', 'VIVOPUSH'],
      ['meizu', 'MEIZUPUSH'],
      ['webpush', 'WEBPUSH'],
    ],
  )
  assert.deepEqual(
    Object.keys(simulators),
    vendors.map(({ name }) => name),
  )
})

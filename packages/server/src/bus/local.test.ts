import { deepEqual } from 'node:assert/strict'
import { test } from 'node:test'
import { busConformance } from './bus.conformance.ts'
import { createLocalBus } from './local.ts'

busConformance('local bus', async () => createLocalBus())

test('local bus: a subscriber that left before the turn ended is not called', async () => {
  await using bus = createLocalBus()
  let heard = 0
  const stop = bus.subscribe('push.accepted', () => {
    heard += 1
  })
  bus.publish({ kind: 'push.accepted' })
  stop()
  await Promise.resolve()
  deepEqual(heard, 0)
})

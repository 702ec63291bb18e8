import { deepEqual } from 'node:assert/strict'
import { test } from 'node:test'
import { grouped } from './outcomes.ts'

test('successes are said together, and failures first and each by itself', () => {
  const of = (deviceId: string, status: 'success' | 'fail', reason: string) => ({ deviceId, status, reason })
  const groups = grouped([
    of('a', 'success', 'delivered'),
    of('b', 'fail', 'vendor-refused'),
    of('c', 'success', 'delivered'),
    of('d', 'fail', 'vendor-refused'),
    { deviceId: 'e' },
  ])
  deepEqual(
    groups.map(({ first, devices }) => [first.deviceId, devices]),
    [
      ['b', 1],
      ['d', 1],
      ['e', 1],
      ['a', 2],
    ],
  )
})

import { deepEqual } from 'node:assert/strict'
import { test } from 'node:test'
import { rangeOf } from './range.ts'

test('a span ends today and holds as many days of UTC as it says; anything else is today', () => {
  const now = Date.parse('2026-11-21T15:00:00Z')
  const fromMs = Date.parse('2026-11-21T00:00:00Z')
  deepEqual(rangeOf('1', now), { from: '2026-11-21', until: '2026-11-21', fromMs })
  deepEqual(rangeOf('7', now), { from: '2026-11-15', until: '2026-11-21', fromMs: fromMs - 6 * 86_400_000 })
  deepEqual(rangeOf('x', now), rangeOf('1', now))
})

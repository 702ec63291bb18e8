import { deepEqual } from 'node:assert/strict'
import { it } from 'node:test'
import { countdownText } from './countdown.ts'

it('counts down to nothing and no further', () => {
  deepEqual([37_425_000, 247_000, 1, 0, -5].map(countdownText), ['10:23:45', '4:07', '0:01', '0:00', '0:00'])
})

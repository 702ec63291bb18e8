import assert from 'node:assert/strict'
import { test } from 'node:test'
import { proveWalk } from './task/proof.ts'

test('F10, I2, I4, I17: killed at three places of its walk, a task reaches every device, none twice without saying so, and its sums are exact', async () => {
  const { repeated, ambiguous } = await proveWalk('sqlite', 3_000, [
    { kind: 'failpoint', place: 'task.recorded', hit: 1 },
    { kind: 'failpoint', place: 'outcome.committed', hit: 3 },
    { kind: 'walked', users: 0, afterMs: 40 },
  ])
  // A crash between the bytes and their answer is what this is about: without one it proves little.
  assert.ok(ambiguous > 0 && repeated <= ambiguous, `${ambiguous} ambiguous attempts, ${repeated} repeats`)
})

import { test } from 'node:test'
import { proveWalk } from './task/proof.ts'

test('F10, I2, I4, I17: killed in its walk on PostgreSQL, a task reaches every device, none twice without saying so, and its sums are exact', async () => {
  await proveWalk('postgres', 2_000, [
    { kind: 'failpoint', place: 'task.recorded', hit: 1 },
    { kind: 'failpoint', place: 'outcome.committed', hit: 2 },
  ])
})

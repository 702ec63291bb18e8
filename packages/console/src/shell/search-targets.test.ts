import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import type { FoundKind } from '../api/found.ts'
import { grouped, moved } from './search-targets.ts'

const found = (kind: FoundKind, id: string) => ({ kind, id, title: '', where: {} })

test('results are grouped by kind in the order in which they came', () => {
  deepEqual(
    grouped([found('task', '1'), found('user', 'a'), found('task', '2')]).map(({ kind, results }) => [
      kind,
      results.map(({ id }) => id),
    ]),
    [
      ['task', ['1', '2']],
      ['user', ['a']],
    ],
  )
})

test('arrows go round', () => {
  deepEqual([moved(0, 1, 3), moved(2, 1, 3), moved(0, -1, 3)], [1, 0, 2])
  equal(moved(4, 1, 0), 0)
})

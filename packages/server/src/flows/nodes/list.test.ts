import { deepEqual } from 'node:assert/strict'
import { test } from 'node:test'
import type { NodeRecord } from '../../ports/nodes.ts'
import { type ListNodesDeps, listNodes } from './list.ts'

const nowMs = 1_000_000_000
const aNode = (number: number, change: Partial<NodeRecord> = {}): NodeRecord => ({
  ...{ number, name: `node-${number}`, version: '1', roles: ['api'], connections: 0, bus: 'connected', epoch: 1 },
  ...{ startedAtMs: 1, seenAtMs: nowMs - 1_000, leftAtMs: undefined },
  ...change,
})

/** A record with these, of which the roster takes some to be there. */
function depsOf(known: readonly NodeRecord[], present: readonly NodeRecord[]): ListNodesDeps {
  const numbers = new Set(present.map(({ number }) => number))
  return {
    store: { tables: { nodes: { seenAfter: async () => known } as never } },
    roster: { present: () => present, isPresent: number => numbers.has(number) },
    clock: { now: () => nowMs },
  }
}

test('nodes are there, which come first, said that they stop, or died; who came without a role is left out', async () => {
  const known = [
    aNode(4),
    aNode(1),
    aNode(3, { seenAtMs: nowMs - 60_000 }),
    aNode(2, { leftAtMs: nowMs }),
    aNode(9, { roles: [] }),
    aNode(5),
  ]
  // The roster has not heard yet that the second one left.
  const listed = await listNodes(depsOf(known, [aNode(1), aNode(2), aNode(4)]))
  deepEqual(
    listed.map(({ number, state }) => [number, state]),
    [
      [1, 'present'],
      [4, 'present'],
      // It has just come.
      [5, 'present'],
      [2, 'left'],
      [3, 'gone'],
    ],
  )
})

test('a process that has the record alone is there, however long ago it wrote so; the newer word of a number counts', async () => {
  const alone = await listNodes(depsOf([], [aNode(0, { bus: 'alone' })]))
  deepEqual(
    alone.map(({ number, state }) => [number, state]),
    [[0, 'present']],
  )
  const [taken] = await listNodes(depsOf([aNode(5, { epoch: 2, name: 'new' })], [aNode(5, { name: 'old' })]))
  deepEqual([taken?.name, taken?.state], ['new', 'present'])
})

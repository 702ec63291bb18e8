import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pushFailpoints } from '../packages/server/src/base/failpoint.ts'
import { runLab } from './lab/lab.ts'
import type { Cycle } from './lab/plan.ts'
import { testLives } from './lab/proofs.ts'

const seed = 20_260_707

/** The shortest lease of an attempt or a callback (flows/push/in-flight.ts); a retry of a callback takes 6 s. */
const leaseMsMin = 60_000

/** Overflows within a second or two; a server that is idle takes two thirds of it. */
const smallHeapMiB = 64

// Every named place once, and every other way to end.
testLives('sqlite', seed, [
  ...pushFailpoints.map((place): Cycle => ({ kind: 'failpoint', place, hit: 1 })),
  { kind: 'kill', afterMs: 700 },
  { kind: 'second', afterMs: 100 },
  { kind: 'disk', calls: 'flush', errorAt: 12 },
  { kind: 'disk', calls: 'read', errorAt: 5 },
  { kind: 'memory', heapMiB: smallHeapMiB },
  { kind: 'kill', afterMs: 250 },
  { kind: 'stop', afterMs: 500 },
])

test('F19: stopped again and again under load, with vendors that do their work, nothing is sent twice and no lease is left behind', async () => {
  const cycles: readonly Cycle[] = [400, 900].map(afterMs => ({ kind: 'stop', afterMs }))
  const untilMs = Number.POSITIVE_INFINITY
  const lab = { engine: 'sqlite', seed, cycles, auditEvery: cycles.length, withFaults: false, untilMs } as const
  const { problems, isClean, rounds, directory } = await runLab(lab)
  assert.deepEqual(problems, [])
  assert.equal(isClean, true, `evidence in ${directory}`)
  const { ambiguous, repeated, drainMs } = rounds[0] ?? {}
  assert.deepEqual({ ambiguous, repeated }, { ambiguous: 0, repeated: 0 })
  assert.ok(Number(drainMs) < leaseMsMin, `${drainMs} ms: somebody waited for a lease`)
})

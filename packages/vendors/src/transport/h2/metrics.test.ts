import assert from 'node:assert/strict'
import { test } from 'node:test'
import { snapshot, Tally, Traffic } from './metrics.ts'

test('a snapshot holds every number, and later events do not change it', () => {
  const [tally, traffic] = [new Tally(), new Traffic()]
  tally.opened = 3
  tally.failed = 2
  tally.lost = 1
  tally.moves = 4
  traffic.bytesIn = 10
  traffic.bytesOut = 20
  for (const kind of ['answered', 'answered', 'unsent', 'unknown'] as const) tally.ended(kind)
  for (const ms of [0, 1, 1.1, 50, 10_000, 10_001]) tally.roundTrip(ms)
  const taken = snapshot({ connectionsOpen: 2, inFlight: 5, waiting: 6 }, tally, traffic)
  tally.ended('answered')
  tally.roundTrip(1)
  assert.deepEqual(taken, {
    connectionsOpen: 2,
    connectionsOpened: 3,
    connectionsFailed: 2,
    connectionsLost: 1,
    inFlight: 5,
    waiting: 6,
    bytesIn: 10,
    bytesOut: 20,
    answered: 2,
    unsent: 1,
    unknown: 1,
    moves: 4,
    roundTrip: {
      count: 6,
      sumMs: 20_053.1,
      bucketMsMax: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000],
      buckets: [2, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 1],
    },
  })
})

// F65: a peer that allows one stream, none, or few bytes, changes its mind in between, and in the end allows everything.
import type { Settings } from '../allowance.ts'
import type { Scene } from '../scene.ts'
import { answering } from '../trap.ts'

/** Time in which the peer changes its mind, and what requests may take: nothing fails here, so all must be answered. */
const CHANGES_MS_MAX = 10_000
const DEADLINE_MS = 60_000

/** Changing limits under load. */
export async function limits(scene: Scene): Promise<void> {
  const { chance, clock, peer, ledger } = scene
  const count = chance.integer(1, 150)
  let current: Settings = { streamsMax: chance.pick([0, 1, 2, 10]), ...someWindow(scene) }
  peer.behaviour = answering(scene)
  peer.welcome = () => ({ kind: 'serve', settings: current })
  const asked = scene.askMany(count, { deadlineMs: DEADLINE_MS })
  const changes = chance.integer(1, 6)
  for (let change = 0; change < changes; change += 1) {
    await clock.sleep(chance.pick([1, 20, 300, CHANGES_MS_MAX / 6]))
    current = { streamsMax: chance.pick([0, 0, 1, 1, 3, 100]), ...someWindow(scene) }
    for (const connection of peer.connections) connection.settings(current)
  }
  await clock.sleep(chance.integer(1, 500))
  current = { streamsMax: 100, windowBytes: 65_535 }
  for (const connection of peer.connections) connection.settings(current)
  const results = await asked
  const failed = results.filter(result => result.kind !== 'answered').length
  ledger.counts.push({ what: 'requests without an answer where nothing failed', count: failed, max: 0 })
}

function someWindow({ chance }: Scene): { readonly windowBytes?: number } {
  return chance.happens(0.5) ? { windowBytes: chance.pick([0, 1, 100, 10_000, 65_535, 1_000_000]) } : {}
}

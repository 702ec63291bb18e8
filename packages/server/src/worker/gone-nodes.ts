// Looks for processes that died with connections in their hands, and takes those out of the record: whoever asks for presence callbacks
// hears that the devices went. One process does it at a time; were it two, the record's fences would still tell of each once.

import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import { causeOf } from '../base/log.ts'
import { pause } from '../base/pause.ts'
import { createScope } from '../base/scope.ts'
import { type ReleaseDeps, releaseNode } from '../flows/session/release-node.ts'
import { nodeSeenEveryMs, type Roster } from '../ports/nodes.ts'

/** What looking uses. */
export interface GoneNodesDeps extends ReleaseDeps {
  readonly roster: Pick<Roster, 'self' | 'present'>
  readonly clock: Clock
  readonly log: Log
}

/** It runs from its start on; closing ends it. */
export interface GoneNodes extends AsyncDisposable {
  /** Starts it; called once. */
  start(): void
}

/** A process that begins says so before it has connections, and is heard of within one round. */
const missedMs: number = 2 * nodeSeenEveryMs

/** Makes it. */
export function createGoneNodes(deps: GoneNodesDeps): GoneNodes {
  const { clock, log } = deps
  const scope = createScope(error => log.error('gone-nodes.failed', causeOf(error)))
  const missed = new Map<number, number>()
  return {
    start() {
      scope.run(async signal => {
        while (!signal.aborted) {
          await look(deps, missed, signal).catch(error => log.warn('gone-nodes.unlooked', causeOf(error)))
          await pause(clock, nodeSeenEveryMs, signal)
        }
      })
    },
    [Symbol.asyncDispose]: () => scope[Symbol.asyncDispose](),
  }
}

/** `missed`: since when each process that holds connections is not there; bounded by the numbers that there are. */
async function look(deps: GoneNodesDeps, missed: Map<number, number>, signal: AbortSignal): Promise<void> {
  const { roster, clock, log, store } = deps
  const there = roster.present()
  const chosen = there.find(({ roles }) => roles.includes('worker'))
  if (chosen?.number !== roster.self) return missed.clear()
  const gateways = new Set(there.flatMap(({ number, roles }) => (roles.includes('gateway') ? [number] : [])))
  const gone = (await store.tables.holds.nodes()).filter(number => !gateways.has(number))
  for (const number of missed.keys()) if (!gone.includes(number)) missed.delete(number)
  const nowMs = clock.monotonic()
  for (const number of gone) {
    const sinceMs = missed.get(number) ?? nowMs
    missed.set(number, sinceMs)
    if (nowMs - sinceMs < missedMs) continue
    const released = await releaseNode(deps, number, () => false, { atMs: clock.now(), signal })
    log.warn('node.sessions-released', { node: number, released })
  }
}

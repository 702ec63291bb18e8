// The lane of calls: those whose deadline has come take their step. Deadlines are in the record, so a restart delays them at most.
import type { Scope } from '../base/scope.ts'
import { type RipenDeps, ripenCalls } from '../flows/call/ripen.ts'
import type { Bus } from '../ports/bus.ts'
import type { StoredCall } from '../ports/calls.ts'
import { type LaneDeps, type LaneLimits, startLane } from './lane.ts'

/** What the lane uses. */
export interface CallLaneDeps extends Omit<RipenDeps, 'bus' | 'clock'>, LaneDeps {
  readonly bus: Pick<Bus, 'publish' | 'subscribe'>
  readonly scope: Scope
}

/** Bounds of the lane; a deadline is noticed within the poll. */
const callLaneLimits: LaneLimits = { batchMax: 64, openMax: 256, pollMs: 250 }
/** How long a process that died holds up a call that was due. */
const leaseMs = 10_000

/** Starts the lane; it stops with the scope. */
export function startCallLane(deps: CallLaneDeps, limits: LaneLimits = callLaneLimits): void {
  const lane = startLane<StoredCall>(
    deps,
    {
      name: 'call',
      async claim(limit) {
        const nowMs = deps.clock.now()
        const [claimed] = await deps.store.commit([deps.store.tables.calls.claim(nowMs, nowMs + leaseMs, limit)])
        return { items: claimed.map(({ item }) => item), size: claimed.length, isMore: claimed.length === limit }
      },
      work: batch => ripenCalls(deps, batch),
    },
    limits,
  )
  const stop = deps.bus.subscribe('call.due', () => lane.wake())
  deps.scope.signal.addEventListener('abort', stop, { once: true })
}

// The lane of hand-overs: what the online channel stored is pushed to devices that are away, in two passes (flows/handover/pass.ts). Wakes
// on the hint `handover.due`, when the wait of one is over, and by itself, because hints may get lost.
import { second } from '@posthouse/protocol'
import { causeOf } from '../base/log.ts'
import { type PassDeps, passHandover } from '../flows/handover/pass.ts'
import type { Bus } from '../ports/bus.ts'
import type { HandoverRecord } from '../ports/handovers.ts'
import type { Leased, Store } from '../ports/store.ts'
import { type Claimed, type LaneDeps, type LaneLimits, startLane } from './lane.ts'

/** What the lane uses. */
export interface HandoverLaneDeps extends Omit<PassDeps, 'bus' | 'store'>, LaneDeps {
  readonly store: Store
  readonly bus: Pick<Bus, 'publish' | 'subscribe'>
  /** Shortens leases; 1 but in tests. */
  readonly leaseDivisor: number
}

/** Hand-overs that one process has open, most of them to one or two users, and how often it looks for them. */
const limits: LaneLimits = { batchMax: 32, openMax: 128, pollMs: 500 }
/** A pass is some queries and one commit; a group of thousands takes a second. */
const leaseMs: number = 30 * second

/** Starts the lane; it stops with the scope. */
export function startHandoverLane(deps: HandoverLaneDeps): void {
  const lane = startLane<Leased<HandoverRecord>>(
    deps,
    {
      name: 'handover',
      claim: limit => claim(deps, limit),
      async work(batch) {
        await Promise.all(batch.map(leased => passOne(deps, leased, wakeAt)))
      },
    },
    limits,
  )
  const wakeAt = wakeUpCalls(deps, () => lane.wake())
  const stop = deps.bus.subscribe('handover.due', () => lane.wake())
  deps.scope.signal.addEventListener('abort', stop, { once: true })
}

/** One call at a time, the earliest that is asked for: of later ones the lane learns by looking. */
function wakeUpCalls({ clock, scope }: HandoverLaneDeps, wake: () => void): (atMs: number) => void {
  let earliestMs = Number.POSITIVE_INFINITY
  let cancel = (): void => undefined
  scope.signal.addEventListener('abort', () => cancel(), { once: true })
  return atMs => {
    if (atMs >= earliestMs || scope.signal.aborted) return
    cancel()
    earliestMs = atMs
    cancel = clock.after(Math.max(0, atMs - clock.now()), () => {
      earliestMs = Number.POSITIVE_INFINITY
      wake()
    })
  }
}

/** One that fails holds up no other: its lease brings it back (I20). */
async function passOne(
  deps: HandoverLaneDeps,
  leased: Leased<HandoverRecord>,
  wakeAt: (atMs: number) => void,
): Promise<void> {
  try {
    const passed = await passHandover(deps, leased)
    if (passed.kind === 'waiting') wakeAt(passed.dueAtMs)
  } catch (error) {
    deps.log.error('handover.failed', { handover: String(leased.item.handover.id), ...causeOf(error) })
  }
}

async function claim(deps: HandoverLaneDeps, limit: number): Promise<Claimed<Leased<HandoverRecord>>> {
  const nowMs = deps.clock.now()
  const { handovers } = deps.store.tables
  const [items] = await deps.store.commit([handovers.claim(nowMs, nowMs + leaseMs / deps.leaseDivisor, limit)])
  return { items, size: items.length, isMore: items.length === limit }
}

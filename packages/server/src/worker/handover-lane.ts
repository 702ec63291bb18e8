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

/** Waits that end within so long of each other end together. */
const slotMs = 50
/** Most slots that are kept, which is a minute's, the longest wait; what is later than they reach is found by looking. */
const slotsMax = 1_200

/** Wakes the lane at each slot in which a wait ends, by one timer. */
function wakeUpCalls({ clock, scope }: HandoverLaneDeps, wake: () => void): (atMs: number) => void {
  const slots: number[] = []
  let cancel = (): void => undefined
  scope.signal.addEventListener('abort', () => cancel(), { once: true })
  const arm = (): void => {
    cancel()
    const [next] = slots
    if (next === undefined || scope.signal.aborted) return
    cancel = clock.after(Math.max(0, next - clock.now()), () => {
      slots.shift()
      wake()
      arm()
    })
  }
  return atMs => {
    const slot = Math.ceil(atMs / slotMs) * slotMs
    // Waits of an app are equally long, so a new slot is nearly always the last.
    const place = slots.findLastIndex(one => one <= slot)
    if (slots[place] === slot || slots.length >= slotsMax) return
    slots.splice(place + 1, 0, slot)
    if (place === -1) arm()
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
  const [items] = await deps.store.commit([
    handovers.claim(nowMs, nowMs + Math.ceil(leaseMs / deps.leaseDivisor), limit),
  ])
  return { items, size: items.length, isMore: items.length === limit }
}

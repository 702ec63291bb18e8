// A lane: claim a batch, work on it, claim the next, with a bounded number of items open. It wakes on hints and looks by itself
// often enough that no promise rests on a hint. A batch that fails is left to its lease.
import type { Clock } from '../base/clock.ts'
import { causeOf, type Log } from '../base/log.ts'
import type { Scope } from '../base/scope.ts'
import { meters } from '../ports/meters.ts'

/** What a claim brought. */
export interface Claimed<T> {
  readonly items: readonly T[]
  /** How much of the lane's room they take. */
  readonly size: number
  /** Whether more may be due: the lane looks again at once. */
  readonly isMore: boolean
}

/** What a lane does. */
export interface LaneWork<T> {
  /** For logs: `push`, `delivery`, … */
  readonly name: string
  /** Leases items, new ones to a size of `limit` at most. */
  claim(limit: number): Promise<Claimed<T>>
  /** Resolves when every item of the batch is done with. */
  work(batch: readonly T[], signal: AbortSignal): Promise<void>
}

/** A lane's bounds. */
export interface LaneLimits {
  /** Most of one claim, in the size that claims report. */
  readonly batchMax: number
  /** Most open at a time, over all batches. */
  readonly openMax: number
  /** How often it looks without a hint, ms. */
  readonly pollMs: number
}

/** A running lane. */
export interface Lane {
  /** Something may be due: look now. */
  wake(): void
}

/** How long a lane waits after a claim failed. */
const failedClaimWaitMs = 1_000

/** What a lane runs in. */
export interface LaneDeps {
  readonly clock: Clock
  readonly log: Log
  /** Closing it stops the claims and awaits the open work. */
  readonly scope: Scope
  /** Aborts open work that would not end by itself in time. */
  readonly cutOff: AbortSignal
}

/** Starts a lane. */
export function startLane<T>(deps: LaneDeps, lane: LaneWork<T>, limits: LaneLimits): Lane {
  const alarm = createAlarm(deps.clock)
  const openMeter = meters.laneOpen.of(lane.name)
  const claimedMeter = meters.laneClaimed.of(lane.name)
  // Made before the first failure: a rise from nothing at all shows in no rate, and no alert would tell of it.
  const batchesFailed = meters.laneBatchesFailed.of(lane.name)
  meters.laneClaimsFailed.of(lane.name)
  let open = 0
  deps.scope.run(async signal => {
    signal.addEventListener('abort', () => alarm.ring(), { once: true })
    while (!signal.aborted) {
      const room = Math.min(limits.batchMax, limits.openMax - open)
      const claimed = room > 0 ? await claim(deps.log, lane, room) : nothing
      if (claimed === 'failed') {
        await alarm.wait(failedClaimWaitMs)
        continue
      }
      const { items, size, isMore } = claimed
      if (items.length > 0) {
        open += size
        openMeter.add(size)
        claimedMeter.add(size)
        deps.scope.run(async () => {
          try {
            await lane.work(items, deps.cutOff)
          } catch (error) {
            batchesFailed.add(1)
            deps.log.error('lane.batch_failed', { lane: lane.name, ...causeOf(error) })
          } finally {
            open -= size
            openMeter.add(-size)
            alarm.ring()
          }
        })
      }
      if (!isMore) await alarm.wait(limits.pollMs)
    }
  })
  return { wake: () => alarm.ring() }
}

const nothing: Claimed<never> = { items: [], size: 0, isMore: false }

async function claim<T>(log: Log, lane: LaneWork<T>, limit: number): Promise<Claimed<T> | 'failed'> {
  try {
    return await lane.claim(limit)
  } catch (error) {
    meters.laneClaimsFailed.of(lane.name).add(1)
    log.error('lane.claim_failed', { lane: lane.name, ...causeOf(error) })
    return 'failed'
  }
}

interface Alarm {
  /** Ends the present wait, or the next one if nobody waits. */
  ring(): void
  wait(forMs: number): Promise<void>
}

function createAlarm(clock: Clock): Alarm {
  let rung = false
  let wakeUp: (() => void) | undefined
  return {
    ring() {
      if (wakeUp) wakeUp()
      else rung = true
    },
    wait(forMs) {
      if (rung) {
        rung = false
        return Promise.resolve()
      }
      return new Promise(resolve => {
        const cancel = clock.after(forMs, () => wakeUp?.())
        wakeUp = () => {
          wakeUp = undefined
          cancel()
          resolve()
        }
      })
    },
  }
}

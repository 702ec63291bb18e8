// Waiting at the end of the road: a sync call wants the outcomes of its push. The hint says when to look; the store is the truth.
import type { MsgId } from '@posthouse/protocol'
import type { Clock } from '../../base/clock.ts'
import type { App } from '../../domain/app.ts'
import type { Bus } from '../../ports/bus.ts'
import type { DeliveryRecord, Store } from '../../ports/store.ts'

/** What waiting uses. */
export interface AwaitDeps {
  readonly store: Pick<Store, 'tables'>
  readonly clock: Clock
  readonly waiters: OutcomeWaiters
}

/** Who waits for which push. One subscription serves all. */
export interface OutcomeWaiters {
  /** Resolves at the next hint about the push, after `forMs`, or when the signal aborts. */
  next(pushId: MsgId, forMs: number, signal: AbortSignal): Promise<void>
}

/** How long a sync caller is kept (its read time-out is 10 s, spec/easemob.md §13.1). */
const waitMsMax = 9_000
/** How often the store is asked without a hint. */
const lookMs = 1_000

/** The push's deliveries once all have outcomes, or as they stand when the wait is over. */
export async function awaitOutcomes(
  deps: AwaitDeps,
  app: App,
  pushId: MsgId,
  signal: AbortSignal,
): Promise<readonly DeliveryRecord[]> {
  const untilMs = deps.clock.monotonic() + waitMsMax
  for (;;) {
    const hinted = deps.waiters.next(pushId, lookMs, signal)
    const records = await deps.store.tables.deliveries.ofPush(app.id, pushId)
    const complete = records.length > 0 && records.every(record => record.outcome)
    if (complete || signal.aborted || deps.clock.monotonic() >= untilMs) return records
    await hinted
  }
}

/** Waiters on a bus. */
export function createOutcomeWaiters(bus: Pick<Bus, 'subscribe'>, clock: Clock): OutcomeWaiters & Disposable {
  const waiting = new Map<bigint, Set<() => void>>()
  const stop = bus.subscribe('push.settled', ({ pushId }) => {
    for (const wakeUp of [...(waiting.get(pushId) ?? [])]) wakeUp()
  })
  return {
    next(pushId, forMs, signal) {
      return new Promise(resolve => {
        const others = waiting.get(pushId) ?? new Set()
        waiting.set(pushId, others)
        const wakeUp = () => {
          cancel()
          signal.removeEventListener('abort', wakeUp)
          others.delete(wakeUp)
          if (others.size === 0 && waiting.get(pushId) === others) waiting.delete(pushId)
          resolve()
        }
        const cancel = clock.after(forMs, wakeUp)
        others.add(wakeUp)
        signal.addEventListener('abort', wakeUp, { once: true })
      })
    },
    [Symbol.dispose]: stop,
  }
}

// Which endpoints rest because they failed many times in a row, as this process's lane knows it and as others have said: so that an operator
// is told the same everywhere. The breakers themselves are the lane's (worker/endpoint-queue.ts).
import type { Clock } from '../../base/clock.ts'
import type { Bus } from '../../ports/bus.ts'

/** What is known of rests. Instants are epoch ms. */
export interface BreakerBook extends Disposable {
  restsUntil(ruleId: bigint): number | undefined
  /** How many endpoints rest at the instant. */
  open(nowMs: number): number
}

/** As many as the lane has queues. */
const rulesMax = 10_000

/** Makes a book, which listens until it is closed. */
export function createBreakerBook(bus: Pick<Bus, 'subscribe'>, clock: Pick<Clock, 'now'>): BreakerBook {
  const rests = new Map<bigint, number>()
  const stop = bus.subscribe('callback.resting', ({ ruleId, forMs }) => {
    if (forMs === undefined) rests.delete(ruleId)
    else if (rests.size < rulesMax || rests.has(ruleId)) rests.set(ruleId, clock.now() + forMs)
  })
  return {
    restsUntil: ruleId => rests.get(ruleId),
    open: nowMs => [...rests.values()].filter(untilMs => untilMs > nowMs).length,
    [Symbol.dispose]: stop,
  }
}

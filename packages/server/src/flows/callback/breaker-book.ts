// Which endpoints rest because they failed many times in a row, as the lane of this process knows it: so that an operator can be told. The
// breakers themselves are the lane's (worker/endpoint-queue.ts).

/** What is known of rests. Instants are epoch ms. */
export interface BreakerBook {
  /** A rule's endpoint rests until then; undefined: it does not. */
  note(ruleId: bigint, untilMs: number | undefined): void
  restsUntil(ruleId: bigint): number | undefined
  /** How many endpoints rest at the instant. */
  open(nowMs: number): number
}

/** As many as the lane has queues. */
const rulesMax = 10_000

/** Makes a book. */
export function createBreakerBook(): BreakerBook {
  const rests = new Map<bigint, number>()
  return {
    note(ruleId, untilMs) {
      if (untilMs === undefined) rests.delete(ruleId)
      else if (rests.size < rulesMax || rests.has(ruleId)) rests.set(ruleId, untilMs)
    },
    restsUntil: ruleId => rests.get(ruleId),
    open: nowMs => [...rests.values()].filter(untilMs => untilMs > nowMs).length,
  }
}

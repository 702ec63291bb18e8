// Forgetting what nobody may ask for any more: expired tokens and messages, old idempotency keys, receipts, the ids they would name, dead
// letters, and hand-overs, a bounded number at a time.
import { day, hour } from '@posthouse/protocol'
import type { Clock } from '../base/clock.ts'
import { causeOf, type Log } from '../base/log.ts'
import { pause } from '../base/pause.ts'
import type { Scope } from '../base/scope.ts'
import { minuteNumberOf } from '../domain/answer-time.ts'
import { sessionIdleMs, sessionLifeMs } from '../flows/access/operators.ts'
import type { Store } from '../ports/store.ts'

/** What the sweeper uses. */
export interface SweeperDeps {
  readonly store: Pick<Store, 'commit' | 'tables'>
  readonly clock: Clock
  readonly log: Log
  readonly scope: Scope
}

/** An idempotency key is kept at least a day (S43). */
const idempotencyKeptMs: number = 2 * day
/** Receipts come within days; a message's trace shows them for so long, and the ids that they name are known for so long. */
const receiptsKeptMs: number = 30 * day
/** Calls stand in their users' lists for so long. */
const callsKeptMs: number = 30 * day
/** Dead letters of callbacks can be replayed for so long (reliability F80). */
const deadLettersKeptMs: number = 30 * day
/** A sender's own name for a message is known for so long: longer than any client tries to send it (spec/zego.md §8.3). */
const localIdsKeptMs: number = 7 * day
/** Figures per minute; those of days stay. */
const minutesKeptMs: number = 48 * hour
const sweepEveryMs = hour
/** Rows of one commit; a full one is followed by another. */
const rowsMax = 1_000

/** Sweeps once an hour until the scope closes. */
export function startSweeper(deps: SweeperDeps): void {
  deps.scope.run(async signal => {
    while (!signal.aborted) {
      await sweep(deps, signal).catch(error => deps.log.error('sweep.failed', causeOf(error)))
      await pause(deps.clock, sweepEveryMs, signal)
    }
  })
}

async function sweep({ store, clock }: SweeperDeps, signal: AbortSignal): Promise<void> {
  const nowMs = clock.now()
  const { tokens, idempotency, receipts, callbackStorage, taskReports, handovers, calls, timeline, minutes } =
    store.tables
  const { consoleSessions, accessLinks } = store.tables
  for (let deleted = rowsMax; deleted >= rowsMax && !signal.aborted; ) {
    const deletedOf = await store.commit([
      tokens.deleteExpired(nowMs, rowsMax),
      idempotency.deleteBefore(nowMs - idempotencyKeptMs, rowsMax),
      receipts.deleteBefore(nowMs - receiptsKeptMs, rowsMax),
      callbackStorage.deleteBefore(nowMs - deadLettersKeptMs, rowsMax),
      taskReports.deleteShipmentsBefore(nowMs - receiptsKeptMs, rowsMax),
      handovers.deleteBefore(nowMs - receiptsKeptMs, rowsMax),
      calls.deleteBefore(nowMs - callsKeptMs, rowsMax),
      timeline.deleteExpired(nowMs, rowsMax),
      timeline.deleteLocalIds(nowMs - localIdsKeptMs, rowsMax),
      minutes.deleteBefore(minuteNumberOf(nowMs - minutesKeptMs), rowsMax),
      consoleSessions.deleteEnded(nowMs - sessionIdleMs, nowMs - sessionLifeMs, rowsMax),
      accessLinks.deleteExpired(nowMs, rowsMax),
    ])
    deleted = Math.max(...deletedOf)
  }
}

// Forgetting what nobody may ask for any more: expired tokens and messages, old idempotency keys, receipts, the ids they would name, dead
// letters, and hand-overs, a bounded number at a time; then pushes and callbacks of the past. Every node does so, and none minds another.
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
  readonly store: Pick<Store, 'commit' | 'tables' | 'history'>
  /** How long pushes, their outcomes and callbacks are kept, ms; at least 3 days. */
  readonly historyMs: number
  readonly clock: Clock
  readonly log: Log
  readonly scope: Scope
}

/** An idempotency key is kept at least a day (S43). */
const idempotencyKeptMs: number = 2 * day
/** Receipts come within days; the ids that they name are known for so long. */
const shipmentsKeptMs: number = 30 * day
/** Calls stand in their users' lists for so long. */
const callsKeptMs: number = 30 * day
/** Dead letters of callbacks can be replayed for so long (reliability F80). */
const deadLettersKeptMs: number = 30 * day
/** A sender's own name for a message is known for so long: longer than any client tries to send it (spec/zego.md §8.3). */
const localIdsKeptMs: number = 7 * day
/** Figures per minute; those of days stay. */
const minutesKeptMs: number = 48 * hour
/** Days that there is always room for: the database may be too busy to make one for most of a week. */
const daysAhead = 7
const sweepEveryMs = hour
/** Rows of one commit; a full one is followed by another. */
const rowsMax = 1_000

/** Sweeps once an hour until the scope closes. */
export function startSweeper(deps: SweeperDeps): void {
  deps.scope.run(async signal => {
    while (!signal.aborted) {
      // Before anything is forgotten: what comes must not have to wait for it.
      await keepDays(deps).catch(error => deps.log.error('history.no-days', causeOf(error)))
      await sweep(deps, signal).catch(error => deps.log.error('sweep.failed', causeOf(error)))
      await forgetHistory(deps, signal).catch(error => deps.log.error('history.failed', causeOf(error)))
      await pause(deps.clock, sweepEveryMs, signal)
    }
  })
}

function keepDays({ store, clock }: SweeperDeps): Promise<void> {
  return store.history.prepare(clock.now(), daysAhead)
}

async function forgetHistory({ store, clock, log, historyMs }: SweeperDeps, signal: AbortSignal): Promise<void> {
  const { rows, days, kept } = await store.history.forget(clock.now() - historyMs, signal)
  if (rows + days > 0) log.info('history.forgotten', { rows, days })
  // Unfinished after all that time, or in use at each try: an operator should know why the disk does not empty.
  if (kept > 0) log.warn('history.kept', { days: kept })
}

async function sweep({ store, clock, historyMs }: SweeperDeps, signal: AbortSignal): Promise<void> {
  const nowMs = clock.now()
  const {
    tokens,
    idempotency,
    receipts,
    callbackStorage,
    taskReports,
    taskParts,
    handovers,
    calls,
    timeline,
    minutes,
  } = store.tables
  const { consoleSessions, accessLinks } = store.tables
  for (let deleted = rowsMax; deleted >= rowsMax && !signal.aborted; ) {
    const deletedOf = await store.commit([
      tokens.deleteExpired(nowMs, rowsMax),
      idempotency.deleteBefore(nowMs - idempotencyKeptMs, rowsMax),
      receipts.deleteBefore(nowMs - historyMs, rowsMax),
      callbackStorage.deleteBefore(nowMs - deadLettersKeptMs, rowsMax),
      taskReports.deleteShipmentsBefore(nowMs - shipmentsKeptMs, rowsMax),
      handovers.deleteBefore(nowMs - historyMs, rowsMax),
      // An hour old: whoever walked one of them has long been refused.
      taskParts.fold(nowMs - hour),
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

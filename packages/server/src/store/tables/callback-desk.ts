// What an operator asks of callbacks: how many a selection means, how a rule's endpoint has answered lately, and what became of a replay.
import type { AppId } from '@posthouse/protocol'
import type { CallbackDeskTable, CallbackSelection, ReplayProgress, RuleTry } from '../../ports/store.ts'
import type { Int } from '../int.ts'
import type { Reader } from '../reader.ts'
import type { CallbackTryRow } from '../schema-reports.ts'
import { statement } from '../statement.ts'
import { writeCount } from '../write.ts'
import { conditionsOf, isOnlyDead, selectedColumns, selectedFrom } from './callbacks.ts'

interface ReplayedRow {
  readonly state: string
  readonly tried: Int
  readonly counted: Int
}

const ofReplay = 'WHERE +app_id = $1 AND replay_id = $2'
const putsBack = "state = 'waiting' AND replayed_from <> 'waiting'"

const windowOver = (below: string): string =>
  `SELECT min(id) AS lowest, count(*) AS looked FROM (SELECT id FROM callback WHERE ${below} LIMIT $3) AS looked_at`

/** Named statements of this table. */
export const callbackDeskStatements = {
  // callback_by_app, nothing but the index; in the order of both columns PostgreSQL cannot go over everybody's instead
  windowBelow: statement<{ readonly lowest: Int | null; readonly looked: Int }>('callback_window_below', {
    sqlite: windowOver('app_id = $1 AND id < $2 ORDER BY id DESC'),
    postgres: windowOver(
      '+app_id = $1 AND (app_id, id) >= ($1, 0) AND (app_id, id) < ($1, $2) ORDER BY app_id DESC, id DESC',
    ),
  }),
  // callback_try_by_rule
  triesOf: statement<Pick<CallbackTryRow, 'duration' | 'http_status' | 'error'>>(
    'callback_tries_of_rule',
    'SELECT duration, http_status, error FROM callback_try WHERE rule_id = $1 AND at >= $2 ORDER BY at DESC LIMIT $3',
  ),
  // callback_due
  waitingOf: statement<{ readonly counted: Int }>(
    'callback_waiting_of_rule',
    'SELECT count(*) AS counted FROM' +
      ' (SELECT 1 FROM callback WHERE +app_id = $1 AND rule_id = $2 AND due_at IS NOT NULL LIMIT $3) AS waiting',
  ),
  // callback_by_replay; the plus keeps SQLite from reading a whole app
  replayed: statement<ReplayedRow>(
    'callback_replayed',
    'SELECT state, CASE WHEN tries > 0 THEN 1 ELSE 0 END AS tried, count(*) AS counted' +
      ` FROM callback ${ofReplay} GROUP BY 1, 2`,
  ),
  // callback_by_replay, then the primary key. What was put back dead is stored anew, so that it is kept as long as any; counting the
  // epoch up refuses a try; asked for twice, because a row that was waited for in PostgreSQL may be another's by then
  cancelReplay: statement(
    'callback_cancel_replay',
    'UPDATE callback SET state = replayed_from, due_at = NULL, leased = 0, tries = 0, epoch = epoch + 1,' +
      " stored_at = CASE WHEN replayed_from = 'dead' THEN CAST($3 AS bigint) ELSE NULL END" +
      ` WHERE id IN (SELECT id FROM callback ${ofReplay} AND ${putsBack} LIMIT $4)` +
      ` AND +app_id = $1 AND +replay_id = $2 AND ${putsBack}`,
  ),
}

/** Above every id. */
const idCeiling = 2n ** 63n - 1n

/** The table over an engine. */
export function callbackDeskTable({ build, run, all }: Reader): CallbackDeskTable {
  const selected = selectedFrom(build)
  return {
    // callback_dead where only dead ones are wanted; callback_by_push for single pushes; callback_by_app
    async count(appId, selection, lookedMax) {
      const { pushId: _, pushIds: __, ...rest } = selection
      const looked = selected(appId, nearOf(selection))
        .select(['id', ...selectedColumns])
        .orderBy('id', 'desc')
        .limit(lookedMax)
      const [row] = await run(
        build.selectFrom(looked.as('callback')).select(({ fn, eb }) => [
          fn.countAll<Int>().as('looked'),
          fn
            .countAll<Int>()
            .filterWhere(eb.and([eb('id', '>', 0n), ...conditionsOf(rest)]))
            .as('counted'),
        ]),
      )
      return { counted: Number(row?.counted ?? 0), isMore: Number(row?.looked ?? 0) >= lookedMax }
    },
    async windowBelow(appId, before, lookedMax) {
      const [row] = await all(callbackDeskStatements.windowBelow, [appId, before ?? idCeiling, lookedMax])
      return row?.lowest == null || Number(row.looked) < lookedMax ? undefined : BigInt(row.lowest)
    },
    // as `count`
    async windowAbove(appId, selection, lookedMax) {
      const near = selected(appId, nearOf(selection)).select('id').orderBy('id').limit(lookedMax)
      const [row] = await run(
        build
          .selectFrom(near.as('callback'))
          .select(({ fn }) => [fn.max<Int | null>('id').as('highest'), fn.countAll<Int>().as('looked')]),
      )
      return row?.highest == null || Number(row.looked) < lookedMax ? undefined : BigInt(row.highest) + 1n
    },
    async triesOf(ruleId, sinceMs, limit) {
      return (await all(callbackDeskStatements.triesOf, [ruleId, sinceMs, limit])).map(tryOf)
    },
    async waitingOf(appId, ruleId, max) {
      return Number((await all(callbackDeskStatements.waitingOf, [appId, ruleId, max]))[0]?.counted ?? 0)
    },
    async replayed(appId, replayId) {
      const rows = await all(callbackDeskStatements.replayed, [appId, replayId])
      return rows.length === 0 ? undefined : progressOf(rows)
    },
    cancelReplay: (appId: AppId, replayId, { nowMs, limit }) =>
      writeCount(callbackDeskStatements.cancelReplay, [appId, replayId, nowMs, limit]),
  }
}

/** The part of a selection that an index finds. */
function nearOf({ pushId, pushIds, fromId, belowId, states }: CallbackSelection): CallbackSelection {
  return {
    ...(pushId === undefined ? {} : { pushId }),
    ...(pushIds === undefined ? {} : { pushIds }),
    ...(fromId === undefined ? {} : { fromId }),
    ...(belowId === undefined ? {} : { belowId }),
    ...(isOnlyDead(states) ? { states: ['dead'] } : {}),
  }
}

/** What is delivered or dead and was not tried since was put back. */
function progressOf(rows: readonly ReplayedRow[]): ReplayProgress {
  const counted = (state: string, tried: 0 | 1): number =>
    Number(rows.find(row => row.state === state && Number(row.tried) === tried)?.counted ?? 0)
  return {
    waiting: counted('waiting', 0),
    retrying: counted('waiting', 1),
    delivered: counted('delivered', 1),
    dead: counted('dead', 1),
    putBack: counted('dead', 0) + counted('delivered', 0),
  }
}

function tryOf(row: Pick<CallbackTryRow, 'duration' | 'http_status' | 'error'>): RuleTry {
  return {
    durationMs: Number(row.duration),
    httpStatus: row.http_status === null ? undefined : Number(row.http_status),
    isTaken: row.error === null,
  }
}

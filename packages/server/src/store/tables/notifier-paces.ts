// Notifiers' time. One row per notifier that has a rate, which a process takes once for every few pushes, never for each.
import type { NotifierState } from '../../domain/notifier.ts'
import type { NotifierPaceTable } from '../../ports/notifier-paces.ts'
import type { Int } from '../int.ts'
import { statement } from '../statement.ts'
import { writeIfAny, writeReturning } from '../write.ts'

const nowUs = {
  sqlite: "CAST(unixepoch('subsec') * 1000000 AS INTEGER)",
  // Not the transaction's: whoever waited for the row begins when it has it.
  postgres: 'CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS bigint)',
}

/** A stretch that begins later than this was taken by a clock that was ahead (I19): some hundred processes take turns at one push a second. */
const aheadUsMax = 600_000_000

/** Named statements of this table. */
export const notifierPaceStatements = {
  // primary keys of both
  take: statement<{ readonly starts: Int; readonly now: Int; readonly state: string | null }>(
    'notifier_pace_take',
    { sqlite: taking(nowUs.sqlite), postgres: taking(nowUs.postgres) },
    { returns: ['starts', 'now', 'state'], hotKeyLength: 2 },
  ),
  // primary key of notifier
  set: statement('notifier_pace_set', 'UPDATE notifier SET pushes_per_second = $3 WHERE app_id = $1 AND uuid = $2'),
}

function taking(now: string): string {
  const isAhead = `notifier_pace.taken_until BETWEEN ${now} AND ${now} + ${aheadUsMax}`
  return (
    `INSERT INTO notifier_pace (app_id, uuid, taken_until) VALUES ($1, $2, ${now} + CAST($3 AS bigint))` +
    ' ON CONFLICT (app_id, uuid) DO UPDATE' +
    ` SET taken_until = CASE WHEN ${isAhead} THEN notifier_pace.taken_until ELSE ${now} END + CAST($3 AS bigint)` +
    ` RETURNING taken_until - CAST($3 AS bigint) AS starts, ${now} AS now,` +
    ' (SELECT state FROM notifier WHERE app_id = $1 AND uuid = $2) AS state'
  )
}

/** The table, the same over every engine. */
export function notifierPaceTable(): NotifierPaceTable {
  return {
    take: (appId, uuid, stretchUs) =>
      writeReturning(notifierPaceStatements.take, [appId, uuid, stretchUs], ([row]) => {
        if (!row) throw new TypeError('a stretch is always taken')
        const state = row.state === null ? undefined : (JSON.parse(row.state) as NotifierState)
        return { startsUs: Number(row.starts), nowUs: Number(row.now), state }
      }),
    set: (appId, uuid, perSecond) => writeIfAny(notifierPaceStatements.set, [appId, uuid, perSecond ?? null]),
  }
}

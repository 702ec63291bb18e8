// Notifiers' time. One row per notifier that has a rate, which a process takes once for every few pushes, never for each.
import type { NotifierPaceTable } from '../../ports/notifier-paces.ts'
import type { Int } from '../int.ts'
import { statement } from '../statement.ts'
import { writeIfAny, writeReturning } from '../write.ts'

const nowUs = {
  sqlite: "CAST(unixepoch('subsec') * 1000000 AS INTEGER)",
  // Not the transaction's: whoever waited for the row begins when it has it.
  postgres: 'CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS bigint)',
}

/** Named statements of this table. */
export const notifierPaceStatements = {
  // primary key
  take: statement<{ readonly wait: Int }>(
    'notifier_pace_take',
    { sqlite: taking(nowUs.sqlite, 'max'), postgres: taking(nowUs.postgres, 'greatest') },
    { returns: ['wait'] },
  ),
  // primary key of notifier
  set: statement('notifier_pace_set', 'UPDATE notifier SET pushes_per_second = $3 WHERE app_id = $1 AND uuid = $2'),
}

function taking(now: string, later: string): string {
  return (
    `INSERT INTO notifier_pace (app_id, uuid, taken_until) VALUES ($1, $2, ${now} + CAST($3 AS bigint))` +
    ' ON CONFLICT (app_id, uuid) DO UPDATE' +
    ` SET taken_until = ${later}(notifier_pace.taken_until, ${now}) + CAST($3 AS bigint)` +
    ` RETURNING taken_until - CAST($3 AS bigint) - ${now} AS wait`
  )
}

/** The table, the same over every engine. */
export function notifierPaceTable(): NotifierPaceTable {
  return {
    take: (appId, uuid, stretchUs) =>
      writeReturning(notifierPaceStatements.take, [appId, uuid, stretchUs], ([row]) =>
        Math.max(0, Number(row?.wait ?? 0)),
      ),
    set: (appId, uuid, perSecond) => writeIfAny(notifierPaceStatements.set, [appId, uuid, perSecond ?? null]),
  }
}

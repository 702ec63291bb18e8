// The exception storage: dead callbacks by the time when they were first given up. A callback that is sent again keeps that time, so
// that it returns to its window where nobody takes it.
import type { CallbackStorageTable, StoredWindow } from '../../ports/store.ts'
import type { Int } from '../int.ts'
import type { Reader } from '../reader.ts'
import { intList, isOneOfInts, statement } from '../statement.ts'
import { writeCount, writeReturningAll } from '../write.ts'

interface WindowRow {
  readonly slot: Int
  readonly size: Int
  readonly resends: Int
}

const listed = isOneOfInts('rule_id', '$5')
const oldest = "SELECT id FROM callback WHERE state = 'dead' AND stored_at < $1 ORDER BY stored_at, id LIMIT $2"

/** Named statements of this table. */
export const callbackStorageStatements = {
  // callback_stored, nothing but the index. SQLite would divide by a fraction what it is given as a number
  windows: statement<WindowRow>(
    'callback_storage_windows',
    'SELECT (stored_at + CAST($4 AS bigint)) / CAST($3 AS bigint) AS slot, count(*) AS size, max(resends) AS resends' +
      " FROM callback WHERE app_id = $1 AND state = 'dead' AND stored_at >= $2 GROUP BY 1 ORDER BY 1",
  ),
  // callback_stored finds the rows. They are due since they were stored, and so go before what waits in the rule's own turn
  resend: statement('callback_storage_resend', { sqlite: resend(listed.sqlite), postgres: resend(listed.postgres) }),
  // callback_stored_age; primary key of callback_try
  deleteTries: statement('callback_storage_delete_tries', `DELETE FROM callback_try WHERE callback_id IN (${oldest})`),
  // callback_stored_age finds the rows; written so that PostgreSQL goes over dead ones once
  deleteBefore: statement<{ readonly id: Int }>(
    'callback_storage_delete_before',
    `DELETE FROM callback WHERE id IN (${oldest}) AND state || '' = 'dead' RETURNING id`,
    { returns: ['id'] },
  ),
}

/** The table over an engine. */
export function callbackStorageTable({ all }: Reader): CallbackStorageTable {
  return {
    async windows(appId, fromMs, { windowMs, shiftMs }) {
      const rows = await all(callbackStorageStatements.windows, [appId, fromMs, windowMs, shiftMs])
      return rows.map(
        ({ slot, size, resends }): StoredWindow => ({
          startMs: Number(slot) * windowMs - shiftMs,
          size: Number(size),
          resends: Number(resends),
        }),
      )
    },
    resend(appId, { ruleIds, fromMs, untilMs, resendsMax }, targetUrl, limit) {
      const values = [appId, fromMs, untilMs, resendsMax, intList(ruleIds), targetUrl ?? null, limit]
      return writeCount(callbackStorageStatements.resend, values)
    },
    deleteBefore: (storedBeforeMs, limit) =>
      writeReturningAll(
        [
          { statement: callbackStorageStatements.deleteTries, values: [storedBeforeMs, limit] },
          { statement: callbackStorageStatements.deleteBefore, values: [storedBeforeMs, limit] },
        ],
        rows => rows.length,
      ),
  }
}

/** `state` is asked for twice: who waited for another process's resend in PostgreSQL looks at the row again, but not for it anew. */
function resend(isListed: string): string {
  return (
    "UPDATE callback SET state = 'waiting', tries = 0, due_at = stored_at, leased = 0, epoch = epoch + 1," +
    " resends = resends + 1, target_url = $6 WHERE app_id = $1 AND state = 'dead' AND id IN (SELECT id FROM callback" +
    " WHERE app_id = $1 AND state = 'dead' AND stored_at >= $2 AND stored_at < $3 AND resends < $4" +
    ` AND ${isListed} ORDER BY stored_at, id LIMIT $7)`
  )
}

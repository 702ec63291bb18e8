// Quotas by day and by minute, and how many users there are. A new one overwrites the one before.
import type { QuotaTable } from '../../ports/quotas.ts'
import type { Int } from '../int.ts'
import type { Reader } from '../reader.ts'
import { statement } from '../statement.ts'
import { writeIfAny } from '../write.ts'

/** Named statements of this table. */
export const quotaStatements = {
  // primary key
  take: statement('quota_take', taking('CAST($5 AS bigint)'), { hotKeyLength: 2 }),
  // primary key
  takeMinute: statement(
    'quota_take_minute',
    {
      sqlite: taking('unixepoch() / 60'),
      postgres: taking('CAST(floor(extract(epoch FROM clock_timestamp()) / 60) AS bigint)'),
    },
    { hotKeyLength: 2 },
  ),
  // primary key of app_user
  countUsers: statement<{ readonly counted: Int }>(
    'quota_count_users',
    'SELECT count(*) AS counted FROM (SELECT 1 FROM app_user WHERE app_id = $1 LIMIT $2) AS found',
  ),
}

/** Parameters: app, name, limit, units. One of a clock that was further ahead than that of a process may be (I19) is over. */
function taking(present: string): string {
  const isOver = 'quota_use.day NOT BETWEEN excluded.day AND excluded.day + 1'
  return (
    'INSERT INTO quota_use (app_id, name, day, used)' +
    ` SELECT CAST($1 AS bigint), CAST($2 AS text), ${present}, CAST($4 AS bigint) WHERE $3 >= CAST($4 AS bigint)` +
    ' ON CONFLICT (app_id, name) DO UPDATE' +
    ` SET used = CASE WHEN ${isOver} THEN excluded.used ELSE quota_use.used + excluded.used END,` +
    ` day = CASE WHEN ${isOver} THEN excluded.day ELSE quota_use.day END` +
    ` WHERE ${isOver} OR quota_use.used + excluded.used <= $3`
  )
}

/** The table over an engine. */
export function quotaTable({ all }: Reader): QuotaTable {
  return {
    take: (appId, name, day, limit, units = 1) => writeIfAny(quotaStatements.take, [appId, name, limit, units, day]),
    takeMinute: (appId, name, limit, units) => writeIfAny(quotaStatements.takeMinute, [appId, name, limit, units]),
    async countUsers(appId, max) {
      return Number((await all(quotaStatements.countUsers, [appId, max]))[0]?.counted ?? 0)
    },
  }
}

// Quotas by day, and how many users there are. A new day overwrites the one before.
import type { QuotaTable } from '../../ports/quotas.ts'
import type { Int } from '../int.ts'
import type { Reader } from '../reader.ts'
import { statement } from '../statement.ts'
import { writeIfAny } from '../write.ts'

/** Named statements of this table. */
export const quotaStatements = {
  // primary key
  take: statement(
    'quota_take',
    'INSERT INTO quota_use (app_id, name, day, used) SELECT CAST($1 AS bigint), CAST($2 AS text), CAST($3 AS bigint), CAST($5 AS bigint) WHERE $4 >= CAST($5 AS bigint) ON CONFLICT (app_id, name) DO UPDATE' +
      ' SET used = CASE WHEN quota_use.day < excluded.day THEN excluded.used ELSE quota_use.used + excluded.used END,' +
      ' day = CASE WHEN quota_use.day < excluded.day THEN excluded.day ELSE quota_use.day END' +
      ' WHERE quota_use.day < excluded.day OR quota_use.used + excluded.used <= $4',
    { hotKeyLength: 2 },
  ),
  // primary key of app_user
  countUsers: statement<{ readonly counted: Int }>(
    'quota_count_users',
    'SELECT count(*) AS counted FROM (SELECT 1 FROM app_user WHERE app_id = $1 LIMIT $2) AS found',
  ),
}

/** The table over an engine. */
export function quotaTable({ all }: Reader): QuotaTable {
  return {
    take: (appId, name, day, limit, units = 1) => writeIfAny(quotaStatements.take, [appId, name, day, limit, units]),
    async countUsers(appId, max) {
      return Number((await all(quotaStatements.countUsers, [appId, max]))[0]?.counted ?? 0)
    },
  }
}

// How many users there are, piece by piece, so that nobody waits for a long count.
import type { UserId } from '@posthouse/protocol'
import type { AudienceTable } from '../../ports/store.ts'
import type { Int } from '../int.ts'
import type { Reader } from '../reader.ts'
import { statement } from '../statement.ts'

/** Named statements of this table. */
export const audienceStatements = {
  // primary key of app_user
  stretch: statement<{ readonly users: Int; readonly last: string | null }>(
    'audience_stretch',
    'SELECT count(*) AS users, max(username) AS last FROM' +
      ' (SELECT username FROM app_user WHERE app_id = $1 AND username > $2 ORDER BY username LIMIT $3) AS page',
  ),
}

/** The table over an engine. */
export function audienceTable({ all }: Reader): AudienceTable {
  return {
    async stretch(appId, after, limit) {
      const [row] = await all(audienceStatements.stretch, [appId, after ?? '', limit])
      return { users: Number(row?.users ?? 0), last: (row?.last ?? undefined) as UserId | undefined }
    },
  }
}

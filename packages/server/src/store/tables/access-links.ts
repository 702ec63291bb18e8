// Links that let somebody in once, by the SHA-256 of their tokens (S04). Account 0 stands for the set-up of a new server.
import type { AccessLink, AccessLinkTable } from '../../ports/access.ts'
import type { Reader } from '../reader.ts'
import type { AccessLinkRow } from '../schema-access.ts'
import { statement } from '../statement.ts'
import { write, writeAll, writeCount, writeIfAny } from '../write.ts'

type Columns = Omit<AccessLinkRow, 'hash'>

/** Named statements of this table. */
export const accessLinkStatements = {
  // primary key
  find: statement<Columns>('access_link_find', 'SELECT account_id, expires_at FROM access_link WHERE hash = $1'),
  insert: statement('access_link_insert', 'INSERT INTO access_link (hash, account_id, expires_at) VALUES ($1, $2, $3)'),
  // primary key
  use: statement('access_link_use', 'DELETE FROM access_link WHERE hash = $1'),
  // access_link_by_account
  deleteOf: statement('access_link_delete_of', 'DELETE FROM access_link WHERE account_id = $1'),
  // access_link_by_expiry
  deleteExpired: statement(
    'access_link_delete_expired',
    'DELETE FROM access_link WHERE hash IN (SELECT hash FROM access_link WHERE expires_at < $1 ORDER BY expires_at LIMIT $2)',
  ),
}

const setUp = 0n

/** The table over an engine. */
export function accessLinkTable({ all }: Reader): AccessLinkTable {
  return {
    async find(hash) {
      return (await all(accessLinkStatements.find, [hash])).map(linkOf)[0]
    },
    replace: (hash, { accountId = setUp, expiresAtMs }) =>
      writeAll([
        { statement: accessLinkStatements.deleteOf, values: [accountId] },
        { statement: accessLinkStatements.insert, values: [hash, accountId, expiresAtMs ?? null] },
      ]),
    use: hash => writeIfAny(accessLinkStatements.use, [hash]),
    deleteSetUp: () => write(accessLinkStatements.deleteOf, [setUp]),
    deleteExpired: (beforeMs, limit) => writeCount(accessLinkStatements.deleteExpired, [beforeMs, limit]),
  }
}

function linkOf({ account_id, expires_at }: Columns): AccessLink {
  return {
    accountId: BigInt(account_id) === setUp ? undefined : BigInt(account_id),
    expiresAtMs: expires_at === null ? undefined : Number(expires_at),
  }
}

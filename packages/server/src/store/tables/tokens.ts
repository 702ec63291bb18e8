// Issued tokens, by the SHA-256 of their text (S04).
import type { AppId, UserId } from '@posthouse/protocol'
import type { TokenRecord, TokenTable } from '../../ports/store.ts'
import type { Reader } from '../reader.ts'
import type { TokenRow } from '../schema.ts'
import { insertion, statement } from '../statement.ts'
import { write, writeCount } from '../write.ts'

/** Named statements of this table. */
export const tokenStatements = {
  // primary key; a hash is nobody's guess, so it needs no app
  find: statement<Pick<TokenRow, 'app_id' | 'kind' | 'username' | 'expires_at'>>(
    'token_find',
    'SELECT app_id, kind, username, expires_at FROM token WHERE hash = $1',
  ),
  insert: insertion('token_insert', 'token', {
    hash: 'bytea',
    app_id: 'bigint',
    kind: 'text',
    username: 'text',
    expires_at: 'bigint',
  }),
  // token_by_user
  deleteOfUser: statement('token_delete_of_user', 'DELETE FROM token WHERE app_id = $1 AND username = $2'),
  // token_by_expiry
  deleteExpired: statement(
    'token_delete_expired',
    'DELETE FROM token WHERE hash IN (SELECT hash FROM token WHERE expires_at < $1 ORDER BY expires_at LIMIT $2)',
  ),
}

/** The table over an engine. */
export function tokenTable({ all }: Reader): TokenTable {
  return {
    async find(hash) {
      return (await all(tokenStatements.find, [hash])).map(recordOf)[0]
    },
    insert(hash, { appId, kind, username, expiresAtMs }) {
      return write(tokenStatements.insert, [hash, appId, kind, username ?? null, expiresAtMs])
    },
    deleteOfUser: (appId, username) => write(tokenStatements.deleteOfUser, [appId, username]),
    deleteExpired: (beforeMs, limit) => writeCount(tokenStatements.deleteExpired, [beforeMs, limit]),
  }
}

function recordOf(row: Pick<TokenRow, 'app_id' | 'kind' | 'username' | 'expires_at'>): TokenRecord {
  return {
    appId: Number(row.app_id) as AppId,
    kind: row.kind as TokenRecord['kind'],
    username: (row.username ?? undefined) as UserId | undefined,
    expiresAtMs: Number(row.expires_at),
  }
}

// Keys of programs, by the SHA-256 of their text (S04).
import type { AppId, Role } from '@posthouse/protocol'
import type { ApiKey } from '../../domain/access.ts'
import type { ApiKeyTable } from '../../ports/access.ts'
import type { Reader } from '../reader.ts'
import type { ApiKeyRow } from '../schema-access.ts'
import { statement } from '../statement.ts'
import { write, writeIfAny } from '../write.ts'

type Columns = Omit<ApiKeyRow, 'hash'>

const selected = 'SELECT id, name, app_id, role, created_by, created_at, last_used_at, expires_at FROM api_key WHERE'

/** Named statements of this table. */
export const apiKeyStatements = {
  // UNIQUE (hash)
  find: statement<Columns>('api_key_find', `${selected} hash = $1`),
  // primary key
  list: statement<Columns>('api_key_list', `${selected} id > $1 ORDER BY id LIMIT $2`),
  // api_key_by_app
  listOfApp: statement<Columns>('api_key_list_of_app', `${selected} app_id = $1 AND id > $2 ORDER BY id LIMIT $3`),
  // api_key_by_app
  count: statement<Pick<Columns, 'id'>>('api_key_count', 'SELECT id FROM api_key WHERE app_id = $1 LIMIT $2'),
  insert: statement(
    'api_key_insert',
    'INSERT INTO api_key (id, hash, name, app_id, role, created_by, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)',
  ),
  // primary key
  touch: statement(
    'api_key_touch',
    'UPDATE api_key SET last_used_at = $2 WHERE id = $1 AND COALESCE(last_used_at, 0) < $2',
  ),
  // primary key
  delete: statement('api_key_delete', 'DELETE FROM api_key WHERE id = $1'),
  // primary key
  deleteOfApp: statement('api_key_delete_of_app', 'DELETE FROM api_key WHERE app_id = $1 AND id = $2'),
}

/** The table over an engine. */
export function apiKeyTable({ all }: Reader): ApiKeyTable {
  return {
    async find(hash) {
      return (await all(apiKeyStatements.find, [hash])).map(keyOf)[0]
    },
    async list(after = 0n, limit, appId) {
      const rows = await (appId === undefined
        ? all(apiKeyStatements.list, [after, limit])
        : all(apiKeyStatements.listOfApp, [appId, after, limit]))
      return rows.map(keyOf)
    },
    count: async (appId, most) => (await all(apiKeyStatements.count, [appId ?? 0, most])).length,
    insert: (hash, { id, name, grant, createdBy, createdAtMs, expiresAtMs }) =>
      write(apiKeyStatements.insert, [
        ...[id, hash, name, grant.appId ?? 0, grant.role, createdBy, createdAtMs],
        expiresAtMs ?? null,
      ]),
    touch: (id, atMs) => write(apiKeyStatements.touch, [id, atMs]),
    delete: (id, appId) =>
      appId === undefined
        ? writeIfAny(apiKeyStatements.delete, [id])
        : writeIfAny(apiKeyStatements.deleteOfApp, [appId, id]),
  }
}

function keyOf(row: Columns): ApiKey {
  return {
    id: BigInt(row.id),
    name: row.name,
    grant: { appId: Number(row.app_id) === 0 ? undefined : (Number(row.app_id) as AppId), role: row.role as Role },
    createdBy: row.created_by,
    createdAtMs: Number(row.created_at),
    lastUsedAtMs: row.last_used_at === null ? undefined : Number(row.last_used_at),
    expiresAtMs: row.expires_at === null ? undefined : Number(row.expires_at),
  }
}

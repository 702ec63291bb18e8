// Remembered requests, by app, route and the SHA-256 of the key (S43).
import type { MsgId } from '@posthouse/protocol'
import type { IdempotencyRecord, IdempotencyTable } from '../../ports/store.ts'
import type { Reader } from '../reader.ts'
import type { IdempotencyRow } from '../schema.ts'
import { type ColumnTypes, statement, unnested } from '../statement.ts'
import { writeCount, writeIfAny } from '../write.ts'

type Columns = Pick<IdempotencyRow, 'body_digest' | 'push_ids' | 'created_at'>

const columns: ColumnTypes = {
  app_id: 'bigint',
  route: 'text',
  key_hash: 'bytea',
  body_digest: 'bytea',
  push_ids: 'text',
  created_at: 'bigint',
}
const names = Object.keys(columns).join(', ')

/** Named statements of this table. */
export const idempotencyStatements = {
  // primary key
  find: statement<Columns>(
    'idempotency_find',
    'SELECT body_digest, push_ids, created_at FROM idempotency WHERE app_id = $1 AND route = $2 AND key_hash = $3',
  ),
  // primary key; in one order for all processes (F40)
  insert: statement(
    'idempotency_insert',
    `INSERT INTO idempotency (${names}) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
    {
      merged: {
        postgres:
          `WITH input AS (SELECT * FROM ${unnested(columns)} WITH ORDINALITY AS row (${names}, ordinal)),` +
          ` inserted AS (INSERT INTO idempotency (${names}) SELECT ${names} FROM input ORDER BY 1, 2, 3 ON CONFLICT DO NOTHING` +
          ' RETURNING app_id, route, key_hash)' +
          ' SELECT ordinal FROM input JOIN inserted USING (app_id, route, key_hash)',
        keyLength: 3,
        reports: 'ordinals',
      },
    },
  ),
  // primary keys
  deleteUnlessTask: statement(
    'idempotency_delete_unless_task',
    'DELETE FROM idempotency WHERE app_id = $1 AND route = $2 AND key_hash = $3' +
      ' AND NOT EXISTS (SELECT 1 FROM task WHERE task.app_id = $1 AND task.id = $4)',
  ),
  // idempotency_by_age
  deleteBefore: statement(
    'idempotency_delete_before',
    'DELETE FROM idempotency WHERE (app_id, route, key_hash) IN' +
      ' (SELECT app_id, route, key_hash FROM idempotency WHERE created_at < $1 ORDER BY created_at LIMIT $2)',
  ),
}

/** The table over an engine. */
export function idempotencyTable({ all }: Reader): IdempotencyTable {
  return {
    async find(appId, route, keyHash) {
      return (await all(idempotencyStatements.find, [appId, route, keyHash])).map(recordOf)[0]
    },
    insert: (appId, route, keyHash, { bodyDigest, pushIds, createdAtMs }) =>
      writeIfAny(idempotencyStatements.insert, [appId, route, keyHash, bodyDigest, pushIds.join(','), createdAtMs]),
    deleteUnlessTask: (appId, route, keyHash, taskId) =>
      writeIfAny(idempotencyStatements.deleteUnlessTask, [appId, route, keyHash, taskId]),
    deleteBefore: (createdBeforeMs, limit) => writeCount(idempotencyStatements.deleteBefore, [createdBeforeMs, limit]),
  }
}

function recordOf(row: Columns): IdempotencyRecord {
  return {
    bodyDigest: row.body_digest,
    pushIds: row.push_ids === '' ? [] : row.push_ids.split(',').map(id => BigInt(id) as MsgId),
    createdAtMs: Number(row.created_at),
  }
}

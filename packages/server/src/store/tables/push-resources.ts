// Push resources.
import type { PushResource, ResourceOptions } from '../../domain/handover/resource.ts'
import type { PushResourceTable } from '../../ports/handovers.ts'
import type { Reader } from '../reader.ts'
import type { PushResourceRow } from '../schema-handovers.ts'
import { statement } from '../statement.ts'
import { writeIfAny } from '../write.ts'

const selected = 'SELECT app_id, id, options, updated_at FROM push_resource WHERE app_id = $1'
const counted = 'SELECT count(*) FROM push_resource WHERE app_id = $1'
const known = 'SELECT 1 FROM push_resource WHERE app_id = $1 AND id = $2'

/** Named statements of this table; each uses the primary key. */
export const pushResourceStatements = {
  find: statement<PushResourceRow>('push_resource_find', `${selected} AND id = $2`),
  list: statement<PushResourceRow>('push_resource_list', `${selected} ORDER BY id`),
  put: statement(
    'push_resource_put',
    'INSERT INTO push_resource (app_id, id, options, updated_at) SELECT $1, $2, $3, $4' +
      ` WHERE (${counted}) < $5 OR EXISTS (${known})` +
      ' ON CONFLICT (app_id, id) DO UPDATE SET options = excluded.options, updated_at = excluded.updated_at',
  ),
  delete: statement('push_resource_delete', 'DELETE FROM push_resource WHERE app_id = $1 AND id = $2'),
}

/** The table over an engine. */
export function pushResourceTable({ all }: Reader): PushResourceTable {
  return {
    async find(appId, id) {
      return (await all(pushResourceStatements.find, [appId, id])).map(resourceOf)[0]
    },
    async list(appId) {
      return (await all(pushResourceStatements.list, [appId])).map(resourceOf)
    },
    put: (appId, id, options, atMs, resourcesMax) =>
      writeIfAny(pushResourceStatements.put, [appId, id, JSON.stringify(options), atMs, resourcesMax]),
    delete: (appId, id) => writeIfAny(pushResourceStatements.delete, [appId, id]),
  }
}

function resourceOf(row: PushResourceRow): PushResource {
  return { id: row.id, options: JSON.parse(row.options) as ResourceOptions, updatedAtMs: Number(row.updated_at) }
}

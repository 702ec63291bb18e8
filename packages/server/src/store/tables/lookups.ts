// Who has a device or a token. Both are found by indexes of their own; a token's begins with the notifier, of which an app has few.
import type { DeviceId, NotifierName, UserId } from '@posthouse/protocol'
import type { LookupTable } from '../../ports/lookups.ts'
import type { Reader } from '../reader.ts'
import { hinted, statement } from '../statement.ts'

interface FoundRow {
  readonly username: string
  readonly device_id: string
}

/** Named statements of this table. */
export const lookupStatements = {
  // binding_by_device; chat_device_by_device
  devices: statement<FoundRow>(
    'lookup_devices',
    hinted(
      by =>
        `SELECT username, device_id FROM binding${by('binding_by_device')} WHERE app_id = $1 AND device_id = $2 UNION` +
        ` SELECT username, device_id FROM chat_device${by('chat_device_by_device')} WHERE app_id = $1 AND device_id = $2` +
        ' ORDER BY username LIMIT $3',
    ),
  ),
  // UNIQUE (app_id, name) of notifier; binding_by_token
  tokens: statement<FoundRow & { readonly notifier_name: string }>(
    'lookup_tokens',
    hinted(
      by =>
        `SELECT username, device_id, notifier_name FROM binding${by('binding_by_token')} WHERE app_id = $1 AND notifier_name IN` +
        ' (SELECT name FROM notifier WHERE app_id = $1) AND device_token = $2 ORDER BY notifier_name LIMIT $3',
    ),
  ),
}

/** The table over an engine. */
export function lookupTable({ all }: Pick<Reader, 'all'>): LookupTable {
  return {
    async devices(appId, deviceId, limit) {
      return (await all(lookupStatements.devices, [appId, deviceId, limit])).map(deviceOf)
    },
    async tokens(appId, deviceToken, limit) {
      const found = await all(lookupStatements.tokens, [appId, deviceToken, limit])
      return found.map(row => ({ ...deviceOf(row), notifierName: row.notifier_name as NotifierName }))
    },
  }
}

function deviceOf(row: FoundRow): { readonly username: UserId; readonly deviceId: DeviceId } {
  return { username: row.username as UserId, deviceId: row.device_id as DeviceId }
}

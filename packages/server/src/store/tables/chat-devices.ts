// Devices of the online channel: how far each has read the timeline, and how it left.
import type { AppId, DeviceId, UserId } from '@posthouse/protocol'
import type { ChatDevice, ChatDeviceTable } from '../../ports/chat-devices.ts'
import type { Reader } from '../reader.ts'
import type { ChatDeviceRow } from '../schema-chat-devices.ts'
import { isOneOfTexts, rowUpdate, statement, unnested, type Value } from '../statement.ts'
import { type Step, write, writeGuarded, writeIfAny } from '../write.ts'

const key = { app_id: 'bigint', username: 'text', device_id: 'text' } as const
const selected =
  'SELECT app_id, username, device_id, platform, acked, state, changed_at FROM chat_device WHERE app_id = $1 AND'
const listed = isOneOfTexts('username', '$2')
const inserted = 'INSERT INTO chat_device (app_id, username, device_id, platform, acked, state, changed_at)'
const replaced =
  'ON CONFLICT (app_id, username, device_id) DO UPDATE SET' +
  ' platform = excluded.platform, acked = excluded.acked, state = excluded.state, changed_at = excluded.changed_at'

const away = "app_id = $1 AND username = $2 AND state <> 'present'"

/** Devices that left are known so many per user; browsers that are new each time would fill the table. */
export const awayDevicesMax = 50

/** Named statements of this table. */
export const chatDeviceStatements = {
  // primary key
  find: statement<ChatDeviceRow>('chat_device_find', `${selected} username = $2 AND device_id = $3`),
  // primary key
  ofUsers: statement<ChatDeviceRow>('chat_device_of_users', {
    sqlite: `${selected} ${listed.sqlite} ORDER BY username, device_id`,
    postgres: `${selected} ${listed.postgres} ORDER BY username, device_id`,
  }),
  // primary key
  put: statement('chat_device_put', `${inserted} VALUES ($1, $2, $3, $4, $5, $6, $7) ${replaced}`),
  // primary keys
  logIn: statement(
    'chat_device_log_in',
    `${inserted} SELECT CAST($1 AS bigint), CAST($2 AS text), CAST($3 AS text), CAST($4 AS bigint), CAST($5 AS bigint),` +
      ' CAST($6 AS text), CAST($7 AS bigint) WHERE EXISTS' +
      ` (SELECT 1 FROM app_user WHERE app_id = $1 AND username = $2 AND activated = 1) ${replaced}`,
  ),
  // primary key; the user's devices are few
  forgetOldest: statement(
    'chat_device_forget_oldest',
    `DELETE FROM chat_device WHERE ${away} AND device_id IN (SELECT device_id FROM chat_device WHERE ${away}` +
      ` ORDER BY changed_at DESC, device_id LIMIT 1000 OFFSET ${awayDevicesMax})`,
  ),
  // primary key
  ifPresent: statement(
    'chat_device_if_present',
    "UPDATE chat_device SET state = state WHERE app_id = $1 AND username = $2 AND device_id = $3 AND state = 'present'",
  ),
  // primary key
  acked: statement(
    'chat_device_acked',
    'UPDATE chat_device SET acked = $4 WHERE app_id = $1 AND username = $2 AND device_id = $3 AND acked < $4',
    {
      merged: {
        postgres:
          `UPDATE chat_device SET acked = input.position FROM ${unnested({ ...key, position: 'bigint' })}` +
          ' AS input (app, name, device, position) WHERE chat_device.app_id = input.app' +
          ' AND chat_device.username = input.name AND chat_device.device_id = input.device' +
          ' AND chat_device.acked < input.position',
        keyLength: 3,
        reports: 'none',
      },
    },
  ),
  // primary key
  setState: rowUpdate('chat_device_set_state', 'chat_device', { key, set: { state: 'text', changed_at: 'bigint' } }),
  // primary key
  deleteOfUser: statement('chat_device_delete_of_user', 'DELETE FROM chat_device WHERE app_id = $1 AND username = $2'),
}

/** The table over an engine. */
export function chatDeviceTable({ all }: Reader): ChatDeviceTable {
  const statements = chatDeviceStatements
  return {
    async find(appId, username, deviceId) {
      return (await all(statements.find, [appId, username, deviceId])).map(deviceOf)[0]
    },
    async ofUsers(appId, usernames) {
      return (await all(statements.ofUsers, [appId, JSON.stringify(usernames)])).map(deviceOf)
    },
    put: device => write(statements.put, valuesOf(device)),
    logIn: device =>
      writeGuarded([
        { statement: statements.logIn, values: valuesOf(device) },
        { statement: statements.forgetOldest, values: [device.appId, device.username] },
      ]),
    ifPresent: (appId, username, deviceId) => writeIfAny(statements.ifPresent, [appId, username, deviceId]),
    acked: (appId, username, deviceId, position) => write(statements.acked, [appId, username, deviceId, position]),
    setState: (appId, username, deviceId, state, atMs) =>
      writeIfAny(statements.setState, [appId, username, deviceId, state, atMs]),
  }
}

/** Forgets a user's devices; part of deleting the user. */
export function forgetDevices(appId: AppId, username: UserId): Step {
  return { statement: chatDeviceStatements.deleteOfUser, values: [appId, username] }
}

function valuesOf({ appId, username, deviceId, platform, ackedPosition, state, changedAtMs }: ChatDevice): Value[] {
  return [appId, username, deviceId, platform, ackedPosition, state, changedAtMs]
}

function deviceOf(row: ChatDeviceRow): ChatDevice {
  return {
    appId: Number(row.app_id) as AppId,
    username: row.username as UserId,
    deviceId: row.device_id as DeviceId,
    platform: Number(row.platform),
    ackedPosition: Number(row.acked),
    // Written by `put` and `setState` only.
    state: row.state as ChatDevice['state'],
    changedAtMs: Number(row.changed_at),
  }
}

// Devices of the online channel: how far each has read the timeline, and how it left.
import type { AppId, DeviceId, UserId } from '@posthouse/protocol'
import type { ChatDevice, ChatDeviceTable } from '../../ports/chat-devices.ts'
import type { Reader } from '../reader.ts'
import type { ChatDeviceRow } from '../schema-chat-devices.ts'
import { isOneOfTexts, rowUpdate, statement, unnested } from '../statement.ts'
import { type Step, write, writeIfAny } from '../write.ts'

const key = { app_id: 'bigint', username: 'text', device_id: 'text' } as const
const selected =
  'SELECT app_id, username, device_id, platform, acked, state, changed_at FROM chat_device WHERE app_id = $1 AND'
const listed = isOneOfTexts('username', '$2')

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
  put: statement(
    'chat_device_put',
    'INSERT INTO chat_device (app_id, username, device_id, platform, acked, state, changed_at)' +
      ' VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (app_id, username, device_id) DO UPDATE SET' +
      ' platform = excluded.platform, acked = excluded.acked, state = excluded.state, changed_at = excluded.changed_at',
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
    put: ({ appId, username, deviceId, platform, ackedPosition, state, changedAtMs }) =>
      write(statements.put, [appId, username, deviceId, platform, ackedPosition, state, changedAtMs]),
    acked: (appId, username, deviceId, position) => write(statements.acked, [appId, username, deviceId, position]),
    setState: (appId, username, deviceId, state, atMs) =>
      writeIfAny(statements.setState, [appId, username, deviceId, state, atMs]),
  }
}

/** Forgets a user's devices; part of deleting the user. */
export function forgetDevices(appId: AppId, username: UserId): Step {
  return { statement: chatDeviceStatements.deleteOfUser, values: [appId, username] }
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

// Devices of the online channel: how far each has read the timeline, and how it left.
import type { AppId, DeviceId, UserId } from '@posthouse/protocol'
import type { ChatDevice, ChatDeviceTable, Hold } from '../../ports/chat-devices.ts'
import type { Reader } from '../reader.ts'
import type { ChatDeviceRow } from '../schema-chat-devices.ts'
import { isOneOfTexts, statement, unnested, type Value } from '../statement.ts'
import { type Step, write, writeGuarded, writeIfAny } from '../write.ts'

const key = { app_id: 'bigint', username: 'text', device_id: 'text' } as const
/** The columns that a device is read from. */
export const deviceColumns =
  'app_id, username, device_id, platform, acked, state, changed_at, held_by, held_session, held_ip, held_sdk, sent_away'
const selected = `SELECT ${deviceColumns} FROM chat_device WHERE app_id = $1 AND`
const listed = isOneOfTexts('username', '$2')
const columns = 'app_id, username, device_id, platform, acked, state, changed_at'
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
  put: statement(
    'chat_device_put',
    `INSERT INTO chat_device (${columns}) VALUES ($1, $2, $3, $4, $5, $6, $7) ${replaced}`,
  ),
  // primary keys; of two logins of a device the second waits for the row, and then finds another connection than it knew of
  logIn: statement(
    'chat_device_log_in',
    `INSERT INTO chat_device (${deviceColumns})` +
      ' SELECT CAST($1 AS bigint), CAST($2 AS text), CAST($3 AS text), CAST($4 AS bigint), CAST($5 AS bigint),' +
      ' CAST($6 AS text), CAST($7 AS bigint), CAST($8 AS bigint), CAST($9 AS bigint), CAST($10 AS text), CAST($11 AS text), NULL' +
      ' WHERE EXISTS (SELECT 1 FROM app_user WHERE app_id = $1 AND username = $2 AND activated = 1)' +
      ` ${replaced}, held_by = excluded.held_by, held_session = excluded.held_session, held_ip = excluded.held_ip,` +
      ' held_sdk = excluded.held_sdk, sent_away = NULL WHERE COALESCE(chat_device.held_session, 0) = $12',
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
    logIn: (device, heldSession) =>
      writeGuarded([
        { statement: statements.logIn, values: [...valuesOf(device), ...holdValues(device.held), heldSession ?? 0] },
        { statement: statements.forgetOldest, values: [device.appId, device.username] },
      ]),
    ifPresent: (appId, username, deviceId) => writeIfAny(statements.ifPresent, [appId, username, deviceId]),
    acked: (appId, username, deviceId, position) => write(statements.acked, [appId, username, deviceId, position]),
  }
}

/** Forgets a user's devices; part of deleting the user. */
export function forgetDevices(appId: AppId, username: UserId): Step {
  return { statement: chatDeviceStatements.deleteOfUser, values: [appId, username] }
}

function valuesOf({ appId, username, deviceId, platform, ackedPosition, state, changedAtMs }: ChatDevice): Value[] {
  return [appId, username, deviceId, platform, ackedPosition, state, changedAtMs]
}

function holdValues(held: Hold | undefined): Value[] {
  return held ? [held.node, held.session, held.ip, held.sdk] : [null, null, null, null]
}

/** A device, from its row. */
export function deviceOf(row: ChatDeviceRow): ChatDevice {
  const held = holdOf(row)
  return {
    appId: Number(row.app_id) as AppId,
    username: row.username as UserId,
    deviceId: row.device_id as DeviceId,
    platform: Number(row.platform),
    ackedPosition: Number(row.acked),
    // Written from this type only.
    state: row.state as ChatDevice['state'],
    changedAtMs: Number(row.changed_at),
    ...(held ? { held } : {}),
  }
}

function holdOf({ held_by, held_session, held_ip, held_sdk, sent_away }: ChatDeviceRow): Hold | undefined {
  if (held_by === null || held_session === null) return undefined
  return {
    node: Number(held_by),
    session: BigInt(held_session),
    ip: held_ip ?? '',
    sdk: held_sdk ?? '',
    ...(sent_away === null ? {} : { sentAway: sent_away as NonNullable<Hold['sentAway']> }),
  }
}

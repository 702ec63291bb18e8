// Who holds the connections of devices: columns of their rows (chat-devices.ts), asked for by process and by connection.
import type { AppId, UserId } from '@posthouse/protocol'
import type { ChatDevice, Hold } from '../../ports/chat-devices.ts'
import type { HoldTable, SessionKey, Stray } from '../../ports/holds.ts'
import type { Int } from '../int.ts'
import type { Reader } from '../reader.ts'
import type { ChatDeviceRow } from '../schema-chat-devices.ts'
import { rowUpdate, statement } from '../statement.ts'
import { writeIfAny, writeReturning } from '../write.ts'
import { deviceColumns, deviceOf } from './chat-devices.ts'

const key = { app_id: 'bigint', username: 'text', device_id: 'text' } as const
const unheld = { held_by: 'NULL', held_session: 'NULL', held_ip: 'NULL', held_sdk: 'NULL', sent_away: 'NULL' } as const
const nobody = Object.entries(unheld)
  .map(([column, value]) => `${column} = ${value}`)
  .join(', ')

interface StrayRow {
  readonly session: Int
  readonly activated: Int | null
  readonly state: string | null
  readonly held_session: Int | null
  readonly sent_away: string | null
}

/** A JSON list of connections as rows, and what a row of theirs is. */
const asked = {
  sqlite:
    "(SELECT value ->> 'a' AS app, value ->> 'u' AS name, value ->> 'd' AS device, value ->> 's' AS session FROM json_each($1)) AS asked",
  postgres:
    '(SELECT a AS app, u AS name, d AS device, s AS session FROM json_to_recordset($1::json) AS one (a bigint, u text, d text, s bigint)) AS asked',
}
const straying = (from: string): string =>
  'SELECT asked.session, app_user.activated, held.state, held.held_session, held.sent_away' +
  ` FROM ${from} LEFT JOIN app_user ON app_user.app_id = asked.app AND app_user.username = asked.name` +
  ' LEFT JOIN chat_device AS held ON held.app_id = asked.app AND held.username = asked.name AND held.device_id = asked.device' +
  " WHERE COALESCE(app_user.activated, 0) = 0 OR COALESCE(held.state, '') <> 'present'" +
  ' OR COALESCE(held.held_session, 0) <> asked.session OR held.sent_away IS NOT NULL'
const heldElsewhere = (from: string): string =>
  `SELECT DISTINCT held.app_id, held.username, held.held_by FROM ${from}` +
  ' JOIN chat_device AS held ON held.app_id = asked.app AND held.username = asked.name' +
  ' WHERE held.held_by IS NOT NULL AND held.held_by <> $2'

/** Named statements of this table. */
export const holdStatements = {
  // primary key
  release: rowUpdate('hold_release', 'chat_device', {
    key,
    match: { held_session: 'bigint' },
    set: {},
    fixed: unheld,
  }),
  // primary key
  end: statement(
    'hold_end',
    `UPDATE chat_device SET state = $5, changed_at = $6, ${nobody} WHERE app_id = $1 AND username = $2 AND device_id = $3` +
      " AND state = 'present' AND COALESCE(held_session, 0) = $4",
  ),
  // primary key
  sendAway: statement<{ readonly held_session: Int }>(
    'hold_send_away',
    'UPDATE chat_device SET sent_away = $4 WHERE app_id = $1 AND username = $2 AND held_session IS NOT NULL' +
      ' AND (CAST($3 AS bigint) = 0 OR held_session = $3) RETURNING held_session',
    { returns: ['held_session'] },
  ),
  // chat_device_held; from one number to the next, however many rows each has
  nodes: statement<{ readonly held_by: Int }>(
    'hold_nodes',
    'WITH RECURSIVE one (held_by) AS (SELECT MIN(held_by) FROM chat_device WHERE held_by IS NOT NULL' +
      ' UNION ALL SELECT (SELECT MIN(held_by) FROM chat_device WHERE held_by > one.held_by) FROM one' +
      ' WHERE one.held_by IS NOT NULL) SELECT held_by FROM one WHERE held_by IS NOT NULL',
  ),
  // chat_device_held; asked for in its order, or PostgreSQL would go over a whole record by the primary key
  ofNode: statement<ChatDeviceRow>(
    'hold_of_node',
    `SELECT ${deviceColumns} FROM chat_device WHERE held_by <= $1` +
      ' AND (held_by, app_id, username, device_id) > ($1, $2, $3, $4)' +
      ' ORDER BY held_by, app_id, username, device_id LIMIT $5',
  ),
  // primary keys
  strays: statement<StrayRow>('hold_strays', {
    sqlite: straying(asked.sqlite),
    postgres: straying(asked.postgres),
  }),
  // primary key; a user's devices are few
  elsewhere: statement<{ readonly app_id: Int; readonly username: string; readonly held_by: Int }>('hold_elsewhere', {
    sqlite: heldElsewhere(asked.sqlite),
    postgres: heldElsewhere(asked.postgres),
  }),
}

/** The table over an engine. */
export function holdTable({ all }: Reader): HoldTable {
  const statements = holdStatements
  return {
    release: ({ appId, username, deviceId, session }) =>
      writeIfAny(statements.release, [appId, username, deviceId, session]),
    end: ({ appId, username, deviceId }, session, state, atMs) =>
      writeIfAny(statements.end, [appId, username, deviceId, session ?? 0, state, atMs]),
    sendAway: (appId, username, session, reason) =>
      writeReturning(statements.sendAway, [appId, username, session ?? 0, reason], rows =>
        rows.map(row => BigInt(row.held_session)),
      ),
    async nodes() {
      return (await all(statements.nodes, [])).map(row => Number(row.held_by))
    },
    async ofNode(node, after, limit) {
      const from = [after?.appId ?? 0, after?.username ?? '', after?.deviceId ?? '']
      return (await all(statements.ofNode, [node, ...from, limit])).map(deviceOf)
    },
    async strays(keys) {
      return (await all(statements.strays, [listOf(keys)])).map(strayOf)
    },
    async elsewhere(keys, node) {
      return (await all(statements.elsewhere, [listOf(keys), node])).map(row => ({
        appId: Number(row.app_id) as AppId,
        username: row.username as UserId,
        node: Number(row.held_by),
      }))
    },
  }
}

/** With every digit of the connections' numbers. */
function listOf(keys: readonly SessionKey[]): string {
  const one = ({ appId, username, deviceId, session }: SessionKey): string =>
    `{"a":${appId},"u":${JSON.stringify(username)},"d":${JSON.stringify(deviceId)},"s":${session}}`
  return `[${keys.map(one).join(',')}]`
}

function strayOf({ session, activated, state, held_session, sent_away }: StrayRow): Stray {
  return {
    session: BigInt(session),
    user: activated === null || state === null ? 'deleted' : Number(activated) === 1 ? 'activated' : 'banned',
    // Written from these types only.
    state: (state ?? undefined) as ChatDevice['state'] | undefined,
    heldSession: held_session === null ? undefined : BigInt(held_session),
    sentAway: (sent_away ?? undefined) as Hold['sentAway'] | undefined,
  }
}

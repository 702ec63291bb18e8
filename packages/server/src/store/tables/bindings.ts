// Bindings. Two keys: (app, user, device, notifier), and (app, notifier, token), so a token has one owner (I6).
import type { AppId, DeviceId, NotifierName, UserId } from '@posthouse/protocol'
import type { Binding } from '../../domain/device.ts'
import type { BindingTable } from '../../ports/store.ts'
import type { Int } from '../int.ts'
import type { Reader } from '../reader.ts'
import type { BindingRow } from '../schema.ts'
import { isOneOfTexts, statement, type Value } from '../statement.ts'
import { write, writeAll, writeIfAny } from '../write.ts'

const columns = ['username', 'device_id', 'notifier_name', 'device_token', 'bound_at'] as const
const selected = `SELECT ${columns.join(', ')} FROM binding WHERE app_id = $1 AND`
const ordered = 'ORDER BY username, device_id, notifier_name'
const ofExisting = 'SELECT binding.username, device_id, notifier_name, device_token, bound_at FROM'
const exists =
  'WHERE EXISTS (SELECT 1 FROM app_user WHERE app_user.app_id = $1 AND app_user.username = binding.username)'
const listed = isOneOfTexts('binding.username', '$2')
const oneDevice = 'DELETE FROM binding WHERE app_id = $1 AND username = $2 AND device_id = $3'

/** Named statements of this table. */
export const bindingStatements = {
  // primary key
  ofUser: statement<BindingRow>('binding_of_user', `${selected} username = $2 ${ordered}`),
  // primary keys; SQLite goes over the list and, for each name, along the key, whose order is the one that is asked for
  ofUsers: statement<BindingRow>('binding_of_users', {
    sqlite: `${ofExisting} json_each($2) AS listed CROSS JOIN binding ON binding.app_id = $1 AND binding.username = listed.value ${exists}`,
    postgres: `${ofExisting} binding ${exists} AND binding.app_id = $1 AND ${listed.postgres} ${ordered}`,
  }),
  // primary key
  between: statement<BindingRow>('binding_between', `${selected} username > $2 AND username <= $3 ${ordered}`, {
    isNarrow: true,
  }),
  // binding_by_token; in its order, because where one app has nearly all of them PostgreSQL would rather go over everybody's
  countOf: statement<{ readonly counted: Int }>(
    'binding_count_of',
    'SELECT count(*) AS counted FROM' +
      ' (SELECT 1 FROM binding WHERE app_id = $1 AND notifier_name = $2 ORDER BY device_token LIMIT $3) AS found',
  ),
  // binding_by_token
  releaseToken: statement(
    'binding_release_token',
    'DELETE FROM binding WHERE app_id = $1 AND notifier_name = $2 AND device_token = $3 AND NOT (username = $4 AND device_id = $5)',
  ),
  // primary key
  put: statement(
    'binding_put',
    'INSERT INTO binding (app_id, username, device_id, notifier_name, device_token, bound_at) VALUES ($1, $2, $3, $4, $5, $6)' +
      ' ON CONFLICT (app_id, username, device_id, notifier_name)' +
      ' DO UPDATE SET device_token = excluded.device_token, bound_at = excluded.bound_at',
  ),
  // primary key
  delete: statement('binding_delete', `${oneDevice} AND notifier_name = $4`),
  // primary key
  deleteDevice: statement('binding_delete_device', oneDevice),
  // primary key
  deleteOfUser: statement('binding_delete_of_user', 'DELETE FROM binding WHERE app_id = $1 AND username = $2'),
  // binding_by_token
  deleteToken: statement(
    'binding_delete_token',
    'DELETE FROM binding WHERE app_id = $1 AND notifier_name = $2 AND device_token = $3 AND bound_at <= $4',
  ),
}

/** The table over an engine. */
export function bindingTable({ all, rows, revisionOf }: Reader): BindingTable {
  return {
    revision: () => revisionOf('binding'),
    async ofUser(appId, username) {
      return (await rows(bindingStatements.ofUser, [appId, username])).map(bindingFor(appId))
    },
    async ofUsers(appId, usernames) {
      return (await rows(bindingStatements.ofUsers, [appId, JSON.stringify(usernames)])).map(bindingFor(appId))
    },
    async between(appId, after, last) {
      return (await rows(bindingStatements.between, [appId, after ?? '', last])).map(bindingFor(appId))
    },
    async countOf(appId, notifierName, max) {
      return Number((await all(bindingStatements.countOf, [appId, notifierName, max]))[0]?.counted ?? 0)
    },
    put({ appId, username, deviceId, notifierName, deviceToken, boundAtMs }) {
      return writeAll([
        {
          statement: bindingStatements.releaseToken,
          values: [appId, notifierName, deviceToken, username, deviceId],
        },
        {
          statement: bindingStatements.put,
          values: [appId, username, deviceId, notifierName, deviceToken, boundAtMs],
        },
      ])
    },
    delete: (appId, username, deviceId, notifierName) =>
      writeIfAny(bindingStatements.delete, [appId, username, deviceId, notifierName]),
    deleteDevice: (appId, username, deviceId) => write(bindingStatements.deleteDevice, [appId, username, deviceId]),
    deleteToken: (appId, notifierName, deviceToken, diedAtMs) =>
      writeIfAny(bindingStatements.deleteToken, [appId, notifierName, deviceToken, diedAtMs]),
  }
}

/** From its columns in order. */
function bindingFor(appId: AppId): (row: readonly Value[]) => Binding {
  return row => ({
    appId,
    username: row[0] as UserId,
    deviceId: row[1] as DeviceId,
    notifierName: row[2] as NotifierName,
    deviceToken: row[3] as string,
    boundAtMs: Number(row[4]),
  })
}

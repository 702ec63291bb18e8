// Bindings. Two keys: (app, user, device, notifier), and (app, notifier, token), so a token has one owner (I6).
import { hash } from 'node:crypto'
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

const neighbours = `${selected} username > $2 AND username <= $3 ${ordered}`
/** What says that a device is bound. */
const fields = ['username', 'device_id', 'notifier_name', 'device_token'] as const
/** Between texts, none of which has it: control characters are refused everywhere (domain/username.ts). */
const separator = '\u001f'

/**
 * Many rows as one text, which costs PostgreSQL less than the rows, and the driver a fifth of them. Rows of a subquery in order come in
 * that order. The empty text is that of no row.
 */
function joined(expressions: readonly string[]): string {
  return `coalesce(string_agg(${expressions.join(" || E'\\x1f' || ")}, E'\\x1f'), '')`
}

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
  between: statement<BindingRow>(
    'binding_between',
    { sqlite: neighbours, postgres: `SELECT ${joined([...fields, 'bound_at::text'])} FROM (${neighbours}) AS found` },
    { isNarrow: true },
  ),
  // primary key; asked for in PostgreSQL alone
  digestBetween: statement<{ readonly digest: string | null }>('binding_digest_between', {
    sqlite: `SELECT NULL AS digest FROM binding WHERE app_id = $1 AND username > $2 AND username <= $3 LIMIT 0`,
    postgres: `SELECT encode(sha256(convert_to(${joined(fields)}, 'UTF8')), 'hex') AS digest FROM (${neighbours}) AS found`,
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
      const found = await rows(bindingStatements.between, [appId, after ?? '', last])
      const [first] = found
      if (first?.length !== 1) return { bindings: found.map(bindingFor(appId)), digest: undefined }
      const bindings = split(appId, first[0] as string)
      return { bindings, digest: digestOf(bindings) }
    },
    async digestBetween(appId, after, last) {
      const [row] = await all(bindingStatements.digestBetween, [appId, after ?? '', last])
      return row?.digest ?? undefined
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

/** The bindings that {@link joined} has made one text of. */
function split(appId: AppId, text: string): readonly Binding[] {
  if (text === '') return []
  const texts = text.split(separator)
  const bindings: Binding[] = []
  const bindingOf = bindingFor(appId)
  for (let at = 0; at < texts.length; at += columns.length)
    bindings.push(bindingOf(texts.slice(at, at + columns.length)))
  return bindings
}

/** As PostgreSQL computes it. */
function digestOf(bindings: readonly Binding[]): string {
  const texts = bindings.map(
    ({ username, deviceId, notifierName, deviceToken }) =>
      `${username}${separator}${deviceId}${separator}${notifierName}${separator}${deviceToken}`,
  )
  return hash('sha256', texts.join(separator), 'hex')
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

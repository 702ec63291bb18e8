// Notifiers. Their credentials come and go sealed.
import type { AppId, JsonObject, NotifierName } from '@posthouse/protocol'
import { type Notifier, type NotifierState, restMsMax } from '../../domain/notifier.ts'
import type { NotifierTable } from '../../ports/store.ts'
import { composedIfAny, type Reader } from '../reader.ts'
import type { NotifierRow } from '../schema.ts'
import { isOneOfTexts, statement } from '../statement.ts'
import { writeGuarded, writeIfAny } from '../write.ts'

const columns = [
  'uuid',
  'app_id',
  'name',
  'vendor',
  'provider',
  'environment',
  'package_name',
  'settings',
  'state',
  'version',
  'created_at',
  'modified_at',
  'pushes_per_second',
] as const
type Columns = Pick<NotifierRow, (typeof columns)[number]>

const listed = isOneOfTexts('name', '$2')
const selected = `SELECT ${columns.join(', ')} FROM notifier WHERE app_id = $1 AND`

/** States that an operator set, as SQL. */
const withheld = (['disabled', 'banned'] as const)
  .map(kind => `'${JSON.stringify({ kind } satisfies NotifierState)}'`)
  .join(', ')
// The longest of pauses that cross counts, unless a clock that was ahead made it.
const isNoLonger = `NOT BETWEEN CAST($5 AS bigint) AND CAST($5 AS bigint) + ${restMsMax}`
const pausing =
  'UPDATE notifier SET state = $4 WHERE app_id = $1 AND uuid = $2 AND version = $3' +
  ` AND state NOT IN (${withheld}) AND`

/** Named statements of this table. */
export const notifierStatements = {
  // UNIQUE (app_id, name)
  byNames: statement<Columns>('notifier_by_names', {
    sqlite: `${selected} ${listed.sqlite}`,
    postgres: `${selected} ${listed.postgres}`,
  }),
  // primary key
  pause: statement('notifier_pause', {
    sqlite: `${pausing} coalesce(json_extract(state, '$.untilMs'), 0) ${isNoLonger}`,
    postgres: `${pausing} coalesce(CAST(CAST(state AS json)->>'untilMs' AS bigint), 0) ${isNoLonger}`,
  }),
  // primary key
  delete: statement('notifier_delete', 'DELETE FROM notifier WHERE app_id = $1 AND uuid = $2'),
  // primary key
  deleteHealth: statement('notifier_delete_health', 'DELETE FROM notifier_health WHERE app_id = $1 AND uuid = $2'),
  // primary key
  deletePace: statement('notifier_delete_pace', 'DELETE FROM notifier_pace WHERE app_id = $1 AND uuid = $2'),
}

/** The table over an engine. */
export function notifierTable({ build, run, all }: Reader): NotifierTable {
  const ofApp = (appId: AppId) => build.selectFrom('notifier').where('app_id', '=', appId)
  return {
    // UNIQUE (app_id, name)
    async byName(appId, name) {
      return (await run(ofApp(appId).select(columns).where('name', '=', name))).map(notifierOf)[0]
    },
    async byNames(appId, names) {
      return (await all(notifierStatements.byNames, [appId, JSON.stringify(names)])).map(notifierOf)
    },
    // primary key
    async byUuid(appId, uuid) {
      return (await run(ofApp(appId).select(columns).where('uuid', '=', uuid))).map(notifierOf)[0]
    },
    // UNIQUE (app_id, name)
    async list(appId) {
      return (await run(ofApp(appId).select(columns).orderBy('name'))).map(notifierOf)
    },
    // primary key
    async credential(appId, uuid) {
      return (await run(ofApp(appId).select('credential').where('uuid', '=', uuid)))[0]?.credential
    },
    insert(notifier, credential) {
      const row: NotifierRow = { ...rowOf(notifier), credential }
      return composedIfAny(
        build
          .insertInto('notifier')
          .values(row)
          .onConflict(conflict => conflict.doNothing()),
      )
    },
    // primary key, and UNIQUE (app_id, name) for the name's other holder
    update(notifier, credential) {
      // Its pace is set apart from the rest, by processes that know of it.
      const { uuid, app_id, created_at: _, pushes_per_second: __, ...set } = rowOf(notifier)
      const update = build
        .updateTable('notifier')
        .set({ ...set, credential })
        .where('app_id', '=', app_id)
      return composedIfAny(
        update
          .where('uuid', '=', uuid)
          .where(({ not, exists, selectFrom }) =>
            not(
              exists(
                selectFrom('notifier as other')
                  .select('other.uuid')
                  .where('other.app_id', '=', app_id)
                  .where('other.name', '=', set.name)
                  .where('other.uuid', '<>', uuid),
              ),
            ),
          ),
      )
    },
    pause: (appId, uuid, version, pause) =>
      writeIfAny(notifierStatements.pause, [appId, uuid, version, JSON.stringify(pause), pause.untilMs]),
    delete: (appId, uuid) =>
      writeGuarded([
        { statement: notifierStatements.delete, values: [appId, uuid] },
        { statement: notifierStatements.deleteHealth, values: [appId, uuid] },
        { statement: notifierStatements.deletePace, values: [appId, uuid] },
      ]),
  }
}

function notifierOf(row: Columns): Notifier {
  return {
    uuid: row.uuid,
    appId: Number(row.app_id) as AppId,
    name: row.name as NotifierName,
    vendor: row.vendor,
    provider: row.provider,
    environment: row.environment as Notifier['environment'],
    packageName: row.package_name ?? undefined,
    settings: JSON.parse(row.settings) as JsonObject,
    state: JSON.parse(row.state) as NotifierState,
    version: Number(row.version),
    createdAtMs: Number(row.created_at),
    modifiedAtMs: Number(row.modified_at),
    ...(row.pushes_per_second === null ? {} : { pushesPerSecond: Number(row.pushes_per_second) }),
  }
}

function rowOf(notifier: Notifier): Columns {
  return {
    uuid: notifier.uuid,
    app_id: notifier.appId,
    name: notifier.name,
    vendor: notifier.vendor,
    provider: notifier.provider,
    environment: notifier.environment,
    package_name: notifier.packageName ?? null,
    settings: JSON.stringify(notifier.settings),
    state: JSON.stringify(notifier.state),
    version: notifier.version,
    created_at: notifier.createdAtMs,
    modified_at: notifier.modifiedAtMs,
    pushes_per_second: notifier.pushesPerSecond ?? null,
  }
}

// Apps. Their secrets come and go sealed.
import { type AppId, appkeyOf } from '@posthouse/protocol'
import type { App, AppSettings } from '../../domain/app.ts'
import type { AppTable } from '../../ports/store.ts'
import { composedIfAny, type Reader } from '../reader.ts'
import type { AppRow } from '../schema.ts'

const columns = ['id', 'org', 'name', 'uuid', 'client_id', 'settings', 'created_at'] as const

/** The table over an engine. */
export function appTable({ build, run }: Reader): AppTable {
  return {
    // UNIQUE (org, name)
    async byName(org, name) {
      const query = build.selectFrom('app').select(columns).where('org', '=', org).where('name', '=', name)
      return (await run(query)).map(appOf)[0]
    },
    // primary key
    async byId(id) {
      return (await run(build.selectFrom('app').select(columns).where('id', '=', id))).map(appOf)[0]
    },
    // primary key
    async list(after, limit) {
      const query = build
        .selectFrom('app')
        .select(columns)
        .where('id', '>', after ?? 0)
      return (await run(query.orderBy('id').limit(limit))).map(appOf)
    },
    // primary key
    async secrets(id) {
      const query = build.selectFrom('app').select(['client_secret', 'app_sign', 'server_secret']).where('id', '=', id)
      const [row] = await run(query)
      return row && { clientSecret: row.client_secret, appSign: row.app_sign, serverSecret: row.server_secret }
    },
    insert(app, secrets) {
      const row: AppRow = {
        id: app.id,
        org: app.org,
        name: app.name,
        uuid: app.uuid,
        client_id: app.clientId,
        settings: JSON.stringify(app.settings),
        client_secret: secrets.clientSecret,
        app_sign: secrets.appSign,
        server_secret: secrets.serverSecret,
        created_at: app.createdAtMs,
      }
      return composedIfAny(
        build
          .insertInto('app')
          .values(row)
          .onConflict(conflict => conflict.doNothing()),
      )
    },
    setSettings(id, settings) {
      return composedIfAny(
        build
          .updateTable('app')
          .set({ settings: JSON.stringify(settings) })
          .where('id', '=', id),
      )
    },
  }
}

function appOf(row: Pick<AppRow, (typeof columns)[number]>): App {
  return {
    id: Number(row.id) as AppId,
    org: row.org,
    name: row.name,
    appkey: appkeyOf(row.org, row.name),
    uuid: row.uuid,
    clientId: row.client_id,
    settings: JSON.parse(row.settings) as AppSettings,
    createdAtMs: Number(row.created_at),
  }
}

// Apps, for the operator.
import type { AppId, appEndpoints } from '@posthouse/protocol'
import { PosthouseError } from '../../base/failure.ts'
import type { App } from '../../domain/app.ts'
import { type AppDeps, changeSettings, createApp } from '../../flows/registry/apps.ts'
import type { Handlers } from '../../http/handler.ts'

const listLimitDefault = 20

/** Handlers of the app endpoints. */
export function appHandlers(deps: AppDeps): Handlers<typeof appEndpoints> {
  return {
    async appCreate({ body }) {
      const { org, name, ...settings } = body
      const { app, ...secrets } = await createApp(deps, { org, name, settings })
      return { app: viewOf(app), ...secrets }
    },
    async appList({ query }) {
      const limit = query.limit ?? listLimitDefault
      const found = await deps.store.tables.apps.list(query.cursor as AppId | undefined, limit + 1)
      const apps = found.slice(0, limit)
      const last = found.length > limit ? apps.at(-1) : undefined
      return { apps: apps.map(viewOf), ...(last ? { cursor: last.id } : {}) }
    },
    async appGet({ params }) {
      return { app: viewOf(await knownApp(deps, params.org, params.app)) }
    },
    async appSettings({ params, body }) {
      const app = await knownApp(deps, params.org, params.app)
      return { app: viewOf(await changeSettings(deps, app, body)) }
    },
  }
}

async function knownApp({ store }: AppDeps, org: string, name: string): Promise<App> {
  const app = await store.tables.apps.byName(org, name)
  if (!app) throw new PosthouseError('resource_not_found', { what: `app ${org}#${name}`.slice(0, 160) })
  return app
}

function viewOf({ id, org, name, appkey, uuid, clientId, settings, createdAtMs }: App) {
  return { id: id as number, org, name, appkey: appkey as string, uuid, clientId, settings, createdAt: createdAtMs }
}

// Apps, for the operator.
import type { AppId, appEndpoints } from '@posthouse/protocol'
import { grantsOf, type Operator, roleOn } from '../../domain/access.ts'
import type { App } from '../../domain/app.ts'
import { type AppDeps, changeSettings, createApp } from '../../flows/registry/apps.ts'
import { replaceSecret } from '../../flows/registry/replace-secret.ts'
import type { Handlers } from '../../http/handler.ts'
import { appOf } from './app-of.ts'

const listLimitDefault = 20

/** Handlers of the app endpoints. */
export function appHandlers(deps: AppDeps): Handlers<typeof appEndpoints> {
  return {
    async appCreate({ body }) {
      const { org, name, ...settings } = body
      const { app, ...secrets } = await createApp(deps, { org, name, settings })
      return { app: viewOf(app), ...secrets }
    },
    async appList({ query }, { operator }) {
      const limit = query.limit ?? listLimitDefault
      const found = await visibleApps(deps, operator, query.cursor as AppId | undefined, limit + 1)
      const apps = found.slice(0, limit)
      const last = found.length > limit ? apps.at(-1) : undefined
      return { apps: apps.map(viewOf), ...(last ? { cursor: last.id } : {}) }
    },
    async appGet({ params }) {
      return { app: viewOf(await appOf(deps.store, params)) }
    },
    async appSettings({ params, body }) {
      const app = await appOf(deps.store, params)
      return { app: viewOf(await changeSettings(deps, app, body)) }
    },
    async appSecretReplace({ params }) {
      return { value: await replaceSecret(deps, await appOf(deps.store, params), params.secret) }
    },
  }
}

/** Those that the caller has a role on, in order of id. */
async function visibleApps(
  { store }: AppDeps,
  operator: Operator,
  after: AppId | undefined,
  limit: number,
): Promise<readonly App[]> {
  const { apps } = store.tables
  const grants = grantsOf(operator)
  if (roleOn(grants, undefined) !== undefined) return await apps.list(after, limit)
  const ids = grants.flatMap(({ appId }) => appId ?? []).filter(id => id > (after ?? 0))
  const asked = ids.toSorted((one, other) => one - other).slice(0, limit)
  return (await Promise.all(asked.map(id => apps.byId(id)))).filter(app => app !== undefined)
}

function viewOf({ id, org, name, appkey, uuid, clientId, settings, createdAtMs }: App) {
  return { id: id as number, org, name, appkey: appkey as string, uuid, clientId, settings, createdAt: createdAtMs }
}

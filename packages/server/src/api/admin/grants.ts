// Roles as the interface writes them, with apps by name, and as the rules know them, with apps by number.
import type { AppId, Role } from '@posthouse/protocol'
import { PosthouseError } from '../../base/failure.ts'
import type { Grant } from '../../domain/access.ts'
import type { Tables } from '../../ports/store.ts'
import { appOf } from './app-of.ts'

/** A role on one app. */
export interface NamedRole {
  readonly org: string
  readonly app: string
  readonly role: Role
}

type AppsStore = { readonly tables: { readonly apps: Pick<Tables['apps'], 'byName' | 'byId'> } }

/** Roles by number. Throws `resource_not_found` for an app that is not there, and `argument_illegal` for one that comes twice. */
export async function grantsFrom(
  store: AppsStore,
  role: Role | undefined,
  named: readonly NamedRole[],
): Promise<readonly Grant[]> {
  const grants: Grant[] = role === undefined ? [] : [{ appId: undefined, role }]
  for (const one of named) {
    const { id: appId } = await appOf(store, one)
    if (grants.some(grant => grant.appId === appId)) {
      const reason = `the app ${one.org}/${one.app} has two roles`
      throw new PosthouseError('argument_illegal', { reason }, { field: 'roles' })
    }
    grants.push({ appId, role: one.role })
  }
  return grants
}

/** Roles by name, each app asked for once; `role` is the one on everything. */
export async function namedRoles(
  store: AppsStore,
  grants: readonly Grant[],
): Promise<{ readonly role?: Role; readonly roles: NamedRole[] }> {
  const everywhere = grants.find(({ appId }) => appId === undefined)
  const roles: NamedRole[] = []
  for (const { appId, role } of grants) {
    const app = await appNamed(store, appId)
    if (app) roles.push({ ...app, role })
  }
  return { ...(everywhere ? { role: everywhere.role } : {}), roles }
}

/** Org and name of an app; undefined for none, and for one that is gone. */
export async function appNamed(
  { tables }: AppsStore,
  id: AppId | undefined,
): Promise<{ readonly org: string; readonly app: string } | undefined> {
  const app = id === undefined ? undefined : await tables.apps.byId(id)
  return app && { org: app.org, app: app.name }
}

/** The id in a path. Throws `resource_not_found` for what no id of ours looks like. */
export function idFrom(text: string, what: string, field: string): bigint {
  if (/^[1-9][0-9]{0,17}$/.test(text)) return BigInt(text)
  throw new PosthouseError('resource_not_found', { what: `${what} ${text.slice(0, 32)}` }, { field })
}

// The app that the operator's path names.
import { PosthouseError } from '../../base/failure.ts'
import type { App } from '../../domain/app.ts'
import type { Tables } from '../../ports/store.ts'

/** Finds it. Throws `resource_not_found`. */
export async function appOf(
  { tables }: { readonly tables: { readonly apps: Pick<Tables['apps'], 'byName'> } },
  { org, app: name }: { readonly org: string; readonly app: string },
): Promise<App> {
  const app = await tables.apps.byName(org, name)
  if (!app)
    throw new PosthouseError('resource_not_found', { what: `app ${org}#${name}`.slice(0, 160) }, { field: 'app' })
  return app
}

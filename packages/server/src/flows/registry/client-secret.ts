// An app's client secret in the clear, for the moment of a comparison.
import type { Sealer } from '../../base/seal.ts'
import type { App } from '../../domain/app.ts'
import type { Tables } from '../../ports/store.ts'
import { appSecretPlace } from './secret-place.ts'

/** The secret. An app without secrets is a damaged record and throws. */
export async function clientSecretOf(
  deps: { readonly tables: Pick<Tables, 'apps'>; readonly sealer: Sealer },
  app: App,
): Promise<string> {
  const secrets = await deps.tables.apps.secrets(app.id)
  if (!secrets) throw new Error(`app ${app.id} has no secrets`)
  return Buffer.from(deps.sealer.open(secrets.clientSecret, appSecretPlace(app.id, 'client_secret'))).toString('utf8')
}

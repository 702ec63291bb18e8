// Another client secret or AppSign for an app. The earlier one ends with the commit; of the new one only its owner is told, once.
import { PosthouseError } from '../../base/failure.ts'
import type { App } from '../../domain/app.ts'
import type { AppDeps } from './apps.ts'
import { drawAppSign, drawClientSecret } from './draw-secret.ts'
import { appSecretPlace } from './secret-place.ts'

/** Secrets that can be replaced. The ServerSecret cannot: receipt addresses, which vendors keep, are made of it (decision 0024). */
export type ReplaceableSecret = 'clientSecret' | 'appSign'

const columns = { clientSecret: 'client_secret', appSign: 'app_sign' } as const
const draws = { clientSecret: drawClientSecret, appSign: drawAppSign } as const

/** Replaces it; resolves with the new one. Throws `resource_not_found`, and `conflict` where somebody else replaced it meanwhile. */
export async function replaceSecret(deps: AppDeps, app: App, secret: ReplaceableSecret): Promise<string> {
  const { apps, sealed } = deps.store.tables
  const present = await apps.secrets(app.id)
  if (!present) throw new PosthouseError('resource_not_found', { what: `app ${app.appkey}` })
  const place = appSecretPlace(app.id, columns[secret])
  const value = draws[secret](deps.random)
  // Fenced by the value that was read: a rotation of the master key writes this column too.
  const [replaced] = await deps.store.commit([
    sealed.replace({ place, sealed: present[secret] }, deps.sealer.seal(value, place)),
  ])
  if (!replaced) throw new PosthouseError('conflict', { reason: 'the secret was changed meanwhile; try again' })
  await deps.bus.announce({ kind: 'app.changed', appId: app.id })
  return value
}

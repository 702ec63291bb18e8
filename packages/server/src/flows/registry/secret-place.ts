// Where an app's and a notifier's secrets stand, as the associated data of their encryption (S46): whoever seals and whoever opens
// agree here, and with the columns that the record lists for a rotation.
import type { AppId } from '@posthouse/protocol'
import type { SealPlace } from '../../base/seal.ts'

/** The place of one of an app's secrets. */
export function appSecretPlace(appId: AppId, column: 'client_secret' | 'app_sign' | 'server_secret'): SealPlace {
  return { tenant: appId, table: 'app', row: String(appId), column }
}

/** The place of a notifier's credential. */
export function credentialPlace(appId: AppId, uuid: string): SealPlace {
  return { tenant: appId, table: 'notifier', row: uuid, column: 'credential' }
}

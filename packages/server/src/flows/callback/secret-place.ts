// Where a rule's secrets stand, as the associated data of their encryption (S46): whoever seals and whoever opens agree here.
import type { AppId } from '@posthouse/protocol'
import type { SealPlace } from '../../base/seal.ts'

/** The place of one of a rule's two secrets. */
export function secretPlace(appId: AppId, ruleId: bigint, column: 'secret' | 'previous_secret'): SealPlace {
  return { tenant: appId, table: 'callback_rule', row: String(ruleId), column }
}

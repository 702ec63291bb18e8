// The key that pages of an app subscribe with: the public half of its Web Push notifier's. Refuses to know how keys are made.
import type { AppId } from '@posthouse/protocol'
import { PosthouseError } from '../../base/failure.ts'
import type { Notifier } from '../../domain/notifier.ts'
import type { VendorChannels } from '../../ports/channels.ts'
import type { Tables } from '../../ports/store.ts'

/** What finding the key uses. */
export interface WebPushKeyDeps {
  readonly store: { readonly tables: { readonly notifiers: Pick<Tables['notifiers'], 'list'> } }
  readonly channels: Pick<VendorChannels, 'publicKey'>
}

/** The key of the first notifier by name that may be used. Throws `resource_not_found` where there is none, or no such app. */
export async function webPushKey({ store, channels }: WebPushKeyDeps, appId: AppId): Promise<string> {
  const notifiers = await store.tables.notifiers.list(appId)
  const notifier = notifiers.find(isUsable)
  const key = notifier && (await channels.publicKey(notifier))
  if (key === undefined) throw new PosthouseError('resource_not_found', { what: `Web Push notifier of app ${appId}` })
  return key
}

/** A pause is about sending; pages may subscribe meanwhile. */
function isUsable({ vendor, state }: Notifier): boolean {
  return vendor === 'webpush' && state.kind !== 'disabled' && state.kind !== 'banned'
}

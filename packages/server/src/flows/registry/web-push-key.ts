// The key that pages of an app subscribe with: the public half of the notifier that their tokens will be bound to. Refuses to know how
// keys are made.
import type { AppId } from '@posthouse/protocol'
import { PosthouseError } from '../../base/failure.ts'
import { notifierOf } from '../../domain/handover/notifier-of.ts'
import type { VendorChannels } from '../../ports/channels.ts'
import type { Tables } from '../../ports/store.ts'

/** What finding the key uses. */
export interface WebPushKeyDeps {
  readonly store: { readonly tables: { readonly notifiers: Pick<Tables['notifiers'], 'list'> } }
  readonly channels: Pick<VendorChannels, 'publicKey'>
}

/** What a page's token will say of itself, as far as it decides the notifier. */
const tokenOfPage = { source: 'webpush', token: '-', environment: 'auto', isVoip: false, version: '' } as const

/** The key of the app's first or second notifier. Throws `resource_not_found` where there is none, or no such app. */
export async function webPushKey(deps: WebPushKeyDeps, appId: AppId, appType: 1 | 2): Promise<string> {
  const notifiers = await deps.store.tables.notifiers.list(appId)
  const choice = notifierOf({ ...tokenOfPage, appType }, notifiers)
  const key = typeof choice === 'string' ? undefined : await deps.channels.publicKey(choice.notifier)
  if (key === undefined) throw new PosthouseError('resource_not_found', { what: `Web Push notifier of app ${appId}` })
  return key
}

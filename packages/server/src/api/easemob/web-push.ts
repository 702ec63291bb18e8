// What pages need before they can be pushed to. Only translation.
import type { AppId, webPushEndpoints } from '@posthouse/protocol'
import { PosthouseError } from '../../base/failure.ts'
import { type WebPushKeyDeps, webPushKey } from '../../flows/registry/web-push-key.ts'
import type { Handlers } from '../../http/handler.ts'

/** Handlers of Web Push. */
export function webPushHandlers(deps: WebPushKeyDeps): Handlers<typeof webPushEndpoints> {
  return {
    async key({ params, query }) {
      return { publicKey: await webPushKey(deps, appIdOf(params.appId), query.appType === '2' ? 2 : 1) }
    },
  }
}

/** A safe integer has at most 16 digits. */
function appIdOf(text: string): AppId {
  const id = /^[1-9][0-9]{0,15}$/.test(text) ? Number(text) : Number.NaN
  if (!Number.isSafeInteger(id)) throw new PosthouseError('resource_not_found', { what: 'app' }, { field: 'appId' })
  return id as AppId
}

// Receipt addresses: from a notifier to the URL at which its vendor reports, and back. Knows no request.
import type { AppId } from '@posthouse/protocol'
import { minute } from '@posthouse/protocol'
import type { Clock } from '../../base/clock.ts'
import { createRecent } from '../../base/recent.ts'
import type { Sealer } from '../../base/seal.ts'
import type { Notifier } from '../../domain/notifier.ts'
import { isGenuine, readReceiptToken, receiptTokenOf } from '../../domain/receipt-address.ts'
import type { Tables } from '../../ports/store.ts'
import { appSecretPlace } from '../registry/secret-place.ts'

/** Makes and recognises addresses. */
export interface ReceiptAddresses {
  /** The notifier's address; undefined while this server does not know its own public URL. */
  urlOf(notifier: Pick<Notifier, 'appId' | 'uuid'>): Promise<string | undefined>
  /** Whose address ends in this token; undefined where this server did not make it, or the notifier is gone. */
  notifierOf(token: string): Promise<Notifier | undefined>
}

/** What addresses are made of. */
export interface ReceiptAddressDeps {
  readonly tables: {
    readonly apps: Pick<Tables['apps'], 'secrets'>
    readonly notifiers: Pick<Tables['notifiers'], 'byUuid'>
  }
  readonly sealer: Sealer
  readonly clock: Pick<Clock, 'monotonic'>
  /** Base URL under which vendors reach this server, without a slash at its end; undefined where nobody said. */
  readonly publicUrl: () => string | undefined
}

/** The path before the token. */
export const receiptPath = '/receipts/'

/** Apps whose secret is remembered; under a kilobyte each. */
const secretsMax = 1_000
/** An app's secret never changes; this only bounds how long an unused one stays in memory. */
const rememberMs: number = 10 * minute

/** Addresses over the record. */
export function createReceiptAddresses(deps: ReceiptAddressDeps): ReceiptAddresses {
  const recent = createRecent<AppId, Uint8Array>(deps.clock, secretsMax)
  const secretOf = async (appId: AppId): Promise<Uint8Array | undefined> => {
    const known = recent.get(appId)
    if (known) return known
    const sealed = await deps.tables.apps.secrets(appId)
    if (!sealed) return undefined
    const secret = deps.sealer.open(sealed.serverSecret, appSecretPlace(appId, 'server_secret'))
    recent.set(appId, secret, rememberMs)
    return secret
  }
  return {
    async urlOf({ appId, uuid }) {
      const base = deps.publicUrl()
      const secret = base === undefined ? undefined : await secretOf(appId)
      return secret && `${base}${receiptPath}${receiptTokenOf(appId, uuid, secret)}`
    },
    async notifierOf(text) {
      const token = readReceiptToken(text)
      const secret = token && (await secretOf(token.appId))
      if (!secret || !isGenuine(token, secret)) return undefined
      return await deps.tables.notifiers.byUuid(token.appId, token.notifierUuid)
    },
  }
}

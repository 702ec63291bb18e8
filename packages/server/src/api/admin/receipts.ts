// The operator's look at where a notifier's vendor reports.
import type { NotifierName, receiptEndpoints } from '@posthouse/protocol'
import { PosthouseError } from '../../base/failure.ts'
import type { ReceiptAddresses } from '../../flows/receipt/addresses.ts'
import type { ReceiptDesk } from '../../flows/receipt/desk.ts'
import type { Handlers } from '../../http/handler.ts'
import type { VendorChannels } from '../../ports/channels.ts'
import type { Tables } from '../../ports/store.ts'

/** What these handlers use. */
export interface ReceiptParts {
  readonly store: {
    readonly tables: {
      readonly apps: Pick<Tables['apps'], 'byName'>
      readonly notifiers: Pick<Tables['notifiers'], 'byName'>
    }
  }
  readonly channels: Pick<VendorChannels, 'vendorOf'>
  readonly addresses: Pick<ReceiptAddresses, 'urlOf'>
  readonly desk: Pick<ReceiptDesk, 'callsOf'>
}

/** Handlers of the receipt endpoints. */
export function receiptHandlers({ store, channels, addresses, desk }: ReceiptParts): Handlers<typeof receiptEndpoints> {
  const { apps, notifiers } = store.tables
  return {
    async notifierReceipts({ params }) {
      const app = await apps.byName(params.org, params.app)
      const notifier = app && (await notifiers.byName(app.id, params.name as NotifierName))
      if (!notifier) throw new PosthouseError('resource_not_found', { what: `notifier ${params.name}`.slice(0, 160) })
      const { name, provider, uuid } = notifier
      const { lastAtMs, ...counts } = desk.callsOf(uuid)
      const calls = { ...counts, ...(lastAtMs === undefined ? {} : { lastAt: lastAtMs }) }
      const source = channels.vendorOf(provider)?.receipts
      if (!source) return { name, provider, setBy: 'none', reports: [], tooLong: false, calls }
      const url = await addresses.urlOf(notifier)
      const { setBy, proof, reports, urlBytesMax = Infinity } = source
      return {
        ...{ name, provider, setBy, proof, calls },
        reports: [...reports],
        ...(url === undefined ? {} : { url }),
        tooLong: url !== undefined && setBy === 'push' && Buffer.byteLength(url) > urlBytesMax,
      }
    },
  }
}

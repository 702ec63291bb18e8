// What was sent to vendors, rendered once more from what is kept, for people to look at: the record does not keep requests.
import type { NotifierName } from '@posthouse/protocol'
import { PayloadError } from '@posthouse/vendors'
import type { Attempt } from '../../domain/delivery.ts'
import type { Notifier } from '../../domain/notifier.ts'
import type { Push } from '../../domain/push.ts'
import { ChannelError, type Looker, type VendorChannels } from '../../ports/channels.ts'
import { reportedTo } from '../push/render.ts'
import type { TracedRequest } from './event.ts'

/** Most notifiers that are opened for one trace. */
const notifiersMax = 20

/** Gives the request of an attempt; undefined where its notifier is gone, or cannot render any more. */
export async function openRenderedAgain(
  { channels }: { readonly channels: Pick<VendorChannels, 'looker'> },
  push: Push,
  notifiers: ReadonlyMap<NotifierName, Notifier>,
  attempts: readonly Attempt[],
): Promise<(attempt: Attempt) => TracedRequest | undefined> {
  const lookers = new Map<NotifierName, Looker>()
  const names = new Set(attempts.map(({ notifierName }) => notifierName))
  for (const name of [...names].slice(0, notifiersMax)) {
    const notifier = notifiers.get(name)
    const looker = notifier && (await lookerOf(channels, notifier))
    if (looker) lookers.set(name, looker)
  }
  return ({ notifierName, provider, startedAtMs }) => {
    const [notifier, looker] = [notifiers.get(notifierName), lookers.get(notifierName)]
    if (!notifier || !looker || notifier.provider !== provider) return undefined
    return requestOf(looker, push, notifier, startedAtMs)
  }
}

async function lookerOf(channels: Pick<VendorChannels, 'looker'>, notifier: Notifier): Promise<Looker | undefined> {
  try {
    return await channels.looker(notifier)
  } catch (cause) {
    // A credential that does not open any more renders nothing; the trace says so elsewhere.
    if (cause instanceof ChannelError) return undefined
    throw cause
  }
}

function requestOf(looker: Looker, push: Push, notifier: Notifier, nowMs: number): TracedRequest | undefined {
  try {
    const notification = reportedTo(notifier.provider, push)
    const { headers, body, bytes, bytesMax } = looker(notification, { expiresAtMs: push.expiresAtMs, nowMs })
    const changed = notifier.modifiedAtMs > nowMs ? ({ notifierChanged: true } as const) : {}
    return { headers, body, bytes, bytesMax, renderedAgain: true, ...changed }
  } catch (cause) {
    // The notifier was changed, and does not carry this any more.
    if (cause instanceof PayloadError) return undefined
    throw cause
  }
}

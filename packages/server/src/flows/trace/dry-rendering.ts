// What a push would be on the wire of its notifiers, with what the phone shows and what the linter says. For people to look at: it holds
// no secret and no receipt address.
import { type AnyVendor, inspect, type LintFinding, type Look } from '@posthouse/vendors'
import type { Notifier } from '../../domain/notifier.ts'
import type { Push } from '../../domain/push.ts'
import { ChannelError, type VendorChannels } from '../../ports/channels.ts'
import { renderTimes, reportedTo } from '../push/render.ts'

/** One notifier's. */
export interface DryRendering {
  /** Undefined for a vendor that the app has no notifier of. */
  readonly notifier: Notifier | undefined
  readonly vendor: AnyVendor
  /** Undefined where nothing can be sent: the findings say why. */
  readonly look: Look | undefined
  readonly findings: readonly LintFinding[]
}

/** Looks at a push through each of the notifiers. */
export async function dryRenderings(
  { channels }: { readonly channels: Pick<VendorChannels, 'inspector' | 'vendorOf'> },
  push: Push,
  notifiers: readonly Notifier[],
  nowMs: number,
): Promise<readonly DryRendering[]> {
  const renderings: DryRendering[] = []
  for (const notifier of notifiers) {
    const vendor = channels.vendorOf(notifier.provider)
    if (!vendor) continue
    try {
      const inspector = await channels.inspector(notifier)
      const notification = reportedTo(notifier.provider, push)
      renderings.push({ notifier, vendor, ...inspector(notification, renderTimes(push, nowMs)) })
    } catch (cause) {
      if (!(cause instanceof ChannelError)) throw cause
      renderings.push({ notifier, vendor, look: undefined, findings: [unusable] })
    }
  }
  return renderings
}

/** The same for vendors that the app has no notifier of. */
export function sampleRendering(vendor: AnyVendor, push: Push, nowMs: number): DryRendering {
  const target = { credentials: vendor.sample, ...renderTimes(push, nowMs) }
  return { notifier: undefined, vendor, ...inspect(vendor, push.notification, target) }
}

const unusable: LintFinding = {
  code: 'notifier-unusable',
  severity: 'error',
  field: 'target',
  text: {
    en: "The notifier's credential does not open: upload it again.",
    zh: '推送证书的凭据无法读取，请重新上传。',
  },
}

// What a notifier's vendor counts notifications of each category as, and what a day allows of that: read from the payload that a push of
// the category becomes, with the notifier's own channels and settings. Sends nothing.
import { day } from '@posthouse/protocol'
import { type Bilingual, type Category, categories } from '@posthouse/vendors'
import type { Clock } from '../../base/clock.ts'
import type { Notifier } from '../../domain/notifier.ts'
import { ChannelError, type VendorChannels } from '../../ports/channels.ts'

/** What looking uses. */
export interface NotifierLimitDeps {
  readonly channels: Pick<VendorChannels, 'inspector'>
  readonly clock: Pick<Clock, 'now'>
}

/** One category's. */
export interface CategoryLimit {
  readonly category: Category
  /** Undefined: it counts against no share of a day that the vendor has published. */
  readonly counted: Bilingual | undefined
}

/** All categories; none where the credential does not open. */
export async function notifierLimits(
  { channels, clock }: NotifierLimitDeps,
  notifier: Notifier,
): Promise<readonly CategoryLimit[]> {
  try {
    const inspect = await channels.inspector(notifier)
    const times = { nowMs: clock.now(), expiresAtMs: clock.now() + day }
    return categories.map(category => {
      const { look } = inspect({ title: 'Title', content: 'Content', category, blocks: {} }, times)
      return { category, counted: look?.counted }
    })
  } catch (cause) {
    // What is wrong with it is the check's to say.
    if (cause instanceof ChannelError) return []
    throw cause
  }
}

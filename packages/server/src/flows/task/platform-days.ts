// Pushes per day and platform, in the shape of spec/easemob.md §6.11: Apple, and everybody else.
import type { App } from '../../domain/app.ts'
import { onlineProvider } from '../../domain/online-outcome.ts'
import { checkDays } from '../../domain/utc-day.ts'
import type { VendorChannels } from '../../ports/channels.ts'
import type { Store } from '../../ports/store.ts'

/** What is counted of one platform on one day; `arriveCount` only where a vendor of it, or an app, reports arrivals. */
export interface PlatformCounts {
  readonly successCount: number
  readonly failCount: number
  readonly arriveCount?: number
}

/** By day (`yyyy-mm-dd`, UTC) and platform. Throws `argument_illegal` for days that there are not or are too many. */
export async function platformDays(
  deps: { readonly store: Pick<Store, 'tables'>; readonly channels: Pick<VendorChannels, 'vendorOf'> },
  app: App,
  begin: string,
  end: string,
  platform: 'ALL' | 'APNS' | 'ANDROID',
): Promise<Record<string, Record<string, PlatformCounts>>> {
  checkDays({ name: 'begin', day: begin }, { name: 'end', day: end })
  const found: Record<string, Record<string, PlatformCounts>> = {}
  for (const counted of await deps.store.tables.counters.ofApp(app.id, begin, end)) {
    // What went to no vendor belongs to no platform.
    if (counted.provider === '' || counted.provider === onlineProvider) continue
    const name = counted.provider === 'APNS' ? 'APNS' : 'ANDROID'
    if (platform !== 'ALL' && platform !== name) continue
    const isReported = deps.channels.vendorOf(counted.provider)?.receipts !== undefined || counted.arrived > 0
    const ofDay = found[counted.day] ?? {}
    found[counted.day] = ofDay
    const known = ofDay[name]
    const arriveCount = isReported ? (known?.arriveCount ?? 0) + counted.arrived : known?.arriveCount
    ofDay[name] = {
      successCount: (known?.successCount ?? 0) + counted.success,
      failCount: (known?.failCount ?? 0) + counted.fail + counted.error,
      ...(arriveCount === undefined ? {} : { arriveCount }),
    }
  }
  return found
}

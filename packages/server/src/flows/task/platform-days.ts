// Pushes per day and platform, in the shape of spec/easemob.md §6.11: Apple, and everybody else.
import { day } from '@posthouse/protocol'
import { PosthouseError } from '../../base/failure.ts'
import type { App } from '../../domain/app.ts'
import type { VendorChannels } from '../../ports/channels.ts'
import type { Store } from '../../ports/store.ts'

/** What is counted of one platform on one day; `arriveCount` only where a vendor of it reports arrivals. */
export interface PlatformCounts {
  readonly successCount: number
  readonly failCount: number
  readonly arriveCount?: number
}

/** Longest time that one question may span. */
const daysMax = 366

/** By day (`yyyy-mm-dd`, UTC) and platform. Throws `argument_illegal` for days that there are not or are too many. */
export async function platformDays(
  deps: { readonly store: Pick<Store, 'tables'>; readonly channels: Pick<VendorChannels, 'vendorOf'> },
  app: App,
  begin: string,
  end: string,
  platform: 'ALL' | 'APNS' | 'ANDROID',
): Promise<Record<string, Record<string, PlatformCounts>>> {
  const [from, until] = [instantOfDay(begin, 'begin'), instantOfDay(end, 'end')]
  if (until < from || until - from >= daysMax * day) {
    const reason = `end must be at or after begin, and at most ${daysMax} days later`
    throw new PosthouseError('argument_illegal', { reason }, { field: 'end' })
  }
  const found: Record<string, Record<string, PlatformCounts>> = {}
  for (const counted of await deps.store.tables.counters.ofApp(app.id, begin, end)) {
    // What went to no vendor belongs to no platform.
    if (counted.provider === '') continue
    const name = counted.provider === 'APNS' ? 'APNS' : 'ANDROID'
    if (platform !== 'ALL' && platform !== name) continue
    const isReported = deps.channels.vendorOf(counted.provider)?.receipts !== undefined
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

function instantOfDay(text: string, field: string): number {
  const instant = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  const isReal = !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(text)
  if (!isReal) throw new PosthouseError('argument_illegal', { reason: `${field} must be a day, yyyy-MM-dd` }, { field })
  return instant
}

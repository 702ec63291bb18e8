// The operator's look at what an app's pushes came to.
import type { statisticsEndpoints } from '@posthouse/protocol'
import type { Clock } from '../../base/clock.ts'
import { utcDayOf } from '../../domain/utc-day.ts'
import { dayStatistics } from '../../flows/registry/day-statistics.ts'
import type { Handlers } from '../../http/handler.ts'
import type { VendorChannels } from '../../ports/channels.ts'
import type { Store } from '../../ports/store.ts'
import { viewOfSums } from '../sums-view.ts'
import { appOf } from './app-of.ts'

/** What this handler uses. */
export interface StatisticsParts {
  readonly store: Pick<Store, 'tables'>
  readonly channels: Pick<VendorChannels, 'vendorOf'>
  readonly clock: Clock
}

/** Handler of the endpoint of statistics. */
export function statisticsHandlers({ store, channels, clock }: StatisticsParts): Handlers<typeof statisticsEndpoints> {
  const reports = (provider: string): boolean => channels.vendorOf(provider)?.receipts !== undefined
  return {
    async appStatistics({ params, query }) {
      const app = await appOf(store, params)
      const until = query.until ?? utcDayOf(clock.now())
      const from = query.from ?? until
      const { days, ...together } = await dayStatistics(store.tables, app, { from, until })
      const shown = days.map(({ day, ...sums }) => ({ day, ...viewOfSums(sums, reports) }))
      return { from, until, ...viewOfSums(together, reports), days: shown }
    },
  }
}

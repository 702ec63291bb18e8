// What an app's deliveries came to on each day, per provider and together, from the counts that every commit kept (I17).

import type { App } from '../../domain/app.ts'
import { type SumsByProvider, sumsByProvider } from '../../domain/sums.ts'
import { checkDays } from '../../domain/utc-day.ts'
import type { Tables } from '../../ports/store.ts'

/** Sums of some days together, and of each. */
export interface DayStatistics extends SumsByProvider {
  /** In order; without those on which nothing was counted. */
  readonly days: readonly (SumsByProvider & { readonly day: string })[]
}

/** Sums up days of UTC, both included. Throws `argument_illegal` for days that there are not or are too many. */
export async function dayStatistics(
  { counters }: { readonly counters: Pick<Tables['counters'], 'countsOfApp'> },
  app: Pick<App, 'id'>,
  { from, until }: { readonly from: string; readonly until: string },
): Promise<DayStatistics> {
  checkDays({ name: 'from', day: from }, { name: 'until', day: until })
  const counts = await counters.countsOfApp(app.id, from, until)
  const days = [...Map.groupBy(counts, ({ day }) => day)].map(([day, own]) => ({ day, ...sumsByProvider(own) }))
  return { ...sumsByProvider(counts), days }
}

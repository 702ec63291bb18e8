// The overview as the server tells it, asked every few seconds while somebody looks.
import type { OverviewOfAppReply } from '@posthouse/client/rest'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { usePlace } from '../../api/place.ts'
import { liveMs } from '../../api/queries.ts'
import { useServer } from '../../api/server.ts'
import type { Series } from './figures.ts'
import { keptSamples, seriesOfSamples } from './samples.ts'

/** The latest look. */
export function useOverview() {
  const server = useServer()
  const { org, app } = usePlace()
  return useQuery({
    queryKey: ['overview', org, app],
    queryFn: ({ signal }) => server.overview.ofApp({}, { signal }),
    refetchInterval: liveMs.watched,
  })
}

/** Callbacks that wait under all rules of the app. */
export function callbacksWaiting({ callbacks }: OverviewOfAppReply): number {
  return callbacks.rules.reduce((sum, { waiting }) => sum + waiting, 0)
}

/** How many waited at each look since the page was opened. */
export function useWaitingSeries(seen: OverviewOfAppReply): Series {
  const { org, app } = usePlace()
  return useMemo(
    () => seriesOfSamples(keptSamples(`${org}/${app}`, { at: seen.at, value: callbacksWaiting(seen) })),
    [org, app, seen],
  )
}

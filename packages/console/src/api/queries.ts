// How long answers are believed, and when they are asked for again: one place for the whole console.
import { PosthouseApiError } from '@posthouse/client/rest'
import { QueryCache, QueryClient } from '@tanstack/react-query'
import { isSignedOut } from './failure.ts'

/** Pauses between looks at something that goes on, and at a page of figures, ms. Browsers stop them while the tab is hidden. */
export const liveMs = { running: 1_000, watched: 5_000 } as const

/** Most tries of a question whose answer did not come. */
const triesMax = 3

/** The page's memory of answers; `signedOut` is called once an answer says that the session is over. */
export function createQueries(signedOut: () => void): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({
      onError: thrown => {
        if (isSignedOut(thrown)) signedOut()
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 2_000,
        // A refusal stays one; only what never came is asked for again.
        retry: (failures, thrown) => !(thrown instanceof PosthouseApiError) && failures < triesMax,
        refetchOnWindowFocus: true,
      },
    },
  })
}

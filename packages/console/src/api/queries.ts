// How long answers are believed, when they are asked for again, and what follows when none comes: one place for the whole console.
import { PosthouseConnectionError } from '@posthouse/client/rest'
import { MutationCache, notifyManager, type Query, QueryCache, QueryClient } from '@tanstack/react-query'
import { pause } from '../parts/pause.ts'
import { isSignedOut } from './failure.ts'

/** Pauses between looks at something that goes on, and at a page of figures, ms. Browsers stop them while the tab is hidden. */
export const liveMs = { running: 1_000, watched: 5_000 } as const

/** Pause before a question whose answer did not come is asked again by itself, ms. */
const againMs = 5_000

/** The page's memory of answers; `signedOut` is called once an answer says that the session is over. */
export function createQueries(signedOut: () => void): QueryClient {
  // Before the next key or click is heard: a button that was pressed is off by then, and an impatient second press does nothing.
  notifyManager.setScheduler(queueMicrotask)
  const onError = (thrown: unknown): void => {
    if (isSignedOut(thrown)) signedOut()
  }
  const queries: QueryClient = new QueryClient({
    queryCache: new QueryCache({
      onError(thrown, query) {
        onError(thrown)
        if (isUnanswered(query)) void pause(againMs).then(() => askAgain(queries, query))
      },
    }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: 2_000,
        // A refusal stays one, what took too long takes long again, and what never came the client has tried more than once already.
        retry: false,
        refetchOnWindowFocus: true,
        // The server may stand on this machine or in this house: whether the internet is there says nothing about it.
        networkMode: 'always',
      },
      mutations: { networkMode: 'always' },
    },
  })
  return queries
}

type AnyQuery = Query<unknown, unknown>

/** A question that a page still shows without its answer; in a hidden tab it waits for the reader. */
function askAgain(queries: QueryClient, query: AnyQuery): void {
  if (!(isUnanswered(query) && query.isActive())) return
  if (document.visibilityState === 'visible') void queries.refetchQueries({ queryKey: query.queryKey, exact: true })
}

function isUnanswered({ state }: AnyQuery): boolean {
  return state.status === 'error' && state.error instanceof PosthouseConnectionError
}

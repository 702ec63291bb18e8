// What surrounds every page: theme, answers, language, and who is signed in. Before that there are three pages; after it, the frame.
import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClientProvider, useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { Route, Router, Switch } from 'wouter'
import { createQueries } from './api/queries.ts'
import { SessionContext, sessionKey, useSessionQuery } from './api/session.ts'
import { FailureNote } from './parts/failure-note.tsx'
import { Frame } from './shell/frame.tsx'
import { Waiting } from './shell/waiting.tsx'
import { theme, variables } from './theme.ts'

const SignIn = lazy(async () => ({ default: (await import('./pages/sign-in/index.tsx')).Page }))
const SetUp = lazy(async () => ({ default: (await import('./pages/set-up/index.tsx')).Page }))

/** The whole console. */
export function App() {
  const [queries] = useState(() => createQueries(() => queries.setQueryData(sessionKey, null)))
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={variables}
      defaultColorScheme="auto"
      getStyleNonce={styleNonce}
    >
      <QueryClientProvider client={queries}>
        <Notifications position="top-right" limit={3} />
        <Router base="/console">
          <Suspense fallback={<Waiting />}>
            <Switch>
              <Route path="/set-up" component={SetUp} />
              <Route path="/invitation" component={SetUp} />
              <Route>
                <SignedIn />
              </Route>
            </Switch>
          </Suspense>
        </Router>
      </QueryClientProvider>
    </MantineProvider>
  )
}

/** Shows the pages to who is signed in, and the way in to who is not; the address stays, so that it opens afterwards. */
function SignedIn() {
  const { data: session, error, refetch } = useSessionQuery()
  const queries = useQueryClient()
  if (session === undefined) return error === null ? <Waiting /> : <FailureNote failure={error} onRetry={refetch} />
  if (session === null) {
    // Nothing that one account saw is left for the next.
    queries.removeQueries({ predicate: query => query.queryKey[0] !== sessionKey[0] })
    return <SignIn />
  }
  return (
    <SessionContext value={session}>
      <Frame />
    </SessionContext>
  )
}

/** The server's nonce for styles that are made in the page (S27: no `unsafe-inline`). */
function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''
}

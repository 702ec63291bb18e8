// What surrounds every page: theme, answers, language, and who is signed in. Before that there are three pages; after it, the frame.
import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClientProvider, useQueryClient } from '@tanstack/react-query'
import { Activity, useState } from 'react'
import { Route, Router, Switch } from 'wouter'
import { createQueries } from './api/queries.ts'
import { type Session, SessionContext, sessionKey, useLeaving, useSessionQuery } from './api/session.ts'
import { FailureNote } from './parts/failure-note.tsx'
import { Frame } from './shell/frame.tsx'
import { Guarded, lazyPage } from './shell/guard.tsx'
import { Waiting } from './shell/waiting.tsx'
import { themeIn, variables } from './theme.ts'
import { useLanguage } from './words/language.ts'

const SignIn = lazyPage(() => import('./pages/sign-in/index.tsx'))
const SetUp = lazyPage(() => import('./pages/set-up/index.tsx'))

/** The whole console. */
export function App() {
  const [queries] = useState(() => createQueries(() => queries.setQueryData(sessionKey, null)))
  return (
    <MantineProvider
      theme={themeIn(useLanguage())}
      cssVariablesResolver={variables}
      defaultColorScheme="auto"
      getStyleNonce={styleNonce}
    >
      <QueryClientProvider client={queries}>
        <Notifications position="top-right" limit={3} />
        <Router base="/console">
          <Guarded at="console">
            <Switch>
              <Route path="/set-up" component={SetUp} />
              <Route path="/invitation" component={SetUp} />
              <Route>
                <SignedIn />
              </Route>
            </Switch>
          </Guarded>
        </Router>
      </QueryClientProvider>
    </MantineProvider>
  )
}

/**
 * Shows the pages to who is signed in, and the way in to who is not; the address stays, so that it opens afterwards. Where the session only ran
 * out, the pages wait behind the way in with all that was typed in them, for the same account.
 */
function SignedIn() {
  const { data: session, error, refetch } = useSessionQuery()
  const queries = useQueryClient()
  const [last, setLast] = useState<Session>()
  // Nothing that one account saw is left for the next.
  const forget = () => queries.removeQueries({ predicate: query => query.queryKey[0] !== sessionKey[0] })
  useLeaving(() => {
    setLast(undefined)
    queries.setQueryData(sessionKey, null)
    forget()
  })
  if (session && session !== last) {
    if (last?.account.id !== session.account.id) forget()
    setLast(session)
  }
  if (session === undefined) return error === null ? <Waiting /> : <FailureNote failure={error} onRetry={refetch} />
  return (
    <>
      {session === null && (
        <Guarded at="way in">
          <SignIn />
        </Guarded>
      )}
      {last && (
        <Activity key={last.account.id} mode={session === null ? 'hidden' : 'visible'}>
          <SessionContext value={last}>
            <Frame />
          </SessionContext>
        </Activity>
      )}
    </>
  )
}

/** The server's nonce for styles that are made in the page (S27: no `unsafe-inline`). */
function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''
}

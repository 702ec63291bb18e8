// Pages as routes: each is loaded when it is first opened, and what it throws stays inside the frame.
import { Component, lazy, type ReactNode, Suspense } from 'react'
import { Route, Switch } from 'wouter'
import { type Place, PlaceContext } from '../api/place.ts'
import { appPages, serverPages } from '../pages.ts'
import { FailureNote } from '../parts/failure-note.tsx'
import { Missing } from './missing.tsx'
import { Waiting } from './waiting.tsx'

const ofApps = appPages.map(({ path, load }) => ({ path, Page: lazy(async () => ({ default: (await load()).Page })) }))
const ofServer = serverPages.map(({ path, load }) => ({
  path,
  Page: lazy(async () => ({ default: (await load()).Page })),
}))

/** The pages of the whole server. */
export function ServerPages() {
  return (
    <Guarded at="server">
      <Switch>
        {ofServer.map(({ path, Page }) => (
          <Route key={path} path={path} nest>
            <Page />
          </Route>
        ))}
        <Route>
          <Missing />
        </Route>
      </Switch>
    </Guarded>
  )
}

/** The pages of an app. */
export function AppPages({ place }: { readonly place: Place }) {
  return (
    <PlaceContext value={place}>
      <Switch>
        {ofApps.map(({ path, Page }) => (
          <Route key={path} path={`/:org/:app${path}`} nest>
            <Guarded at={`${place.org}/${place.app}${path}`}>
              <Page />
            </Guarded>
          </Route>
        ))}
        <Route>
          <Missing />
        </Route>
      </Switch>
    </PlaceContext>
  )
}

/** Begins anew with another page, so that a fault of one does not stay for the next. */
function Guarded({ at, children }: { readonly at: string; readonly children: ReactNode }) {
  return (
    <Guard key={at}>
      <Suspense fallback={<Waiting />}>{children}</Suspense>
    </Guard>
  )
}

class Guard extends Component<{ readonly children: ReactNode }, { readonly fault?: unknown }> {
  override state: { readonly fault?: unknown } = {}
  static getDerivedStateFromError(fault: unknown): { readonly fault: unknown } {
    return { fault }
  }
  override render(): ReactNode {
    if (this.state.fault === undefined) return this.props.children
    return <FailureNote failure={this.state.fault} onRetry={() => this.setState({ fault: undefined })} />
  }
}

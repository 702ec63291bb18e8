// Pages as routes: each is loaded when it is first opened, and what it throws stays inside the frame.
import { Route, Switch } from 'wouter'
import { type Place, PlaceContext } from '../api/place.ts'
import { appPages, serverPages } from '../pages.ts'
import { Guarded, lazyPage } from './guard.tsx'
import { Missing } from './missing.tsx'

const ofApps = appPages.map(({ path, load }) => ({ path, Page: lazyPage(load) }))
const ofServer = serverPages.map(({ path, load }) => ({ path, Page: lazyPage(load) }))

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

// The server as the console calls it: the published REST client over the browser's session. What the app's own interface does is called by
// its twin below `/admin/v1/apps`, which the session opens.
import { createPosthouse, type Posthouse } from '@posthouse/client/rest'
import { useContext, useMemo } from 'react'
import { type Place, PlaceContext } from './place.ts'

/** Longest wait for an answer, ms. */
const timeoutMs = 30_000

/** The server, for the app whose page this is; on pages of the whole server only its own operations are possible. */
export function useServer(): Posthouse {
  const place = useContext(PlaceContext)
  return useMemo(() => serverOf(place), [place])
}

/** The server, for an app. */
export function serverOf(place: Place | undefined): Posthouse {
  return createPosthouse({
    server: location.origin,
    org: place?.org ?? '',
    app: place?.app ?? '',
    token: inSession,
    adminKey: inSession,
    timeoutMs,
    fetch: sessionFetch,
  })
}

/** Takes a credential's place; it never leaves the page. */
const inSession = 'session'

/** `fetch` with the session's cookie and the header that no other site can send; the credential's place is left out. */
const sessionFetch: typeof fetch = (input, init) => {
  const url = new URL(input instanceof Request ? input.url : input, location.origin)
  const headers = new Headers(init?.headers)
  headers.delete('authorization')
  headers.set('x-posthouse-console', '1')
  const path = url.pathname.startsWith('/admin/') ? url.pathname : `/admin/v1/apps${url.pathname}`
  return fetch(`${path}${url.search}`, { ...init, headers, credentials: 'same-origin' })
}

// The app whose page this is, as the server tells it.
import { useQuery } from '@tanstack/react-query'
import { usePlace } from '../../api/place.ts'
import { useServer } from '../../api/server.ts'

/** Key of an app among the page's queries. */
export function appKey({ org, app }: { readonly org: string; readonly app: string }) {
  return ['app', org, app] as const
}

/** Asks for the app. */
export function useApp() {
  const server = useServer()
  return useQuery({ queryKey: appKey(usePlace()), queryFn: ({ signal }) => server.apps.get({}, { signal }) })
}

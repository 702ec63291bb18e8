// Where in the console the reader is: the app, and addresses of its pages. Knows addresses and nothing else.
import { createContext, useContext } from 'react'

/** An app by its name. */
export interface Place {
  readonly org: string
  readonly app: string
}

/** The app whose pages are shown; none on pages of the whole server. */
export const PlaceContext = createContext<Place | undefined>(undefined)

/** The app whose page this is. Throws on pages of the whole server. */
export function usePlace(): Place {
  const place = useContext(PlaceContext)
  if (!place) throw new Error('this page belongs to no app')
  return place
}

/** The absolute address of a page of an app; `path` begins with a slash and is encoded where it holds ids ({@link segment}). */
export function addressOf({ org, app }: Place, path: string): string {
  return `/console/${segment(org)}/${segment(app)}${path}`
}

/** An id as one segment of an address. */
export function segment(id: string): string {
  return encodeURIComponent(id)
}

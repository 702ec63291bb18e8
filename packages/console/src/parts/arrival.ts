// What follows when the reader comes to another page without loading anew: its top is in sight, and its heading has the focus, so that a screen
// reader says where one is. Way back, the browser scrolls to where one was.
import { type RefObject, useEffect } from 'react'
import { usePathname } from 'wouter/use-browser-location'

/** The path that was last arrived at; none before the first page, whose reader begins at the top of the document. */
let before: string | undefined
let isWayBack = false
addEventListener('popstate', () => {
  isWayBack = true
})
addEventListener('pushState', () => {
  isWayBack = false
})

/** Moves the focus to the heading of a page that was just arrived at, unless the page gave it to a field of its own. */
export function useArrival(heading: RefObject<HTMLElement | null>): void {
  const pathname = usePathname()
  useEffect(() => {
    if (before !== undefined && before !== pathname) {
      if (!isWayBack) scrollTo(0, 0)
      if (!document.activeElement?.closest('main')) heading.current?.focus({ preventScroll: true })
    }
    before = pathname
  }, [pathname, heading])
}

// What follows when the reader comes to another page without loading anew: its top is in sight, and its heading has the focus, so that a screen
// reader says where one is. Way back, the browser scrolls to where one was.
import { type RefObject, useEffect } from 'react'
import { useLocation } from 'wouter'

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
  const [path] = useLocation()
  // biome-ignore lint/correctness/useExhaustiveDependencies: another path of the same page is another page.
  useEffect(() => {
    const { pathname } = location
    if (before !== undefined && before !== pathname) {
      if (!isWayBack) scrollTo(0, 0)
      if (!document.activeElement?.closest('main')) heading.current?.focus({ preventScroll: true })
    }
    before = pathname
  }, [path, heading])
}

// What a reader may want to share stands in the address: filters, tabs, the chosen item. Knows addresses and nothing else.
import { useCallback } from 'react'
import { useSearchParams } from 'wouter'

/** A text of the address's query, empty where it is absent, and the way to change it. A change replaces the address; it adds no step back. */
export function useUrlText(name: string, fallback: string = ''): readonly [string, (value: string) => void] {
  const [parameters, change] = useSearchParams()
  const set = useCallback(
    (value: string) =>
      change(
        () => {
          // The address itself, not what was last drawn: several texts may change in one go.
          const after = new URLSearchParams(location.search)
          if (value === fallback || value === '') after.delete(name)
          else after.set(name, value)
          return after
        },
        { replace: true },
      ),
    [change, name, fallback],
  )
  return [parameters.get(name) ?? fallback, set]
}

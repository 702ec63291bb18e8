// What is answered where no route is: 405 when the path exists for another method, else 404 `url is invalid` (seed 002); that too where
// the method's path has one more word, a name, and it was left out (spec/easemob.md §12 row 35).
import type { Endpoint } from '@posthouse/protocol'
import { PosthouseError } from '../base/failure.ts'

/** Methods of a path, in the form of an `Allow` header; undefined for a path that no endpoint has, or that lacks its last word. */
export type AllowedMethods = (path: string, method: string) => string | undefined

/** Prepares the look-up over all endpoints; it runs only when a request found no route. */
export function allowedMethods(endpoints: readonly Pick<Endpoint, 'path' | 'method'>[]): AllowedMethods {
  const patterns = endpoints.map(({ path, method }) => ({ segments: path.split('/'), method }))
  return (path, asked) => {
    const segments = path.split('?')[0]?.split('/') ?? []
    const named = [...segments, 'name']
    const lacksName = patterns.some(
      ({ segments: all, method }) => method === asked && all.at(-1)?.startsWith(':') && fits(all, named),
    )
    if (lacksName) return undefined
    const methods = patterns.filter(pattern => fits(pattern.segments, segments)).map(({ method }) => method)
    return methods.length === 0 ? undefined : [...new Set(methods)].join(', ')
  }
}

/** The failure of a request that found no route. */
export function unknownPath(allowed: string | undefined): PosthouseError {
  return new PosthouseError(allowed === undefined ? 'path_unknown' : 'method_not_allowed')
}

function fits(pattern: readonly string[], segments: readonly string[]): boolean {
  return (
    pattern.length === segments.length &&
    pattern.every((part, at) => (part.startsWith(':') ? segments[at] !== '' : part === segments[at]))
  )
}

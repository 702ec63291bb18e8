// From an operation and its input to the parts of an HTTP request. Pure; knows no credential.
import type { Operation } from './operation.ts'

/** A request without its headers. */
export interface RequestParts {
  /** Path and query. */
  readonly target: string
  /** JSON text; absent = no body. */
  readonly body: string | undefined
}

/** The request of a call; `org` and `app` of the input go before those of the client. Throws for a path member that is missing. */
export function requestOf(operation: Operation, input: object, place: { org: string; app: string }): RequestParts {
  const left: Record<string, unknown> = { ...input }
  const take = (name: string): unknown => {
    const value = left[name]
    delete left[name]
    return value
  }
  const path = operation.path.replace(/\{(\w+)\}/g, (_whole, name: string) => {
    const value = take(name) ?? (name === 'org' || name === 'app' ? place[name] : undefined)
    if (value === undefined || value === '') throw new TypeError(`${operation.name}: ${name} is missing`)
    // However they are encoded, a URL takes them for steps.
    if (value === '.' || value === '..') throw new TypeError(`${operation.name}: ${name} must not be ${value}`)
    return encodeURIComponent(String(value))
  })
  const query = new URLSearchParams()
  for (const name of operation.query ?? []) {
    const value = take(name)
    if (value !== undefined) query.set(name, String(value))
  }
  const search = query.toString()
  return { target: search === '' ? path : `${path}?${search}`, body: bodyText(operation, left) }
}

function bodyText({ body }: Operation, left: Readonly<Record<string, unknown>>): string | undefined {
  if (body === undefined) return undefined
  return JSON.stringify(body === 'whole' ? left['body'] : left)
}

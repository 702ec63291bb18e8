// One page of a list in order of name, and the cursor that leads to the next: the last name of the page behind the prefix of its list.
import { PosthouseError } from '../../base/failure.ts'

/** How many a page has where the caller does not say (spec/easemob.md §5). */
export const namePageSize = 100

/** The page of what was found; one more than the limit was asked for, so that the last page is known to be the last. */
export function namePage<Row, View>(
  found: readonly Row[],
  limit: number,
  prefix: string,
  { view, keyOf }: { readonly view: (row: Row) => View; readonly keyOf: (row: Row) => string },
): { cursor?: string; data: View[] } {
  const rows = found.slice(0, limit)
  const last = found.length > limit ? rows.at(-1) : undefined
  return { ...(last ? { cursor: cursorOf(prefix + keyOf(last)) } : {}), data: rows.map(view) }
}

/** The name that a cursor leads on from; undefined where there is none. Throws `parameter_invalid`. */
export function readNameCursor<Key>(
  cursor: string | undefined,
  prefix: string,
  read: (text: string) => Key | undefined,
): Key | undefined {
  if (cursor === undefined) return undefined
  const text = Buffer.from(cursor, 'base64url').toString('utf8')
  const key = text.startsWith(prefix) ? read(text.slice(prefix.length)) : undefined
  if (key === undefined) throw new PosthouseError('parameter_invalid', { field: 'cursor' }, { field: 'cursor' })
  return key
}

/** Base64url has no padding, because clients send a cursor back without encoding it. */
function cursorOf(text: string): string {
  return Buffer.from(text).toString('base64url')
}

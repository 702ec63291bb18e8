// HPACK's static table (RFC 7541 appendix A) and the two ways into it: by index for the decoder, by name for the encoder.
import { type Entry, entryOf } from './dynamic-table.ts'

/** The largest index of the static table; those of the dynamic table follow it (RFC 7541 §2.3.3). */
export const STATIC_INDEX_MAX = 61

/** What the static table has of one name. */
export interface StaticName {
  /** The name's lowest index. */
  readonly index: number
  /** Indices of whole fields, by value. */
  readonly values: ReadonlyMap<string, number>
}

const fields: readonly (readonly [name: string, value: string])[] = [
  [':authority', ''],
  [':method', 'GET'],
  [':method', 'POST'],
  [':path', '/'],
  [':path', '/index.html'],
  [':scheme', 'http'],
  [':scheme', 'https'],
  [':status', '200'],
  [':status', '204'],
  [':status', '206'],
  [':status', '304'],
  [':status', '400'],
  [':status', '404'],
  [':status', '500'],
  ['accept-charset', ''],
  ['accept-encoding', 'gzip, deflate'],
  ['accept-language', ''],
  ['accept-ranges', ''],
  ['accept', ''],
  ['access-control-allow-origin', ''],
  ['age', ''],
  ['allow', ''],
  ['authorization', ''],
  ['cache-control', ''],
  ['content-disposition', ''],
  ['content-encoding', ''],
  ['content-language', ''],
  ['content-length', ''],
  ['content-location', ''],
  ['content-range', ''],
  ['content-type', ''],
  ['cookie', ''],
  ['date', ''],
  ['etag', ''],
  ['expect', ''],
  ['expires', ''],
  ['from', ''],
  ['host', ''],
  ['if-match', ''],
  ['if-modified-since', ''],
  ['if-none-match', ''],
  ['if-range', ''],
  ['if-unmodified-since', ''],
  ['last-modified', ''],
  ['link', ''],
  ['location', ''],
  ['max-forwards', ''],
  ['proxy-authenticate', ''],
  ['proxy-authorization', ''],
  ['range', ''],
  ['referer', ''],
  ['refresh', ''],
  ['retry-after', ''],
  ['server', ''],
  ['set-cookie', ''],
  ['strict-transport-security', ''],
  ['transfer-encoding', ''],
  ['user-agent', ''],
  ['vary', ''],
  ['via', ''],
  ['www-authenticate', ''],
]

/** Entries by index. There is none at 0, which is an index of nothing (RFC 7541 §6.1). */
export const staticEntries: readonly (Entry | undefined)[] = [
  undefined,
  ...fields.map(([name, value]) => entryOf(name, value)),
]

/** Each name of the static table. */
export const staticNames: ReadonlyMap<string, StaticName> = new Map(
  fields.map(([name], at): [string, StaticName] => {
    const first = fields.findIndex(field => field[0] === name)
    const values = fields.slice(first, at + 1).map(([, value], offset): [string, number] => [value, first + 1 + offset])
    return [name, { index: first + 1, values: new Map(values) }]
  }),
)

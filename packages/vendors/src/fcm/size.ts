// How large a message is for FCM, and how its texts are shortened to fit. Shared by the renderer and the simulator.
// Refuses to know where a text came from.

import { isObject, type JsonObject } from '../json.ts'
import { jsonUtf8, shorten } from '../render/shorten.ts'
import { PayloadError } from '../vendor.ts'

/** Most bytes of `notification` plus `data` (spec/vendors.md §2.8). */
export const PAYLOAD_BYTES_MAX = 4096

/** Where a text stands: member names from the message down. */
export type Path = readonly string[]

/** The places of texts that may be shortened; one is a title, the other a body, in each of the parts that hold both. */
export interface Shortenable {
  readonly titles: readonly Path[]
  readonly bodies: readonly Path[]
}

/**
 * Bytes a message counts for: the UTF-8 JSON texts of `notification`, `data` and `android.notification`. Google does not publish
 * how it counts, so this takes the form that cannot come out smaller than keys plus values.
 */
export function payloadBytes(message: JsonObject): number {
  const { android } = message as { readonly android?: unknown }
  const parts = [message['notification'], message['data'], isObject(android) ? android['notification'] : undefined]
  let bytes = 0
  for (const part of parts) if (isObject(part)) bytes += Buffer.byteLength(JSON.stringify(part))
  return bytes
}

/**
 * The same message with its bodies, and then its titles, cut between graphemes so that it fits {@link PAYLOAD_BYTES_MAX}. Bodies
 * are cut to one length in bytes, so that equal ones stay equal. Throws {@link PayloadError} when cutting cannot help.
 */
export function fit(message: JsonObject, { titles, bodies }: Shortenable): JsonObject {
  const cut = [bodies, titles].reduce(cutToFit, message)
  if (payloadBytes(cut) > PAYLOAD_BYTES_MAX) throw tooLarge(message)
  return cut
}

function cutToFit(message: JsonObject, paths: readonly Path[]): JsonObject {
  const excess = payloadBytes(message) - PAYLOAD_BYTES_MAX
  if (excess <= 0) return message
  const sizes = paths.map(path => jsonUtf8(textAt(message, path) ?? ''))
  const most = commonMost(sizes, sizes.reduce((sum, size) => sum + size, 0) - excess)
  return paths.reduce((cut, path) => shortenAt(cut, path, most), message)
}

/** The size that the larger ones must come down to for all of them to take at most `room` together. */
function commonMost(sizes: readonly number[], room: number): number {
  let left = room
  const ascending = sizes.toSorted((a, b) => a - b)
  for (const [index, size] of ascending.entries()) {
    const share = Math.floor(left / (ascending.length - index))
    if (size > share) return share
    left -= size
  }
  return Number.POSITIVE_INFINITY
}

function tooLarge(message: JsonObject): PayloadError {
  const field = payloadBytes({ data: message['data'] }) > PAYLOAD_BYTES_MAX ? 'data' : 'notification'
  return new PayloadError(
    field,
    `${PAYLOAD_BYTES_MAX} bytes`,
    `notification and data take ${payloadBytes(message)} bytes, at most ${PAYLOAD_BYTES_MAX} are allowed, and shortening the texts does not help`,
  )
}

function shortenAt(node: JsonObject, path: Path, most: number): JsonObject {
  const [member, ...rest] = path
  if (member === undefined) return node
  const value = node[member]
  if (isObject(value)) return { ...node, [member]: shortenAt(value, rest, most) }
  return typeof value === 'string' ? { ...node, [member]: shorten(value, most, jsonUtf8) } : node
}

function textAt(node: JsonObject, path: Path): string | undefined {
  let value: unknown = node
  for (const member of path) value = isObject(value) ? value[member] : undefined
  return typeof value === 'string' ? value : undefined
}

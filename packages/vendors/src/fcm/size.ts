// How large a message is for FCM, and how its body text is shortened to fit. Shared by the renderer and the simulator.
// Refuses to know where a text came from.

import { isObject, type JsonObject } from '../json.ts'
import { PayloadError } from '../vendor.ts'

/** Most bytes of `notification` plus `data` (spec/vendors.md §2.8). */
export const PAYLOAD_BYTES_MAX = 4096
/** Stands where text was cut off. */
const ELLIPSIS = '…'

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
 * The same message with its body texts cut between code points so that it fits {@link PAYLOAD_BYTES_MAX}. `bodies` are the paths of
 * texts that may be cut; all keep the same number of code points. Throws {@link PayloadError} when cutting cannot help.
 */
export function fit(message: JsonObject, bodies: readonly (readonly string[])[]): JsonObject {
  if (payloadBytes(message) <= PAYLOAD_BYTES_MAX) return message
  const longest = Math.max(0, ...bodies.map(path => [...(textAt(message, path) ?? '')].length))
  let fits = 0
  let tooLong = longest
  while (tooLong - fits > 1) {
    const middle = (fits + tooLong) >> 1
    if (payloadBytes(shortened(message, bodies, middle)) <= PAYLOAD_BYTES_MAX) fits = middle
    else tooLong = middle
  }
  if (fits === 0) throw tooLarge(message)
  return shortened(message, bodies, fits)
}

function tooLarge(message: JsonObject): PayloadError {
  const field = payloadBytes({ data: message['data'] }) > PAYLOAD_BYTES_MAX ? 'data' : 'notification'
  return new PayloadError(
    field,
    `${PAYLOAD_BYTES_MAX} bytes`,
    `notification and data take ${payloadBytes(message)} bytes, at most ${PAYLOAD_BYTES_MAX} are allowed, and shortening the body does not help`,
  )
}

function shortened(message: JsonObject, bodies: readonly (readonly string[])[], codePointsMax: number): JsonObject {
  return bodies.reduce((cut, path) => shortenAt(cut, path, codePointsMax), message)
}

function shortenAt(node: JsonObject, path: readonly string[], codePointsMax: number): JsonObject {
  const [member, ...rest] = path
  if (member === undefined) return node
  const value = node[member]
  if (isObject(value)) return { ...node, [member]: shortenAt(value, rest, codePointsMax) }
  if (typeof value !== 'string') return node
  const points = [...value]
  if (points.length <= codePointsMax) return node
  return { ...node, [member]: points.slice(0, codePointsMax).join('') + ELLIPSIS }
}

function textAt(node: JsonObject, path: readonly string[]): string | undefined {
  let value: unknown = node
  for (const member of path) value = isObject(value) ? value[member] : undefined
  return typeof value === 'string' ? value : undefined
}

// Device tokens never leave through a look-up (S15): wherever one stands in an answer or a body, its fingerprint takes its place.
import { fingerprint } from '../../base/crypto.ts'
import type { DeliveryRecord } from '../../ports/store.ts'

/** Reads JSON text with the push's device tokens masked as `token:{six hex digits}`. */
export type ReadMasked = (text: string) => unknown

/** A reader that knows the tokens of a push's deliveries. */
export function maskTokensOf(records: readonly DeliveryRecord[]): ReadMasked {
  const tokens = new Set<string>()
  for (const { delivery, outcome } of records) {
    for (const way of delivery.ways) tokens.add(way.deviceToken)
    if (outcome?.deviceToken !== undefined) tokens.add(outcome.deviceToken)
  }
  return maskTokens(tokens)
}

/** A reader that knows these tokens. */
export function maskTokens(tokens: Iterable<string>): ReadMasked {
  const known = new Set(tokens)
  known.delete('')
  // Longest first: a token may be the beginning of another one.
  const written = [...known].toSorted((a, b) => b.length - a.length).map(token => [inJson(token), token] as const)
  return text =>
    JSON.parse(
      written.reduce((masked, [json, token]) => masked.replaceAll(json, masking(token)), text),
      maskMember,
    )
}

/** A token of a way that was given up is known by the member it stands in only. */
function maskMember(name: string, value: unknown): unknown {
  const isToken = name === 'token' || name === 'device_token'
  return isToken && typeof value === 'string' && !value.startsWith('token:') ? masking(value) : value
}

function masking(token: string): string {
  return `token:${fingerprint(token)}`
}

/** The token as it stands inside a JSON string. */
function inJson(token: string): string {
  return JSON.stringify(token).slice(1, -1)
}

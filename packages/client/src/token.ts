// What a client can tell of a Token04 without its secret: its header's expiry (spec/zego.md §4.2, §4.4). Pure.
import { bytesOf } from '@posthouse/protocol/frames'
import { type Refusal, refusal } from './refusal.ts'

const charsMin = 31
const shortestMs = 30_000
const longestMs = 24 * 86_400_000

/** Why this token is not worth sending, in the original's order; undefined = nothing is wrong with it. `currentMs`: expiry of the one it renews. */
export function tokenFault(token: unknown, nowMs: number, currentMs?: number): Refusal | undefined {
  if (typeof token !== 'string' || token.length < charsMin) return refusal('token-invalid')
  if (!token.startsWith('04')) return refusal('token-version')
  const expiresAtMs = tokenExpiry(token)
  if (expiresAtMs === undefined) return refusal('token-invalid')
  if (expiresAtMs < nowMs) return refusal('token-expired')
  if (expiresAtMs < nowMs + shortestMs) return refusal('token-too-short')
  if (expiresAtMs > nowMs + longestMs) return refusal('token-too-long')
  return currentMs !== undefined && expiresAtMs <= currentMs ? refusal('token-expired') : undefined
}

/** A device's clock may be wrong by years. A token that it finds ended or too long by more than this is for the server to judge. */
const doubtMs = 2 * 86_400_000

/** As {@link tokenFault}, by the device's own clock; before a login there is no better one. */
export function loginTokenFault(token: unknown, deviceNowMs: number): Refusal | undefined {
  const expiresAtMs = typeof token === 'string' ? (tokenExpiry(token) ?? deviceNowMs) : deviceNowMs
  const isDoubtful = expiresAtMs < deviceNowMs - doubtMs || expiresAtMs > deviceNowMs + longestMs + doubtMs
  return tokenFault(token, isDoubtful ? expiresAtMs - shortestMs : deviceNowMs)
}

/** When it expires, epoch ms; undefined where its header is none. */
export function tokenExpiry(token: string): number | undefined {
  const bytes = bytesOf(token.slice(2, 14))
  if (bytes === undefined || bytes.length < 8) return undefined
  let seconds = 0
  for (const byte of bytes.slice(0, 8)) seconds = seconds * 256 + byte
  return seconds * 1000
}

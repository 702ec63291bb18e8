// Signs in: app id, key and secret against an access token (spec/vendors.md §7.2). Refuses to know who needs the token and how long
// others keep it.
import { hash } from 'node:crypto'
import { boundedAnswer } from '../channel/answer.ts'
import { codeIn } from '../channel/judgement.ts'
import { isObject, objectOf, parsedJson, some } from '../json.ts'
import type { Transport, WireRequest, WireResult } from '../transport/contract.ts'
import { retryAfterMs } from '../transport/retry-after.ts'
import { type FetchedToken, isHeaderToken } from '../transport/token-source.ts'
import type { VivoCredentials } from './credentials.ts'
import { MEANINGS } from './outcome.ts'

/** Life of an access token, ms, and at what age it is renewed: vivo asks for one to two hours. Where that fails it is used on (F68). */
export const LIFE_MS = 86_400_000
export const RENEW_AFTER_MS = 5_400_000
/** vivo takes no signature that is further from its time than ten minutes (spec/vendors.md §7.2); half of it is worth a word. */
export const CLOCK_OFF_MS = 300_000

/** Lower-case hexadecimal MD5 over app id, app key, time and secret. */
export function signOf({ appId, appKey, appSecret }: VivoCredentials, timestampMs: number): string {
  return hash('md5', `${appId}${appKey}${timestampMs}${appSecret}`)
}

/** One sign-in request; the time must be within ten minutes of vivo's. */
export function authRequest(credentials: VivoCredentials, nowMs: number): WireRequest {
  const { appId, appKey } = credentials
  const body = JSON.stringify({ appId, appKey, timestamp: nowMs, sign: signOf(credentials, nowMs) })
  return { method: 'POST', path: '/message/auth', headers: { 'content-type': 'application/json' }, body }
}

/** Asks once for a token. */
export async function requestToken(
  at: { readonly transport: Transport; readonly nowMs: number },
  credentials: VivoCredentials,
  signal: AbortSignal,
): Promise<FetchedToken> {
  return judgeAuth(await at.transport.request(authRequest(credentials, at.nowMs), signal), at.nowMs)
}

/** Judges an answer to a sign-in. Only what is about the credential is a refusal; the rest may pass (F69). */
export function judgeAuth(wire: WireResult, nowMs: number): FetchedToken {
  // A token that got lost on the way costs nothing, so unsent and unknown are the same here.
  if (wire.kind !== 'answered') return { kind: 'failed', cause: wire.cause }
  const body = parsedJson(wire.body)
  const code = codeIn(body, 'result')
  const meaning = MEANINGS.get(code ?? '')
  // The body of a success is not reported: it may hold a token.
  if (meaning === 'accepted')
    return usable(body) ?? { kind: 'failed', cause: 'the sign-in succeeded without a usable token' }
  const answer = boundedAnswer(body)
  if (code !== undefined && meaning !== undefined && REFUSALS.has(meaning)) {
    return { kind: 'refused', code, answer: named(answer, skewOf(wire, nowMs)) }
  }
  const wait = retryAfterMs(wire.headers['retry-after'], nowMs)
  const cause = `the sign-in answered ${code ?? `HTTP ${wire.status}`}`
  return { kind: 'failed', cause, ...some('retryAfterMs', wait), answer }
}

/** How far vivo's clock is ahead of ours by the `Date` of its answer, ms; 0 where it did not say. */
export function skewOf(wire: WireResult, nowMs: number): number {
  const theirsMs = wire.kind === 'answered' ? Date.parse(wire.headers['date'] ?? '') : Number.NaN
  return Number.isNaN(theirsMs) ? 0 : theirsMs - nowMs
}

/** F78: vivo has one code for a wrong secret and for a time that is off, so the second is named beside its words. */
function named(answer: unknown, skewMs: number): unknown {
  return Math.abs(skewMs) > CLOCK_OFF_MS && isObject(answer) ? { ...answer, clockSkewMs: skewMs } : answer
}

/** What speaks of the credential when a sign-in is answered with it. */
const REFUSALS: ReadonlySet<string> = new Set(['access-refused', 'credential-refused', 'permission-missing'])

/** Nothing when the token is empty or cannot stand in a header. */
function usable(body: unknown): FetchedToken | undefined {
  const token = objectOf(body)['authToken']
  return isHeaderToken(token) ? { kind: 'token', token, expiresInMs: LIFE_MS } : undefined
}

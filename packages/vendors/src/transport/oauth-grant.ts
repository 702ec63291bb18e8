// Asking a vendor's OAuth token endpoint for an access token, and what it says to that (RFC 6749 §4.4, §5). Which refusals are about the
// credential differs by vendor and is passed in; everything else that can go wrong is a failure that may pass (F69).
import { boundedAnswer } from '../channel/answer.ts'
import { isObject, parsedJson, some } from '../json.ts'
import type { WireRequest, WireResult } from './contract.ts'
import { retryAfterMs } from './retry-after.ts'
import { type FetchedToken, isHeaderToken } from './token-source.ts'

/** Longest life that is believed, in seconds; real tokens live an hour. */
const LIFE_SECONDS_MAX = 86_400

/** A client's own identity, which a client-credentials grant exchanges for a token. */
export interface GrantClient {
  readonly clientId: string
  readonly clientSecret: string
}

/** One request for a client-credentials grant (RFC 6749 §4.4.2), with the credential in the form. */
export function grantRequest(path: string, { clientId, clientSecret }: GrantClient): WireRequest {
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret }
  const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' }
  return { method: 'POST', path, headers, body: new URLSearchParams(form).toString() }
}

/** Judges an answer. `refusalCode` names the vendor's word about the credential, or nothing where the answer is no such word. */
export function judgeGrant(
  result: WireResult,
  nowMs: number,
  refusalCode: (status: number, body: unknown) => string | undefined,
): FetchedToken {
  // A token that got lost on the way costs nothing, so unsent and unknown are the same here.
  if (result.kind !== 'answered') return { kind: 'failed', cause: result.cause }
  const body = parsedJson(result.body)
  if (result.status === 200) {
    return usableToken(body) ?? { kind: 'failed', cause: 'the token endpoint answered 200 without a usable token' }
  }
  const code = refusalCode(result.status, body)
  if (code !== undefined) return { kind: 'refused', code, answer: boundedAnswer(body) }
  const wait = retryAfterMs(result.headers['retry-after'], nowMs)
  const cause = `the token endpoint answered HTTP ${result.status}`
  return { kind: 'failed', cause, ...some('retryAfterMs', wait), answer: boundedAnswer(body) }
}

/** Nothing when the token is empty, cannot stand in a header or is already dead. The body is not reported: it may hold a token. */
function usableToken(body: unknown): FetchedToken | undefined {
  if (!isObject(body)) return undefined
  const { access_token: token, expires_in, token_type = 'Bearer' } = body as Record<string, unknown>
  const seconds = typeof expires_in === 'string' ? Number(expires_in) : expires_in
  if (!isHeaderToken(token)) return undefined
  if (typeof seconds !== 'number' || !(seconds >= 1 && seconds <= LIFE_SECONDS_MAX)) return undefined
  if (String(token_type).toLowerCase() !== 'bearer') return undefined
  return { kind: 'token', token, expiresInMs: seconds * 1000 }
}

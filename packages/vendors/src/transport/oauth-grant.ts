// What a vendor's OAuth token endpoint says to a request for an access token (RFC 6749 §5). Which refusals are about the credential
// differs by vendor and is passed in; everything else that can go wrong is a failure that may pass (F69).
import { boundedAnswer } from '../channel/answer.ts'
import { isObject, parsedJson } from '../json.ts'
import type { WireResult } from './contract.ts'
import { retryAfterMs } from './retry-after.ts'
import type { FetchedToken } from './token-source.ts'

/** Longest life that is believed, in seconds; real tokens live an hour. */
const LIFE_SECONDS_MAX = 86_400

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
  return { kind: 'failed', cause, ...(wait === undefined ? {} : { retryAfterMs: wait }), answer: boundedAnswer(body) }
}

/** Nothing when the token is empty, cannot stand in a header or is already dead. The body is not reported: it may hold a token. */
function usableToken(body: unknown): FetchedToken | undefined {
  if (!isObject(body)) return undefined
  const { access_token: token, expires_in, token_type = 'Bearer' } = body as Record<string, unknown>
  const seconds = typeof expires_in === 'string' ? Number(expires_in) : expires_in
  if (typeof token !== 'string' || !/^[\x21-\x7e]{1,4096}$/.test(token)) return undefined
  if (typeof seconds !== 'number' || !(seconds >= 1 && seconds <= LIFE_SECONDS_MAX)) return undefined
  if (String(token_type).toLowerCase() !== 'bearer') return undefined
  return { kind: 'token', token, expiresInMs: seconds * 1000 }
}

// Exchanges app id and secret for an access token (spec/vendors.md §3.2). Refuses to know who needs the token, how long it is
// kept and when it is asked for again.
import type { Transport, WireResult } from '../transport/contract.ts'
import { retryAfterMs } from '../transport/retry-after.ts'
import type { HuaweiCredentials } from './credentials.ts'
import { isObject } from './fields.ts'
import { parsed } from './outcome.ts'

/** The token endpoint's path at the origin `oauth`. */
const TOKEN_PATH = '/oauth2/v3/token'

/** What came of asking: `refused` is Huawei's word about the credential, `failed` is everything that may pass. */
export type Grant =
  | { readonly kind: 'token'; readonly token: string; readonly expiresInMs: number }
  | { readonly kind: 'refused'; readonly code: string; readonly answer: unknown }
  | { readonly kind: 'failed'; readonly cause: string; readonly retryAfterMs?: number; readonly answer?: unknown }

/** Asks once for a token of the OAuth client-credentials grant. */
export async function requestGrant(
  at: { readonly transport: Transport; readonly nowMs: number },
  credentials: HuaweiCredentials,
  signal: AbortSignal,
): Promise<Grant> {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: credentials.appId,
    client_secret: credentials.appSecret,
  })
  const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' }
  const request = { method: 'POST', path: TOKEN_PATH, headers, body: form.toString() } as const
  return judgeGrant(await at.transport.request(request, signal), at.nowMs)
}

/** Judges an answer of the token endpoint; a success without a usable token is a failure like any other (F69). */
function judgeGrant(result: WireResult, nowMs: number): Grant {
  // A token that got lost on the way costs nothing, so unsent and unknown are the same here.
  if (result.kind !== 'answered') return { kind: 'failed', cause: result.cause }
  const body = parsed(result.body)
  if (result.status === 200) {
    return usableToken(body) ?? { kind: 'failed', cause: 'the token endpoint answered without a usable token' }
  }
  const code = refusalCode(body)
  if (code !== undefined && result.status >= 400 && result.status < 500 && result.status !== 429) {
    return { kind: 'refused', code, answer: body }
  }
  const wait = retryAfterMs(result.headers['retry-after'], nowMs)
  const cause = `the token endpoint answered HTTP ${result.status}`
  return { kind: 'failed', cause, ...(wait === undefined ? {} : { retryAfterMs: wait }), answer: body }
}

/** `error/sub_error`, such as `1101/12304` for a wrong secret. */
function refusalCode(body: unknown): string | undefined {
  if (!isObject(body)) return undefined
  const { error, sub_error: subError } = body
  if (typeof error !== 'number' && typeof error !== 'string') return undefined
  return typeof subError === 'number' || typeof subError === 'string' ? `${error}/${subError}` : String(error)
}

/** Longest life that is believed, in seconds; Huawei's tokens live an hour. */
const LIFE_SECONDS_MAX = 86_400

/** Nothing when the token is empty, cannot stand in a header or is already dead. Never reports the body: it may hold a token. */
function usableToken(body: unknown): Grant | undefined {
  if (!isObject(body)) return undefined
  const token = body['access_token']
  const seconds = Number(body['expires_in'])
  if (typeof token !== 'string' || !/^[\x21-\x7e]{1,4096}$/.test(token)) return undefined
  if (!(seconds >= 1 && seconds <= LIFE_SECONDS_MAX)) return undefined
  return { kind: 'token', token, expiresInMs: seconds * 1000 }
}

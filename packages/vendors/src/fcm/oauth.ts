// Exchanges a service account's signed assertion for an access token (spec/vendors.md §2.2). Refuses to know who needs the token,
// how long it is kept, and when it is asked for again.
import { sign } from 'node:crypto'
import type { Transport, WireResult } from '../transport/contract.ts'
import { retryAfterMs } from '../transport/retry-after.ts'
import { isObject } from './block.ts'
import type { FcmCredentials } from './credentials.ts'

/** Google's token endpoint. It is the audience of every assertion, wherever the request is sent. */
export const TOKEN_URL = 'https://oauth2.googleapis.com/token'
/** The one permission sending needs. */
export const MESSAGING_SCOPE = 'https://www.googleapis.com/auth/firebase.messaging'
/** Grant type of a signed assertion (RFC 7523 §2.1). */
export const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
/** Longest life of an assertion Google takes, seconds. */
export const ASSERTION_SECONDS_MAX = 3600

/** What came of asking for a token. `refused` is Google's word about the credential; `failed` is everything else. */
export type Grant =
  | { readonly kind: 'token'; readonly token: string; readonly expiresInMs: number }
  | { readonly kind: 'refused'; readonly code: string; readonly answer: unknown }
  | { readonly kind: 'failed'; readonly cause: string; readonly retryAfterMs?: number; readonly answer?: unknown }

/** A grant and the server's clock, where its answer told it. */
export interface DatedGrant {
  readonly grant: Grant
  /** Epoch ms of the answer's `Date` header. */
  readonly serverNowMs?: number
}

/** Asks once. `path` is the token endpoint's path at the transport's origin. */
export async function requestGrant(
  at: { readonly transport: Transport; readonly path: string; readonly nowMs: number },
  credentials: FcmCredentials,
  signal: AbortSignal,
): Promise<DatedGrant> {
  const form = new URLSearchParams({ grant_type: JWT_BEARER, assertion: signAssertion(credentials, at.nowMs) })
  const result = await at.transport.request(
    {
      method: 'POST',
      path: at.path,
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: form.toString(),
    },
    signal,
  )
  const grant = judgeGrant(result, at.nowMs)
  if (result.kind !== 'answered') return { grant }
  const { date = '' } = result.headers
  const dateMs = Date.parse(date)
  return Number.isNaN(dateMs) ? { grant } : { grant, serverNowMs: dateMs }
}

/** The JWT a service account signs for a token (RFC 7523 §3), valid for an hour from `nowMs`. */
function signAssertion(credentials: FcmCredentials, nowMs: number): string {
  const { clientEmail, privateKey, privateKeyId } = credentials
  const iat = Math.floor(nowMs / 1000)
  const header = { alg: 'RS256', typ: 'JWT', ...(privateKeyId === undefined ? {} : { kid: privateKeyId }) }
  const claims = { iss: clientEmail, scope: MESSAGING_SCOPE, aud: TOKEN_URL, iat, exp: iat + ASSERTION_SECONDS_MAX }
  const unsigned = `${base64url(header)}.${base64url(claims)}`
  return `${unsigned}.${sign('RSA-SHA256', Buffer.from(unsigned), privateKey).toString('base64url')}`
}

/** Judges a token endpoint's answer. Anything but a usable token or Google's own refusal is a failure that may pass (F69). */
function judgeGrant(result: WireResult, nowMs: number): Grant {
  // A lost grant costs nothing, so it makes no difference whether the request arrived.
  if (result.kind !== 'answered') return { kind: 'failed', cause: result.cause }
  const body = parse(result.body)
  if (result.status === 200)
    return usableToken(body) ?? { kind: 'failed', cause: 'the token endpoint answered 200 without a usable token' }
  const code = isObject(body) ? body['error'] : undefined
  if ((result.status === 400 || result.status === 401 || result.status === 403) && typeof code === 'string') {
    return { kind: 'refused', code, answer: body }
  }
  const wait = retryAfterMs(result.headers['retry-after'], nowMs)
  return {
    kind: 'failed',
    cause: `the token endpoint answered HTTP ${result.status}`,
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
    answer: body,
  }
}

/** Nothing when the token is empty, cannot stand in a header, or is already dead. The body is not reported: it may hold a token. */
function usableToken(body: unknown): Grant | undefined {
  if (!isObject(body)) return undefined
  const { access_token: token, expires_in, token_type = 'Bearer' } = body as Record<string, unknown>
  const seconds = typeof expires_in === 'string' ? Number(expires_in) : expires_in
  if (typeof token !== 'string' || !/^[\x21-\x7e]{1,4096}$/.test(token)) return undefined
  if (typeof seconds !== 'number' || !(seconds >= 1 && seconds <= 86_400)) return undefined
  if (String(token_type).toLowerCase() !== 'bearer') return undefined
  return { kind: 'token', token, expiresInMs: seconds * 1000 }
}

function base64url(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return body
  }
}

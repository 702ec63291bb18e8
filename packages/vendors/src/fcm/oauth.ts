// Exchanges a service account's signed assertion for an access token (spec/vendors.md §2.2). Refuses to know who needs the token,
// how long it is kept, and when it is asked for again.

import { sign } from 'node:crypto'
import { isObject } from '../json.ts'
import type { Transport } from '../transport/contract.ts'
import { judgeGrant } from '../transport/oauth-grant.ts'
import type { FetchedToken } from '../transport/token-source.ts'

import type { FcmCredentials } from './credentials.ts'

/** Google's token endpoint. It is the audience of every assertion, wherever the request is sent. */
export const TOKEN_URL = 'https://oauth2.googleapis.com/token'
/** The one permission sending needs. */
export const MESSAGING_SCOPE = 'https://www.googleapis.com/auth/firebase.messaging'
/** Grant type of a signed assertion (RFC 7523 §2.1). */
export const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
/** Longest life of an assertion Google takes, seconds. */
export const ASSERTION_SECONDS_MAX = 3600

/** A grant and the server's clock, where its answer told it. */
export interface DatedGrant {
  readonly grant: FetchedToken
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
  const grant = judgeGrant(result, at.nowMs, refusalCode)
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

/** Google's own word about the assertion (RFC 6749 §5.2). */
function refusalCode(status: number, body: unknown): string | undefined {
  const code = isObject(body) ? body['error'] : undefined
  const isRefusal = status === 400 || status === 401 || status === 403
  return isRefusal && typeof code === 'string' ? code : undefined
}

function base64url(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

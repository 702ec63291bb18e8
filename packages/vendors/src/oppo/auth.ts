// Signs in with OPPO (spec/vendors.md §6.2): an auth token for a signature over app key, time and master secret. Where OPPO does not
// take our time, it signs once more with OPPO's own. Refuses to know who needs the token and how long it is kept.
import { createHash } from 'node:crypto'
import { boundedAnswer } from '../channel/answer.ts'
import { isObject, objectOf, parsedJson, some } from '../json.ts'
import type { Transport, WireRequest, WireResult } from '../transport/contract.ts'
import { retryAfterMs } from '../transport/retry-after.ts'
import { type FetchedToken, isHeaderToken } from '../transport/token-source.ts'
import type { OppoCredentials } from './credentials.ts'
import { codeOf, meaningOf } from './outcome.ts'

/** Life of an auth token; OPPO names its beginning only. */
const AUTH_LIFE_MS = 86_400_000

/** How far OPPO lets a timestamp be off, either way. */
export const CLOCK_WINDOW_MS = 600_000

/** What signing in came to. */
export interface SignedIn {
  readonly fetched: FetchedToken
  /** How far OPPO's clock is ahead of ours, ms; negative where it is behind, nothing where OPPO did not say what time it is. */
  readonly skewMs?: number
}

/** Asks for a token, and after a refusal of our time (18, 19; F78) once more with the time that the answer's `Date` names. */
export async function signIn(
  at: { readonly transport: Transport; readonly now: () => number },
  credentials: OppoCredentials,
  signal: AbortSignal,
): Promise<SignedIn> {
  const first = await at.transport.request(authRequest(credentials, at.now()), signal)
  if (first.kind !== 'answered') return { fetched: { kind: 'failed', cause: first.cause } }
  const skewMs = skewOf(first.headers, at.now())
  const refused = codeOf(parsedJson(first.body))
  const isTimeRefused = refused === '18' || refused === '19'
  const last = isTimeRefused
    ? await at.transport.request(authRequest(credentials, at.now() + (skewMs ?? 0)), signal)
    : first
  return { fetched: fetchedFrom(last, at.now(), skewMs), ...(skewMs === undefined ? {} : { skewMs }) }
}

/** `sign`: lower-case hexadecimal SHA-256 of app key, timestamp and master secret. */
export function signatureOf({ appKey, masterSecret }: OppoCredentials, timestamp: string): string {
  return createHash('sha256').update(`${appKey}${timestamp}${masterSecret}`).digest('hex')
}

/** The type of every body that OPPO takes. */
export const FORM_TYPE = 'application/x-www-form-urlencoded; charset=UTF-8'

function authRequest(credentials: OppoCredentials, nowMs: number): WireRequest {
  const timestamp = String(nowMs)
  const sign = signatureOf(credentials, timestamp)
  const form = new URLSearchParams({ app_key: credentials.appKey, timestamp, sign })
  return { method: 'POST', path: '/server/v1/auth', headers: { 'content-type': FORM_TYPE }, body: form.toString() }
}

function fetchedFrom(result: WireResult, nowMs: number, skewMs: number | undefined): FetchedToken {
  // A token that got lost on the way costs nothing, so unsent and unknown are the same here.
  if (result.kind !== 'answered') return { kind: 'failed', cause: result.cause }
  const body = parsedJson(result.body)
  const code = codeOf(body)
  const meaning = meaningOf(code)
  if (meaning === 'accepted') return usableToken(body)
  if (code !== undefined && (meaning === 'credential-refused' || meaning === 'permission-missing')) {
    return { kind: 'refused', code, answer: named(boundedAnswer(body), code, skewMs) }
  }
  const waitMs = retryAfterMs(result.headers['retry-after'], nowMs) ?? (meaning === 'busy' ? BUSY_MS : undefined)
  const cause = `the auth endpoint answered ${code === undefined ? `HTTP ${result.status}` : `code ${code}`}`
  return { kind: 'failed', cause, ...some('retryAfterMs', waitMs), answer: boundedAnswer(body) }
}

/** Wait after OPPO has had too many sign-ins and names no time; ours. */
const BUSY_MS = 30_000

/** Nothing of the body is reported where there is no token to be found: it may hold one. */
function usableToken(body: unknown): FetchedToken {
  const token = objectOf(objectOf(body)['data'])['auth_token']
  if (isHeaderToken(token)) return { kind: 'token', token, expiresInMs: AUTH_LIFE_MS }
  return { kind: 'failed', cause: 'the auth endpoint answered 0 without a usable token' }
}

/** Beside OPPO's own words about our time, what can be said about it. */
function named(answer: unknown, code: string, skewMs: number | undefined): unknown {
  const isTimeRefused = code === '18' || code === '19'
  return isTimeRefused && skewMs !== undefined && isObject(answer) ? { ...answer, clockSkewMs: skewMs } : answer
}

/**
 * RFC 9110 §5.6.7: whole seconds, so half a second of doubt, and the way of the answer besides. Only the form that all servers must send:
 * JavaScript reads others in the zone of this machine.
 */
function skewOf({ date = '' }: Readonly<Record<string, string>>, nowMs: number): number | undefined {
  const dateMs = DATE.test(date) ? Date.parse(date) : Number.NaN
  return Number.isNaN(dateMs) ? undefined : dateMs - nowMs
}

const DATE = /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/

// The token endpoint's half of the simulator: verifies a signed assertion as Google does and issues access tokens
// (spec/vendors.md §2.2, §2.12). Refuses to know messages and device tokens.

import { type KeyObject, verify } from 'node:crypto'
import { isObject } from '../json.ts'

import { ASSERTION_SECONDS_MAX, JWT_BEARER, MESSAGING_SCOPE, TOKEN_URL } from './oauth.ts'

/** A service account as Google knows it. */
export interface ServiceAccount {
  readonly projectId: string
  readonly publicKey: KeyObject
}

/** What a grant request is judged against. */
export interface GrantDesk {
  /** By `client_email`. */
  readonly accounts: ReadonlyMap<string, ServiceAccount>
  /** The simulator's own token URL, accepted as audience beside Google's. */
  readonly ownUrl: string
  readonly nowMs: number
}

/** Google's refusal of a grant, or the account it is for. */
export type GrantVerdict =
  | { readonly kind: 'granted'; readonly account: ServiceAccount }
  | { readonly kind: 'refused'; readonly status: number; readonly error: string; readonly description: string }

/** How far an assertion's `iat` may be from the endpoint's clock, seconds (spec/vendors.md §2.12). */
const SKEW_SECONDS_MAX = 300

/** Judges the form body of a grant request. */
export function verifyGrant(form: string, desk: GrantDesk): GrantVerdict {
  const fields = new URLSearchParams(form)
  if (fields.get('grant_type') !== JWT_BEARER) return refused('unsupported_grant_type', 'The grant type is not known.')
  const parts = (fields.get('assertion') ?? '').split('.')
  const [header, claims] = parts.slice(0, 2).map(decode)
  if (parts.length !== 3 || header === undefined || claims === undefined)
    return refused('invalid_grant', 'The assertion is not a JWT.')
  if (header['alg'] !== 'RS256') return refused('invalid_grant', 'The assertion is not signed with RS256.')
  const account = desk.accounts.get(String(claims['iss']))
  if (account === undefined) return refused('invalid_grant', 'The account is not known.')
  const signed = Buffer.from(`${parts[0]}.${parts[1]}`)
  if (!verify('RSA-SHA256', signed, account.publicKey, Buffer.from(parts[2] ?? '', 'base64url'))) {
    return refused('invalid_grant', 'Invalid JWT signature.')
  }
  return checkClaims(claims, desk) ?? { kind: 'granted', account }
}

function checkClaims(claims: Readonly<Record<string, unknown>>, desk: GrantDesk): GrantVerdict | undefined {
  const { aud, scope, iat, exp } = claims
  if (aud !== TOKEN_URL && aud !== desk.ownUrl)
    return refused('invalid_grant', 'The audience is not the token endpoint.')
  if (typeof iat !== 'number' || typeof exp !== 'number' || exp - iat > ASSERTION_SECONDS_MAX) {
    return refused('invalid_grant', 'The assertion may live for an hour at most.')
  }
  const nowSeconds = desk.nowMs / 1000
  if (Math.abs(iat - nowSeconds) > SKEW_SECONDS_MAX || exp <= nowSeconds) {
    return refused('invalid_grant', 'The assertion is not from this time: check the clock.')
  }
  if (!String(scope).split(' ').includes(MESSAGING_SCOPE))
    return refused('invalid_scope', 'The messaging scope is missing.')
  return undefined
}

function refused(error: string, description: string): GrantVerdict {
  return { kind: 'refused', status: 400, error, description }
}

function decode(part: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

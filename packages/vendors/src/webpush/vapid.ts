// The JWT that tells a push service who sends (RFC 8292): one per origin, used for hours. Refuses to know requests; it is told when a
// service did not take a JWT.
import { createPublicKey, type KeyObject, sign } from 'node:crypto'
import type { Clock } from '../io.ts'

/** Who sends. */
export interface VapidIdentity {
  readonly privateKey: KeyObject
  /** The public key as browsers and services know it: the uncompressed point as base64url. */
  readonly publicKey: string
  /** `mailto:` or `https:`: where the service's operator can reach the sender. */
  readonly subject: string
}

/** The JWTs for one origin. */
export interface VapidToken {
  /** The `Authorization` header to send now. */
  current(): string
  /** Told that the service refused this header; true where another one is worth a try. */
  refused(header: string): boolean
}

/** How long a JWT is valid; the RFC allows 24 h (spec/vendors.md §9.2). */
const JWT_LIFE_MS: number = 12 * 3_600_000
/** Renewed this long before its end, so that no clock that is a little off refuses it. */
const RENEW_AHEAD_MS = 3_600_000
/** A JWT that is younger is not replaced after a refusal: another one would say the same. */
const KEEP_MS_MIN = 60_000

/** Makes JWTs for `audience`, an origin; none before the first is asked for. */
export function vapidToken(identity: VapidIdentity, audience: string, clock: Clock): VapidToken {
  let made: { readonly header: string; readonly atMs: number } | undefined
  const make = (): string => {
    const atMs = clock.now()
    const header = `vapid t=${signJwt(identity, audience, atMs + JWT_LIFE_MS)}, k=${identity.publicKey}`
    made = { header, atMs }
    return header
  }
  const ageMs = (): number => (made === undefined ? Number.POSITIVE_INFINITY : clock.now() - made.atMs)
  return {
    // A clock that was set back leaves a JWT that ends too far in the future; it is replaced as well.
    current: () => (made !== undefined && Math.abs(ageMs()) < JWT_LIFE_MS - RENEW_AHEAD_MS ? made.header : make()),
    refused(header) {
      // Whoever comes later with the same refused JWT finds it replaced already.
      if (made?.header !== header) return true
      if (Math.abs(ageMs()) < KEEP_MS_MIN) return false
      make()
      return true
    },
  }
}

/** A JWT in ES256 (RFC 7518 §3.4: the signature is r‖s). */
export function signJwt(identity: VapidIdentity, audience: string, expiresAtMs: number): string {
  const claims = { aud: audience, exp: Math.floor(expiresAtMs / 1000), sub: identity.subject }
  const input = `${JWT_HEADER}.${encoded(claims)}`
  const key = { key: identity.privateKey, dsaEncoding: 'ieee-p1363' } as const
  return `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`
}

/** The public half of a P-256 private key as the uncompressed point in base64url. */
export function publicPointOf(privateKey: KeyObject): string {
  const { x = '', y = '' } = createPublicKey(privateKey).export({ format: 'jwk' })
  return Buffer.concat([Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]).toString('base64url')
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

const JWT_HEADER: string = encoded({ typ: 'JWT', alg: 'ES256' })

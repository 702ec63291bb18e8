// The JWT that proves the provider to APNs: one per team and key, shared by all its connections, made anew at 50 minutes and
// never before 20 (spec/vendors.md §1.2). Refuses to know requests; it is told when APNs called a JWT expired.
import { createHash, createPublicKey, sign } from 'node:crypto'
import type { Clock } from '../io.ts'
import type { TokenCredentials } from './credentials.ts'

/** The JWT of one team and key. */
export interface ProviderToken {
  /** The JWT to send now. */
  current(): string
  /**
   * Told that APNs called `refused` expired. `renewed`: a new one was made, by this call; `retry`: another call made it already;
   * `keep`: it is too young to be replaced, so a clock is wrong and trying again is pointless.
   */
  expired(refused: string): 'renewed' | 'retry' | 'keep'
}

/** Age at which a JWT is replaced in good time; APNs takes it for 60 minutes. */
export const RENEW_AFTER_MS: number = 50 * 60_000
/** No JWT is replaced younger than this; APNs answers `TooManyProviderTokenUpdates` to who does. */
export const KEEP_MS_MIN: number = 20 * 60_000
/** Most (team, key) pairs remembered per clock; the oldest is forgotten first. */
const TOKENS_MAX = 10_000

/** The shared JWT for these credentials; the same object for all who use the same clock and the same private key. */
export function providerToken(credentials: TokenCredentials, clock: Clock): ProviderToken {
  const tokens = tokensByClock.get(clock) ?? new Map<string, ProviderToken>()
  tokensByClock.set(clock, tokens)
  const key = identityOf(credentials)
  const known = tokens.get(key)
  if (known !== undefined) return known
  const made = createProviderToken(credentials, clock)
  for (const oldest of tokens.keys()) {
    if (tokens.size < TOKENS_MAX) break
    tokens.delete(oldest)
  }
  tokens.set(key, made)
  return made
}

/** Signs a JWT (ES256 in the raw form of RFC 7518) issued at `nowMs`. */
export function signJwt(credentials: TokenCredentials, nowMs: number): string {
  const header = encoded({ alg: 'ES256', kid: credentials.keyId })
  const claims = encoded({ iss: credentials.teamId, iat: Math.floor(nowMs / 1000) })
  const input = `${header}.${claims}`
  const signature = sign('sha256', Buffer.from(input), { key: credentials.privateKey, dsaEncoding: 'ieee-p1363' })
  return `${input}.${signature.toString('base64url')}`
}

const tokensByClock = new WeakMap<Clock, Map<string, ProviderToken>>()

function createProviderToken(credentials: TokenCredentials, clock: Clock): ProviderToken {
  let made: { readonly jwt: string; readonly atMs: number } | undefined
  const make = () => {
    made = { jwt: signJwt(credentials, clock.now()), atMs: clock.now() }
    return made
  }
  return {
    current() {
      // A clock that was set back leaves a JWT from the future, which APNs refuses; it is replaced at once.
      const isUsable =
        made !== undefined && clock.now() - made.atMs < RENEW_AFTER_MS && clock.now() >= made.atMs - 60_000
      return made !== undefined && isUsable ? made.jwt : make().jwt
    },
    expired(refused) {
      if (made?.jwt !== refused) return 'retry'
      if (clock.now() - made.atMs < KEEP_MS_MIN) return 'keep'
      make()
      return 'renewed'
    },
  }
}

/** The key itself is part of the identity: who only claims a team's ids must not be handed its JWT. */
function identityOf(credentials: TokenCredentials): string {
  const spki = createPublicKey(credentials.privateKey).export({ type: 'spki', format: 'der' })
  const fingerprint = createHash('sha256').update(spki).digest('base64')
  return `${credentials.teamId}/${credentials.keyId}/${fingerprint}`
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

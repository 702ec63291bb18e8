// Who a request is from, as APNs decides it: a JWT of a known key, or a registered client certificate (spec/vendors.md §1.2,
// §1.12). Refuses to know what is being pushed beyond its topic.
import { type KeyObject, verify, type X509Certificate } from 'node:crypto'
import type { ApnsReason } from './codes.ts'
import { bundleIdOfTopic } from './push-type.ts'
import type { ApnsRegistry, Environment, RegisteredKey } from './simulated-registry.ts'

/** What authentication looks at. `connection` is the same object for all requests of one connection. */
export interface Proof {
  readonly authorization: string | undefined
  readonly certificate: X509Certificate | undefined
  readonly connection: object
  readonly topic: string
}

/** How strict {@link Gatekeeper} is where Apple is strict only sometimes. */
export interface GatekeeperOptions {
  /** Answers a JWT that replaces a team's former one within 20 minutes with 429. */
  readonly countsTokenUpdates: boolean
  /** The environment this server plays; absent = both. */
  readonly environment?: Environment
}

/** Age at which a JWT has expired. */
const JWT_LIFE_MS: number = 60 * 60_000
/** A team's JWT may change no more often than this. */
const JWT_CHANGE_MS_MIN: number = 20 * 60_000
/** How far ahead of our clock a JWT may have been issued; the real tolerance is not documented. */
const JWT_AHEAD_MS_MAX = 60_000

/** Authenticates requests and remembers which team a connection belongs to. */
export class Gatekeeper {
  readonly #registry: ApnsRegistry
  readonly #options: GatekeeperOptions
  readonly #teamByConnection = new WeakMap<object, string>()
  readonly #jwtByTeam = new Map<string, { readonly jwt: string; readonly sinceMs: number }>()

  constructor(registry: ApnsRegistry, options: GatekeeperOptions) {
    this.#registry = registry
    this.#options = options
  }

  /** The reason of a refusal, or undefined for who may push to this topic. A client certificate outranks a JWT. */
  refusal(proof: Proof, nowMs: number): ApnsReason | undefined {
    if (proof.certificate !== undefined) return this.#certificateRefusal(proof.certificate, proof.topic)
    const jwt = /^bearer (\S+)$/i.exec(proof.authorization ?? '')?.[1]
    if (jwt === undefined) return 'MissingProviderToken'
    const claims = readJwt(jwt)
    const key = claims === undefined ? undefined : this.#registry.key(claims.keyId)
    if (claims === undefined || key === undefined || claims.teamId !== key.teamId) return 'InvalidProviderToken'
    if (!isSignedBy(jwt, key.publicKey)) return 'InvalidProviderToken'
    if (this.#isOfOtherTeam(proof.connection, key)) return 'InvalidProviderToken'
    if (!key.bundleIds.has(bundleIdOfTopic(proof.topic))) return 'InvalidProviderToken'
    if (claims.issuedAtMs > nowMs + JWT_AHEAD_MS_MAX) return 'InvalidProviderToken'
    if (nowMs - claims.issuedAtMs > JWT_LIFE_MS) return 'ExpiredProviderToken'
    return this.#updateRefusal(key.teamId, jwt, nowMs)
  }

  /** The topic of a certificate that has only one; such a request may leave out `apns-topic`. */
  impliedTopic(certificate: X509Certificate | undefined): string | undefined {
    const topics = certificate && this.#registry.certificate(certificate.fingerprint256)?.topics
    return topics?.length === 1 ? topics[0] : undefined
  }

  #certificateRefusal(certificate: X509Certificate, topic: string): ApnsReason | undefined {
    const registered = this.#registry.certificate(certificate.fingerprint256)
    if (registered === undefined) return 'BadCertificate'
    const played = this.#options.environment
    if (played !== undefined && registered.environment !== played) return 'BadCertificateEnvironment'
    return registered.topics.includes(topic) ? undefined : 'TopicDisallowed'
  }

  #isOfOtherTeam(connection: object, key: RegisteredKey): boolean {
    const team = this.#teamByConnection.get(connection) ?? key.teamId
    this.#teamByConnection.set(connection, team)
    return team !== key.teamId
  }

  #updateRefusal(teamId: string, jwt: string, nowMs: number): ApnsReason | undefined {
    const former = this.#jwtByTeam.get(teamId)
    if (former?.jwt === jwt) return undefined
    const isTooSoon = former !== undefined && nowMs - former.sinceMs < JWT_CHANGE_MS_MIN
    if (isTooSoon && this.#options.countsTokenUpdates) return 'TooManyProviderTokenUpdates'
    this.#jwtByTeam.set(teamId, { jwt, sinceMs: nowMs })
    return undefined
  }
}

interface JwtClaims {
  readonly keyId: string
  readonly teamId: string
  readonly issuedAtMs: number
}

function readJwt(jwt: string): JwtClaims | undefined {
  const parts = jwt.split('.')
  const [header, claims] = parts.slice(0, 2).map(part => readPart(part))
  if (parts.length !== 3 || header?.['alg'] !== 'ES256') return undefined
  const { kid } = header
  const { iss, iat } = claims ?? {}
  if (typeof kid !== 'string' || typeof iss !== 'string' || typeof iat !== 'number') return undefined
  return { keyId: kid, teamId: iss, issuedAtMs: iat * 1000 }
}

function readPart(part: string): { readonly [claim: string]: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString())
    return typeof value === 'object' && value !== null ? { ...value } : undefined
  } catch {
    return undefined // Not JSON: the JWT is malformed, which is the caller's answer.
  }
}

/** Both encodings of an ECDSA signature count: raw r‖s of RFC 7518, and DER, which Java's signers send. */
function isSignedBy(jwt: string, publicKey: KeyObject): boolean {
  const dot = jwt.lastIndexOf('.')
  const input = Buffer.from(jwt.slice(0, dot))
  const signature = Buffer.from(jwt.slice(dot + 1), 'base64url')
  const dsaEncoding = signature.length === 64 ? 'ieee-p1363' : 'der'
  return verify('sha256', input, { key: publicKey, dsaEncoding }, signature)
}

// A device token of Web Push: the JSON text of a browser's subscription, as `JSON.stringify(subscription)` gives it. It comes from a
// client, so nothing in it is trusted: where it may lead is decided here for names, and at connect time for addresses.
import { isIP } from 'node:net'
import { isObject, objectOf, parsedJson } from '../json.ts'
import { HOST_LENGTH_MAX } from '../transport/proxy.ts'
import { AUTH_BYTES, POINT_BYTES, type Recipient } from './encryption.ts'

/** A subscription that can be sent to. */
export interface Subscription extends Recipient {
  /** `https://host`. */
  readonly origin: string
  /** Path and query of the endpoint; opaque. */
  readonly path: string
}

/** Which endpoints are taken. */
export interface EndpointRules {
  /** Host names, each with all below it; none = every public one. */
  readonly hosts: readonly string[]
  /** The one origin that may be anywhere: a simulator. */
  readonly trustedOrigin?: string | undefined
}

/** Why a subscription cannot be sent to; `code` is stable. */
export interface SubscriptionFault {
  readonly code:
    | 'not-a-subscription'
    | 'keys-malformed'
    | 'endpoint-malformed'
    | 'endpoint-forbidden'
    | 'host-not-listed'
}

/**
 * Reads a subscription. Nothing is looked up: a name that leads to a private address is found out by who connects (`VendorIo.mayConnect`).
 * Whether `p256dh` is a point of the curve is found out by who encrypts.
 */
export function readSubscription(token: string, rules: EndpointRules): Subscription | SubscriptionFault {
  const given = token.length <= TOKEN_CHARS_MAX ? parsedJson(token) : undefined
  if (!isObject(given) || typeof given['endpoint'] !== 'string') return { code: 'not-a-subscription' }
  const { p256dh, auth } = objectOf(given['keys'])
  const [publicKey, secret] = [bytesOf(p256dh, POINT_BYTES), bytesOf(auth, AUTH_BYTES)]
  if (publicKey?.[0] !== UNCOMPRESSED || secret === undefined) return { code: 'keys-malformed' }
  const url = URL.parse(given['endpoint'])
  if (url === null) return { code: 'endpoint-malformed' }
  const code = url.origin === rules.trustedOrigin ? undefined : objectionTo(url, rules.hosts)
  if (code !== undefined) return { code }
  return { origin: url.origin, path: url.pathname + url.search, publicKey, auth: secret }
}

/** Real ones have 250 to 900 characters. */
const TOKEN_CHARS_MAX = 4096
/** First byte of a point that is written out (SEC 1 §2.3.3). */
const UNCOMPRESSED = 4

/** Browsers write base64url without padding; some libraries write Base64. */
function bytesOf(value: unknown, size: number): Buffer | undefined {
  if (typeof value !== 'string' || !/^[A-Za-z0-9_+/-]+={0,2}$/.test(value)) return undefined
  const bytes = Buffer.from(value, 'base64url')
  return bytes.length === size ? bytes : undefined
}

/**
 * Port 443 only, because another one would make us knock at any service of a stranger's choice; no address literals, public or not,
 * because no browser's service is reached by one; no names that only mean something in a local network (S20, S21).
 */
function objectionTo(url: URL, hosts: readonly string[]): SubscriptionFault['code'] | undefined {
  if (url.protocol !== 'https:' || url.hash !== '' || url.username !== '' || url.password !== '') {
    return 'endpoint-malformed'
  }
  const host = url.hostname.replace(/\.$/, '')
  const isAddress = host.startsWith('[') || isIP(host) !== 0
  // With its last dot, as the dialer counts: what that refuses would be an error of the whole batch.
  const isTooLong = url.hostname.length > HOST_LENGTH_MAX
  if (url.port !== '' || isAddress || isTooLong || LOCAL_NAME.test(host)) return 'endpoint-forbidden'
  const isListed = hosts.length === 0 || hosts.some(listed => host === listed || host.endsWith(`.${listed}`))
  return isListed ? undefined : 'host-not-listed'
}

/** A single label, and the ends of names that no public DNS knows (RFC 6761, RFC 6762, RFC 8375, `internal` of ICANN). */
const LOCAL_NAME = /^[^.]*$|(?:^|\.)(?:localhost|local|internal|localdomain|lan|intranet|corp|home|home\.arpa)$/

// How a transport proves who it talks to: TLS 1.2 or newer, names always verified, and no switch to turn that off (S25).
import { isIP } from 'node:net'
import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls'
import type { TransportOptions } from './contract.ts'

/** Parts of a TLS connection that stay the same for a transport's life. */
export interface TlsClientOptions {
  readonly secureContext: SecureContext
  readonly rejectUnauthorized: true
  /** Absent for an address literal, which TLS cannot name (RFC 6066 §3); its certificate is checked all the same. */
  readonly servername?: string
}

/**
 * Trusts what Node trusts by default (bundled or system authorities, `NODE_EXTRA_CA_CERTS`) and `options.ca` besides.
 * `rejectUnauthorized` is spelt out because `NODE_TLS_REJECT_UNAUTHORIZED` in the environment only changes its default.
 * Throws when a certificate or the client's PKCS#12 file cannot be read.
 */
export function tlsClientOptions(
  options: Pick<TransportOptions, 'origin' | 'ca' | 'clientCertificate'>,
): TlsClientOptions {
  const secureContext = contextFor(options)
  const hostname = hostOf(new URL(options.origin))
  return { secureContext, rejectUnauthorized: true, ...(isIP(hostname) === 0 ? { servername: hostname } : {}) }
}

/** A URL's host as sockets take it: an IPv6 address without brackets. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '')
}

/** Trust stores kept: one per list of extra authorities, of which a process has one or two. */
const STORES_MAX = 16
const stores = new Map<string, SecureContext>()

/** One trust store for all who trust the same: each would take 1.7 MB (measured with Node's 140 authorities). */
function contextFor({ ca = [], clientCertificate }: Pick<TransportOptions, 'ca' | 'clientCertificate'>): SecureContext {
  // A certificate belongs to its connections alone.
  if (clientCertificate) return newContext(ca, clientCertificate)
  const key = ca.join('\n')
  const present = stores.get(key)
  if (present) return present
  const context = newContext(ca, undefined)
  if (stores.size < STORES_MAX) stores.set(key, context)
  return context
}

function newContext(ca: readonly string[], clientCertificate: TransportOptions['clientCertificate']): SecureContext {
  return createSecureContext({
    minVersion: 'TLSv1.2',
    // A given list replaces Node's own, so that one is repeated; without extra ones Node shares its parsed store.
    ...(ca.length > 0 ? { ca: [...getCACertificates('default'), ...ca] } : {}),
    ...(clientCertificate ? { pfx: Buffer.from(clientCertificate.pfx), passphrase: clientCertificate.passphrase } : {}),
  })
}

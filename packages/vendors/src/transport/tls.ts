// How a transport proves who it talks to: TLS 1.2 or newer, names always verified, and no switch to turn that off (S25).
import { isIP } from 'node:net'
import { type ConnectionOptions, createSecureContext, getCACertificates } from 'node:tls'
import type { TransportOptions } from './contract.ts'

/** Parts of a TLS connection that stay the same for a transport's life. */
export interface TlsClientOptions {
  readonly secureContext: NonNullable<ConnectionOptions['secureContext']>
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
  const { ca, clientCertificate } = options
  const secureContext = createSecureContext({
    minVersion: 'TLSv1.2',
    // A given list replaces Node's own, so that one is repeated; without extra ones Node shares its parsed store.
    ...(ca?.length ? { ca: [...getCACertificates('default'), ...ca] } : {}),
    ...(clientCertificate ? { pfx: Buffer.from(clientCertificate.pfx), passphrase: clientCertificate.passphrase } : {}),
  })
  const hostname = hostOf(new URL(options.origin))
  return { secureContext, rejectUnauthorized: true, ...(isIP(hostname) === 0 ? { servername: hostname } : {}) }
}

/** A URL's host as sockets take it: an IPv6 address without brackets. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '')
}

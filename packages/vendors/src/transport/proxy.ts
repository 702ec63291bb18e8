// Which proxy stands before a vendor, as a person writes it in one URL. Reads it and keeps its password to itself; how one talks
// to a proxy stands in proxy-connect.ts and proxy-socks5.ts.
import { hostOf } from './tls.ts'

/**
 * A proxy. Whatever its kind, it is given the destination's name and looks that up itself: where such proxies are needed, it is the
 * local DNS that lies.
 */
export interface ProxyAddress {
  /** `http` and `https`: a tunnel by CONNECT (RFC 9110 §9.3.6), the latter inside TLS to the proxy. `socks5`: RFC 1928. */
  readonly kind: 'http' | 'https' | 'socks5'
  /** Name or address literal, without brackets. */
  readonly host: string
  readonly port: number
  readonly credentials?: ProxyCredentials
}

/** User name and password for a proxy. Only the three methods show them: printing the object or making JSON of it does not. */
export class ProxyCredentials {
  readonly #user: string
  readonly #password: string

  constructor(user: string, password: string) {
    this.#user = user
    this.#password = password
  }

  /** Value of `Proxy-Authorization` (RFC 7617 §2, UTF-8). */
  basic(): string {
    return `Basic ${Buffer.from(`${this.#user}:${this.#password}`).toString('base64')}`
  }

  /** The sub-negotiation's request (RFC 1929 §2). */
  socks5(): Buffer {
    const [user, password] = [Buffer.from(this.#user), Buffer.from(this.#password)]
    return Buffer.concat([Buffer.from([0x01, user.length]), user, Buffer.from([password.length]), password])
  }
}

/** A proxy's URL that cannot be used. The message says what is wrong with it and shows no part of it. */
export class ProxyError extends Error {
  override readonly name = 'ProxyError'
  readonly part: 'scheme' | 'host' | 'port' | 'path' | 'credentials'
  constructor(part: ProxyError['part'], message: string) {
    super(message)
    this.part = part
  }
}

/** Longest name of a host in characters: the DNS has no longer ones (RFC 1035 §2.3.4), and SOCKS5 no room for them. */
export const HOST_LENGTH_MAX = 253
/** RFC 1929 §2: one byte tells the length. */
const SOCKS5_CREDENTIAL_BYTES_MAX = 255

const KINDS: ReadonlyMap<string, ProxyAddress['kind']> = new Map([
  ['http', 'http'],
  ['https', 'https'],
  ['socks5', 'socks5'],
  // Elsewhere it means that the proxy looks the name up, which is what happens here in any case.
  ['socks5h', 'socks5'],
])

/**
 * Reads `http://user:password@host:port`, `https://…`, `socks5://…` or `socks5h://…`. User name and password are percent-encoded
 * UTF-8. The port must be written: what is usual differs from program to program. Throws {@link ProxyError}.
 */
export function parseProxy(text: string): ProxyAddress {
  const [, scheme = '', rest = ''] = /^([a-z0-9]+):\/\/(\S+)$/i.exec(text) ?? []
  const kind = KINDS.get(scheme.toLowerCase())
  if (kind === undefined) {
    throw new ProxyError('scheme', 'a proxy is a URL that begins with http://, https://, socks5:// or socks5h://')
  }
  // All four are read by the rules for http, because URLs of unknown schemes have looser ones. The second reading is for the port,
  // which disappears where it is the scheme's usual one.
  const [url, other] = [URL.parse(`http://${rest}`), URL.parse(`https://${rest}`)]
  if (!url || !other) throw new ProxyError('host', 'the proxy URL has no readable host and port after its scheme')
  const port = Number(url.port || other.port)
  const host = hostOf(url)
  if (host.length > HOST_LENGTH_MAX) {
    throw new ProxyError('host', `the proxy's host is longer than ${HOST_LENGTH_MAX} characters`)
  }
  if (port === 0) throw new ProxyError('port', 'the proxy URL lacks a port from 1 to 65535')
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    throw new ProxyError(
      'path',
      "the proxy URL has something behind its port; write '@', '/', '?' and '#' in a password percent-encoded",
    )
  }
  const credentials = credentialsOf(kind, url)
  return { kind, host, port, ...(credentials ? { credentials } : {}) }
}

function credentialsOf(kind: ProxyAddress['kind'], url: URL): ProxyCredentials | undefined {
  if (url.username === '' && url.password === '') return undefined
  const fault = (message: string): ProxyError => new ProxyError('credentials', message)
  const [user, password] = [decoded(url.username), decoded(url.password)]
  if (user === undefined || password === undefined) {
    throw fault("the proxy's user name or password is not percent-encoded UTF-8, or has control characters")
  }
  if (user === '') throw fault("the proxy's password has no user name before it")
  // A colon ends the user name in Basic (RFC 7617 §2).
  if (kind !== 'socks5' && user.includes(':')) throw fault("the proxy's user name has a colon")
  if (kind === 'socks5' && !(fitsSocks5(user) && fitsSocks5(password))) {
    throw fault(`user name and password of a SOCKS5 proxy are 1 to ${SOCKS5_CREDENTIAL_BYTES_MAX} bytes each`)
  }
  return new ProxyCredentials(user, password)
}

function fitsSocks5(text: string): boolean {
  const size = Buffer.byteLength(text)
  return size > 0 && size <= SOCKS5_CREDENTIAL_BYTES_MAX
}

/** Undefined where it is not what it should be. */
function decoded(part: string): string | undefined {
  try {
    const text = decodeURIComponent(part)
    return /\p{Cc}/u.test(text) ? undefined : text
  } catch {
    return undefined
  }
}

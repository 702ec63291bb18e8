// Opens connections to one origin: name, TCP, proxy, TLS, all within one time limit. Says what went wrong and never that it may be
// ignored; when to try again is the caller's business.
import { isIP, type Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import type { Clock } from '../io.ts'
import { abortCause } from './cause.ts'
import type { TransportOptions } from './contract.ts'
import { HOST_LENGTH_MAX, type ProxyAddress, parseProxy } from './proxy.ts'
import { ConnectTalk } from './proxy-connect.ts'
import { Socks5Talk } from './proxy-socks5.ts'
import { ADDRESS_FORBIDDEN, raceTcp } from './race.ts'
import { AddressBook, type Resolve, systemResolve } from './resolve.ts'
import type { StepResult } from './socket-step.ts'
import { hostOf, tlsClientOptions } from './tls.ts'
import { TlsPeer } from './tls-handshake.ts'
import { type Destination, openTunnel } from './tunnel.ts'

/** How connections to an origin are opened. */
export interface DialerOptions
  extends Pick<TransportOptions, 'origin' | 'ca' | 'clientCertificate' | 'connectTimeoutMs' | 'proxy' | 'mayConnect'> {
  /** The one protocol that is offered. */
  readonly alpn: 'h2' | 'http/1.1'
  /** By default the machine's resolver. With a proxy only the proxy's own name is looked up. */
  readonly resolve?: Resolve
}

/** Opens connections to one origin. Holds no resources, so nobody closes it. */
export interface Dialer {
  /** Never rejects. Any number may be under way at a time. The signal's end ends the dial as `deadline` or `aborted`. */
  dial(signal: AbortSignal): Promise<DialResult>
}

/** A secured connection on which nothing was said yet, or why there is none: then nothing of any request has left, provably. */
export type DialResult =
  | {
      readonly kind: 'open'
      /**
       * The caller's from now on. It is not flowing, and has a listener that keeps errors from ending the process; it may have been
       * closed in the moment before it is looked at, so look at `destroyed`.
       */
      readonly socket: TLSSocket
      /** The IP address it leads to; with a proxy, the proxy's. */
      readonly address: string
    }
  | {
      readonly kind: 'failed'
      /**
       * `connect-timeout`, `deadline`, `aborted`, `no-h2`, `closed-in-handshake`, `address-forbidden`, or the system's or TLS's code
       * (`ECONNREFUSED`, `ENOTFOUND`, `CERT_HAS_EXPIRED`). Begins with `proxy-` where it failed before the tunnel stood (`proxy-auth`, `proxy-502`).
       */
      readonly cause: string
    }

/** Nothing is connected before the first dial. Throws when certificates, the origin or the proxy's URL cannot be read. */
export function createDialer(options: DialerOptions, clock: Clock): Dialer {
  return new WaysDialer(options, clock)
}

class WaysDialer implements Dialer {
  readonly #connectTimeoutMs: number
  readonly #clock: Clock
  readonly #destination: Destination
  readonly #peer: TlsPeer
  readonly #proxy: ProxyAddress | undefined
  /** How the proxy proves itself, where it is spoken to in TLS. */
  readonly #proxyPeer: TlsPeer | undefined
  readonly #book: AddressBook
  readonly #mayConnect: DialerOptions['mayConnect']

  constructor(options: DialerOptions, clock: Clock) {
    const { origin, alpn, ca, proxy, connectTimeoutMs, mayConnect, resolve = systemResolve } = options
    this.#connectTimeoutMs = connectTimeoutMs
    this.#mayConnect = mayConnect
    this.#clock = clock
    const url = new URL(origin)
    this.#destination = { host: hostOf(url), port: Number(url.port || 443) }
    if (this.#destination.host.length > HOST_LENGTH_MAX) throw new RangeError(`origin with too long a host: ${origin}`)
    this.#peer = new TlsPeer({ host: this.#destination.host, alpn, tls: tlsClientOptions(options) })
    this.#proxy = proxy === undefined ? undefined : parseProxy(proxy)
    this.#proxyPeer = this.#proxy?.kind === 'https' ? proxyPeer(this.#proxy, ca) : undefined
    this.#book = new AddressBook(this.#proxy?.host ?? this.#destination.host, resolve)
  }

  async dial(signal: AbortSignal): Promise<DialResult> {
    const limit = new AbortController()
    const onAbort = (): void => limit.abort(abortCause(signal))
    const cancelTimer = this.#clock.after(this.#connectTimeoutMs, () => limit.abort('connect-timeout'))
    signal.addEventListener('abort', onAbort)
    if (signal.aborted) onAbort()
    try {
      return await this.#open(limit.signal)
    } finally {
      cancelTimer()
      signal.removeEventListener('abort', onAbort)
    }
  }

  async #open(signal: AbortSignal): Promise<DialResult> {
    // The race looks at addresses of our own connections, which with a proxy are the proxy's.
    if (this.#proxy && this.#isForbiddenLiteral()) return { kind: 'failed', cause: ADDRESS_FORBIDDEN }
    const mayConnect = this.#proxy ? undefined : this.#mayConnect
    const found = await this.#book.look(signal)
    if (found.kind === 'failed') return { kind: 'failed', cause: this.#causeOnTheWay(found.cause, signal) }
    let left = found.addresses
    while (true) {
      const { port } = this.#proxy ?? this.#destination
      const race = await raceTcp({ addresses: left, port, clock: this.#clock, signal, mayConnect })
      for (const address of race.failed) this.#book.demote(address)
      if (race.kind === 'failed') return { kind: 'failed', cause: this.#causeOnTheWay(race.cause, signal) }
      for (const address of race.overtaken) this.#book.demote(address)
      const { address } = race
      const secured = await this.#secure(race.socket, signal)
      if (secured.kind === 'done') {
        this.#book.restore(address)
        return { kind: 'open', socket: secured.value, address }
      }
      this.#book.demote(address)
      left = left.filter(other => other !== address && !race.failed.includes(other))
      if (!secured.isNetwork || left.length === 0) return { kind: 'failed', cause: secured.cause }
    }
  }

  /** TLS with the destination, by way of the proxy if there is one. */
  async #secure(socket: Socket, signal: AbortSignal): Promise<StepResult<TLSSocket>> {
    const way = await this.#tunnel(socket, signal)
    if (way.kind === 'failed') return { ...way, cause: this.#causeOnTheWay(way.cause, signal) }
    return await this.#peer.secure(way.value, signal)
  }

  async #tunnel(socket: Socket, signal: AbortSignal): Promise<StepResult<Socket>> {
    const proxy = this.#proxy
    if (!proxy) return { kind: 'done', value: socket }
    const Talk = proxy.kind === 'socks5' ? Socks5Talk : ConnectTalk
    const below = await this.#proxyPeer?.secure(socket, signal)
    if (below?.kind === 'failed') return below
    return await openTunnel(below?.value ?? socket, new Talk(this.#destination, proxy.credentials), signal)
  }

  #isForbiddenLiteral(): boolean {
    const { host } = this.#destination
    return isIP(host) !== 0 && this.#mayConnect?.(host) === false
  }

  #causeOnTheWay(cause: string, signal: AbortSignal): string {
    return this.#proxy && !signal.aborted ? `proxy-${cause}` : cause
  }
}

/** A proxy is verified like a vendor, and is not shown the certificate that is for the vendor. */
function proxyPeer({ host, port }: ProxyAddress, ca: DialerOptions['ca']): TlsPeer {
  const origin = `https://${host.includes(':') ? `[${host}]` : host}:${port}`
  return new TlsPeer({ host, alpn: 'http/1.1', tls: tlsClientOptions({ origin, ...(ca ? { ca } : {}) }) })
}

// The conversation with a SOCKS5 proxy (RFC 1928, passwords by RFC 1929). Pure: bytes in, bytes out. Each answer has a known length,
// and nothing may come before it was asked for.
import { isIP } from 'node:net'
import type { ProxyCredentials } from './proxy.ts'
import type { Destination, Talk, TalkWord } from './tunnel.ts'

const VERSION = 0x05
const NO_AUTHENTICATION = 0x00
const USER_AND_PASSWORD = 0x02
const NOTHING_ACCEPTABLE = 0xff
const CONNECT = 0x01
const ADDRESS_4 = 0x01
const NAME = 0x03
const ADDRESS_6 = 0x04

/** What a proxy's reply field means (RFC 1928 §6), from 1. */
const REPLIES = [
  'general-failure',
  'not-allowed',
  'network-unreachable',
  'host-unreachable',
  'connection-refused',
  'ttl-expired',
  'command-unsupported',
  'address-unsupported',
] as const

const WAIT: TalkWord = { kind: 'wait' }

/**
 * Asks a SOCKS5 proxy for a connection. Causes of failure: `auth` (credentials wanted or refused), one of {@link REPLIES}, `reply-<n>`
 * for one that the RFC does not know, `malformed`.
 */
export class Socks5Talk implements Talk {
  readonly hello: Buffer
  readonly #destination: Destination
  readonly #credentials: ProxyCredentials | undefined
  #heard: Buffer = Buffer.alloc(0)
  #expects: 'method' | 'verdict' | 'reply' = 'method'

  /** The destination's host must fit one length byte; names of the DNS do. */
  constructor(destination: Destination, credentials: ProxyCredentials | undefined) {
    this.#destination = destination
    this.#credentials = credentials
    const methods = credentials ? [NO_AUTHENTICATION, USER_AND_PASSWORD] : [NO_AUTHENTICATION]
    this.hello = Buffer.from([VERSION, methods.length, ...methods])
  }

  hear(bytes: Buffer): TalkWord {
    this.#heard = Buffer.concat([this.#heard, bytes])
    if (this.#expects === 'reply') return this.#onReply()
    const version = this.#expects === 'method' ? VERSION : 0x01
    const [said, value] = this.#heard
    if (said !== version || this.#heard.length > 2) return failed('malformed')
    if (value === undefined) return WAIT
    this.#heard = Buffer.alloc(0)
    return this.#expects === 'method' ? this.#onMethod(value) : this.#onVerdict(value)
  }

  #onMethod(method: number): TalkWord {
    if (method === NO_AUTHENTICATION) return this.#request()
    if (method === NOTHING_ACCEPTABLE) return failed('auth')
    if (method !== USER_AND_PASSWORD || !this.#credentials) return failed('malformed')
    this.#expects = 'verdict'
    return { kind: 'wait', answer: this.#credentials.socks5() }
  }

  #onVerdict(status: number): TalkWord {
    return status === 0 ? this.#request() : failed('auth')
  }

  #request(): TalkWord {
    this.#expects = 'reply'
    const { host, port } = this.#destination
    const head = Buffer.from([VERSION, CONNECT, 0x00])
    return { kind: 'wait', answer: Buffer.concat([head, addressBytes(host), Buffer.from([port >> 8, port & 0xff])]) }
  }

  #onReply(): TalkWord {
    const [version, reply, , kind, nameLength = 0] = this.#heard
    if (version !== VERSION) return failed('malformed')
    if (reply === undefined) return WAIT
    // Some proxies end here when they refuse, so nothing further is waited for.
    if (reply !== 0) return failed(REPLIES[reply - 1] ?? `reply-${reply}`)
    if (kind === undefined) return WAIT
    const size = boundSize(kind, nameLength)
    if (size === undefined) return failed('malformed')
    return this.#heard.length < size ? WAIT : { kind: 'open', rest: this.#heard.subarray(size) }
  }
}

/** Length of a whole reply, by the kind of address in it, which nobody reads. */
function boundSize(kind: number, nameLength: number): number | undefined {
  switch (kind) {
    case ADDRESS_4:
      return 4 + 4 + 2
    case ADDRESS_6:
      return 4 + 16 + 2
    case NAME:
      return 4 + 1 + nameLength + 2
    default:
      return undefined
  }
}

/** Kind and value of the destination (RFC 1928 §5); a name goes as a name. */
function addressBytes(host: string): Buffer {
  switch (isIP(host)) {
    case 4:
      return Buffer.from([ADDRESS_4, ...host.split('.').map(Number)])
    case 6:
      return Buffer.concat([Buffer.from([ADDRESS_6]), bytesOfIpv6(host)])
    default:
      return Buffer.concat([Buffer.from([NAME, host.length]), Buffer.from(host, 'latin1')])
  }
}

/** The sixteen bytes of an address as URLs write it: groups of hex digits, one `::` at most, no dotted end (URL Standard §3.5). */
function bytesOfIpv6(address: string): Buffer {
  const [before = [], after = []] = address.split('::').map(side => side.split(':').filter(group => group !== ''))
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0')
  const groups = [...before, ...zeros, ...after]
  return Buffer.from(groups.map(group => group.padStart(4, '0')).join(''), 'hex')
}

function failed(cause: string): TalkWord {
  return { kind: 'failed', cause }
}

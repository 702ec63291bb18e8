// The addresses of one host, in the order in which they are tried. Asks the resolver anew each time, because a vendor moves its
// service by DNS; remembers only which addresses were of no use lately.
import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { causeOf } from './cause.ts'

/** How names become addresses; a test brings its own. Rejects when there are none. */
export type Resolve = (hostname: string) => Promise<readonly ResolvedAddress[]>

/** One address of a name. */
export interface ResolvedAddress {
  readonly address: string
  /** 4 or 6. */
  readonly family: number
}

/** What the resolver said; never empty when `found`. */
export type Addresses =
  | { readonly kind: 'found'; readonly addresses: readonly string[] }
  | { readonly kind: 'failed'; readonly cause: string }

/** The machine's own resolver: every address, in the order it gives. */
export const systemResolve: Resolve = hostname => lookup(hostname, { all: true, order: 'verbatim' })

/** Most addresses of one name that a dial looks at, and most that are remembered as useless. */
export const ADDRESSES_MAX = 16

/** The addresses of one host. */
export class AddressBook {
  readonly #hostname: string
  readonly #resolve: Resolve
  /** Addresses that failed lately, the longest ago first. */
  #useless: ReadonlySet<string> = new Set()

  /** `hostname` is a name or an address literal without brackets. */
  constructor(hostname: string, resolve: Resolve) {
    this.#hostname = hostname
    this.#resolve = resolve
  }

  /** Asks the resolver, unless the host is an address. Never rejects; an abort fails with the signal's reason. */
  async look(signal: AbortSignal): Promise<Addresses> {
    if (isIP(this.#hostname) !== 0) return { kind: 'found', addresses: [this.#hostname] }
    const { promise: aborted, resolve: abort } = Promise.withResolvers<Addresses>()
    const onAbort = (): void => abort({ kind: 'failed', cause: String(signal.reason) })
    signal.addEventListener('abort', onAbort)
    try {
      // A resolver cannot be called off: its late answer is dropped.
      return await Promise.race([this.#ask(), aborted])
    } finally {
      signal.removeEventListener('abort', onAbort)
    }
  }

  /** This address was of no use: it is tried after all others until it works again. */
  demote(address: string): void {
    const others = [...this.#useless].filter(other => other !== address)
    this.#useless = new Set([...others, address].slice(-ADDRESSES_MAX))
  }

  /** This address works. */
  restore(address: string): void {
    this.#useless = new Set([...this.#useless].filter(other => other !== address))
  }

  async #ask(): Promise<Addresses> {
    try {
      const found = await this.#resolve(this.#hostname)
      const addresses = this.#inOrder(interleave(found.filter(({ address }) => isIP(address) !== 0)))
      return addresses.length === 0 ? { kind: 'failed', cause: 'ENOTFOUND' } : { kind: 'found', addresses }
    } catch (error) {
      return { kind: 'failed', cause: causeOf(error) }
    }
  }

  #inOrder(addresses: readonly string[]): readonly string[] {
    const useless = [...this.#useless].filter(address => addresses.includes(address))
    return [...addresses.filter(address => !this.#useless.has(address)), ...useless].slice(0, ADDRESSES_MAX)
  }
}

/** Families by turns, IPv6 first, each in the resolver's order and each address once (RFC 8305 §4). */
export function interleave(found: readonly ResolvedAddress[]): readonly string[] {
  const six = found.filter(({ family }) => family === 6)
  const four = found.filter(({ family }) => family !== 6)
  const turns = Array.from({ length: Math.max(six.length, four.length) }, (_, turn) => [six[turn], four[turn]])
  return [...new Set(turns.flat().flatMap(one => (one === undefined ? [] : [one.address])))]
}

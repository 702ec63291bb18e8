// Guarded outgoing requests on undici (ports/egress.ts): one keep-alive pool per origin, the number of origins bounded. No
// redirect is followed, no proxy variable is read, no answer is decompressed: undici's dispatch does none of that by itself.
import { second } from '@posthouse/protocol'
import type { buildConnector, Pool } from 'undici'
import type { Clock } from '../base/clock.ts'
import type { Egress, OutgoingRequest, OutgoingResult } from '../ports/egress.ts'
import { type AddressRules, createAddressGuard } from './address-guard.ts'
import { type Resolve, systemResolve } from './dns.ts'
import { Flight } from './flight.ts'
import { guardedConnector } from './guarded-connector.ts'
import { readTarget, type Target, type UrlRules } from './url-rules.ts'

/** What may be asked for, and how. */
export interface EgressOptions extends AddressRules, UrlRules {
  /** PEM of certificate authorities to trust besides the machine's. */
  readonly ca?: readonly string[]
  /** How names become addresses; the machine's way by default. */
  readonly resolve?: Resolve
  /** From the first byte to the last of the answer (S24); 15 s by default. */
  readonly timeoutMs?: number
}

/** Total time of a request, where the options do not say otherwise (S24). */
const requestTimeoutMs: number = 15 * second

const originsMax = 512
const targetsMax = 4_096
const connectionsPerOrigin = 64
const headerBytesMax = 16_384

/** Opens an egress; whoever opens it closes it. Throws when a CIDR of the options is none. */
export function createEgress(clock: Clock, options: EgressOptions): Egress {
  return new GuardedEgress(clock, options)
}

/** What is used of undici, with the connector that it is to use. */
interface Undici {
  readonly Pool: typeof Pool
  readonly connect: buildConnector.connector
}

class GuardedEgress implements Egress {
  readonly #clock: Clock
  readonly #options: EgressOptions
  readonly #guard: ReturnType<typeof createAddressGuard>
  readonly #timeoutMs: number
  #undici: Undici | undefined
  /** By origin, the least recently used first. */
  readonly #pools = new Map<string, Pool>()
  readonly #targets = new Map<string, Target>()
  /** One listener per caller's signal, however many flights it has. */
  readonly #flights = new WeakMap<AbortSignal, Set<Flight>>()
  #closed = false

  constructor(clock: Clock, options: EgressOptions) {
    this.#clock = clock
    this.#options = options
    this.#guard = createAddressGuard(options)
    this.#timeoutMs = options.timeoutMs ?? requestTimeoutMs
  }

  objection(url: string): string | undefined {
    const target = readTarget(url, this.#options, this.#guard)
    return 'objection' in target ? target.objection : undefined
  }

  async post(request: OutgoingRequest, signal: AbortSignal): Promise<OutgoingResult> {
    const undici = this.#undici ?? (await this.#load())
    if (this.#closed || signal.aborted) return { kind: 'failed', cause: 'the server is stopping', durationMs: 0 }
    const target = this.#targetOf(request.url)
    if ('objection' in target) return { kind: 'refused', cause: target.objection }
    const flight = new Flight(this.#clock, Math.min(request.timeoutMs ?? this.#timeoutMs, this.#timeoutMs))
    const flights = this.#flightsOf(signal)
    flights.add(flight)
    try {
      const { headers, body } = request
      this.#poolOf(target.origin, undici).dispatch({ path: target.path, method: 'POST', headers, body }, flight)
    } catch (cause) {
      // undici throws for headers and paths that it will not put on the wire.
      flight.abort(cause instanceof Error ? cause.message : String(cause))
    }
    const result = await flight.result
    flights.delete(flight)
    return result
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true
    const pools = [...this.#pools.values()]
    this.#pools.clear()
    await Promise.all(pools.map(pool => pool.destroy()))
  }

  /** By the first request: loading takes as long as half of a server's start, and many servers have no callbacks. */
  async #load(): Promise<Undici> {
    const { buildConnector: build, Pool } = await import('undici')
    const { resolve = systemResolve, ca = [] } = this.#options
    const parts = { guard: this.#guard, resolve, timeoutMs: this.#timeoutMs, ca }
    this.#undici ??= { Pool, connect: guardedConnector({ build, ...parts }) }
    return this.#undici
  }

  #targetOf(url: string): Target | { readonly objection: string } {
    const known = this.#targets.get(url)
    if (known) return known
    const target = readTarget(url, this.#options, this.#guard)
    if ('objection' in target) return target
    if (this.#targets.size >= targetsMax) this.#targets.clear()
    this.#targets.set(url, target)
    return target
  }

  #poolOf(origin: string, undici: Undici): Pool {
    const known = this.#pools.get(origin)
    if (known) {
      // Moving to the end on every use would cost more than it brings; it matters only when places become scarce.
      if (this.#pools.size > originsMax / 2) {
        this.#pools.delete(origin)
        this.#pools.set(origin, known)
      }
      return known
    }
    const pool = new undici.Pool(origin, {
      connections: connectionsPerOrigin,
      pipelining: 1,
      connect: undici.connect,
      maxHeaderSize: headerBytesMax,
      // The flight's own timer covers everything; undici's idle timers would not stop a drip (reliability finding 8).
      headersTimeout: 0,
      bodyTimeout: 0,
    })
    this.#pools.set(origin, pool)
    if (this.#pools.size > originsMax) this.#retireOldest()
    return pool
  }

  /** Its running requests still end: `close` waits for them, which is why nobody waits for `close`. */
  #retireOldest(): void {
    for (const [origin, pool] of this.#pools) {
      this.#pools.delete(origin)
      pool.close(() => undefined)
      return
    }
  }

  #flightsOf(signal: AbortSignal): Set<Flight> {
    const known = this.#flights.get(signal)
    if (known) return known
    const flights = new Set<Flight>()
    signal.addEventListener('abort', () => {
      for (const flight of flights) flight.abort('the server is stopping')
    })
    this.#flights.set(signal, flights)
    return flights
  }
}

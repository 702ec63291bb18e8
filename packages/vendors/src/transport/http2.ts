// Requests to one origin over HTTP/2, one session at a time, on node:http2. Callers wait here, in order, while there is no
// session or the peer allows no further stream. Which status means what is the vendor's business.
//
//   no session ──request──▶ connecting ──SETTINGS──▶ open ──GOAWAY / close / reconnect()──▶ no session
//        ▲                      │ failed: everything waiting is `unsent`
//        └── back-off, jitter ◀─┘ (also after a session that ended without one answer)
import type { Clock } from '../io.ts'
import { abortCause } from './cause.ts'
import type { Transport, TransportOptions, WireRequest, WireResult } from './contract.ts'
import { connectHttp2, type Http2Connection } from './http2-connect.ts'
import { Link } from './http2-link.ts'
import { type TlsClientOptions, tlsClientOptions } from './tls.ts'

/** Most requests that wait for a stream; further ones are `unsent` at once. */
export const QUEUE_MAX = 10_000
/** Wait before a connect after failures: full jitter below 1 s, 2 s, 4 s, … (spec/vendors.md §0.2). */
const BACKOFF_MS_MIN = 1_000
const BACKOFF_MS_MAX = 60_000

/**
 * Opens a transport; nothing is connected before the first request. `random` (uniform in [0, 1)) spreads reconnects. Throws when
 * certificates or the origin cannot be read.
 */
export function openHttp2(options: TransportOptions, clock: Clock, random: () => number): Transport {
  return new Http2Transport(options, clock, random)
}

interface Waiting {
  readonly request: WireRequest
  readonly signal: AbortSignal
  readonly settle: (result: WireResult) => void
  /** Stops watching the signal: from now on the link does. */
  readonly leave: () => void
}

class Http2Transport implements Transport {
  readonly #options: TransportOptions
  readonly #clock: Clock
  readonly #random: () => number
  readonly #tls: TlsClientOptions
  readonly #closing = new AbortController()
  /** In order of arrival; a set, so that an abort leaves the middle in constant time. */
  readonly #waiting = new Set<Waiting>()
  /** The session in use and those that only finish their requests. */
  readonly #links = new Set<Link>()
  #link: Link | undefined
  #connecting: Promise<void> | undefined
  #inFlight = 0
  #failures = 0
  #cancelBackoff: (() => void) | undefined

  constructor(options: TransportOptions, clock: Clock, random: () => number) {
    this.#options = options
    this.#clock = clock
    this.#random = random
    this.#tls = tlsClientOptions(options)
  }

  request(request: WireRequest, signal: AbortSignal): Promise<WireResult> {
    const refusal = this.#refusal(signal)
    if (refusal !== undefined) return Promise.resolve({ kind: 'unsent', cause: refusal })
    const link = this.#waiting.size === 0 ? this.#open : undefined
    // Nobody waits, so this one need not either: no place in the queue, no listener.
    if (link) return this.#send(link, request, signal)
    return new Promise(resolve => {
      const onAbort = (): void => {
        this.#waiting.delete(waiting)
        resolve({ kind: 'unsent', cause: abortCause(signal) })
      }
      const leave = (): void => signal.removeEventListener('abort', onAbort)
      const waiting: Waiting = { request, signal, settle: resolve, leave }
      signal.addEventListener('abort', onAbort)
      this.#waiting.add(waiting)
      this.#pump()
    })
  }

  reconnect(): void {
    this.#link?.retire()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort()
    this.#cancelBackoff?.()
    this.#failWaiting('closed')
    await this.#connecting
    await Promise.all([...this.#links].map(link => link.destroy()))
  }

  #refusal(signal: AbortSignal): string | undefined {
    if (this.#closing.signal.aborted) return 'closed'
    if (signal.aborted) return abortCause(signal)
    return this.#waiting.size >= QUEUE_MAX ? 'queue-full' : undefined
  }

  /** The link that takes one more request now, if any. */
  get #open(): Link | undefined {
    const link = this.#link
    return link?.isUsable && link.room > 0 && this.#inFlight < this.#options.inFlightMax ? link : undefined
  }

  /** Starts what may start now; called after everything that may have made room. */
  #pump(): void {
    for (const waiting of this.#waiting) {
      if (this.#inFlight < this.#options.inFlightMax && !this.#link?.isUsable) this.#connectSoon()
      const link = this.#open
      if (!link) return
      this.#waiting.delete(waiting)
      waiting.leave()
      void this.#send(link, waiting.request, waiting.signal).then(waiting.settle)
    }
  }

  async #send(link: Link, request: WireRequest, signal: AbortSignal): Promise<WireResult> {
    this.#inFlight += 1
    const result = await link.send(request, signal)
    this.#inFlight -= 1
    if (result.kind === 'answered') this.#failures = 0
    this.#pump()
    return result
  }

  #connectSoon(): void {
    if (this.#connecting || this.#cancelBackoff || this.#closing.signal.aborted) return
    const delayMs = this.#backoffMs()
    const connect = (): void => {
      this.#cancelBackoff = undefined
      this.#connecting = this.#connect()
    }
    if (delayMs === 0) connect()
    else this.#cancelBackoff = this.#clock.after(delayMs, connect)
  }

  #backoffMs(): number {
    if (this.#failures === 0) return 0
    const ceiling = Math.min(BACKOFF_MS_MIN * 2 ** (this.#failures - 1), BACKOFF_MS_MAX)
    return Math.max(1, Math.floor(this.#random() * ceiling))
  }

  async #connect(): Promise<void> {
    const input = { options: this.#options, tls: this.#tls, clock: this.#clock }
    const result = await connectHttp2(input, this.#closing.signal)
    this.#connecting = undefined
    if (result.kind === 'open') {
      this.#adopt(result.connection)
    } else {
      this.#failures += 1
      this.#failWaiting(result.cause)
    }
    this.#pump()
  }

  #adopt(connection: Http2Connection): void {
    const link = new Link(connection, {
      clock: this.#clock,
      responseBytesMax: this.#options.responseBytesMax,
      onChange: () => this.#changed(link),
    })
    this.#links.add(link)
    this.#link = link
    void link.ended.then(() => this.#links.delete(link))
  }

  #changed(link: Link): void {
    if (this.#link === link && !link.isUsable) {
      this.#link = undefined
      // A peer that takes connections only to end them must not make us spin (F62).
      if (!link.hasAnswered) this.#failures += 1
    }
    this.#pump()
  }

  #failWaiting(cause: string): void {
    for (const waiting of this.#waiting) {
      waiting.leave()
      waiting.settle({ kind: 'unsent', cause })
    }
    this.#waiting.clear()
  }
}

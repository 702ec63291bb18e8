// Requests to one origin over HTTP/1.1 keep-alive connections, on an undici pool over sockets of our own dialer. No redirects, no
// decompression, no proxy from the environment. Whether bytes left is known from undici announcing each request right before it writes it.
import type { buildConnector, Dispatcher, Pool } from 'undici'
import type { Clock } from '../io.ts'
import { BodyReader } from './body-reader.ts'
import { abortCause, causeOf } from './cause.ts'
import type { Transport, TransportOptions, WireRequest, WireResult } from './contract.ts'
import { createDialer, type Dialer } from './dial.ts'

/** Most requests at a time, on the wire and waiting; further ones are `unsent` at once. */
const HTTP1_QUEUE_MAX = 10_000
/** Connections per origin, whatever `inFlightMax` says: each costs a handshake and a socket. */
const CONNECTIONS_MAX = 64

/**
 * Opens a transport; nothing is connected before the first request. The clock limits connecting. Throws when certificates, the
 * origin or the proxy's URL cannot be read.
 */
export function openHttp1(options: TransportOptions, clock: Clock): Transport {
  return new Http1Transport(options, clock)
}

class Http1Transport implements Transport {
  readonly #options: TransportOptions
  readonly #dialer: Dialer
  readonly #closing = new AbortController()
  readonly #retired = new Set<Promise<Pool>>()
  #pool: Promise<Pool> | undefined
  #pending = 0
  #isClosed: boolean = false

  constructor(options: TransportOptions, clock: Clock) {
    this.#options = options
    this.#dialer = createDialer({ ...options, alpn: 'http/1.1' }, clock)
  }

  async request(request: WireRequest, signal: AbortSignal): Promise<WireResult> {
    if (this.#isClosed) return { kind: 'unsent', cause: 'closed' }
    if (signal.aborted) return { kind: 'unsent', cause: abortCause(signal) }
    if (this.#pending >= HTTP1_QUEUE_MAX) return { kind: 'unsent', cause: 'queue-full' }
    this.#pool ??= this.#newPool()
    const pool = this.#pool
    return await new Promise(resolve => {
      const one = new OneRequest(signal, this.#options.responseBytesMax, resolve)
      this.#pending += 1
      void one.ended.then(() => {
        this.#pending -= 1
      })
      const { method, path, headers, body } = request
      void pool.then(ready => ready.dispatch({ method, path, headers, body: body ?? null }, one))
    })
  }

  reconnect(): void {
    if (this.#isClosed) return
    const old = this.#pool
    this.#pool = undefined
    if (old === undefined) return
    this.#retired.add(old)
    void old.then(pool => pool.close()).then(() => this.#retired.delete(old))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true
    this.#closing.abort()
    const reason = Object.assign(new Error('transport closed'), { code: 'closed' })
    const pools = await Promise.all(this.#pool === undefined ? this.#retired : [this.#pool, ...this.#retired])
    await Promise.all(pools.map(pool => pool.destroy(reason)))
  }

  /** undici is loaded by the first who needs it: it takes 18 MB and 40 ms, and who only speaks HTTP/2 needs none of it. */
  async #newPool(): Promise<Pool> {
    const { Pool } = await import('undici')
    return new Pool(this.#options.origin, {
      connections: Math.min(this.#options.inFlightMax, CONNECTIONS_MAX),
      pipelining: 1,
      allowH2: false,
      // The caller's signal is the only deadline.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: this.#connect,
    })
  }

  /** undici's way of asking for a socket; the origin is the same for all. */
  readonly #connect: buildConnector.connector = (_asked, callback) => {
    void this.#dialer.dial(this.#closing.signal).then(dialed => {
      if (dialed.kind === 'open') callback(null, dialed.socket)
      else callback(Object.assign(new Error(dialed.cause), { code: dialed.cause }), null)
    })
  }
}

/** One request in undici's hands; the first word on its outcome is the last. */
class OneRequest implements Dispatcher.DispatchHandler {
  /** Resolves when undici is done with it, which may be after its outcome was told. */
  readonly ended: Promise<void>
  readonly #signal: AbortSignal
  readonly #resolve: (result: WireResult) => void
  readonly #reader: BodyReader
  #end: () => void = () => undefined
  #controller: Dispatcher.DispatchController | undefined
  #head: { readonly status: number; readonly headers: Record<string, string> } | undefined

  constructor(signal: AbortSignal, responseBytesMax: number, resolve: (result: WireResult) => void) {
    this.#signal = signal
    this.#resolve = resolve
    this.#reader = new BodyReader(responseBytesMax)
    this.ended = new Promise(end => {
      this.#end = end
    })
    signal.addEventListener('abort', this.#onAbort)
  }

  /**
   * Called with a connected socket right before the first byte. Throwing keeps everything back and leaves the socket to others;
   * `controller.abort` would break it.
   */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#signal.aborted) throw new Error('aborted while waiting')
    this.#controller = controller
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    if (status >= 200) this.#head = { status, headers: plainHeaders(headers) }
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#reader.take(chunk)) return
    this.#answer()
    controller.abort(new Error('answer above the limit'))
  }

  onResponseEnd(): void {
    this.#answer()
    this.#end()
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#settle(this.#lost(causeOf(error)))
    this.#end()
  }

  readonly #onAbort = (): void => {
    this.#settle(this.#lost(abortCause(this.#signal)))
    this.#controller?.abort(new Error('aborted'))
  }

  #answer(): void {
    const head = this.#head ?? { status: 0, headers: {} }
    this.#settle({ kind: 'answered', ...head, ...this.#reader.finish() })
  }

  #lost(cause: string): WireResult {
    return { kind: this.#controller ? 'unknown' : 'unsent', cause }
  }

  #settle(result: WireResult): void {
    this.#signal.removeEventListener('abort', this.#onAbort)
    this.#resolve(result)
  }
}

function plainHeaders(raw: Record<string, string | string[] | undefined>): Record<string, string> {
  const plain: Record<string, string> = {}
  for (const [name, value] of Object.entries(raw)) {
    if (value !== undefined) plain[name] = Array.isArray(value) ? value.join(', ') : value
  }
  return plain
}

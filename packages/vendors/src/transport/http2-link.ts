// One open HTTP/2 session: sends requests on it, says truthfully what became of each, and notices when the peer is gone.
// It does not connect and does not queue.
import type { ClientHttp2Session, ClientHttp2Stream, IncomingHttpHeaders, IncomingHttpStatusHeader } from 'node:http2'
import { constants } from 'node:http2'
import type { Clock } from '../io.ts'
import { BodyReader } from './body-reader.ts'
import { abortCause, causeOf } from './cause.ts'
import type { WireRequest, WireResult } from './contract.ts'
import type { Http2Connection } from './http2-connect.ts'

/** Silence after which a PING asks whether the peer is still there (spec/vendors.md §1.11). */
const PING_IDLE_MS = 60_000
/** How long its answer may take before the session is given up (F63). */
const PING_TIMEOUT_MS = 15_000

/** What a {@link Link} needs besides its session. */
export interface LinkOptions {
  readonly clock: Clock
  readonly responseBytesMax: number
  /** Called after each change of {@link Link.room} and of {@link Link.isUsable}. */
  readonly onChange: () => void
}

/** A session in use. It ends by itself when the peer leaves; {@link Link.destroy} ends it at once. */
export class Link {
  /** Resolves when the connection is gone. */
  readonly ended: Promise<void>
  readonly #session: ClientHttp2Session
  readonly #socket: Http2Connection['socket']
  readonly #options: LinkOptions
  #open = 0
  #answered = false
  #retired = false
  /** Streams above it were not processed; falls with each GOAWAY. */
  #lastStreamId: number = Number.POSITIVE_INFINITY
  #cause = 'connection-closed'
  #heardMs: number
  #probing = false
  #cancelTimer: () => void = () => undefined

  constructor({ session, socket }: Http2Connection, options: LinkOptions) {
    this.#session = session
    this.#socket = socket
    this.#options = options
    this.#heardMs = options.clock.now()
    session.on('error', error => {
      this.#cause = causeOf(error)
    })
    session.on('remoteSettings', () => options.onChange())
    session.on('goaway', (_code, lastStreamId) => {
      this.#lastStreamId = Math.min(this.#lastStreamId, lastStreamId)
      this.retire()
    })
    this.ended = new Promise(resolve => {
      session.once('close', () => {
        this.#retired = true
        this.#cancelTimer()
        resolve()
        options.onChange()
      })
    })
    this.#watch(PING_IDLE_MS)
  }

  /** False once no further request may be started: after GOAWAY, {@link retire} or the end. */
  get isUsable(): boolean {
    return !(this.#retired || this.#session.closed || this.#session.destroyed)
  }

  /** True once any request got an answer: the peer is not merely accepting connections. */
  get hasAnswered(): boolean {
    return this.#answered
  }

  /** How many more streams the peer allows now (SETTINGS_MAX_CONCURRENT_STREAMS); zero or less = none. */
  get room(): number {
    return (this.#session.remoteSettings.maxConcurrentStreams ?? Number.POSITIVE_INFINITY) - this.#open
  }

  /** Takes no further requests and closes when the open ones have ended. */
  retire(): void {
    if (this.#retired) return
    this.#retired = true
    if (!this.#session.closed) this.#session.close()
    this.#hangUpWhenIdle()
    this.#options.onChange()
  }

  /** Ends the connection at once, whatever the peer does; open requests become `unknown`. */
  destroy(): Promise<void> {
    this.#session.destroy()
    // A session that was closed before only half-closes its socket and then waits for the peer, for ever if need be.
    this.#socket.destroy()
    return this.ended
  }

  /** Sends one request. Never rejects. */
  send(request: WireRequest, signal: AbortSignal): Promise<WireResult> {
    let stream: ClientHttp2Stream
    try {
      stream = this.#session.request(headersOf(request), { endStream: request.body === undefined })
    } catch (error) {
      return Promise.resolve({ kind: 'unsent', cause: causeOf(error) })
    }
    this.#open += 1
    if (request.body !== undefined) stream.end(request.body)
    return this.#follow(stream, signal)
  }

  #follow(stream: ClientHttp2Stream, signal: AbortSignal): Promise<WireResult> {
    return new Promise(resolve => {
      const reader = new BodyReader(this.#options.responseBytesMax)
      let head: { readonly status: number; readonly headers: Record<string, string> } | undefined
      let cause: string | undefined
      const answered = (): WireResult | undefined => head && { kind: 'answered', ...head, ...reader.finish() }
      const settle = (result: WireResult): void => {
        signal.removeEventListener('abort', onAbort)
        resolve(result)
      }
      const onAbort = (): void => {
        settle(this.#lost(stream, abortCause(signal), head !== undefined))
        stream.close(constants.NGHTTP2_CANCEL)
        this.#probe()
      }
      signal.addEventListener('abort', onAbort)
      stream.on('response', headers => {
        this.#heard()
        head = { status: headers[':status'] ?? 0, headers: plainHeaders(headers) }
      })
      stream.on('data', (chunk: Buffer) => {
        if (reader.take(chunk)) return
        const result = answered()
        if (result) settle(result)
        stream.close(constants.NGHTTP2_CANCEL)
      })
      stream.on('error', error => {
        cause = causeOf(error)
      })
      stream.once('close', () => {
        const isWhole = stream.readableEnded && stream.rstCode === constants.NGHTTP2_NO_ERROR
        const result = isWhole ? answered() : undefined
        settle(result ?? this.#lost(stream, cause, head !== undefined))
        this.#open -= 1
        this.#hangUpWhenIdle()
        this.#options.onChange()
      })
    })
  }

  /** A request without a whole answer: provably not processed, or unknown (F61, F64). */
  #lost(stream: ClientHttp2Stream, cause: string | undefined, hasHead: boolean): WireResult {
    const { id } = stream
    if (id === undefined) return { kind: 'unsent', cause: cause ?? 'not-written' }
    if (!hasHead && id > this.#lastStreamId) return { kind: 'unsent', cause: 'goaway' }
    if (!hasHead && stream.rstCode === constants.NGHTTP2_REFUSED_STREAM)
      return { kind: 'unsent', cause: 'refused-stream' }
    return { kind: 'unknown', cause: cause ?? this.#cause }
  }

  /** A retired link without requests says what it has left to say and goes; waiting for the peer to go first could take for ever. */
  #hangUpWhenIdle(): void {
    if (this.#retired && this.#open === 0) setImmediate(() => this.#socket.destroySoon())
  }

  #heard(): void {
    this.#answered = true
    this.#heardMs = this.#options.clock.now()
  }

  #watch(delayMs: number): void {
    this.#cancelTimer = this.#options.clock.after(delayMs, () => {
      const silentMs = this.#options.clock.now() - this.#heardMs
      if (silentMs >= PING_IDLE_MS) this.#probe()
      else this.#watch(PING_IDLE_MS - silentMs)
    })
  }

  /** Asks for a sign of life; a session that gives none is ended, its requests are `unknown` (F63). */
  #probe(): void {
    if (this.#probing || this.#session.destroyed) return
    this.#probing = true
    this.#cancelTimer()
    this.#cancelTimer = this.#options.clock.after(PING_TIMEOUT_MS, () => {
      this.#session.destroy(Object.assign(new Error('no answer to PING'), { code: 'ping-timeout' }))
    })
    this.#session.ping(error => {
      this.#probing = false
      this.#cancelTimer()
      if (error) return
      this.#heardMs = this.#options.clock.now()
      this.#watch(PING_IDLE_MS)
    })
  }
}

function headersOf(request: WireRequest): Record<string, string> {
  return { ...request.headers, ':method': request.method, ':path': request.path }
}

function plainHeaders(raw: IncomingHttpHeaders & IncomingHttpStatusHeader): Record<string, string> {
  const plain: Record<string, string> = {}
  for (const [name, value] of Object.entries(raw)) {
    if (name.startsWith(':') || value === undefined) continue
    plain[name] = Array.isArray(value) ? value.join(', ') : String(value)
  }
  return plain
}

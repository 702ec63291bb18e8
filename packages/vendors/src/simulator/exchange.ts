// One request at a simulator and the connection it came on, the same for HTTP/2 and HTTP/1.1. What to answer is not decided here.
import type { X509Certificate } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Http2ServerRequest, Http2ServerResponse, ServerHttp2Session } from 'node:http2'
import { constants } from 'node:http2'
import type { Socket } from 'node:net'
import { Readable } from 'node:stream'

/** Response bodies; an iterable is streamed piece by piece. */
export type AnswerBody = string | Uint8Array | AsyncIterable<Uint8Array>

/** One TLS connection; the same object for each of its requests, so it may key a WeakMap. */
export class Connection {
  readonly protocol: 'h2' | 'http/1.1'
  readonly #session: ServerHttp2Session | undefined
  readonly #socket: Socket
  #lastStreamId: number | undefined
  #open = 0

  constructor(socket: Socket, session: ServerHttp2Session | undefined) {
    this.#socket = socket
    this.#session = session
    this.protocol = session ? 'h2' : 'http/1.1'
  }

  /** True once {@link goaway} was called: HTTP/1.1 answers then carry `connection: close`. */
  get isLeaving(): boolean {
    return this.#lastStreamId !== undefined
  }

  /**
   * Sends GOAWAY, once. Streams up to `lastStreamId` (odd, ≥ 1) can still be answered, later ones are ignored; the connection
   * closes when the last of them has ended. `code` is NO_ERROR for an orderly farewell; `reason` becomes debug data `{"reason":…}` (spec/vendors.md §1.11).
   */
  goaway(lastStreamId: number, reason?: string, code: number = constants.NGHTTP2_NO_ERROR): void {
    if (this.#lastStreamId !== undefined) return
    this.#lastStreamId = lastStreamId
    const debugData = reason === undefined ? undefined : Buffer.from(JSON.stringify({ reason }))
    this.#session?.goaway(code, lastStreamId, debugData)
  }

  /** True for a stream that GOAWAY left out: it may have arrived in the same read and must not be looked at. */
  isBeyondLast(streamId: number): boolean {
    return this.#lastStreamId !== undefined && streamId > this.#lastStreamId
  }

  /** Tells the peer a new SETTINGS_MAX_CONCURRENT_STREAMS; nothing on HTTP/1.1. */
  setMaxConcurrentStreams(count: number): void {
    if (this.#session?.destroyed === false) this.#session.settings({ maxConcurrentStreams: count })
  }

  /** Breaks the connection with a TCP reset, without a farewell. */
  destroy(): void {
    this.#socket.resetAndDestroy()
  }

  /** For {@link Exchange}: a stream began. */
  begin(): void {
    this.#open += 1
  }

  /** For {@link Exchange}: a stream ended; a connection that is leaving ends with its last stream. */
  end(): void {
    this.#open -= 1
    if (this.#open > 0 || this.#lastStreamId === undefined) return
    // The stream's end is reported from within the write of the GOAWAY frame; destroying now would lose that frame (measured).
    setImmediate(() => this.#session?.destroy())
  }
}

/** What {@link Exchange} is made from. */
export interface ExchangeParts {
  readonly request: Http2ServerRequest | IncomingMessage
  readonly response: Http2ServerResponse | ServerResponse
  readonly connection: Connection
  readonly body: Buffer
  readonly clientCertificate: X509Certificate | undefined
}

/** One request, read to its end, and the ways to end it. Only the first answer counts. */
export class Exchange {
  readonly on: 'h2' | 'http/1.1'
  readonly method: string
  readonly path: string
  /** Lower-case names, no pseudo headers. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
  readonly connection: Connection
  /** Present only when the client proved the key and the simulator's authority signed it. */
  readonly clientCertificate: X509Certificate | undefined
  /** The HTTP/2 stream; 0 on HTTP/1.1. */
  readonly streamId: number
  readonly #response: Http2ServerResponse | ServerResponse
  readonly #answerListeners: ((status: number) => void)[] = []
  #settled: boolean = false

  constructor(parts: ExchangeParts) {
    const { request, response, connection } = parts
    this.connection = connection
    this.on = connection.protocol
    this.method = request.method ?? ''
    this.path = request.url ?? ''
    this.headers = plainHeaders(request.headers)
    this.body = parts.body
    this.clientCertificate = parts.clientCertificate
    this.streamId = streamIdOf(request)
    this.#response = response
  }

  /** The path without its query. */
  get pathname(): string {
    return this.path.split('?', 1)[0] ?? ''
  }

  /** The fields of a body that says that it is a form; none of any other body. */
  get form(): URLSearchParams {
    const isForm = this.headers['content-type']?.startsWith('application/x-www-form-urlencoded')
    return new URLSearchParams(isForm ? this.body.toString() : '')
  }

  /** Calls `run` with the status when an answer is written; never for a request that gets none. */
  onAnswer(run: (status: number) => void): void {
    this.#answerListeners.push(run)
  }

  /** Answers; `content-length` is added for whole bodies. Nothing happens after the exchange has ended or was muted. */
  answer(status: number, headers: Readonly<Record<string, string>>, body: AnswerBody = ''): void {
    if (this.#settled) return
    this.#settled = true
    for (const run of this.#answerListeners) run(status)
    const closing = this.on === 'http/1.1' && this.connection.isLeaving ? { connection: 'close' } : {}
    if (typeof body === 'string' || body instanceof Uint8Array) {
      this.#write(status, { ...headers, 'content-length': String(Buffer.byteLength(body)), ...closing })
      this.#response.end(body)
      return
    }
    this.#write(status, { ...headers, ...closing })
    const source = Readable.from(body, { objectMode: false })
    this.#response.on('close', () => source.destroy())
    source.on('error', () => this.connection.destroy())
    source.pipe(this.#response)
  }

  /** Later answers are swallowed: the request was taken and stays without an answer. */
  mute(): void {
    this.#settled = true
  }

  /** Breaks the whole connection. */
  destroy(): void {
    this.#settled = true
    this.connection.destroy()
  }

  /** RST_STREAM with REFUSED_STREAM: not processed. HTTP/1.1 has no such thing; there the connection breaks. */
  refuseStream(): void {
    this.#settled = true
    if ('stream' in this.#response) this.#response.stream.close(constants.NGHTTP2_REFUSED_STREAM)
    else this.connection.destroy()
  }

  /** RST_STREAM with another code: the connection stays. HTTP/1.1: the connection breaks. */
  resetStream(code: number): void {
    this.#settled = true
    if ('stream' in this.#response) this.#response.stream.close(code)
    else this.connection.destroy()
  }

  #write(status: number, headers: Record<string, string>): void {
    // One call per class: the two writeHead signatures share no common overload.
    if ('stream' in this.#response) this.#response.writeHead(status, headers)
    else this.#response.writeHead(status, headers)
  }
}

/** The HTTP/2 stream of a request, 0 on HTTP/1.1. */
export function streamIdOf(request: ExchangeParts['request']): number {
  return 'stream' in request ? (request.stream.id ?? 0) : 0
}

function plainHeaders(raw: IncomingMessage['headers'] | Http2ServerRequest['headers']): Record<string, string> {
  const entries = Object.entries(raw).flatMap(([name, value]) =>
    name.startsWith(':') || value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
  )
  return Object.fromEntries(entries) as Record<string, string>
}

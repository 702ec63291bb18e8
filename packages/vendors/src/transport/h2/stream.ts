// One request on one connection, and the table of those that are open. Plain state; the rules stand in connection.ts.
import { ConnectionFault, ErrorCode } from './error-code.ts'
import type { Exchange } from './exchange.ts'
import { type ReceiveWindow, SendWindow } from './flow.ts'
import { STREAM_ID_MAX } from './frame.ts'
import { Response } from './response.ts'

/** What a connection knows of one of its streams. */
export class Stream {
  readonly id: number
  readonly exchange: Exchange
  readonly response: Response
  readonly sendWindow: SendWindow
  /** Counts a body that comes in pieces; the usual one does not. */
  receiveWindow: ReceiveWindow | undefined
  /** The rest of a body that waits for a window, from `restFrom` on. */
  rest: Buffer | undefined
  restFrom = 0

  constructor(id: number, exchange: Exchange, sendWindowBytes: number) {
    this.id = id
    this.exchange = exchange
    this.response = new Response(id)
    this.sendWindow = new SendWindow(id, sendWindowBytes)
  }
}

/** Most streams remembered after we reset them. */
const RESET_MAX = 1_000

/** The streams of a connection: open ones in the order of their ids, those that we reset a moment ago, all others closed or idle. */
export class StreamTable {
  readonly #open = new Map<number, Stream>()
  /** Frames for these may be on their way and mean nothing (RFC 9113 §5.1, closed). */
  readonly #reset = new Set<number>()
  #nextId = 1

  get size(): number {
    return this.#open.size
  }

  /** True once every id was used (RFC 9113 §5.1.1). */
  get isExhausted(): boolean {
    return this.#nextId > STREAM_ID_MAX
  }

  open(exchange: Exchange, sendWindowBytes: number): Stream {
    const stream = new Stream(this.#nextId, exchange, sendWindowBytes)
    this.#nextId += 2
    this.#open.set(stream.id, stream)
    return stream
  }

  /** The open stream with this id, if there is one. */
  find(id: number): Stream | undefined {
    return this.#open.get(id)
  }

  /**
   * The stream of a frame that may still come after a stream's end; undefined where it has ended. Throws ConnectionFault for one
   * that was never opened.
   */
  findOpened(id: number): Stream | undefined {
    const stream = this.#open.get(id)
    if (stream === undefined && id >= this.#nextId) {
      throw new ConnectionFault(ErrorCode.protocolError, `a frame on stream ${id}, which was never opened`)
    }
    return stream
  }

  /**
   * The stream of a frame that is part of an answer; undefined where we have reset it. Throws ConnectionFault where an answer
   * goes on after its end, or a second one comes (F72).
   */
  findAnswering(id: number): Stream | undefined {
    const stream = this.findOpened(id)
    if (stream !== undefined || this.#reset.has(id)) return stream
    throw new ConnectionFault(ErrorCode.streamClosed, `a frame on stream ${id}, which has ended`)
  }

  /** Forgets a stream that ended by itself. */
  delete(stream: Stream): void {
    this.#open.delete(stream.id)
  }

  /** Forgets a stream that ended for us, but not yet for the peer. */
  deleteReset(stream: Stream): void {
    this.#open.delete(stream.id)
    this.#reset.add(stream.id)
    if (this.#reset.size > RESET_MAX) this.#reset.delete(this.#reset.values().next().value ?? 0)
  }

  /** In the order of their ids. Streams may be deleted meanwhile. */
  [Symbol.iterator](): IterableIterator<Stream> {
    return this.#open.values()
  }
}

// One request on one connection, and the table of those that are open. Plain state; the rules stand in connection.ts.
import { ConnectionFault, ErrorCode } from './error-code.ts'
import type { Exchange } from './exchange.ts'
import { FieldCheck } from './field-check.ts'
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

  constructor(id: number, exchange: Exchange, sendWindowBytes: number, check: FieldCheck) {
    this.id = id
    this.exchange = exchange
    this.response = new Response(id, check)
    this.sendWindow = new SendWindow(id, sendWindowBytes)
  }
}

/** Most streams remembered after we reset them. */
const RESET_MAX = 1_000

/** Streams found by their place alone; the older ones, which others have overtaken, by a Map. A power of two. */
const RECENT = 2_048

/**
 * The streams of a connection: open ones in the order of their ids, those that we reset a moment ago, all others closed or idle. A
 * ring rather than a Map, for the reason that abort-groups.ts gives.
 */
export class StreamTable {
  readonly #recent = new Array<Stream | undefined>(RECENT).fill(undefined)
  /** Open ones that were in the way of a later one in the ring, oldest first. */
  readonly #overtaken = new Map<number, Stream>()
  /** Frames for these may be on their way and mean nothing (RFC 9113 §5.1, closed). */
  readonly #reset = new Set<number>()
  readonly #check = new FieldCheck()
  #nextId: number
  #size = 0

  /** `firstId`: odd; only a test begins anywhere but at 1. */
  constructor(firstId: number = 1) {
    this.#nextId = firstId
  }

  get size(): number {
    return this.#size
  }

  /** True once every id was used (RFC 9113 §5.1.1). */
  get isExhausted(): boolean {
    return this.#nextId > STREAM_ID_MAX
  }

  open(exchange: Exchange, sendWindowBytes: number): Stream {
    const stream = new Stream(this.#nextId, exchange, sendWindowBytes, this.#check)
    this.#nextId += 2
    this.#size += 1
    const place = placeOf(stream.id)
    const former = this.#recent[place]
    if (former !== undefined) this.#overtaken.set(former.id, former)
    this.#recent[place] = stream
    return stream
  }

  /** The open stream with this id, if there is one. */
  find(id: number): Stream | undefined {
    const stream = this.#recent[placeOf(id)]
    if (stream?.id === id) return stream
    return this.#overtaken.size === 0 ? undefined : this.#overtaken.get(id)
  }

  /**
   * The stream of a frame that may still come after a stream's end; undefined where it has ended. Throws ConnectionFault for one
   * that was never opened.
   */
  findOpened(id: number): Stream | undefined {
    const stream = this.find(id)
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

  /** Forgets an open stream that ended by itself. */
  delete(stream: Stream): void {
    this.#size -= 1
    const place = placeOf(stream.id)
    if (this.#recent[place] === stream) this.#recent[place] = undefined
    else this.#overtaken.delete(stream.id)
  }

  /** Forgets an open stream that ended for us, but not yet for the peer. */
  deleteReset(stream: Stream): void {
    this.delete(stream)
    this.#reset.add(stream.id)
    if (this.#reset.size > RESET_MAX) this.#reset.delete(this.#reset.values().next().value ?? 0)
  }

  /** All that are open, in the order of their ids; those that end meanwhile are left out. */
  *[Symbol.iterator](): Generator<Stream, void> {
    const recent = this.#recent.filter(stream => stream !== undefined).sort((one, other) => one.id - other.id)
    for (const stream of [...this.#overtaken.values(), ...recent]) if (this.find(stream.id) === stream) yield stream
  }
}

function placeOf(id: number): number {
  return (id >>> 1) & (RECENT - 1)
}

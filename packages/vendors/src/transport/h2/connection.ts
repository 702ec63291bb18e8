// The protocol of one connection as a machine without a socket: bytes and requests go in, bytes and results come out
// (RFC 9113). It keeps no time; who drives it does (link.ts).
//   start() ─▶ open ──GOAWAY · leave() · ids used up──▶ leaving ──last stream ended──▶ done
//                │                                         │
//                └────── fault (GOAWAY written) · close() ─┴─────────────────────────▶ done
//
// A stream ends exactly once: answered (END_STREAM came), unprocessed (REFUSED_STREAM, above GOAWAY's last), or unknown.
import type { WireResult } from '../contract.ts'
import type { BytesOut } from './bytes-out.ts'
import { ConnectionFault, ErrorCode, errorName, StreamFault } from './error-code.ts'
import type { Exchange } from './exchange.ts'
import { ReceiveWindow } from './flow.ts'
import { type FrameSink, WINDOW_DEFAULT } from './frame.ts'
import { type FrameLimits, FrameReader } from './frame-reader.ts'
import {
  writeGoaway,
  writePing,
  writePreface,
  writeRstStream,
  writeSettingsAck,
  writeWindowUpdate,
} from './frame-writer.ts'
import { HpackDecoder } from './hpack/decoder.ts'
import { Outbound } from './outbound.ts'
import { applyRemoteSettings, localSettingPairs, ourSettings } from './settings.ts'
import { type Stream, StreamTable } from './stream.ts'

/** What a connection is opened with. */
export interface ConnectionOptions {
  /** For `:authority`. */
  readonly authority: string
  /** Most bytes kept of an answer's body; longer answers are cut and their stream is reset. */
  readonly responseBytesMax: number
}

/** What a connection tells. Called from within its methods. */
export interface ConnectionEvents {
  onEnd(exchange: Exchange, result: WireResult): void
  onUnprocessed(exchange: Exchange, cause: string): void
  /** The peer's settings came or changed, or it takes no further requests. */
  onChange(): void
}

/** What the peer's frames may be; real header blocks have a few hundred bytes. */
const frameLimits: FrameLimits = { frameBytesMax: ourSettings.frameBytesMax, blockBytesMax: 65_536 }
/** Room for the answers to a thousand requests before the peer must hear from us; one stream needs no more than the default. */
const WINDOW_BYTES = 4_194_304
/** Frames in a row that bring no answer on; a peer that sends more is after something else. */
const IDLE_FRAMES_MAX = 10_000
const PING_OPAQUE: Buffer = Buffer.from('posthous', 'latin1')

/** One connection's protocol. */
export class Connection implements FrameSink {
  readonly #options: ConnectionOptions
  readonly #events: ConnectionEvents
  readonly #outbound: Outbound
  readonly #reader: FrameReader
  readonly #hpack = new HpackDecoder(ourSettings.headerTableBytes)
  readonly #streams = new StreamTable()
  #hasSettings = false
  #isLeaving = false
  #isClosed = false
  /** Streams above it were not processed; falls with each GOAWAY. */
  #lastId = Number.POSITIVE_INFINITY
  readonly #window = new ReceiveWindow(0, WINDOW_BYTES)
  #idleFrames = 0

  constructor(options: ConnectionOptions, events: ConnectionEvents) {
    this.#options = options
    this.#events = events
    this.#outbound = new Outbound(options.authority)
    this.#reader = new FrameReader(frameLimits, this)
  }

  /** What waits to be written to the socket. */
  get out(): BytesOut {
    return this.#outbound.out
  }

  /** Bytes of bodies written so far. */
  get bodyBytes(): number {
    return this.#outbound.bodyBytes
  }

  /** Whole frames that came so far. */
  get frameCount(): number {
    return this.#reader.frameCount
  }

  /** True once the peer's first SETTINGS came: before, nobody knows how many streams it allows (F65). */
  get hasSettings(): boolean {
    return this.#hasSettings
  }

  get isLeaving(): boolean {
    return this.#isLeaving
  }

  /** Whether the peer said GOAWAY and which streams it has taken, and those are some. */
  get hasKept(): boolean {
    return this.#lastId > 0 && this.#lastId < Number.POSITIVE_INFINITY
  }

  get openCount(): number {
    return this.#streams.size
  }

  /** How many more streams the peer allows now; 0 or less = none. */
  get room(): number {
    return this.#isLeaving || !this.#hasSettings ? 0 : this.#outbound.settings.maxConcurrentStreams - this.#streams.size
  }

  /** Writes the preface (RFC 9113 §3.4). */
  start(): void {
    writePreface(this.out, localSettingPairs(ourSettings))
    writeWindowUpdate(this.out, 0, WINDOW_BYTES - WINDOW_DEFAULT)
  }

  /** Takes what the socket brought. Returns the fault that ends the connection, if the peer committed one; GOAWAY is then written. */
  receive(chunk: Buffer): ConnectionFault | undefined {
    if (this.#isClosed) return undefined
    try {
      this.#reader.push(chunk)
      return undefined
    } catch (error) {
      if (!(error instanceof ConnectionFault)) throw error
      writeGoaway(this.out, 0, error.code)
      return error
    }
  }

  /** Writes a request; only while {@link room} > 0. */
  request(exchange: Exchange): void {
    const stream = this.#streams.open(exchange, this.#outbound.settings.initialWindowBytes)
    exchange.streamId = stream.id
    try {
      this.#outbound.writeRequest(stream)
    } catch (error) {
      this.#streams.deleteReset(stream)
      this.#events.onEnd(exchange, { kind: 'unsent', cause: error instanceof Error ? error.message : String(error) })
    }
    if (this.#streams.isExhausted) this.leave()
  }

  /** Gives a request up; the peer may have processed it. */
  cancel(exchange: Exchange, cause: string): void {
    const stream = this.#streams.find(exchange.streamId)
    if (stream?.exchange !== exchange) return
    this.#reset(stream, ErrorCode.cancel)
    this.#events.onEnd(exchange, { kind: 'unknown', cause })
  }

  /** Gives up what is overdue; resolves with the earliest deadline of the rest, ms of the monotonic clock. */
  expire(nowMs: number): number {
    let nextMs = Number.POSITIVE_INFINITY
    for (const { exchange } of this.#streams) {
      if (exchange.deadlineMs <= nowMs) this.cancel(exchange, 'deadline')
      else nextMs = Math.min(nextMs, exchange.deadlineMs)
    }
    return nextMs
  }

  /** Asks for a sign of life; whatever comes is one. */
  ping(): void {
    writePing(this.out, PING_OPAQUE, false)
  }

  /** Says farewell; afterwards the socket may be closed in peace. */
  farewell(): void {
    writeGoaway(this.out, 0, ErrorCode.noError)
  }

  /** Takes no further requests. */
  leave(): void {
    if (this.#isLeaving) return
    this.#isLeaving = true
    this.#events.onChange()
  }

  /** Ends every stream as unknown; the socket is gone or about to be. Twice is harmless. */
  close(cause: string): void {
    this.#isClosed = true
    this.#isLeaving = true
    for (const stream of this.#streams) {
      this.#streams.delete(stream)
      this.#events.onEnd(stream.exchange, { kind: 'unknown', cause })
    }
  }

  onHeaders(streamId: number, bytes: Buffer, from: number, to: number, endStream: boolean): void {
    // Decoded in any case: the table below must stay what the peer believes it to be.
    const list = this.#hpack.decode(bytes, from, to, ourSettings.headerListBytesMax)
    this.#idleFrames = 0
    const stream = this.#streams.findAnswering(streamId)
    if (stream === undefined) return
    if (list.isTooLarge) throw new StreamFault(streamId, ErrorCode.enhanceYourCalm, 'an answer with too many headers')
    stream.response.takeHeaders(list.fields, endStream)
    if (endStream) this.#answer(stream)
  }

  onData(streamId: number, bytes: Buffer, from: number, to: number, flowBytes: number, endStream: boolean): void {
    // Bytes for streams that are gone count as well (RFC 9113 §6.9).
    const increment = this.#window.receive(flowBytes)
    if (increment > 0) writeWindowUpdate(this.out, 0, increment)
    const stream = this.#streams.findAnswering(streamId)
    if (stream === undefined) return
    const isWanted = stream.response.takeData(bytes, from, to, endStream, this.#options.responseBytesMax)
    this.#countIdle(from < to)
    if (endStream || !isWanted) this.#answer(stream, !endStream)
    else this.#refill(stream, flowBytes)
  }

  onRstStream(streamId: number, code: number): void {
    this.#countIdle()
    const stream = this.#streams.findOpened(streamId)
    if (stream === undefined) return
    this.#outbound.drop(stream)
    this.#streams.delete(stream)
    if (code === ErrorCode.refusedStream && !stream.response.hasHead) {
      this.#events.onUnprocessed(stream.exchange, 'refused-stream')
    } else {
      this.#events.onEnd(stream.exchange, { kind: 'unknown', cause: `reset: ${errorName(code)}` })
    }
  }

  onSettings(pairs: readonly (readonly [id: number, value: number])[]): void {
    this.#countIdle()
    const settings = applyRemoteSettings(this.#outbound.settings, pairs)
    // First, because a peer may hold us to its old window until then (RFC 9113 §6.5.3).
    writeSettingsAck(this.out)
    this.#outbound.applySettings(settings, this.#streams)
    this.#hasSettings = true
    this.#events.onChange()
  }

  onSettingsAck(): void {
    this.#countIdle()
  }

  onPing(opaque: Buffer, ack: boolean): void {
    this.#countIdle()
    if (!ack) writePing(this.out, opaque, true)
  }

  onGoaway(lastStreamId: number, code: number): void {
    this.#countIdle()
    this.#lastId = Math.min(this.#lastId, lastStreamId)
    // First of all, so that nobody who hears of the others gives this connection another request.
    this.leave()
    const cause = code === ErrorCode.noError ? 'goaway' : `goaway: ${errorName(code)}`
    for (const stream of this.#streams) {
      if (stream.id <= this.#lastId || stream.response.hasHead) continue
      this.#outbound.drop(stream)
      this.#streams.deleteReset(stream)
      this.#events.onUnprocessed(stream.exchange, cause)
    }
  }

  onWindowUpdate(streamId: number, increment: number): void {
    const { bodyBytes } = this
    const stream = streamId === 0 ? undefined : this.#streams.findOpened(streamId)
    if (streamId === 0) this.#outbound.widen(increment)
    else if (stream) this.#outbound.widenStream(stream, increment)
    // A body that goes on, be it by a byte, is on its way to an answer.
    this.#countIdle(this.bodyBytes > bodyBytes)
  }

  onStreamFault({ streamId, code, message }: StreamFault): void {
    const stream = this.#streams.findOpened(streamId)
    if (stream === undefined) return
    this.#reset(stream, code)
    this.#events.onEnd(stream.exchange, { kind: 'unknown', cause: `malformed answer: ${message}` })
  }

  /** `isCut`: the answer counts, but its rest is not wanted. */
  #answer(stream: Stream, isCut = false): void {
    // A body that is still on its way is of no use to a peer that has answered.
    if (isCut || stream.rest !== undefined) this.#reset(stream, ErrorCode.cancel)
    else this.#streams.delete(stream)
    this.#events.onEnd(stream.exchange, stream.response.result())
  }

  #reset(stream: Stream, code: number): void {
    this.#outbound.drop(stream)
    this.#streams.deleteReset(stream)
    writeRstStream(this.out, stream.id, code)
  }

  #refill(stream: Stream, flowBytes: number): void {
    stream.receiveWindow ??= new ReceiveWindow(stream.id, ourSettings.initialWindowBytes)
    const increment = stream.receiveWindow.receive(flowBytes)
    if (increment > 0) writeWindowUpdate(this.out, stream.id, increment)
  }

  #countIdle(hasMoved = false): void {
    this.#idleFrames = hasMoved ? 0 : this.#idleFrames + 1
    if (this.#idleFrames <= IDLE_FRAMES_MAX) return
    throw new ConnectionFault(ErrorCode.enhanceYourCalm, `${IDLE_FRAMES_MAX} frames that brought no answer on`)
  }
}

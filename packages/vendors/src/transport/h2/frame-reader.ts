// Cuts a server's bytes into frames, joins header blocks, and holds each frame against the rules that need no more than the
// frame and those before it (RFC 9113 §3.4, §4, §6). Knows no stream states, no HPACK, no windows and no socket.
import { BytesOut } from './bytes-out.ts'
import { ConnectionFault, ErrorCode, StreamFault } from './error-code.ts'
import { Flag, FRAME_HEADER_BYTES, type FrameSink, FrameType, STREAM_ID_MAX, WINDOW_MAX } from './frame.ts'
import {
  debugText,
  demandConnection,
  demandOurStream,
  demandSize,
  emptyUpdateFault,
  paddingBytes,
  protocolFault,
  readSettings,
  sizeFault,
} from './frame-rules.ts'

/** Empty CONTINUATION frames borne in one header block: their number is the one thing that the block's size does not bound. */
const EMPTY_CONTINUATIONS_MAX = 8
const PRIORITY_BYTES = 5

/** What the reader bears. */
export interface FrameLimits {
  /** Our SETTINGS_MAX_FRAME_SIZE: the largest payload of one frame. */
  readonly frameBytesMax: number
  /** Most bytes of one header block, over all its frames. */
  readonly blockBytesMax: number
}

/**
 * Reads the frames of one connection. However the bytes are cut into chunks, the sink sees the same calls.
 *
 * A frame that lies whole in a chunk is handed on where it lies. Of one that does not, the bytes are copied once into a buffer
 * of at most {@link FrameLimits.frameBytesMax} and a frame header, which is used again and again.
 */
export class FrameReader {
  /** Whole frames so far. */
  frameCount = 0
  readonly #frameBytesMax: number
  readonly #blockBytesMax: number
  readonly #sink: FrameSink
  /** The start of a frame whose end has not come yet. */
  #held: Buffer = EMPTY
  #heldBytes = 0
  // The frame at hand, known as soon as the nine bytes of its header are there.
  #type = 0
  #flags = 0
  #streamId = 0
  /** Header included. */
  #frameBytes = 0
  // The header block that waits for CONTINUATION; stream id 0: there is none.
  readonly #block = new BytesOut()
  #blockStreamId = 0
  #blockEndsStream = false
  #emptyContinuations = 0
  #isGreeted = false
  #isOver = false

  constructor(limits: FrameLimits, sink: FrameSink) {
    this.#frameBytesMax = limits.frameBytesMax
    this.#blockBytesMax = limits.blockBytesMax
    this.#sink = sink
  }

  /**
   * Reads on. Faults of single streams go to the sink, its own as well as those that the sink throws.
   *
   * @throws ConnectionFault when the connection must end, and whatever else the sink throws; later calls do nothing
   */
  push(chunk: Buffer): void {
    if (this.#isOver) return
    try {
      this.#readFrames(chunk, this.#heldBytes === 0 ? 0 : this.#finishHeld(chunk))
    } catch (cause) {
      this.#isOver = true
      throw cause
    }
  }

  #readFrames(chunk: Buffer, from: number): void {
    let at = from
    while (chunk.length - at >= FRAME_HEADER_BYTES) {
      this.#readHeader(chunk, at)
      if (chunk.length - at < this.#frameBytes) {
        this.#hold(this.#frameBytes, chunk, at)
        return
      }
      this.#deliver(chunk, at)
      at += this.#frameBytes
    }
    if (at < chunk.length) this.#hold(FRAME_HEADER_BYTES, chunk, at)
  }

  /** Completes the held frame if it can; returns how far the chunk was used. */
  #finishHeld(chunk: Buffer): number {
    let at = 0
    if (this.#heldBytes < FRAME_HEADER_BYTES) {
      at = this.#hold(FRAME_HEADER_BYTES, chunk, 0)
      if (this.#heldBytes < FRAME_HEADER_BYTES) return at
      this.#readHeader(this.#held, 0)
    }
    at = this.#hold(this.#frameBytes, chunk, at)
    if (this.#heldBytes < this.#frameBytes) return at
    this.#heldBytes = 0
    this.#deliver(this.#held, 0)
    return at
  }

  /** Keeps bytes from `from` on until `wantedBytes` are held; returns how far the chunk was used. */
  #hold(wantedBytes: number, chunk: Buffer, from: number): number {
    if (this.#held.length < wantedBytes) {
      const larger = Buffer.allocUnsafeSlow(wantedBytes)
      this.#held.copy(larger, 0, 0, this.#heldBytes)
      this.#held = larger
    }
    const to = Math.min(from + wantedBytes - this.#heldBytes, chunk.length)
    this.#heldBytes += chunk.copy(this.#held, this.#heldBytes, from, to)
    return to
  }

  #readHeader(bytes: Buffer, at: number): void {
    const lengthAndType = bytes.readUInt32BE(at)
    const payloadBytes = lengthAndType >>> 8
    this.#type = lengthAndType & 0xff
    this.#flags = bytes.readUInt8(at + 4)
    this.#streamId = bytes.readUInt32BE(at + 5) & STREAM_ID_MAX
    this.#frameBytes = FRAME_HEADER_BYTES + payloadBytes
    // Before the size, so that an answer in HTTP/1.1 is called what it is.
    if (!this.#isGreeted) this.#demandGreeting()
    if (payloadBytes > this.#frameBytesMax) {
      throw new ConnectionFault(
        ErrorCode.frameSizeError,
        `frame of ${payloadBytes} bytes, above ${this.#frameBytesMax}`,
      )
    }
    if (this.#blockStreamId !== 0) this.#demandContinuation()
  }

  /** RFC 9113 §3.4: the server's preface is a SETTINGS frame. */
  #demandGreeting(): void {
    if (this.#type !== FrameType.settings || (this.#flags & Flag.ack) !== 0) {
      throw protocolFault(`first frame of type ${this.#type} and flags ${this.#flags} is not the SETTINGS of a server`)
    }
    this.#isGreeted = true
  }

  /** RFC 9113 §6.10: nothing comes between the frames of a header block. */
  #demandContinuation(): void {
    if (this.#type !== FrameType.continuation || this.#streamId !== this.#blockStreamId) {
      throw protocolFault(
        `frame of type ${this.#type} on stream ${this.#streamId} in a header block of stream ${this.#blockStreamId}`,
      )
    }
  }

  #deliver(bytes: Buffer, at: number): void {
    this.frameCount += 1
    try {
      this.#dispatch(bytes, at + FRAME_HEADER_BYTES, at + this.#frameBytes)
    } catch (cause) {
      if (!(cause instanceof StreamFault)) throw cause
      this.#sink.onStreamFault(cause)
    }
  }

  #dispatch(bytes: Buffer, from: number, to: number): void {
    switch (this.#type) {
      case FrameType.data:
        this.#onData(bytes, from, to)
        break
      case FrameType.headers:
        this.#onHeaders(bytes, from, to)
        break
      case FrameType.priority:
        this.#onPriority(to - from)
        break
      case FrameType.rstStream:
        this.#onRstStream(bytes, from, to)
        break
      case FrameType.settings:
        this.#onSettings(bytes, from, to)
        break
      case FrameType.pushPromise:
        throw protocolFault('PUSH_PROMISE although push is off')
      case FrameType.ping:
        this.#onPing(bytes, from, to)
        break
      case FrameType.goaway:
        this.#onGoaway(bytes, from, to)
        break
      case FrameType.windowUpdate:
        this.#onWindowUpdate(bytes, from, to)
        break
      case FrameType.continuation:
        this.#onContinuation(bytes, from, to)
        break
    }
    // Other types are extensions, to be ignored (RFC 9113 §4.1).
  }

  #onData(bytes: Buffer, from: number, to: number): void {
    demandOurStream('DATA', this.#streamId)
    const leadBytes = (this.#flags & Flag.padded) === 0 ? 0 : 1
    const end = to - paddingBytes(bytes, from, to, this.#flags, leadBytes)
    this.#sink.onData(this.#streamId, bytes, from + leadBytes, end, to - from, (this.#flags & Flag.endStream) !== 0)
  }

  #onHeaders(bytes: Buffer, from: number, to: number): void {
    demandOurStream('HEADERS', this.#streamId)
    // RFC 9113 §5.3.2 deprecates priorities: their bytes are stepped over, whatever they say.
    const priorityBytes = (this.#flags & Flag.priority) === 0 ? 0 : PRIORITY_BYTES
    const leadBytes = priorityBytes + ((this.#flags & Flag.padded) === 0 ? 0 : 1)
    const start = from + leadBytes
    const end = to - paddingBytes(bytes, from, to, this.#flags, leadBytes)
    const endStream = (this.#flags & Flag.endStream) !== 0
    this.#demandBlockSize(end - start)
    if ((this.#flags & Flag.endHeaders) !== 0) {
      this.#sink.onHeaders(this.#streamId, bytes, start, end, endStream)
      return
    }
    this.#blockStreamId = this.#streamId
    this.#blockEndsStream = endStream
    this.#emptyContinuations = 0
    this.#keepFragment(bytes, start, end)
  }

  #onContinuation(bytes: Buffer, from: number, to: number): void {
    if (this.#blockStreamId === 0) throw protocolFault(`CONTINUATION on stream ${this.#streamId} without HEADERS`)
    if (from === to) this.#emptyContinuations += 1
    if (this.#emptyContinuations > EMPTY_CONTINUATIONS_MAX) {
      throw new ConnectionFault(ErrorCode.enhanceYourCalm, `more than ${EMPTY_CONTINUATIONS_MAX} empty CONTINUATION`)
    }
    this.#keepFragment(bytes, from, to)
    if ((this.#flags & Flag.endHeaders) === 0) return
    this.#blockStreamId = 0
    const block = this.#block.take()
    this.#sink.onHeaders(this.#streamId, block, 0, block.length, this.#blockEndsStream)
  }

  #keepFragment(bytes: Buffer, from: number, to: number): void {
    this.#demandBlockSize(this.#block.at + to - from)
    this.#block.reserve(to - from)
    this.#block.at += bytes.copy(this.#block.bytes, this.#block.at, from, to)
  }

  #demandBlockSize(blockBytes: number): void {
    if (blockBytes <= this.#blockBytesMax) return
    throw new ConnectionFault(
      ErrorCode.enhanceYourCalm,
      `header block of ${blockBytes} bytes, above ${this.#blockBytesMax}`,
    )
  }

  /** Checked and otherwise ignored (RFC 9113 §5.3.2); it may name any stream, also one that nobody opened. */
  #onPriority(payloadBytes: number): void {
    if (this.#streamId === 0) throw protocolFault('PRIORITY on stream 0')
    if (payloadBytes === PRIORITY_BYTES) return
    throw new StreamFault(this.#streamId, ErrorCode.frameSizeError, `PRIORITY of ${payloadBytes} bytes`)
  }

  #onRstStream(bytes: Buffer, from: number, to: number): void {
    demandOurStream('RST_STREAM', this.#streamId)
    demandSize('RST_STREAM', to - from, 4)
    this.#sink.onRstStream(this.#streamId, bytes.readUInt32BE(from))
  }

  #onSettings(bytes: Buffer, from: number, to: number): void {
    demandConnection('SETTINGS', this.#streamId)
    if ((this.#flags & Flag.ack) !== 0) {
      demandSize('SETTINGS with ACK', to - from, 0)
      this.#sink.onSettingsAck()
      return
    }
    this.#sink.onSettings(readSettings(bytes, from, to))
  }

  #onPing(bytes: Buffer, from: number, to: number): void {
    demandConnection('PING', this.#streamId)
    demandSize('PING', to - from, 8)
    this.#sink.onPing(bytes.subarray(from, to), (this.#flags & Flag.ack) !== 0)
  }

  #onGoaway(bytes: Buffer, from: number, to: number): void {
    demandConnection('GOAWAY', this.#streamId)
    if (to - from < 8) throw sizeFault('GOAWAY', to - from)
    const lastStreamId = bytes.readUInt32BE(from) & STREAM_ID_MAX
    this.#sink.onGoaway(lastStreamId, bytes.readUInt32BE(from + 4), debugText(bytes, from + 8, to))
  }

  #onWindowUpdate(bytes: Buffer, from: number, to: number): void {
    if (this.#streamId !== 0) demandOurStream('WINDOW_UPDATE', this.#streamId)
    demandSize('WINDOW_UPDATE', to - from, 4)
    const increment = bytes.readUInt32BE(from) & WINDOW_MAX
    if (increment === 0) throw emptyUpdateFault(this.#streamId)
    this.#sink.onWindowUpdate(this.#streamId, increment)
  }
}

const EMPTY: Buffer = Buffer.alloc(0)

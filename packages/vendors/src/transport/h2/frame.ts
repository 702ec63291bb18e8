// The vocabulary of HTTP/2 frames (RFC 9113 §4 and §6): types, flags, settings and their bounds. No code.
import type { StreamFault } from './error-code.ts'

/** Frame types (RFC 9113 §6). */
export const FrameType = {
  data: 0x0,
  headers: 0x1,
  priority: 0x2,
  rstStream: 0x3,
  settings: 0x4,
  pushPromise: 0x5,
  ping: 0x6,
  goaway: 0x7,
  windowUpdate: 0x8,
  continuation: 0x9,
} as const

/** Flags; which frame knows which stands in RFC 9113 §6. */
export const Flag = { ack: 0x1, endStream: 0x1, endHeaders: 0x4, padded: 0x8, priority: 0x20 } as const

/** Settings (RFC 9113 §6.5.2). */
export const Setting = {
  headerTableSize: 0x1,
  enablePush: 0x2,
  maxConcurrentStreams: 0x3,
  initialWindowSize: 0x4,
  maxFrameSize: 0x5,
  maxHeaderListSize: 0x6,
} as const

/** Bytes before each frame's payload. */
export const FRAME_HEADER_BYTES = 9
/** Largest payload before SETTINGS says otherwise, and the least a peer may ask for. */
export const FRAME_BYTES_DEFAULT = 16_384
/** Largest payload that any peer may ask for. */
export const FRAME_BYTES_MAX = 16_777_215
/** Window of a connection, and of a stream before SETTINGS. */
export const WINDOW_DEFAULT = 65_535
/** Largest window (RFC 9113 §6.9.1). */
export const WINDOW_MAX = 0x7fff_ffff
/** Dynamic table before SETTINGS (RFC 9113 §6.5.2). */
export const HEADER_TABLE_BYTES_DEFAULT = 4096
/** Largest stream id. */
export const STREAM_ID_MAX = 0x7fff_ffff

/**
 * Where decoded frames go. Byte ranges are views into the reader's input and good only during the call. A method may throw
 * {@link ConnectionFault} or {@link StreamFault}.
 */
export interface FrameSink {
  /** `from`…`to` is the content without padding; `flowBytes` is what counts for flow control, padding included. */
  onData(streamId: number, bytes: Buffer, from: number, to: number, flowBytes: number, endStream: boolean): void
  /** A whole header block, CONTINUATION frames joined. */
  onHeaders(streamId: number, bytes: Buffer, from: number, to: number, endStream: boolean): void
  onRstStream(streamId: number, code: number): void
  /** Identifiers and values in the order of the frame, unknown ones included, each value within its bounds. */
  onSettings(settings: readonly (readonly [id: number, value: number])[]): void
  onSettingsAck(): void
  /** Eight opaque bytes. */
  onPing(opaque: Buffer, ack: boolean): void
  onGoaway(lastStreamId: number, code: number, debug: string): void
  /** `streamId` 0: the connection. */
  onWindowUpdate(streamId: number, increment: number): void
  /** A fault of one frame that leaves the connection usable; the reader goes on with the next frame. */
  onStreamFault(fault: StreamFault): void
}

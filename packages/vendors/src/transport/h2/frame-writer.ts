// Writes a client's frames (RFC 9113 §3.4 and §6) into a buffer that grows. Knows their layout only: what may be sent when, and
// how much of it, is the caller's business. Stream ids are below 2^31, payloads at most what the peer's SETTINGS allow.
import type { BytesOut } from './bytes-out.ts'
import { Flag, FRAME_HEADER_BYTES, FrameType } from './frame.ts'
import type { SettingPair } from './settings.ts'

/** Leaves room for a frame header; the payload follows in place. Returns where the frame starts, for {@link endFrame}. */
export function beginFrame(out: BytesOut): number {
  out.reserve(FRAME_HEADER_BYTES)
  const start = out.at
  out.at = start + FRAME_HEADER_BYTES
  return start
}

/** Makes a frame of everything since `start`. `type` is one of FrameType, `flags` a sum of Flag. */
export function endFrame(out: BytesOut, start: number, type: number, flags: number, streamId: number): void {
  writeFrameHeader(out, start, out.at - start - FRAME_HEADER_BYTES, type, flags, streamId)
}

/**
 * Makes a header block of everything since `start`: one HEADERS frame, or HEADERS and CONTINUATION frames when the block is
 * longer than the peer's largest frame. The block is moved apart only in that rare case.
 */
export function finishHeaders(
  out: BytesOut,
  start: number,
  streamId: number,
  endStream: boolean,
  frameBytesMax: number,
): void {
  const flags = endStream ? Flag.endStream : 0
  const blockBytes = out.at - start - FRAME_HEADER_BYTES
  if (blockBytes <= frameBytesMax) {
    writeFrameHeader(out, start, blockBytes, FrameType.headers, flags | Flag.endHeaders, streamId)
    return
  }
  splitBlock(out, start, streamId, frameBytesMax)
  writeFrameHeader(out, start, frameBytesMax, FrameType.headers, flags, streamId)
}

/** Writes a DATA frame. `to - from` is at most the peer's largest frame and both windows. */
export function writeData(
  out: BytesOut,
  streamId: number,
  bytes: Buffer,
  from: number,
  to: number,
  endStream: boolean,
): void {
  const sizeBytes = to - from
  out.reserve(FRAME_HEADER_BYTES + sizeBytes)
  const start = beginFrame(out)
  bytes.copy(out.bytes, out.at, from, to)
  out.at += sizeBytes
  endFrame(out, start, FrameType.data, endStream ? Flag.endStream : 0, streamId)
}

/** Writes what a client says first: the magic line and its SETTINGS (RFC 9113 §3.4). */
export function writePreface(out: BytesOut, settings: readonly SettingPair[]): void {
  out.reserve(MAGIC.length + FRAME_HEADER_BYTES + settings.length * SETTING_BYTES)
  out.at += out.bytes.write(MAGIC, out.at, 'latin1')
  const start = beginFrame(out)
  for (const [id, value] of settings) {
    out.bytes.writeUInt16BE(id, out.at)
    out.bytes.writeUInt32BE(value, out.at + 2)
    out.at += SETTING_BYTES
  }
  endFrame(out, start, FrameType.settings, 0, 0)
}

/** Writes the answer to the peer's SETTINGS. */
export function writeSettingsAck(out: BytesOut): void {
  endFrame(out, beginFrame(out), FrameType.settings, Flag.ack, 0)
}

/** Writes a PING, or with `ack` the answer to one. `opaque` has eight bytes. */
export function writePing(out: BytesOut, opaque: Buffer, ack: boolean): void {
  out.reserve(FRAME_HEADER_BYTES + opaque.length)
  const start = beginFrame(out)
  out.at += opaque.copy(out.bytes, out.at)
  endFrame(out, start, FrameType.ping, ack ? Flag.ack : 0, 0)
}

/** Writes GOAWAY without debug text. `lastStreamId` is the last stream that the server opened: 0 without push. */
export function writeGoaway(out: BytesOut, lastStreamId: number, code: number): void {
  out.reserve(FRAME_HEADER_BYTES + 8)
  const start = beginFrame(out)
  out.at = out.bytes.writeUInt32BE(lastStreamId, out.at)
  out.at = out.bytes.writeUInt32BE(code, out.at)
  endFrame(out, start, FrameType.goaway, 0, 0)
}

/** Writes a WINDOW_UPDATE of 1…2^31-1 bytes; `streamId` 0 means the connection. */
export function writeWindowUpdate(out: BytesOut, streamId: number, increment: number): void {
  writeNumber(out, FrameType.windowUpdate, streamId, increment)
}

/** Writes RST_STREAM; `code` is one of ErrorCode. */
export function writeRstStream(out: BytesOut, streamId: number, code: number): void {
  writeNumber(out, FrameType.rstStream, streamId, code)
}

function writeNumber(out: BytesOut, type: number, streamId: number, value: number): void {
  out.reserve(FRAME_HEADER_BYTES + 4)
  const start = beginFrame(out)
  out.at = out.bytes.writeUInt32BE(value, out.at)
  endFrame(out, start, type, 0, streamId)
}

/** Makes CONTINUATION frames of what does not fit into the first frame. Goes from the last to the first, so each byte moves once. */
function splitBlock(out: BytesOut, start: number, streamId: number, frameBytesMax: number): void {
  const block = start + FRAME_HEADER_BYTES
  const count = Math.ceil((out.at - block) / frameBytesMax) - 1
  const end = out.at
  out.reserve(count * FRAME_HEADER_BYTES)
  for (let number = count; number > 0; number -= 1) {
    const from = block + number * frameBytesMax
    const to = Math.min(from + frameBytesMax, end)
    const frame = start + number * (FRAME_HEADER_BYTES + frameBytesMax)
    out.bytes.copyWithin(frame + FRAME_HEADER_BYTES, from, to)
    writeFrameHeader(out, frame, to - from, FrameType.continuation, number === count ? Flag.endHeaders : 0, streamId)
  }
  out.at = end + count * FRAME_HEADER_BYTES
}

function writeFrameHeader(
  out: BytesOut,
  start: number,
  payloadBytes: number,
  type: number,
  flags: number,
  streamId: number,
): void {
  out.bytes.writeUInt32BE(((payloadBytes << 8) | type) >>> 0, start)
  out.bytes.writeUInt8(flags, start + 4)
  out.bytes.writeUInt32BE(streamId, start + 5)
}

const MAGIC = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'
const SETTING_BYTES = 6

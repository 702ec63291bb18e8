// What one frame must look like to a client (RFC 9113 §6): pure checks and readings of a payload. Remembers nothing.
import { ConnectionFault, ErrorCode, StreamFault } from './error-code.ts'
import { Flag } from './frame.ts'
import { demandSetting, type SettingPair } from './settings.ts'

/** Bytes of one entry of SETTINGS (RFC 9113 §6.5.1). */
const SETTING_BYTES = 6
/** Bytes read of GOAWAY's debug data: a reason, not a book. */
const DEBUG_BYTES_MAX = 1024

/**
 * Demands a stream that a client can have opened: 0 is the connection, even ids would be the server's, which may open none
 * without push and so are idle for ever (RFC 9113 §5.1).
 *
 * @throws ConnectionFault PROTOCOL_ERROR
 */
export function demandOurStream(frame: string, streamId: number): void {
  if ((streamId & 1) === 0) throw protocolFault(`${frame} on stream ${streamId}, which no client opens`)
}

/**
 * Demands a frame about the connection.
 *
 * @throws ConnectionFault PROTOCOL_ERROR
 */
export function demandConnection(frame: string, streamId: number): void {
  if (streamId !== 0) throw protocolFault(`${frame} on stream ${streamId} instead of 0`)
}

/**
 * Demands the one size that a frame has.
 *
 * @throws ConnectionFault FRAME_SIZE_ERROR
 */
export function demandSize(frame: string, payloadBytes: number, expectedBytes: number): void {
  if (payloadBytes !== expectedBytes) throw sizeFault(frame, payloadBytes)
}

/**
 * The padding at the end of a payload that starts with `leadBytes` of fields, the pad length among them when the frame is padded.
 *
 * @throws ConnectionFault FRAME_SIZE_ERROR when the fields do not fit, PROTOCOL_ERROR when the padding does not (RFC 9113 §6.1)
 */
export function paddingBytes(bytes: Buffer, from: number, to: number, flags: number, leadBytes: number): number {
  if (leadBytes > to - from) throw sizeFault('frame with fields before its content', to - from)
  if ((flags & Flag.padded) === 0) return 0
  const padding = bytes.readUInt8(from)
  if (leadBytes + padding > to - from) throw protocolFault(`${padding} bytes of padding in a payload of ${to - from}`)
  return padding
}

/**
 * The entries of a SETTINGS payload, in order.
 *
 * @throws ConnectionFault FRAME_SIZE_ERROR when the last one is cut, and as {@link demandSetting} does
 */
export function readSettings(bytes: Buffer, from: number, to: number): readonly SettingPair[] {
  if ((to - from) % SETTING_BYTES !== 0) throw sizeFault('SETTINGS', to - from)
  const pairs: SettingPair[] = []
  for (let at = from; at < to; at += SETTING_BYTES) {
    const id = bytes.readUInt16BE(at)
    const value = bytes.readUInt32BE(at + 2)
    demandSetting(id, value)
    pairs.push([id, value])
  }
  return pairs
}

/** GOAWAY's debug data as text for logs: at most 1 KiB of it, with U+FFFD for what is not UTF-8 or would not show as itself. */
export function debugText(bytes: Buffer, from: number, to: number): string {
  const text = bytes.toString('utf8', from, Math.min(to, from + DEBUG_BYTES_MAX))
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\ufffd')
}

/** A rule of RFC 9113 broken by what the frame says. */
export function protocolFault(message: string): ConnectionFault {
  return new ConnectionFault(ErrorCode.protocolError, message)
}

/** A WINDOW_UPDATE by nothing: a fault of the stream, for stream 0 of the connection (RFC 9113 §6.9). */
export function emptyUpdateFault(streamId: number): ConnectionFault | StreamFault {
  const message = 'WINDOW_UPDATE by 0'
  return streamId === 0 ? protocolFault(message) : new StreamFault(streamId, ErrorCode.protocolError, message)
}

/** A frame too short or too long for its type (RFC 9113 §4.2). */
export function sizeFault(frame: string, payloadBytes: number): ConnectionFault {
  return new ConnectionFault(ErrorCode.frameSizeError, `${frame} of ${payloadBytes} bytes`)
}

// WebSocket frames as bytes: header and payload in one buffer, made once for however many receivers (RFC 6455 §5.2). A server does not
// mask, so that the same bytes are good for every connection.
import { encodeFrame, type ServerFrame } from '@posthouse/protocol/frames'

/** A whole text message, and nothing else. */
const finalText = 0x81
const mediumMark = 126
const largeMark = 127
const mediumMax = 0xffff

/** The bytes of a frame of ours, ready for a socket. */
export function framed(frame: ServerFrame): Buffer {
  return framedText(encodeFrame(frame))
}

/** The bytes of a text message. */
export function framedText(text: string): Buffer {
  const size = Buffer.byteLength(text)
  const headerSize = size < mediumMark ? 2 : size <= mediumMax ? 4 : 10
  const bytes = Buffer.allocUnsafe(headerSize + size)
  bytes[0] = finalText
  if (headerSize === 2) bytes[1] = size
  else if (headerSize === 4) {
    bytes[1] = mediumMark
    bytes.writeUInt16BE(size, 2)
  } else {
    bytes[1] = largeMark
    bytes.writeBigUInt64BE(BigInt(size), 2)
  }
  bytes.write(text, headerSize, 'utf8')
  return bytes
}

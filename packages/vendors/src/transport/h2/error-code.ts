// HTTP/2's error codes (RFC 9113 §7) and the two faults a peer can commit: one that ends a stream, one that ends the connection.

/** Codes of RST_STREAM and GOAWAY (RFC 9113 §7). */
export const ErrorCode = {
  noError: 0x0,
  protocolError: 0x1,
  internalError: 0x2,
  flowControlError: 0x3,
  settingsTimeout: 0x4,
  streamClosed: 0x5,
  frameSizeError: 0x6,
  refusedStream: 0x7,
  cancel: 0x8,
  compressionError: 0x9,
  connectError: 0xa,
  enhanceYourCalm: 0xb,
  inadequateSecurity: 0xc,
  http11Required: 0xd,
} as const

/** The peer broke a rule that the whole connection rests on; it is answered with GOAWAY and the connection ends (RFC 9113 §5.4.1). */
export class ConnectionFault extends Error {
  override readonly name = 'ConnectionFault'
  /** One of {@link ErrorCode}. */
  readonly code: number
  constructor(code: number, message: string) {
    super(message)
    this.code = code
  }
}

/** The peer broke a rule on one stream; it is answered with RST_STREAM and the others go on (RFC 9113 §5.4.2). */
export class StreamFault extends Error {
  override readonly name = 'StreamFault'
  readonly streamId: number
  /** One of {@link ErrorCode}. */
  readonly code: number
  constructor(streamId: number, code: number, message: string) {
    super(message)
    this.streamId = streamId
    this.code = code
  }
}

/** A code's name in results and logs, `protocol-error`; `error-4660` for one that RFC 9113 does not know. */
export function errorName(code: number): string {
  return names.get(code) ?? `error-${code}`
}

const names: ReadonlyMap<number, string> = new Map(
  Object.entries(ErrorCode).map(([name, code]) => [
    code,
    name.replaceAll(/[A-Z0-9]+/g, part => `-${part.toLowerCase()}`),
  ]),
)

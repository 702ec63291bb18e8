// Flow control (RFC 9113 §5.2 and §6.9): two windows that count bytes of DATA. Knows no frames and sends nothing itself.
import { ConnectionFault, ErrorCode, StreamFault } from './error-code.ts'
import { WINDOW_MAX } from './frame.ts'

/** What we may still send, on a stream or (stream id 0) on the connection. */
export class SendWindow {
  readonly #streamId: number
  #bytes: number

  constructor(streamId: number, bytes: number) {
    this.#streamId = streamId
    this.#bytes = bytes
  }

  /** Bytes that may leave now; negative after SETTINGS took back more than was left (RFC 9113 §6.9.2). */
  get bytes(): number {
    return this.#bytes
  }

  /** Counts what leaves; `count` is at most {@link bytes}. */
  spend(count: number): void {
    this.#bytes -= count
  }

  /**
   * A WINDOW_UPDATE of the peer.
   *
   * @throws FLOW_CONTROL_ERROR above 2^31-1: a StreamFault, for the connection's window a ConnectionFault (RFC 9113 §6.9.1)
   */
  grow(increment: number): void {
    const grown = this.#bytes + increment
    if (grown > WINDOW_MAX) throw flowFault(this.#streamId, `send window of ${grown} bytes`)
    this.#bytes = grown
  }

  /**
   * The difference between two INITIAL_WINDOW_SIZE of the peer; streams only, the connection's window does not follow it.
   *
   * @throws ConnectionFault FLOW_CONTROL_ERROR above 2^31-1 (RFC 9113 §6.9.2)
   */
  shift(differenceBytes: number): void {
    const shifted = this.#bytes + differenceBytes
    if (shifted > WINDOW_MAX) throw flowFault(0, `SETTINGS make a send window of ${shifted} bytes`)
    this.#bytes = shifted
  }
}

/** What the peer may still send to us, on a stream or (stream id 0) on the connection. Whatever came counts as consumed at once. */
export class ReceiveWindow {
  readonly #streamId: number
  readonly #sizeBytes: number
  #bytes: number

  /** `sizeBytes`: the full window, 65535 or more, since a peer that has not read our SETTINGS yet goes by that. */
  constructor(streamId: number, sizeBytes: number) {
    this.#streamId = streamId
    this.#sizeBytes = sizeBytes
    this.#bytes = sizeBytes
  }

  /** Bytes that may come before the next WINDOW_UPDATE. */
  get bytes(): number {
    return this.#bytes
  }

  /**
   * Counts a DATA frame, padding included. DATA of a stream that is gone still counts for the connection.
   *
   * @returns the increment to send now in a WINDOW_UPDATE, which refills the window; 0 while more than half is left
   * @throws FLOW_CONTROL_ERROR when the peer sent too much: a StreamFault, for the connection's window a ConnectionFault
   */
  receive(flowBytes: number): number {
    const left = this.#bytes - flowBytes
    if (left < 0) throw flowFault(this.#streamId, `${-left} bytes of DATA above the window`)
    this.#bytes = left
    if (left * 2 > this.#sizeBytes) return 0
    this.#bytes = this.#sizeBytes
    return this.#sizeBytes - left
  }
}

function flowFault(streamId: number, message: string): ConnectionFault | StreamFault {
  return streamId === 0
    ? new ConnectionFault(ErrorCode.flowControlError, message)
    : new StreamFault(streamId, ErrorCode.flowControlError, message)
}

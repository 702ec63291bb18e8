// One connection to the server: frames over a socket, from its opening to its end, with heartbeats. Knows nothing of logins.
import {
  type ByeReason,
  byeReasonOf,
  type ClientFrame,
  decodeServerFrame,
  encodeFrame,
  heartbeatMs,
  heartbeatTimeoutMs,
  type ServerFrame,
} from '@posthouse/protocol/frames'
import type { Link, Ports } from './ports.ts'

/** How a connection ended. */
export interface End {
  /** The server's own reason, where it gave one. */
  readonly reason: ByeReason | undefined
  /** The server's own words, for the app. */
  readonly text: string
}

/** What a connection tells; `ended` last and once, unless it was closed from here. */
export interface ConnectionEvents {
  opened(): void
  frame(frame: ServerFrame): void
  ended(end: End): void
}

/** A socket that is not open by then counts as lost. */
const openingMsMax = 10_000
const usualClose = 1000

/** See the head of the file. Begins to open at once. */
export class Connection {
  readonly #ports: Pick<Ports, 'clock' | 'log'>
  readonly #events: ConnectionEvents
  readonly #link: Link | undefined
  #heardAtMs: number
  /** What the heartbeats since then add up to: a clock that was set back says less. */
  #silentMs = 0
  #isOver = false
  #cancelTimer: () => void

  constructor(ports: Ports, url: string, events: ConnectionEvents) {
    this.#ports = ports
    this.#events = events
    this.#heardAtMs = ports.clock.now()
    this.#cancelTimer = ports.clock.after(openingMsMax, () => this.#end({ reason: undefined, text: '' }))
    this.#link = this.#open(ports.transport, url)
  }

  /** Sends a frame; into a connection that is over, nothing. */
  send(frame: ClientFrame): void {
    if (!this.#isOver) this.#link?.send(encodeFrame(frame))
  }

  /** From now on sends a `ping` each `everyMs`, and ends when nothing was heard for `timeoutMs`. */
  beat(everyMs: number, timeoutMs: number): void {
    this.#cancelTimer()
    this.#cancelTimer = this.#ports.clock.after(everyMs, () => {
      this.#silentMs += everyMs
      if (Math.max(this.#silentMs, this.#ports.clock.now() - this.#heardAtMs) >= timeoutMs) {
        this.#end({ reason: 'silent', text: '' })
        return
      }
      this.send({ t: 'ping' })
      this.beat(everyMs, timeoutMs)
    })
  }

  /** Ends it without a word of it. */
  close(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#cancelTimer()
    this.#link?.close(usualClose)
  }

  #open(transport: Ports['transport'], url: string): Link | undefined {
    const { clock } = this.#ports
    try {
      return transport.open(url, {
        opened: () => {
          this.#heardAtMs = clock.now()
          // From the first moment on: a network may fall silent before the login is answered, too.
          this.beat(heartbeatMs, heartbeatTimeoutMs)
          this.#events.opened()
        },
        received: text => this.#received(text),
        closed: code => this.#end({ reason: byeReasonOf(code), text: '' }),
      })
    } catch (cause) {
      // An address that the platform does not take. Told as a loss, and not before the maker of this connection has it.
      this.#ports.log('error', 'socket.unopened', { cause: String(cause) })
      clock.after(0, () => this.#end({ reason: undefined, text: '' }))
      return undefined
    }
  }

  #received(text: string): void {
    if (this.#isOver) return
    this.#heardAtMs = this.#ports.clock.now()
    this.#silentMs = 0
    const frame = this.#decoded(text)
    if (frame === undefined) this.#end({ reason: undefined, text: '' })
    else if (frame.t === 'bye') this.#end({ reason: frame.reason, text: frame.text ?? '' })
    else this.#events.frame(frame)
  }

  #decoded(text: string): ServerFrame | undefined {
    try {
      return decodeServerFrame(text)
    } catch (cause) {
      this.#ports.log('error', 'frame.unreadable', { cause: cause instanceof Error ? cause.message : String(cause) })
      return undefined
    }
  }

  #end(end: End): void {
    if (this.#isOver) return
    this.close()
    this.#events.ended(end)
  }
}

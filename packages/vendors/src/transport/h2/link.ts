// A connection's protocol on its socket: reads, writes what a turn of the event loop gathered in one go, and keeps the one timer
// for deadlines and signs of life. Knows bytes and time; the rules of HTTP/2 stand in connection.ts.
import type { TLSSocket } from 'node:tls'
import type { Clock } from '../../io.ts'
import { causeOf } from '../cause.ts'
import type { WireResult } from '../contract.ts'
import { Connection, type ConnectionEvents, type ConnectionOptions } from './connection.ts'
import type { Exchange, Link, LinkOwner } from './exchange.ts'
import { Liveness } from './liveness.ts'
import type { Traffic } from './metrics.ts'

/** What a link is made with. */
export interface LinkOptions extends ConnectionOptions {
  readonly clock: Clock
  readonly owner: LinkOwner
  /** How long the peer's first SETTINGS may take, ms. */
  readonly settingsTimeoutMs: number
  /** Adds up over all links of a client. */
  readonly traffic: Traffic
}

/** Bytes in the socket's hands at which no further request is taken. */
const CONGESTED_BYTES = 524_288
/** How long a farewell may take to leave. */
const FAREWELL_MS = 1_000
/**
 * The same, bodies not counted, at which a peer that asks much and reads nothing is given up. Bodies are as many as we were asked to
 * send: a thousand of them may leave in one turn.
 */
const STUCK_BYTES = 4_194_304

/** Puts a connection on a socket on which TLS stands. The socket belongs to the link from now on. */
export class SocketLink implements Link, ConnectionEvents {
  /** Resolves with nothing once the peer's settings came, or with why the link ended before. Never rejects. */
  readonly ready: Promise<string | undefined>
  readonly ended: Promise<void>
  readonly #socket: TLSSocket
  readonly #owner: LinkOwner
  readonly #clock: Clock
  readonly #traffic: Traffic
  readonly #connection: Connection
  readonly #liveness: Liveness
  readonly #becomeReady: (cause: string | undefined) => void
  /** Taken, but not written yet; written together at the end of the turn. */
  #fresh: Exchange[] = []
  #hasAnswered = false
  #isFlushing = false
  /** What {@link Connection.bodyBytes} was at the last write, and at the last one before which the socket had nothing left to do. */
  #bodyBytes = 0
  #bodyBytesDone = 0
  #isGone = false
  /** Why the link ends, where it knows better than the socket. */
  #cause = 'connection-closed'
  /** When the peer's settings are overdue. */
  readonly #settingsMs: number
  /** No open request is due before. */
  #deadlineMs = Number.POSITIVE_INFINITY
  #timerMs = Number.POSITIVE_INFINITY
  #cancelTimer: () => void = () => undefined

  constructor(socket: TLSSocket, options: LinkOptions) {
    const nowMs = options.clock.monotonic()
    this.#socket = socket
    this.#owner = options.owner
    this.#clock = options.clock
    this.#traffic = options.traffic
    this.#liveness = new Liveness(nowMs)
    this.#settingsMs = nowMs + options.settingsTimeoutMs
    const ready = Promise.withResolvers<string | undefined>()
    this.ready = ready.promise
    this.#becomeReady = ready.resolve
    this.ended = new Promise(resolve => socket.once('close', resolve))
    this.#connection = new Connection(options, this)
    socket.on('data', (chunk: Buffer) => this.#receive(chunk))
    socket.on('drain', () => this.onChange())
    socket.on('error', error => {
      this.#cause = causeOf(error)
    })
    socket.once('close', () => this.destroy(this.#cause))
    this.#connection.start()
    this.#flush()
  }

  get isUsable(): boolean {
    return !(this.#isGone || this.#connection.isLeaving)
  }

  get hasAnswered(): boolean {
    return this.#hasAnswered
  }

  get hasTaken(): boolean {
    return this.#hasAnswered || this.#connection.hasKept
  }

  get openCount(): number {
    return this.#connection.openCount + this.#fresh.length
  }

  get room(): number {
    if (this.#isGone || this.#socket.writableLength > CONGESTED_BYTES) return 0
    return Math.max(0, this.#connection.room - this.#fresh.length)
  }

  send(exchange: Exchange): void {
    exchange.link = this
    exchange.streamId = 0
    this.#fresh.push(exchange)
    this.#flushSoon()
  }

  cancel(exchange: Exchange, cause: string): void {
    if (exchange.streamId === 0) {
      this.#fresh = this.#fresh.filter(other => other !== exchange)
      this.#owner.onEnd(this, exchange, { kind: 'unsent', cause })
      return
    }
    this.#connection.cancel(exchange, cause)
    this.#flushSoon()
  }

  retire(): void {
    this.#connection.leave()
    this.#hangUpWhenIdle()
  }

  destroy(cause: string): void {
    this.#cancelTimer()
    this.#socket.destroy()
    if (this.#isGone) return
    this.#isGone = true
    this.#becomeReady(cause)
    this.#connection.close(cause)
    this.#giveBack(cause)
    this.#owner.onGone(this, cause)
  }

  onEnd(exchange: Exchange, result: WireResult): void {
    if (result.kind === 'answered') this.#hasAnswered = true
    this.#owner.onEnd(this, exchange, result)
  }

  onUnprocessed(exchange: Exchange, cause: string): void {
    exchange.streamId = 0
    this.#owner.onUnprocessed(this, exchange, cause)
  }

  onChange(): void {
    if (this.#connection.hasSettings) this.#becomeReady(undefined)
    this.#owner.onChange(this)
  }

  #receive(chunk: Buffer): void {
    if (this.#isGone) return
    const nowMs = this.#clock.monotonic()
    this.#traffic.bytesIn += chunk.length
    const { frameCount } = this.#connection
    const fault = this.#connection.receive(chunk)
    // A peer that drips byte by byte shows no life until a frame is whole (F59).
    if (this.#connection.frameCount > frameCount) this.#liveness.heard(nowMs)
    if (fault) {
      this.#write()
      this.destroy(`peer broke HTTP/2: ${fault.message}`)
      return
    }
    if (this.#connection.out.at > 0) this.#flushSoon()
    // The answer to a PING must not leave us waiting for the time at which it would have been overdue.
    if (!this.#isGone) this.#arm(nowMs)
    this.#hangUpWhenIdle()
  }

  /** One write per turn, whatever was asked in it: one TLS record for many requests. */
  #flushSoon(): void {
    if (this.#isFlushing) return
    this.#isFlushing = true
    setImmediate(this.#flush)
  }

  readonly #flush = (): void => {
    this.#isFlushing = false
    if (this.#isGone) return
    const nowMs = this.#clock.monotonic()
    const fresh = this.#fresh
    if (fresh.length > 0) {
      this.#fresh = []
      if (this.#connection.openCount === 0) this.#liveness.spoke(nowMs)
      // Whoever hears that one cannot be written may cancel others of the same turn.
      for (const exchange of fresh) if (!exchange.isEnded) this.#begin(exchange, nowMs)
    }
    this.#write()
    if (this.#isGone) return
    this.#arm(nowMs)
    this.#hangUpWhenIdle()
  }

  #begin(exchange: Exchange, nowMs: number): void {
    if (this.#connection.room <= 0) {
      this.onUnprocessed(exchange, 'not-written')
      return
    }
    exchange.sentMs = nowMs
    if (exchange.deadlineMs < this.#deadlineMs) this.#deadlineMs = exchange.deadlineMs
    this.#connection.request(exchange)
  }

  #write(): void {
    const { out, bodyBytes } = this.#connection
    if (out.at === 0) return
    if (this.#socket.writableLength === 0) this.#bodyBytesDone = this.#bodyBytes
    this.#bodyBytes = bodyBytes
    this.#traffic.bytesOut += out.at
    this.#socket.write(out.take())
    const bodyBytesLeftMax = bodyBytes - this.#bodyBytesDone
    if (this.#socket.writableLength - bodyBytesLeftMax > STUCK_BYTES) this.destroy('peer-reads-nothing')
  }

  #giveBack(cause: string): void {
    const fresh = this.#fresh
    this.#fresh = []
    for (const exchange of fresh) this.onUnprocessed(exchange, cause)
  }

  /** A link that takes nothing more and carries nothing says farewell and goes; to wait for the peer could take for ever. */
  #hangUpWhenIdle(): void {
    if (this.#isGone || !this.#connection.isLeaving || this.openCount > 0) return
    this.#connection.farewell()
    this.#write()
    // The farewell itself may have been too much for a peer that reads nothing.
    if (this.#isGone) return
    this.#isGone = true
    this.#cancelTimer()
    this.#cancelTimer = this.#clock.after(FAREWELL_MS, () => this.#socket.destroy())
    this.#socket.destroySoon()
    this.#owner.onGone(this, 'retired')
  }

  #arm(nowMs: number): void {
    const isBusy = this.#connection.openCount > 0
    const dueMs = this.#connection.hasSettings
      ? Math.min(this.#deadlineMs, this.#liveness.nextMs(isBusy))
      : this.#settingsMs
    if (dueMs >= this.#timerMs) return
    this.#cancelTimer()
    this.#timerMs = dueMs
    this.#cancelTimer = this.#clock.after(Math.max(0, dueMs - nowMs), this.#tick)
  }

  readonly #tick = (): void => {
    this.#timerMs = Number.POSITIVE_INFINITY
    const nowMs = this.#clock.monotonic()
    if (nowMs >= this.#deadlineMs) this.#deadlineMs = this.#connection.expire(nowMs)
    const due = this.#liveness.due(nowMs, this.#connection.openCount > 0)
    if (!this.#connection.hasSettings && nowMs >= this.#settingsMs) this.destroy('settings-timeout')
    else if (due === 'dead') setImmediate(this.#bury)
    else if (due === 'ask') {
      this.#connection.ping()
      this.#liveness.asked(nowMs)
    }
    this.#flush()
  }

  /** A process that was held up for long reads first what came meanwhile, and then says who is dead. */
  readonly #bury = (): void => {
    const isBusy = this.#connection.openCount > 0
    if (this.#liveness.due(this.#clock.monotonic(), isBusy) === 'dead') this.destroy('ping-timeout')
    else this.#flush()
  }
}

// Requests to one origin, spread over its connections: each waits in order while no connection has room, moves on when a peer
// gives it back, and ends exactly once, by its deadline at the latest. Knows no sockets, no TLS, no bytes.
//
//   send ──no room──▶ waiting ──room──▶ on a link ──▶ answered · unknown · unsent
//                      │ ▲                  │ given back, at most `movesMax` times
//                      │ └──────────────────┘
//                      └─ deadline · abort · connect failed · closed ─▶ unsent
import type { Clock } from '../../io.ts'
import { abortCause } from '../cause.ts'
import type { WireRequest, WireResult } from '../contract.ts'
import { AbortGroups } from './abort-groups.ts'
import { Alarm } from './alarm.ts'
import type { Exchange, Link, LinkOwner } from './exchange.ts'
import { type Connect, Fleet, type FleetOptions, type WarmUp } from './fleet.ts'
import { type Http2Metrics, snapshot, Tally, type Traffic } from './metrics.ts'
import type { Seat } from './seat.ts'
import { type SendLimit, Ticket } from './ticket.ts'
import { Waiting } from './waiting.ts'

/** Bounds of a pool, all of them positive integers, `movesMax` possibly 0. */
export interface PoolOptions extends FleetOptions {
  /** Requests on the wire, all connections together. */
  readonly inFlightMax: number
  /** Requests that wait; those given back by a peer come on top. */
  readonly waitingMax: number
  /** How often a request may be given back before it is `unsent`. */
  readonly movesMax: number
}

/** What a pool works with. */
export interface PoolParts {
  readonly clock: Clock
  /** Uniform in [0, 1). */
  readonly random: () => number
  readonly connect: Connect
  /** Its links add to it. */
  readonly traffic: Traffic
}

/** How a link's causes end when the peer asks for less (RFC 9113 §7). */
const CALM = 'enhance-your-calm'

/** Requests and connections to one origin. */
export class Pool implements LinkOwner {
  readonly #options: PoolOptions
  readonly #clock: Clock
  readonly #random: () => number
  readonly #traffic: Traffic
  readonly #tally = new Tally()
  readonly #fleet: Fleet
  readonly #waiting: Waiting
  readonly #alarm: Alarm
  readonly #groups: AbortGroups<Ticket>
  #inFlight = 0
  #isPumping = false
  #isClosed = false

  constructor(options: PoolOptions, parts: PoolParts) {
    const { clock, random, connect, traffic } = parts
    this.#options = options
    this.#clock = clock
    this.#random = random
    this.#traffic = traffic
    this.#fleet = new Fleet(options, {
      clock,
      random,
      tally: this.#tally,
      connect: signal => connect(this, signal),
      onDialled: cause => this.#dialled(cause),
    })
    this.#waiting = new Waiting(options.waitingMax)
    this.#alarm = new Alarm(clock, () => this.#tick())
    this.#groups = new AbortGroups((ticket, cause) => this.#aborted(ticket, cause))
  }

  /** How many more requests may wait. */
  get room(): number {
    return this.#waiting.room
  }

  /** Sends, or queues. `settle` hears the result exactly once, possibly before this returns, and must not throw. */
  send(request: WireRequest, limit: SendLimit, settle: (result: WireResult) => void): void {
    const nowMs = this.#clock.monotonic()
    const { signal } = limit
    const ticket = new Ticket(request, nowMs + limit.timeoutMs, settle)
    const refusal = this.#refusal(ticket, signal, nowMs)
    if (refusal !== undefined) {
      this.#finish(ticket, { kind: 'unsent', cause: refusal })
      return
    }
    if (signal !== undefined) ticket.group = this.#groups.join(signal, ticket)
    const seat = this.#waiting.size === 0 ? this.#seatFor(nowMs) : undefined
    if (seat !== undefined) this.#start(seat, ticket, nowMs)
    else this.#wait(ticket, nowMs)
  }

  /** Resolves at once while at most half of the queue is used, else when it has fallen to that. */
  drained(): Promise<void> {
    return this.#waiting.drained()
  }

  /** Sees that a connection is open. Resolves when one is, or when the attempt failed. */
  warmUp(): Promise<WarmUp> {
    const warm = this.#fleet.warmUp()
    this.#tend(this.#clock.monotonic())
    return warm
  }

  /** Lets present connections go at once; requests from now on use a new one. */
  reconnect(): void {
    this.#fleet.retireAll()
    this.#pump(this.#clock.monotonic())
  }

  /** Opens a new connection, then lets present ones go; they take requests until then, at most five minutes. */
  rotate(): void {
    const nowMs = this.#clock.monotonic()
    this.#fleet.rotate(nowMs)
    this.#alarm.at(this.#fleet.sweep(nowMs))
    this.#tend(nowMs)
  }

  metrics(): Http2Metrics {
    const now = { connectionsOpen: this.#fleet.openCount, inFlight: this.#inFlight, waiting: this.#waiting.size }
    return snapshot(now, this.#tally, this.#traffic)
  }

  onChange(_link: Link): void {
    this.#pump(this.#clock.monotonic())
  }

  onGone(_link: Link, _cause: string): void {
    this.#pump(this.#clock.monotonic())
  }

  onEnd(_link: Link, exchange: Exchange, result: WireResult): void {
    // Links are given nothing but tickets on a seat.
    const ticket = exchange as Ticket
    const seat = ticket.seat as Seat
    const nowMs = this.#clock.monotonic()
    if (result.kind === 'answered') {
      seat.limit.answered(seat.inFlight)
      this.#fleet.answered(seat)
      this.#tally.roundTrip(nowMs - ticket.sentMs)
    } else if (result.cause.endsWith(CALM)) seat.limit.refused(ticket.epoch)
    this.#leave(seat, ticket, nowMs)
    this.#finish(ticket, result)
    if (this.#waiting.size > 0) this.#pump(nowMs)
  }

  onUnprocessed(link: Link, exchange: Exchange, cause: string): void {
    const ticket = exchange as Ticket
    const seat = ticket.seat as Seat
    const nowMs = this.#clock.monotonic()
    if (cause === 'refused-stream' || cause.endsWith(CALM)) seat.limit.refused(ticket.epoch)
    this.#leave(seat, ticket, nowMs)
    const { movesMax } = this.#options
    // A server that lets go of each connection in order, having taken some requests, may do so as often as it likes.
    const isOrderly = cause === 'goaway' && link.hasTaken && movesMax > 0
    if (!isOrderly) ticket.moves += 1
    if (this.#isClosed || ticket.moves > movesMax) this.#finish(ticket, { kind: 'unsent', cause })
    else if (ticket.deadlineMs <= nowMs) this.#finish(ticket, { kind: 'unsent', cause: 'deadline' })
    else this.#putBack(ticket, seat, nowMs)
    this.#pump(nowMs)
  }

  /** Ends every request, `unsent` or `unknown` as is true, and every connection. Twice is harmless. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true
    this.#failWaiting('closed')
    this.#alarm.clear()
    await this.#fleet.close()
  }

  #refusal(ticket: Ticket, signal: AbortSignal | undefined, nowMs: number): string | undefined {
    if (this.#isClosed) return 'closed'
    if (signal?.aborted) return abortCause(signal)
    // Written so that NaN is over as well.
    if (!(ticket.deadlineMs > nowMs)) return 'deadline'
    return this.#waiting.room === 0 ? 'queue-full' : undefined
  }

  #seatFor(nowMs: number): Seat | undefined {
    return this.#inFlight < this.#options.inFlightMax ? this.#fleet.seatFor(nowMs) : undefined
  }

  #start(seat: Seat, ticket: Ticket, nowMs: number): void {
    seat.inFlight += 1
    this.#inFlight += 1
    ticket.seat = seat
    ticket.epoch = seat.limit.epoch
    ticket.link = seat.link
    seat.link.send(ticket)
    if (nowMs >= seat.agedMs) this.#replace(seat, nowMs)
  }

  #replace(seat: Seat, nowMs: number): void {
    this.#fleet.replace(seat, nowMs)
    this.#alarm.at(seat.leavesMs)
    this.#tend(nowMs)
  }

  #leave(seat: Seat, ticket: Ticket, nowMs: number): void {
    seat.inFlight -= 1
    this.#inFlight -= 1
    ticket.seat = undefined
    if (seat.inFlight > 0) return
    seat.idleSinceMs = nowMs
    if (this.#fleet.openCount > 1) this.#alarm.at(nowMs + this.#options.idleMs)
  }

  #wait(ticket: Ticket, nowMs: number): void {
    ticket.sinceMs = nowMs
    this.#waiting.push(ticket)
    // Behind others it changes nothing but the next deadline.
    if (this.#waiting.size > 1) this.#alarm.at(ticket.deadlineMs)
    else this.#tend(nowMs)
  }

  #putBack(ticket: Ticket, seat: Seat, nowMs: number): void {
    this.#tally.moves += 1
    ticket.link = undefined
    ticket.sinceMs = nowMs
    this.#waiting.putBack(ticket)
    seat.pause(nowMs, this.#random())
    this.#alarm.at(seat.pausedUntilMs)
  }

  /** Starts what may start now, and sees to connections; called after everything that may have made room. */
  #pump(nowMs: number): void {
    // Who is called from here may end up here again.
    if (this.#isPumping) return
    this.#isPumping = true
    try {
      let ticket = this.#waiting.first
      let seat = this.#seatFor(nowMs)
      while (ticket !== undefined && seat !== undefined) {
        this.#waiting.remove(ticket)
        if (ticket.deadlineMs <= nowMs) this.#finish(ticket, { kind: 'unsent', cause: 'deadline' })
        else this.#start(seat, ticket, nowMs)
        ticket = this.#waiting.first
        seat = this.#seatFor(nowMs)
      }
    } finally {
      this.#isPumping = false
    }
    this.#tend(nowMs)
  }

  /** Sees to connections, and to being woken when something is due. */
  #tend(nowMs: number): void {
    const { first, earliestMs } = this.#waiting
    const mayStart = first !== undefined && this.#inFlight < this.#options.inFlightMax
    const wakeMs = this.#fleet.tend(nowMs, mayStart ? first.sinceMs : Number.POSITIVE_INFINITY)
    this.#alarm.at(Math.min(wakeMs, first === undefined ? wakeMs : earliestMs))
  }

  #tick(): void {
    const nowMs = this.#clock.monotonic()
    if (nowMs >= this.#waiting.earliestMs) {
      for (const ticket of this.#waiting.takeDue(nowMs)) this.#finish(ticket, { kind: 'unsent', cause: 'deadline' })
    }
    this.#alarm.at(this.#fleet.sweep(nowMs))
    this.#pump(nowMs)
  }

  #dialled(cause: string | undefined): void {
    const nowMs = this.#clock.monotonic()
    if (this.#fleet.openCount === 0 && cause !== undefined) this.#failWaiting(cause)
    this.#alarm.at(this.#fleet.sweep(nowMs))
    this.#pump(nowMs)
  }

  #aborted(ticket: Ticket, cause: string): void {
    ticket.group = undefined
    if (ticket.isWaiting) this.#waiting.remove(ticket)
    if (ticket.link !== undefined) ticket.link.cancel(ticket, cause)
    else this.#finish(ticket, { kind: 'unsent', cause })
  }

  /** As many as wait now; whoever a result makes ask again waits anew. */
  #failWaiting(cause: string): void {
    for (let left = this.#waiting.size; left > 0 && this.#waiting.first !== undefined; left -= 1) {
      const ticket = this.#waiting.first
      this.#waiting.remove(ticket)
      this.#finish(ticket, { kind: 'unsent', cause })
    }
  }

  /** The one place where requests end. */
  #finish(ticket: Ticket, result: WireResult): void {
    if (ticket.isEnded) return
    if (ticket.group !== undefined) this.#groups.leave(ticket.group, ticket)
    this.#tally.ended(result.kind)
    ticket.end(result)
  }
}

// The connections to one origin: which take requests, when another one is dialled, when one must go. Few and well filled: the
// first one with room takes a request, and another is opened only when requests wait for long. Knows no requests and no sockets.
//
//   dialled ──▶ open ──aged · rotate()──▶ open, successor wanted ──successor there · 5 min──▶ retired ──▶ ended
//                 └──GOAWAY · lost · reconnect() · idle beyond the first──────────────────────────▲
import type { Clock } from '../../io.ts'
import type { InFlightBounds } from '../in-flight-limit.ts'
import { Backoff } from './backoff.ts'
import type { Link, LinkOwner } from './exchange.ts'
import type { Tally } from './metrics.ts'
import { Seat } from './seat.ts'

/** What an attempt to connect came to: a link that takes requests, or why there is none (`ECONNREFUSED`, …). */
export type ConnectResult =
  | { readonly kind: 'open'; readonly link: Link }
  | { readonly kind: 'failed'; readonly cause: string }

/** Opens one connection; never rejects. An abort makes it fail soon. */
export type Connect = (owner: LinkOwner, signal: AbortSignal) => Promise<ConnectResult>

/** Whether a connection is ready. */
export type WarmUp = { readonly kind: 'ready' } | { readonly kind: 'failed'; readonly cause: string }

/** How many connections, and for how long. */
export interface FleetOptions {
  readonly connectionsMax: number
  /** Rest after which a connection beyond the first is closed. */
  readonly idleMs: number
  /** Age at which a connection gets a successor, ±10 % by chance. */
  readonly connectionAgeMsMax: number
  /** For each connection. */
  readonly inFlight: InFlightBounds
}

/** What a fleet works with. */
export interface FleetParts {
  readonly clock: Clock
  readonly random: () => number
  readonly tally: Tally
  readonly connect: (signal: AbortSignal) => Promise<ConnectResult>
  /** An attempt is over; `cause` says why it failed. */
  readonly onDialled: (cause: string | undefined) => void
}

/** How long the oldest request waits beside full connections before another one is opened. */
const GROW_AFTER_MS = 100
/** How long a connection stays when no successor can be reached. */
const ROTATION_MS_MAX = 300_000

/** Connections that take requests, and those that only finish theirs. */
export class Fleet {
  readonly #options: FleetOptions
  readonly #parts: FleetParts
  readonly #backoff: Backoff
  readonly #closing = new AbortController()
  /** Those that take requests, the oldest first. */
  #open: Seat[] = []
  /** Every link whose end is still to come. */
  readonly #links = new Set<Link>()
  #dialling: Promise<void> | undefined
  #dialFailedMs = Number.NEGATIVE_INFINITY
  /** Somebody wants a connection, requests or not. */
  #warming: PromiseWithResolvers<WarmUp> | undefined

  constructor(options: FleetOptions, parts: FleetParts) {
    this.#options = options
    this.#parts = parts
    this.#backoff = new Backoff(parts.random)
  }

  /** Connections that take requests. */
  get openCount(): number {
    return this.#open.length
  }

  /** The connection for the next request, if one has room. */
  seatFor(nowMs: number): Seat | undefined {
    const open = this.#open
    for (let index = 0; index < open.length; index += 1) {
      const seat = open[index] as Seat
      if (seat.hasRoom(nowMs)) return seat
    }
    return undefined
  }

  /** A request was answered on it: the peer works. */
  answered(seat: Seat): void {
    seat.pausedUntilMs = Number.NEGATIVE_INFINITY
    // An old connection that still answers says nothing about new ones that cannot be had.
    if (this.#backoff.isWaiting && seat.openedMs > this.#dialFailedMs) this.#backoff.reset()
  }

  /** Asks for a connection even while nothing waits. Resolves when one is open, or when the attempt failed. Tend to it afterwards. */
  warmUp(): Promise<WarmUp> {
    if (this.#closing.signal.aborted) return Promise.resolve({ kind: 'failed', cause: 'closed' })
    if (this.#open.some(seat => seat.link.isUsable)) return Promise.resolve({ kind: 'ready' })
    this.#warming ??= Promise.withResolvers()
    return this.#warming.promise
  }

  /** Asks for a successor of every connection; they take requests until one is there. */
  rotate(nowMs: number): void {
    for (const seat of this.#open) this.replace(seat, nowMs)
  }

  /** Asks for a successor of this connection. */
  replace(seat: Seat, nowMs: number): void {
    seat.agedMs = Number.POSITIVE_INFINITY
    seat.leavesMs = nowMs + ROTATION_MS_MAX
  }

  /** Sends every connection away at once; each finishes its requests. */
  retireAll(): void {
    this.#retire(() => true)
  }

  /**
   * Dials if it must. `sinceMs`: since when the next request waits, `Infinity` if none does or none may start. Returns when to ask
   * again, `Infinity` if only something new can change the answer.
   */
  tend(nowMs: number, sinceMs: number): number {
    this.#dropLost(nowMs)
    if (this.#dialling || this.#closing.signal.aborted) return Number.POSITIVE_INFINITY
    const dialMs = Math.max(this.#wantedMs(sinceMs), this.#backoff.untilMs)
    if (dialMs > nowMs) return dialMs
    this.#dialling = this.#dial()
    return Number.POSITIVE_INFINITY
  }

  /** Sends away what rested or stayed for too long. Returns when to ask again. */
  sweep(nowMs: number): number {
    const { idleMs } = this.#options
    this.#retire((seat, index) => nowMs >= seat.leavesMs || (index > 0 && nowMs >= seat.restedMs(idleMs)))
    let nextMs = Number.POSITIVE_INFINITY
    for (const [index, seat] of this.#open.entries()) {
      nextMs = Math.min(nextMs, seat.leavesMs, index > 0 ? seat.restedMs(idleMs) : nextMs)
      if (seat.pausedUntilMs > nowMs) nextMs = Math.min(nextMs, seat.pausedUntilMs)
    }
    return nextMs
  }

  /** Ends every connection and every attempt at once; resolves when none is left. */
  async close(): Promise<void> {
    this.#closing.abort()
    this.#open = []
    this.#warmed({ kind: 'failed', cause: 'closed' })
    for (const link of this.#links) link.destroy('closed')
    await this.#dialling
    await Promise.all([...this.#links].map(link => link.ended))
  }

  /** When a new connection is called for; -Infinity: now. */
  #wantedMs(sinceMs: number): number {
    const open = this.#open
    if (open.length === 0) {
      return this.#warming || sinceMs < Number.POSITIVE_INFINITY ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
    }
    let isFull = open.length < this.#options.connectionsMax
    for (const seat of open) {
      if (seat.leavesMs < Number.POSITIVE_INFINITY) return Number.NEGATIVE_INFINITY
      // Who has not answered yet may be slow or broken; more of the same would help nobody.
      if (!seat.link.hasAnswered) isFull = false
    }
    return isFull ? sinceMs + GROW_AFTER_MS : Number.POSITIVE_INFINITY
  }

  async #dial(): Promise<void> {
    const result = await this.#parts.connect(this.#closing.signal)
    this.#dialling = undefined
    if (result.kind === 'open') {
      this.#adopt(result.link)
      this.#warmed({ kind: 'ready' })
      this.#parts.onDialled(undefined)
      return
    }
    this.#parts.tally.failed += 1
    this.#dialFailedMs = this.#parts.clock.monotonic()
    this.#backoff.failed(this.#dialFailedMs)
    this.#warmed(result)
    this.#parts.onDialled(result.cause)
  }

  #adopt(link: Link): void {
    const { clock, random, tally } = this.#parts
    tally.opened += 1
    this.#links.add(link)
    void link.ended.then(() => this.#links.delete(link))
    if (this.#closing.signal.aborted) {
      link.destroy('closed')
      return
    }
    const ageMsMax = this.#options.connectionAgeMsMax * (0.9 + 0.2 * random())
    this.#open.push(new Seat(link, this.#options.inFlight, clock.monotonic(), ageMsMax))
    this.#retire(seat => seat.leavesMs < Number.POSITIVE_INFINITY)
  }

  #warmed(result: WarmUp): void {
    this.#warming?.resolve(result)
    this.#warming = undefined
  }

  /** Those that leave are out of the list before their links hear of it, because a link answers at once. */
  #retire(mustGo: (seat: Seat, index: number) => boolean): void {
    const leaving = this.#open.filter(mustGo)
    if (leaving.length === 0) return
    this.#open = this.#open.filter(seat => !leaving.includes(seat))
    for (const seat of leaving) seat.link.retire()
  }

  #dropLost(nowMs: number): void {
    for (let index = this.#open.length - 1; index >= 0; index -= 1) {
      const { link } = this.#open[index] as Seat
      if (link.isUsable) continue
      this.#open.splice(index, 1)
      this.#parts.tally.lost += 1
      // A peer that takes connections only to end them must not make us spin (F62).
      if (!link.hasAnswered) this.#backoff.failed(nowMs)
    }
  }
}

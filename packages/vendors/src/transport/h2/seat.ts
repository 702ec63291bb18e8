// One connection with what the client knows of it besides: how much it bears, since when it rests, when it must go. Decides nothing.

import { type InFlightBounds, InFlightLimit } from '../in-flight-limit.ts'
import type { Link } from './exchange.ts'

/** Longest rest of a connection that gave a request back. */
const PAUSE_MS_MAX = 100

/** A link in use. All times by the monotonic clock, ms. */
export class Seat {
  readonly link: Link
  readonly limit: InFlightLimit
  readonly openedMs: number
  inFlight = 0
  /** Since when nothing is on it; only while that is so. */
  idleSinceMs: number
  /** It takes nothing more before this. */
  pausedUntilMs: number = Number.NEGATIVE_INFINITY
  /** When another one should take its place. */
  agedMs: number
  /** A successor is wanted and not there yet: it goes then at the latest. */
  leavesMs: number = Number.POSITIVE_INFINITY

  constructor(link: Link, bounds: InFlightBounds, nowMs: number, ageMsMax: number) {
    this.link = link
    this.limit = new InFlightLimit(bounds)
    this.openedMs = nowMs
    this.idleSinceMs = nowMs
    this.agedMs = nowMs + ageMsMax
  }

  /** Whether it takes one more request. */
  hasRoom(nowMs: number): boolean {
    return this.inFlight < this.limit.value && nowMs >= this.pausedUntilMs && this.link.room > 0
  }

  /** It gave a request back: it rests for half of the longest pause or more, by `chance` in [0, 1). */
  pause(nowMs: number, chance: number): void {
    this.pausedUntilMs = nowMs + (PAUSE_MS_MAX / 2) * (1 + chance)
  }

  /** When it has rested for `idleMs`; `Infinity` while it works. */
  restedMs(idleMs: number): number {
    return this.inFlight === 0 ? this.idleSinceMs + idleMs : Number.POSITIVE_INFINITY
  }
}

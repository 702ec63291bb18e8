// How many requests may be on their way to one peer at a time (a connection, an origin), learnt from what the peer does with them. Pure.
//
//   untilAnswered ──first answer──▶ start ──answers──▶ +1 each ──refusal──▶ half, then +1 per round of answers
//
// The peer's SETTINGS_MAX_CONCURRENT_STREAMS applies besides; this limit is for peers that allow more than they bear.

/** Bounds of a limit, all ≥ 1 and `start` ≤ `max`. */
export interface InFlightBounds {
  /** Before the first answer on the connection: APNs allows 1 until a token is accepted (spec/vendors.md §1.11). */
  readonly untilAnswered: number
  /** After it. */
  readonly start: number
  readonly max: number
}

/** One connection's limit. */
export class InFlightLimit {
  /** Requests that may be on the connection now. */
  value: number
  /** How often it was halved. A request remembers it, so that one round of refusals counts once. */
  epoch = 0
  readonly #bounds: InFlightBounds
  #hasAnswered = false
  /** Answers since the last step up, after a refusal. */
  #answers = 0

  constructor(bounds: InFlightBounds) {
    this.#bounds = bounds
    this.value = Math.min(bounds.untilAnswered, bounds.max)
  }

  /** An answer came while `inFlight` requests, itself included, were on the connection. */
  answered(inFlight: number): void {
    if (!this.#hasAnswered) {
      this.#hasAnswered = true
      if (this.epoch === 0) this.value = Math.max(this.value, this.#bounds.start)
      return
    }
    // Only a limit that was reached says something about a higher one.
    if (inFlight < this.value || this.value >= this.#bounds.max) return
    this.#answers += 1
    if (this.epoch > 0 && this.#answers < this.value) return
    this.#answers = 0
    this.value += 1
  }

  /** The peer had too much of it. `epoch` is what it was when the request left: an older one tells nothing new. */
  refused(epoch: number): void {
    if (epoch !== this.epoch) return
    this.epoch += 1
    this.#answers = 0
    this.value = Math.max(1, this.value >> 1)
  }
}

// How fast a task may go: deliveries per minute, with a second's worth at once. Counted from when the walk began; after a restart it
// begins anew.
import { minute, second } from '@posthouse/protocol'

/** Allows deliveries as time goes by. */
export class Pace {
  #perMinute: number | undefined
  #lastMs: number
  #allowed = 0

  constructor(perMinute: number | undefined, nowMs: number) {
    this.#perMinute = perMinute
    this.#lastMs = nowMs
    this.#allowed = burstOf(perMinute)
  }

  /** How many deliveries may begin now; `Infinity` without a pace. Instants are monotonic, ms. */
  allowed(perMinute: number | undefined, nowMs: number): number {
    if (perMinute !== this.#perMinute) this.#allowed = Math.min(this.#allowed, burstOf(perMinute))
    this.#perMinute = perMinute
    if (perMinute === undefined) return Number.POSITIVE_INFINITY
    const earned = ((nowMs - this.#lastMs) * perMinute) / minute
    this.#allowed = Math.min(this.#allowed + earned, burstOf(perMinute))
    this.#lastMs = nowMs
    return Math.floor(this.#allowed)
  }

  /** So many were begun, which may be more than were allowed: a user has several devices. */
  spent(deliveries: number): void {
    // What went without a pace is not owed to one that is set later.
    if (this.#perMinute !== undefined) this.#allowed -= deliveries
  }

  /** How long until one may begin, ms. */
  waitMs(): number {
    return this.#perMinute === undefined ? 0 : Math.ceil(((1 - this.#allowed) * minute) / this.#perMinute)
  }
}

/** What may begin at once: a second's worth, and one at least. */
function burstOf(perMinute: number | undefined): number {
  return perMinute === undefined ? 0 : Math.max(1, (perMinute * second) / minute)
}

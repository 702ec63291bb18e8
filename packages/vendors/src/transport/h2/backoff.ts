// How long to wait before the next attempt to connect. Pure: it is told the time and draws its chance from the caller.

/** Full jitter below 1 s, 2 s, 4 s, … 60 s (spec/vendors.md §0.2). */
const CEILING_MS_MIN = 1_000
const CEILING_MS_MAX = 60_000

/** Counts failures in a row and says until when nothing may be tried. */
export class Backoff {
  /** No attempt before, by the monotonic clock, ms. */
  untilMs: number = Number.NEGATIVE_INFINITY
  #failures = 0
  readonly #random: () => number

  /** `random`: uniform in [0, 1). */
  constructor(random: () => number) {
    this.#random = random
  }

  get isWaiting(): boolean {
    return this.#failures > 0
  }

  /** One more failure. */
  failed(nowMs: number): void {
    const ceilingMs = Math.min(CEILING_MS_MIN * 2 ** this.#failures, CEILING_MS_MAX)
    this.#failures += 1
    this.untilMs = nowMs + Math.max(1, Math.floor(this.#random() * ceilingMs))
  }

  /** The peer works: nothing to wait for, and the next failure is the first. */
  reset(): void {
    this.#failures = 0
    this.untilMs = Number.NEGATIVE_INFINITY
  }
}

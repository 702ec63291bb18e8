// One timer for many moments: it rings at the earliest of them, and whoever hears it looks for itself what is due and asks again.
// Knows nothing of what it rings for.
import type { Clock } from '../../io.ts'

/** Longest delay that timers take; what is due later rings once in vain. */
const DELAY_MS_MAX = 0x7fff_ffff

/** A timer that only ever moves to an earlier moment. It may ring when nothing is due any more. */
export class Alarm {
  readonly #clock: Clock
  readonly #run: () => void
  #atMs = Number.POSITIVE_INFINITY
  #cancel: () => void = () => undefined

  constructor(clock: Clock, run: () => void) {
    this.#clock = clock
    this.#run = run
  }

  /** Rings at `atMs` of the monotonic clock unless it rings before; `Infinity` asks for nothing. */
  at(atMs: number): void {
    if (atMs >= this.#atMs) return
    this.#cancel()
    this.#atMs = atMs
    // Rounded up, because a timer that rings a fraction early finds nothing due and must be set again.
    const delayMs = Math.min(DELAY_MS_MAX, Math.max(0, Math.ceil(atMs - this.#clock.monotonic())))
    this.#cancel = this.#clock.after(delayMs, this.#ring)
  }

  /** Asks for nothing any more. */
  clear(): void {
    this.#cancel()
    this.#atMs = Number.POSITIVE_INFINITY
  }

  readonly #ring = (): void => {
    this.#atMs = Number.POSITIVE_INFINITY
    this.#run()
  }
}
